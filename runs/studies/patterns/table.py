"""The table of patterns: simulated, stored, and as text for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from runs.analysis.text.rounding import format_probability, format_rounded
from runs.archive.engine import get_current_engine
from runs.archive.result_store import ResultStore
from runs.execute.launch import Progress
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.patterns.comparison import TableRow, count_narrower_intervals, make_table_row
from runs.studies.patterns.planning import PlannedPattern, plan_pattern_jobs
from runs.studies.simulation import simulate

STORE = ResultStore("patterns", "patterns.csv", "patterns.json")
HEAD = ("id", "observed", "simulated [80 %]", "width", "by lot", "p", "unit")
NOTES = (
    "simulated: the share of runs of what happens or not, else the median, with the 80 % interval "
    "of runs (on several rows of the record, of replicates of all of them). width: of that "
    "interval; by lot: of that of leaders who choose by lot among what they may do; a width that "
    "is not below it explains nothing. p: two-sided predictive probability of what was observed. "
    "none: not by the horizon; open: the width of an interval without an end. A dash: the model "
    "has no such quantity."
)


def compute_pattern_table(
    planned: Mapping[str, PlannedPattern],
    runs: int,
    seed: int,
    executor: ExecutorSettings,
    announce: Callable[[Progress], object],
) -> dict[str, Any]:
    """Simulate the patterns (name -> planned pattern); return engine, runs, seed, rows
    (`make_table_row`, one per observed quantity), narrower and compared
    (`count_narrower_intervals`).
    """
    results = simulate(plan_pattern_jobs(planned, runs), seed, executor, announce)
    rows: list[TableRow] = []
    for one in planned.values():
        for datum in one.pattern.data:
            values = one.collect_values(datum, results)
            rows.append(make_table_row(one.pattern, datum, values))
    narrower, compared = count_narrower_intervals(rows)
    return {"engine": get_current_engine().digest, "runs": runs, "seed": seed, "rows": rows,
            "narrower": narrower, "compared": compared}  # fmt: skip


def write_pattern_table(outputs: Path, table: dict[str, Any]) -> Path:
    """Write a table of `compute_pattern_table`; return the new folder."""
    frame = pd.DataFrame(table["rows"], dtype=object)
    frame["rows"] = [" ".join(ids) for ids in frame["rows"]]
    return STORE.write(outputs, frame, table)


def format_pattern_cells(row: TableRow) -> tuple[str, ...]:
    """Return a row of the table as texts, in the order of HEAD; a dash for a missing value."""
    low, high = (_format_number(row[name]) for name in ("low80", "high80"))
    simulated = f"{_format_number(row['simulated'])} [{low}, {high}]" if row["n"] else "-"
    return (
        row["id"],
        _format_number(row["observed"]),
        simulated,
        _format_number(row["width80"], "open"),
        _format_number(row["width80_random_caller"], "open"),
        "-" if row["p"] is None or row["p"] != row["p"] else format_probability(row["p"]),
        row["unit"],
    )


def _format_number(value: float | None, endless: str = "none") -> str:
    """Return a number as text; a dash for None and NaN, `endless` for infinity."""
    if value is None or value != value:
        return "-"
    if value in (float("inf"), float("-inf")):
        return endless
    whole = abs(value) >= 10 or value == int(value)
    return format_rounded(value, 1, 0 if whole else 2).replace(",", "")
