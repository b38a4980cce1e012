"""Scores a forecast that was stored before its outcome was known (`taijie forecast`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from runs.errors import WrongInput
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.recorded_wait import RecordedWait
from runs.studies.fit.score_table import list_recorded_waits
from runs.studies.fit.scoring import Forecast, make_score_rows
from runs.studies.fit.simulated import PLACES
from runs.studies.fit.standoff_row import StandoffRow
from runs.studies.fit.summary import summarise_scores
from runs.studies.forecasts.storage import read_forecast


def score_stored_forecast(
    outputs: Path, name: str, rows: Sequence[StandoffRow], history: Sequence[StandoffRow],
    evidence: Evidence,
) -> dict[str, Any]:  # fmt: skip
    """Return the table of scores of a forecast that was stored earlier, and of its rivals: the keys
    of `compute_score_table`, and hash and created of the forecast.

    Args:
        outputs: the folder of batches.
        name: of the forecast.
        rows: the one standoff it is about, now that the outcome is known.
        history: rows from which the rivals learn, given no contact by the day of the forecast.
        evidence: window, horizon, reliability.

    Raises WrongInput if the row is another standoff than the forecast's, or had ended before.
    """
    forecast = read_forecast(outputs, name)
    datum, beginning = _find_leader_contact(rows, name)
    if beginning != forecast["beginning"]:
        raise WrongInput(f"forecast {name} is of another beginning than this row.",
                         key="forecast", value=name)  # fmt: skip
    lasted = int(forecast["day"]) - 1  # the record's day of the script's last
    if datum.day <= lasted:
        raise WrongInput(
            f"row {datum.id}: what happened up to its day {datum.day} was known when forecast"
            f" {name} was made, up to day {lasted}.", key="forecast", value=name,
        )  # fmt: skip
    askers = _count_askers(forecast, list(beginning["sides"]))
    own = Forecast(np.array(forecast["days"]), askers, float(forecast["effective"]))
    known = list_recorded_waits(history)
    scored = make_score_rows([datum], {datum.key: own}, known, evidence, lasted)
    return {
        "fit": f"forecast {name}", "stale": "", "engine": forecast["engine"],
        "hash": forecast["hash"], "created": forecast["created"], "runs": forecast["runs"],
        "seed": forecast["seed"], "rows": scored, "means": summarise_scores(scored),
        "refused": {}, "unobserved": [],
    }  # fmt: skip


def _find_leader_contact(
    rows: Sequence[StandoffRow], name: str
) -> tuple[RecordedWait, dict[str, Any]]:
    """Return (the recorded leaders' contact, its beginning as plain values); WrongInput unless the
    rows have exactly one. name: of the forecast, for the message.
    """
    found = [(one, row) for row in rows for one in row.data if one.stage == "leader"]
    if len(found) != 1:
        raise WrongInput(
            f"forecast {name} is of the leaders' contact of one standoff, and the file has"
            f" {len(found)}.", key="file", value=len(found), allowed=["one episode's YAML"],
        )  # fmt: skip
    datum, row = found[0]
    return datum, row.compose().model_dump(mode="json")


def _count_askers(forecast: Mapping[str, Any], side_keys: Sequence[str]) -> np.ndarray:
    """Return effective numbers of runs with the contact by who asked, (3,): first side, second
    side, others.
    """
    counts = np.zeros(PLACES)
    for who, one in forecast["first_mover"].items():
        if who != "nobody":
            counts[side_keys.index(who) if who in side_keys else PLACES - 1] += one["share"]
    return np.asarray(counts * forecast["effective"])
