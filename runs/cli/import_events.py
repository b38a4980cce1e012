"""`taijie import`: event data of two sides as an episode and a script."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.cli.list_show import Json
from runs.command_text import format_command
from runs.errors import WrongInput, make_unknown_option_error
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    from runs.studies.events.script import Window
    from runs.studies.events.writing import Imported, ImportRequest

EXAMPLES = """\b
Examples:
  taijie import events.csv --format csv --sides A,B --from 2025-04-02 --to 2025-09-28
  taijie import 20250402.CSV --format gdelt2 --sides AAA,BBB --from 2025-04-02 --to 2025-04-02
  taijie import b.events.txt --format polecat --sides A,B --run 0 --from 2025-04-02 --to 2025-06-30
A file of several runs wants --run (and --variant). Every row is checked: a broken one is named by
line and column, and nothing is written. Who asked is never inferred: the file says it, or nobody.
Which code is which kind of signal: configs/event/cameo.yaml, or your own by --mapping."""


def import_events(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The event data.")],
    form: Annotated[str, typer.Option("--format", help="csv, polecat or gdelt2.")],
    sides: Annotated[
        str, typer.Option(help="What the file calls the two sides, in the scenario's order: A,B.")
    ],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day, YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day, YYYY-MM-DD.")],
    name: Annotated[str | None, typer.Option(help="Of what is written; else the file's.")] = None,
    scenario: Annotated[str | None, typer.Option(help="Whose sides they are.")] = None,
    mapping: Annotated[
        str, typer.Option(help="Rules from codes to kinds: configs/event/NAME.yaml.")
    ] = "cameo",
    run: Annotated[int | None, typer.Option(help="Of an exported file: which run.")] = None,
    variant: Annotated[str | None, typer.Option(help="Of an exported file: which variant.")] = None,
    as_json: Json = False,
) -> None:
    """Read event data of two sides into ./configs: an episode, and a script for each side."""
    from runs.studies.events.event_files import FORMATS
    from runs.studies.events.writing import ImportRequest, import_events, make_config_name

    if form not in FORMATS:
        raise make_unknown_option_error("format", form, list(FORMATS))
    if name is not None and name != make_config_name(name):
        allowed = ["small letters, digits and _"]
        raise WrongInput(
            f"--name {name}: this is no name.", key="name", value=name, allowed=allowed
        )
    request = ImportRequest(
        file, form, _parse_window(sides, first, last), name or make_config_name(file.stem),
        scenario, mapping, None if run is None else str(run), variant,
    )  # fmt: skip
    done = import_events(request)
    if as_json:
        say_json(_make_summary(done))
    else:
        _say_summary(done, request)


def _parse_window(sides: str, first: str, last: str) -> Window:
    """Return both sides' names, and the first and last day, of options; WrongInput if they are not
    two names, or the days are not 1 to 3650.
    """
    from runs.studies.events.script import Window

    words = [word.strip() for word in sides.split(",")]
    if len(words) != 2 or not all(words) or words[0] == words[1]:
        reason = f"--sides {sides}: two names are wanted, as the file has them."
        raise WrongInput(reason, key="sides", value=sides, allowed=["A,B"])
    days = [_parse_day(key, text) for key, text in (("from", first), ("to", last))]
    window = Window((words[0], words[1]), days[0], days[1])
    if not 1 <= window.days <= 3650:
        reason = f"--to {last}: {window.days} days lie between --from and --to."
        raise WrongInput(reason, key="to", value=last, allowed=["1 to 3650 days"])
    return window


def _parse_day(key: str, text: str) -> date:
    """Return the date of a text YYYY-MM-DD; WrongInput, naming the option `key`, for others."""
    from runs.studies.events.event_files import parse_iso_day

    try:
        return parse_iso_day(text)
    except ValueError:
        reason = f"--{key} {text}: this is no date."
        raise WrongInput(reason, key=key, value=text, allowed=["YYYY-MM-DD"]) from None


def _make_summary(imported: Imported) -> dict[str, Any]:
    """Return events, used and unused (reason -> code -> number), then acts (by side), contacts
    (stage -> day) and files.
    """
    script = imported.script
    return {
        "events": script.events,
        "used": script.used,
        "unused": {reason: dict(counts) for reason, counts in script.unused.items()},
        "acts": script.acts,
        "contacts": {stage: event.day for stage, event in script.contacts.items()},
        "files": [str(path) for path in imported.files],
    }


def _say_summary(imported: Imported, request: ImportRequest) -> None:
    """Print the numbers of events used and unused, the files written and how to run them."""
    from runs.studies.events.writing import name_policy

    script, keys = imported.script, imported.config.dyad.keys
    acts = ", ".join(f"{key} {len(script.acts[key])} acts" for key in keys)
    say(f"{script.events:,} events of the two sides: {script.used:,} used ({acts})")
    rows = [
        (reason, code or "(none)", f"{count:,}")
        for reason, counts in script.unused.items()
        for code, count in counts.most_common()
    ]
    if rows:
        say("\n" + format_table(("not used, because it is", "code", "events"), rows))
    say("")
    for path in imported.files:
        say(str(path))
    scenario = [f"scenario={request.scenario}"] if request.scenario else []
    plays = [f"policy@{key}.policy={name_policy(request.name, key)}" for key in keys]
    window = request.window
    words = [*scenario, *plays, f"start={window.first}", f"horizon={window.days}"]
    say(f"the script:   {format_command('taijie', 'run', *words)}")
    say(f"the episode:  {format_command('taijie', 'episodes', request.name)}")
