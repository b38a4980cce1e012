"""The table of scores: simulated, stored, and as text for the terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP
from pathlib import Path
from typing import Any

import pandas as pd

from runs.analysis.text.names import format_count
from runs.analysis.text.rounding import format_rounded
from runs.archive.engine import get_current_engine
from runs.archive.result_store import ResultStore
from runs.execute.launch import Progress
from runs.studies.fit.draws import NONE, ParameterDraws
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.forecasting import ForecastSettings, compose_rows, simulate_forecasts
from runs.studies.fit.recorded_wait import RecordedWait
from runs.studies.fit.scoring import make_score_rows
from runs.studies.fit.standoff_row import StandoffRow
from runs.studies.fit.summary import summarise_scores

STORE = ResultStore("scores", "scores.csv", "scores.json")
HEAD = ("row", "stage", "real day", "forecast [80 %]", "quantile", "log score", "exponential",
        "log-normal", "regression", "pool", "CRPS", "CRPS pool", "asked", "p", "base")  # fmt: skip
NOTES = (
    "real day: from the trigger (day 0); > n: none up to then. forecast: median with the 80 %\n"
    "interval of runs. log score: of the probability of a window of 15 % (at least a day) around\n"
    "the real day, in nats, higher is better; CRPS on log(1 + days), lower is better. The rivals\n"
    "are fitted to the other clusters. asked: who, by place in the pair; p: its probability by\n"
    "the model among contacts; base: its rate in the other clusters. *: not composed, scored as\n"
    "the pool."
)


def compute_score_table(
    rows: Sequence[StandoffRow],
    history: Sequence[StandoffRow],
    draws: ParameterDraws | None,
    settings: ForecastSettings,
    evidence: Evidence,
    announce: Callable[[Progress], object],
) -> dict[str, Any]:
    """Simulate forecasts of the rows and score them; return fit (name), stale (warning or ""),
    engine, runs, seed, rows (`make_score_rows`), means (`summarise_scores`), refused (row -> why it
    has no beginning) and unobserved (rows of which no day is recorded, not scored).

    Args:
        rows: the rows to score.
        history: the rows from which the rivals learn.
        draws: parameter sets; None for each beginning's own values.
        settings: runs, seed, executor.
        evidence: window, horizon, reliability.
        announce: called with the progress.
    """
    composed = compose_rows(rows)
    forecasts = simulate_forecasts(composed, draws, settings, announce)
    scored = make_score_rows(
        list_recorded_waits(rows), forecasts, list_recorded_waits(history), evidence
    )
    return {
        "fit": NONE if draws is None else draws.name,
        "stale": "" if draws is None else draws.stale, "engine": get_current_engine().digest,
        "runs": settings.runs, "seed": settings.seed, "rows": scored,
        "means": summarise_scores(scored), "refused": dict(composed.refused),
        "unobserved": [row.id for row in rows if not row.data],
    }  # fmt: skip


def list_recorded_waits(rows: Sequence[StandoffRow]) -> list[RecordedWait]:
    """Return the recorded contacts (one per row and stage) of some rows, in their order."""
    return [datum for row in rows for datum in row.data]


def write_score_table(outputs: Path, table: dict[str, Any]) -> Path:
    """Write a table of `compute_score_table` into a new folder; return the folder."""
    return STORE.write(outputs, pd.DataFrame(table["rows"], dtype=object), table)


def format_score_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a row of `make_score_rows` as the texts of a line of the table, in the order of HEAD;
    a dash for a missing value.
    """
    low, high = (_format_day(row[name]) for name in ("low80", "high80"))
    mark = "" if row["composed"] else " *"
    return (
        f"{row['id']}{mark}", row["stage"],
        f"> {row['observed']}" if row["censored"] else str(row["observed"]),
        f"{_format_day(row['median'])} [{low}, {high}]", _format_number(row["quantile"]),
        *(_format_number(row[name]) for name in (
            "log_score", "log_score_exponential", "log_score_lognormal", "log_score_regression",
            "log_score_pool", "crps", "crps_pool",
        )),
        row["asker"] or "-", _format_number(row["p_asker"]),
        "-" if row["log_score_asker_base"] is None
        else _format_number(math.exp(row["log_score_asker_base"])),
    )  # fmt: skip


def write_score_sentences(table: Mapping[str, Any]) -> list[str]:
    """Return sentences on a table of scores: coverage and comparisons for each stage, a warning if
    the fit is out of date, and, if there are any, the rows without a beginning and those without a
    recorded day.
    """
    found = []
    for mean in table["means"]:
        who = {"leader": "leaders' contact", "envoy": "envoys' contact"}.get(mean["stage"], "both")
        found.append(
            f"{who}, {format_count(mean['rows'], 'row')} of"
            f" {format_count(mean['clusters'], 'cluster')}: 80 % intervals hold"
            f" {_format_number(mean['covered80'])} of the real days; rank correlation of median"
            f" and real day {_format_number(mean['rank_correlation'])} (regression"
            f" {_format_number(mean['rank_correlation_regression'])})."
        )
        found += [
            "  " + _write_comparison(mean, one) for one in mean["differences"]
            if one["by"] == "cluster" and one["n"] > 1
        ]  # fmt: skip
    if table["stale"]:
        found.append(table["stale"])
    missing = sorted(table["refused"])
    if missing:
        found.append(f"Not composed and scored as the pool: {', '.join(missing)}.")
    if table["unobserved"]:
        found.append(f"No day is recorded, so not scored: {', '.join(table['unobserved'])}.")
    return found


def _write_comparison(means: Mapping[str, Any], difference: Mapping[str, Any]) -> str:
    """Return a sentence with the means of two scores and their paired difference with its interval;
    difference: of `compute_paired_difference`.
    """
    names = [str(difference[key]).replace("_", " ") for key in ("one", "other")]
    one, other = (means[difference[key]] for key in ("one", "other"))
    value, low, high = format_score_difference(difference)
    return (
        f"{names[0]} {format_rounded(one, 1, 2)}, {names[1]} {format_rounded(other, 1, 2)}:"
        f" difference {value} ({low} to {high}) by cluster."
    )


def format_score_difference(difference: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return "+0.31", "-0.02", "+0.64": a difference of scores and the ends of its interval,
    rounded outwards; difference: low and high of `compute_paired_difference`, and difference.
    """
    ways = {"difference": ROUND_HALF_UP, "low": ROUND_FLOOR, "high": ROUND_CEILING}
    value, low, high = (
        f"{'+' if difference[key] >= 0 else ''}{format_rounded(difference[key], 1, 2, way)}"
        for key, way in ways.items()
    )
    return value, low, high


def _format_day(value: float) -> str:
    """Return a day as text; `later` for infinity."""
    return "later" if math.isinf(value) else f"{value:.0f}"


def _format_number(value: float | None) -> str:
    """Return a number with two digits; a dash for None and NaN."""
    return "-" if value is None or math.isnan(value) else f"{value:.2f}"
