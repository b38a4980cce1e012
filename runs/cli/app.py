"""The command line `taijie`: its commands, and the exit code after an error.

Nothing heavy is imported here: `--help` and `list` answer before NumPy would be loaded. Other
packages add commands through the entry-point group `taijie.commands`; they show in the help, but
are imported only when called.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from runs.analysis.sides import get_dyad
from runs.cli import (
    choose,
    cite,
    claims,
    compare,
    discover,
    episodes,
    export,
    fit,
    forecast,
    fork,
    import_events,
    labels,
    list_show,
    patterns,
    replay,
    resume,
    run,
    score,
    sensitivity,
)
from runs.cli.pages import WrappedCommand, WrappedProgram
from runs.consoles import (
    is_about_printing,
    make_streams_accept_any_text,
    open_closed_streams,
)
from runs.errors import WrongInput
from runs.paths import get_current_folder, require_text_name
from runs.terminal import say, say_json

GROUP = "taijie.commands"
WRONG_INPUT = 2
CANNOT_WRITE = 1
SYSTEMS = (
    "Taijie runs on Linux, macOS and WSL (Windows Subsystem for Linux). On Windows itself it has "
    "never been run, only with what Windows lacks taken away on Linux."
)
PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

SWEEP = f"taijie run -m {get_dyad().first}.insulation=0.2,0.8"
EXAMPLES = f"""\b
Examples:
  taijie run experiment=first_call          three variants, 2,000 runs each
  {SWEEP:<42}one variant a value
  taijie show                               what came out, with intervals
  taijie compare "as reported" "face off"   paired, run by run
  taijie serve                              all of it in the browser
Tasks by copy and paste: docs/tasks in the sources."""


app = typer.Typer(
    name="taijie",
    cls=WrappedProgram,
    help="Who calls first, when, and what does it cost in face: simulated standoffs in batches.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    """Print the version and exit, if it is wanted."""
    if wanted:
        say(f"taijie {version('taijie')}")
        raise typer.Exit


@app.callback()
def _declare_program_options(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Declare the options of the program itself, which typer reads from the signature."""


app.command("run", context_settings={"ignore_unknown_options": False}, cls=run.RunCommand)(run.run)
COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_show.list_batches,
    "show": list_show.show,
    "rename": labels.rename,
    "note": labels.note,
    "tag": labels.tag,
    "hide": labels.hide,
    "delete": labels.delete,
    "diff": compare.diff,
    "compare": compare.compare,
    "replay": replay.replay,
    "fork": fork.fork,
    "forecast": forecast.forecast,
    "choose": choose.choose,
    "sensitivity": sensitivity.sensitivity,
    "discover": discover.discover,
    "claims": claims.claims,
    "resume": resume.resume,
    "retry": resume.retry,
    "export": export.export,
    "import": import_events.import_events,
    "cite": cite.cite,
    "compact": resume.compact,
    "episodes": episodes.episodes,
    "patterns": patterns.patterns,
    "fit": fit.fit,
    "fits": fit.fits,
    "score": score.score,
}
EPILOGS = {
    "fork": fork.EXAMPLES,
    "forecast": forecast.EXAMPLES,
    "choose": choose.EXAMPLES,
    "import": import_events.EXAMPLES,
}
"""Examples under the help of a command."""
for _name, _function in COMMANDS.items():
    app.command(_name, cls=WrappedCommand, epilog=EPILOGS.get(_name))(_function)


def run_command_line() -> int:
    """Run the command named in sys.argv and return the exit code; WrongInput, and a file or folder
    closed to this user, is printed and gives 2, a full disk under the output gives 1.
    """
    open_closed_streams()
    make_streams_accept_any_text()
    if sys.platform == "win32":
        say(SYSTEMS, error=True)
    for point in entry_points(group=GROUP):
        _add_command(point)
    try:
        get_current_folder()
        for argument in sys.argv[1:]:
            require_text_name("argument", argument)
        app(prog_name="taijie")
    except WrongInput as error:
        return _refuse(error)
    except OSError as error:
        if isinstance(error, PermissionError) and error.filename is not None:
            reason = f"{error.filename} cannot be used: {error.strerror}."
            return _refuse(WrongInput(reason, key="file", value=str(error.filename)))
        if not is_about_printing(error):
            raise
        say(f"taijie: the output cannot be written: {error.strerror}.", error=True)
        return CANNOT_WRITE
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return 0


def _refuse(error: WrongInput) -> int:
    """Print why a command is refused, with --json for a script too; return the exit code."""
    say(f"taijie: {error}", error=True)
    if "--json" in sys.argv:
        say_json(error.as_dict())
    return WRONG_INPUT


def _add_command(point: EntryPoint) -> None:
    """Add another package's command, whose module is imported only when the command is called."""

    def call_command(context: typer.Context) -> None:
        """Import the command's function and call it with the remaining words."""
        own = typer.Typer(add_completion=False, rich_markup_mode=None)
        own.command(point.name, cls=WrappedCommand)(point.load())
        own(context.args, prog_name=f"taijie {point.name}")

    app.command(point.name, help=_read_command_help(point), context_settings=PASSED_ON)(
        call_command
    )


def _read_command_help(point: EntryPoint) -> str:
    """Return the first line of the docstring of another package's command, read from its source;
    empty if there is none.
    """
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
