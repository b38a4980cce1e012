"""`taijie score`: forecasts of days beside what happened and beside the rivals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.analysis.text.names import format_count
from runs.cli.list_show import Json
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    from runs.studies.fit.forecasting import ForecastSettings
    from runs.studies.fit.standoff_row import StandoffRow

KEYS = ("fit", "runs", "seed", "executor", "outputs", "plan", "forecast")
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE] [fit=none] [runs=400] [seed=0] [executor=local] [plan=true]"
        " [forecast=NAME]",
        show_default=False,
    ),
]


def score(words: Words = None, as_json: Json = False) -> None:
    """Score the model on standoffs: the shipped record, or a file in the same columns."""
    names = [word for word in words or [] if "=" not in word]
    from runs.cli import arguments
    from runs.cli.progress import show_study_progress
    from runs.errors import WrongInput
    from runs.paths import resolve_outputs_folder
    from runs.plan.settings.compose import ConfigComposer
    from runs.studies.fit.choosing import load_parameter_draws
    from runs.studies.fit.collecting import collect_shipped_rows, read_rows_from_file
    from runs.studies.fit.evidence import read_evidence
    from runs.studies.fit.forecasting import ForecastSettings
    from runs.studies.fit.score_table import STORE, compute_score_table, write_score_table
    from runs.studies.fit.stored_forecast import score_stored_forecast

    given = arguments.parse_pairs("score", [word for word in words or [] if "=" in word], KEYS)
    if len(names) > 1:
        raise WrongInput(f"score takes one file: {' '.join(names)}.", key="file", value=names[1])
    settings = ForecastSettings(
        arguments.parse_whole_number(given, "runs", 400, 1),
        arguments.parse_whole_number(given, "seed", 0), arguments.parse_executor(given),
    )  # fmt: skip
    outputs = resolve_outputs_folder(given.get("outputs"))
    chosen = load_parameter_draws(outputs, given.get("fit", "none"))
    composer, evidence = ConfigComposer(), read_evidence()
    history = collect_shipped_rows(composer, evidence)
    rows = read_rows_from_file(composer, Path(names[0]), evidence) if names else history
    if arguments.parse_switch(given, "plan"):
        _say_plan(rows, settings, as_json)
        return
    STORE.require_writable(outputs)
    if "forecast" in given:
        table = score_stored_forecast(outputs, given["forecast"], rows, history, evidence)
    else:
        with show_study_progress() as progress:
            table = compute_score_table(rows, history, chosen, settings, evidence, progress)
    _say_table(table, write_score_table(outputs, table), as_json)


def _say_plan(rows: list[StandoffRow], settings: ForecastSettings, as_json: bool) -> None:
    """Print the numbers of rows, data, clusters and runs, as JSON if wanted."""
    data = [datum for row in rows for datum in row.data]
    unobserved = [row.id for row in rows if not row.data]
    plan = {"rows": len(rows), "data": len(data), "runs": settings.runs,
            "clusters": len({datum.cluster for datum in data})}  # fmt: skip
    if as_json:
        say_json(plan | ({"unobserved": unobserved} if unobserved else {}))
        return
    say(
        f"{format_count(len(rows), 'row')}, {len(data)} {'datum' if len(data) == 1 else 'data'} of"
        f" {format_count(plan['clusters'], 'cluster')} x {format_count(settings.runs, 'run')}"
        " a beginning" + (f"; no day is recorded of {', '.join(unobserved)}" if unobserved else "")
    )


def _say_table(table: dict[str, Any], folder: Path, as_json: bool) -> None:
    """Print the scores of the model and its rivals, and the folder they are stored in."""
    from runs.archive.result_store import replace_nonfinite
    from runs.studies.fit.score_table import HEAD, NOTES, format_score_cells, write_score_sentences

    if as_json:
        say_json(replace_nonfinite({**table, "folder": str(folder)}))
        return
    say(format_table(HEAD, [format_score_cells(row) for row in table["rows"]], unwrapped=2))
    say(f"\n{NOTES}\n")
    for sentence in write_score_sentences(table):
        say(sentence)
    say(f"\n{folder}")
