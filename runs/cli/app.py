"""The command line `taijie`: its commands, and how a refusal or a failure leaves the process.

Nothing heavy is imported here: `--help` and `list` answer before NumPy would be loaded. Other
packages add commands through the entry-point group `taijie.commands`; they show in the help, but
are imported only when called.
"""

from __future__ import annotations

import ast
import json
import sys
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from runs.analysis.sides import get_dyad
from runs.cli import (
    claims,
    compare,
    discover,
    episodes,
    export,
    fit,
    list_show,
    patterns,
    replay,
    resume,
    run,
    score,
    sensitivity,
)
from runs.errors import WrongInput
from runs.terminal import say

GROUP = "taijie.commands"
WRONG_INPUT = 2
PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

SWEEP = f"taijie run -m {get_dyad().first}.insulation=0.2,0.8"
EXAMPLES = f"""\b
Examples:
  taijie run experiment=first_call          three variants, 2,000 runs each
  {SWEEP:<42}one variant a value
  taijie show                               what came out, with intervals
  taijie compare "as reported" "face off"   paired, run by run
  taijie serve                              all of it in the browser
Eleven tasks by copy and paste: docs/tasks in the sources."""

app = typer.Typer(
    name="taijie",
    help="Who calls first, when, and what does it cost in face: simulated standoffs in batches.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"taijie {version('taijie')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Hold the options of the program itself."""


app.command("run", context_settings={"ignore_unknown_options": False}, cls=run.RunCommand)(run.run)
app.command("list")(list_show.list_batches)
app.command("show")(list_show.show)
app.command("diff")(compare.diff)
app.command("compare")(compare.compare)
app.command("replay")(replay.replay)
app.command("sensitivity")(sensitivity.sensitivity)
app.command("discover")(discover.discover)
app.command("claims")(claims.claims)
app.command("resume")(resume.resume)
app.command("retry")(resume.retry)
app.command("export")(export.export)
app.command("compact")(resume.compact)
app.command("episodes")(episodes.episodes)
app.command("patterns")(patterns.patterns)
app.command("fit")(fit.fit)
app.command("fits")(fit.fits)
app.command("score")(score.score)


def run_command_line() -> int:
    """Run the command named in sys.argv and return the exit code."""
    for point in entry_points(group=GROUP):
        _add_command(point)
    try:
        app(prog_name="taijie")
    except WrongInput as error:
        say(f"taijie: {error}", error=True)
        if "--json" in sys.argv:
            sys.stdout.write(json.dumps(error.as_dict(), default=str) + "\n")
        return WRONG_INPUT
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return 0


def _add_command(point: EntryPoint) -> None:
    """Add another package's command without importing it."""

    def passed_on(context: typer.Context) -> None:
        own = typer.Typer(add_completion=False, rich_markup_mode=None)
        own.command(point.name)(point.load())
        own(context.args, prog_name=f"taijie {point.name}")

    app.command(point.name, help=_read_command_help(point), context_settings=PASSED_ON)(passed_on)


def _read_command_help(point: EntryPoint) -> str:
    """The first line of a function's docstring, read from its source."""
    package, _, module = point.module.rpartition(".")
    place = find_spec(package) if package else None
    for folder in (place.submodule_search_locations or []) if place else []:
        source = Path(folder) / f"{module}.py"
        if not source.is_file():
            continue
        for node in ast.parse(source.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name == point.attr:
                return (ast.get_docstring(node) or "").partition("\n")[0]
    return ""
