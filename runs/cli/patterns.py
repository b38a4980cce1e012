"""`taijie patterns`: what the record says, beside what the model simulates for it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from runs.analysis.text.names import format_count
from runs.cli.list_show import Json
from runs.terminal import format_table, say, say_json

KEYS = ("runs", "seed", "executor", "outputs", "plan")
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[IDS]... [runs=2000] [seed=0] [executor=local] [plan=true]", show_default=False
    ),
]


def patterns(words: Words = None, as_json: Json = False) -> None:
    """Set what the record says beside simulated runs: patterns (P1), episodes (E15), rows (F12)."""
    names = [word for word in words or [] if "=" not in word]
    from runs.cli.arguments import parse_executor, parse_pairs, parse_switch, parse_whole_number
    from runs.paths import resolve_outputs_folder
    from runs.plan.settings.compose import ConfigComposer
    from runs.studies.patterns.collection import choose_patterns, collect_patterns
    from runs.studies.patterns.planning import plan_pattern, plan_pattern_jobs

    given = parse_pairs("patterns", [word for word in words or [] if "=" in word], KEYS)
    runs, seed = parse_whole_number(given, "runs", 2000, 1), parse_whole_number(given, "seed", 0)
    only_plan, executor = parse_switch(given, "plan"), parse_executor(given)
    composer = ConfigComposer()
    wanted = choose_patterns(collect_patterns(composer), names)
    planned = {name: plan_pattern(composer, name, one) for name, one in wanted.items()}
    if only_plan:
        beginnings = len(plan_pattern_jobs(planned, runs))
        if as_json:
            say_json({"patterns": list(wanted), "beginnings": beginnings, "runs": runs})
            return
        say(
            f"{format_count(len(wanted), 'pattern')}, {format_count(beginnings, 'beginning')}"
            f" x {format_count(runs, 'run')}"
        )
        say(format_table(("id", "title"), [(one.id, one.title) for one in wanted.values()]))
        return
    from runs.cli.progress import show_study_progress
    from runs.studies.patterns.table import STORE, compute_pattern_table, write_pattern_table

    outputs = resolve_outputs_folder(given.get("outputs"))
    STORE.require_writable(outputs)
    with show_study_progress() as progress:
        table = compute_pattern_table(planned, runs, seed, executor, progress)
    folder = write_pattern_table(outputs, table)
    _say_table(table, folder, as_json)


def _say_table(table: dict[str, Any], folder: Path, as_json: bool) -> None:
    """Print the table of patterns beside simulated runs, and its folder."""
    from runs.archive.result_store import replace_nonfinite
    from runs.studies.patterns.table import HEAD, NOTES, format_pattern_cells

    if as_json:
        say_json(replace_nonfinite({**table, "folder": str(folder)}))
        return
    say(format_table(HEAD, [format_pattern_cells(row) for row in table["rows"]], unwrapped=1))
    say(f"\n{NOTES}\n")
    compared = f"of {table['compared']} that can be compared"
    say(f"Narrower than by lot: {table['narrower']} {compared}.")
    say(f"\n{folder}")
