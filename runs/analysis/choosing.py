"""Which runs to look at: chosen by rule, never by eye, and the same ones every time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates import MOVERS, FloatArray, variants
from runs.analysis.pairing import KEYS

MEDOID = "most ordinary run"
_SHAPE = (
    "duration",
    "envoy_duration",
    "face_us_us_end",
    "face_china_china_end",
    "tariff_us_peak",
    "tariff_china_peak",
    "pressure_us_end",
    "pressure_china_end",
)
_EXTREMES = {
    "earliest call": ("duration", False),
    "latest call": ("duration", True),
    "lowest US face": ("face_us_us_end", False),
    "highest US face": ("face_us_us_end", True),
    "lowest Chinese face": ("face_china_china_end", False),
    "highest Chinese face": ("face_china_china_end", True),
}


def notable_runs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one run for each rule: the most ordinary, one of each outcome, the extremes.

    The most ordinary run has the median outcome's kind (the most frequent first mover) and the
    smallest summed distance, in interquartile ranges, from the median of the waiting times,
    faces, tariffs and pressures. "First run: us" is the lowest replication with that outcome.
    Earliest and latest are among runs with a call. Ties go to the lowest replication.

    Returns:
        variant, rule, seed, point, replication: what a replay is named by.
    """
    parts = []
    for name, rows in variants(frame):
        missing = {key: 0 for key in KEYS if key not in rows}
        ordered = rows.assign(**missing).sort_values(KEYS, ignore_index=True)
        found = {MEDOID: _most_ordinary(ordered), **_first_of_each(ordered), **_extremes(ordered)}
        part = ordered.loc[list(found.values()), KEYS].reset_index(drop=True)
        part.insert(0, "rule", list(found))
        part.insert(0, "variant", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _most_ordinary(rows: pd.DataFrame) -> int:
    movers = rows["first_mover_true"].astype(str).to_numpy()
    usual = max(MOVERS, key=lambda mover: int((movers == mover).sum()))
    distance: FloatArray = np.where(movers == usual, 0.0, np.inf)
    for column in _SHAPE:
        if column not in rows:
            continue
        values = rows[column].to_numpy(dtype=float, na_value=np.nan)
        if np.isnan(values).all():
            continue
        quartiles = np.nanquantile(values, [0.25, 0.5, 0.75])
        width = quartiles[2] - quartiles[0]
        away = np.abs(values - quartiles[1]) / (width if width > 0 else 1.0)
        distance = distance + np.where(np.isnan(away), 2.0, away)
    return int(np.argmin(distance))


def _first_of_each(rows: pd.DataFrame) -> dict[str, int]:
    movers = rows["first_mover_true"].astype(str).to_numpy()
    return {
        f"first run: {mover}": int(np.argmax(movers == mover))
        for mover in MOVERS
        if (movers == mover).any()
    }


def _extremes(rows: pd.DataFrame) -> dict[str, int]:
    found = {}
    called = rows["event_observed"].to_numpy(dtype=bool)
    for rule, (column, highest) in _EXTREMES.items():
        if column not in rows:
            continue
        values = rows[column].to_numpy(dtype=float, na_value=np.nan)
        if column == "duration":
            values = np.where(called, values, np.nan)
        if not np.isnan(values).all():
            found[rule] = int(np.nanargmax(values) if highest else np.nanargmin(values))
    return found
