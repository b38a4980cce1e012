"""Which runs to look at: chosen by stated rules, the same ones every time, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from runs.analysis.comparison.pairing import KEYS, pair_rows
from runs.analysis.estimates.estimates import FloatArray, iterate_variants
from runs.analysis.sides import get_dyad, get_sides

MEDOID = "most ordinary run"
UNLIKE = 2.0
"""Distance, in interquartile ranges, of another first mover, and of a value from no value
(assumed)."""
_NEAR = (
    "the medoid, whose mean distance to all the others is least: in waiting times, faces, tariffs "
    "and pressures, each over its interquartile range, and in who moves first"
)
_BOTH = "among the pairs with a call in both"
Choice = tuple[str, str, int]
"""A rule, its reason in words, and the position of the row it chooses."""


def choose_notable_runs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one run for each rule: the most ordinary, one of each outcome, the extremes.

    The most ordinary run is the medoid (Kaufman and Rousseeuw 1990) of the variant's runs; that of
    an outcome is the medoid of the runs with it (`find_medoid`). Earliest and latest are chosen
    among runs with a call. Ties go to the lowest (point, replication).

    Returns:
        variant, rule, reason (the rule in words), seed, point, replication (which identify the
        run). A rule that no run fits has no row.
    """
    parts = []
    for name, rows in iterate_variants(frame):
        ordered = _sort_rows(rows)
        part = _tabulate_choices(
            ordered, [*_choose_ordinary_runs(ordered), *_choose_extreme_runs(ordered)]
        )
        part.insert(0, "variant", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def choose_notable_pairs(frame_a: pd.DataFrame, frame_b: pd.DataFrame) -> pd.DataFrame:
    """Return one random world for each rule, to be shown under both of two variants.

    The most ordinary is the medoid of the first variant's runs. "Most hastened" and "most delayed"
    are chosen among the pairs with a call in both. Ties go to the lowest (point, replication).

    Returns:
        rule, reason (the rule in words), seed, point, replication. A rule that no pair fits has no
        row.
    """
    a, b = pair_rows(frame_a, frame_b)
    moved = a["first_mover_true"].astype(str).ne(b["first_mover_true"].astype(str)).to_numpy()
    called = a["event_observed"].to_numpy(bool) & b["event_observed"].to_numpy(bool)
    change = np.where(called, b["duration"].to_numpy(float) - a["duration"].to_numpy(float), 0.0)
    found: list[Choice] = [(MEDOID, f"{_NEAR} (runs of the first variant)", find_medoid(a))]
    if (change < 0).any():
        found.append(
            ("most hastened", f"the call comes most days sooner, {_BOTH}", int(change.argmin()))
        )
    if (change > 0).any():
        found.append(
            ("most delayed", f"the call comes most days later, {_BOTH}", int(change.argmax()))
        )
    if moved.any():
        said = "the lowest number of those in which another moves first"
        found.append(("another first mover", said, int(moved.argmax())))
    same = called & ~moved & (change == 0)
    if same.any():
        said = "the lowest number of those with the same first mover on the same day"
        found.append(("same mover, same day", said, int(same.argmax())))
    return _tabulate_choices(a, found)


def find_medoid(rows: pd.DataFrame) -> int:
    """Return the position (from 0) of the row with the smallest sum of distances to all rows, the
    first of equals.

    The distance of two runs is the sum of |x - y| over the interquartile range of x (1 where that
    is 0), for waiting times, faces, tariffs and pressures (Gower 1971, with quartiles for the
    range), plus `UNLIKE` for another first mover or a missing value.
    """
    movers = rows["first_mover_true"].astype(str)
    alike = movers.map(movers.value_counts()).to_numpy(dtype=float)
    distance = np.asarray(UNLIKE * (len(rows) - alike), dtype=np.float64)
    for column in _list_distance_columns():
        if column in rows:
            distance += _sum_distances(rows[column].to_numpy(dtype=float, na_value=np.nan))
    return int(np.argmin(np.round(distance, 9)))


def _list_distance_columns() -> list[str]:
    """Return the columns by which runs are compared: waiting times, faces, peak tariffs,
    pressures.
    """
    shape = ["duration", "envoy_duration"]
    for stem in ("face_{0}_{0}_end", "tariff_{0}_peak", "pressure_{0}_end"):
        shape += [stem.format(key) for key in get_dyad().keys]
    return shape


def _sum_distances(values: FloatArray) -> FloatArray:
    """Return each value's summed distance to all values, in interquartile ranges, shape (rows,);
    NaN is UNLIKE away from any value; zeros if all are NaN.
    """
    known = ~np.isnan(values)
    if not known.any():
        return np.zeros(len(values))
    few, many = len(values) - int(known.sum()), int(known.sum())
    quartiles = np.quantile(values[known], [0.25, 0.75])
    width = float(np.ptp(quartiles)) or 1.0
    order = np.sort(values[known])
    before = np.concatenate([[0.0], np.cumsum(order)])
    place = np.searchsorted(order, values[known])
    own = values[known]
    total = own * place - before[place] + (before[-1] - before[place]) - own * (many - place)
    distance = np.full(len(values), UNLIKE * many)
    distance[known] = total / width + UNLIKE * few
    return distance


def _sort_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows sorted by seed, point and replication (0 where one is missing), indexed from
    0.
    """
    missing = {key: 0 for key in KEYS if key not in rows}
    return rows.assign(**missing).sort_values(KEYS, ignore_index=True)


def _tabulate_choices(rows: pd.DataFrame, choices: list[Choice]) -> pd.DataFrame:
    """Return one row for each choice: rule, reason, seed, point, replication of the row chosen."""
    part = rows.loc[[place for _, _, place in choices], KEYS].reset_index(drop=True)
    part.insert(0, "reason", [reason for _, reason, _ in choices])
    part.insert(0, "rule", [rule for rule, _, _ in choices])
    return part


def _choose_ordinary_runs(rows: pd.DataFrame) -> Iterator[Choice]:
    """Yield (rule, reason, position) of the medoid of all rows, and of those with each first
    mover.
    """
    yield MEDOID, _NEAR, find_medoid(rows)
    movers = rows["first_mover_true"].astype(str).to_numpy()
    for mover in get_dyad().movers:
        (places,) = np.nonzero(movers == mover)
        if len(places):
            own = int(places[find_medoid(rows.iloc[places])])
            yield f"most ordinary, first: {mover}", f"{_NEAR}, among those", own


def _list_extreme_rules() -> dict[str, tuple[str, bool]]:
    """Return rule -> the column it is about, and whether the highest (True) or lowest value is
    chosen.
    """
    extremes = {"earliest call": ("duration", False), "latest call": ("duration", True)}
    for side in get_sides():
        own = f"face_{side.key}_{side.key}_end"
        extremes[f"lowest {side.adjective} face"] = (own, False)
        extremes[f"highest {side.adjective} face"] = (own, True)
    return extremes


def _choose_extreme_runs(rows: pd.DataFrame) -> Iterator[Choice]:
    """Yield (rule, reason, position) of the earliest and latest call and of the extreme faces."""
    called = rows["event_observed"].to_numpy(dtype=bool)
    for rule, (column, highest) in _list_extreme_rules().items():
        if column not in rows:
            continue
        values = rows[column].to_numpy(dtype=float, na_value=np.nan)
        if column == "duration":
            values = np.where(called, values, np.nan)
        if not np.isnan(values).all():
            which = f"{'most' if highest else 'fewest'} days" if column == "duration" else rule
            of = "runs with a call" if column == "duration" else "all runs, in its own book"
            place = np.nanargmax(values) if highest else np.nanargmin(values)
            yield rule, f"{which} of {of}", int(place)
