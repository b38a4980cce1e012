"""Two variants in the same random worlds: which runs make a pair, and whether they differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from runs.analysis.estimates.draws import DRAW
from runs.analysis.estimates.estimates import FloatArray, IntArray

KEYS = ["seed", "point", "replication"]
"""What names a random world (with the design point played in it)."""

NAMES = ["variant", "variant_name"]


def pair_rows(a: pd.DataFrame, b: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of a and the rows of b in the random worlds that both played, in the same
    order.

    Both are sorted by (seed, point, replication) and indexed from 0. A frame without a column seed
    or point is taken to have one seed or point, 0. ValueError if a frame holds a world twice
    (several variants), or if the two share no world.
    """
    if _hold_the_same_sorted_worlds(a, b):
        return a.reset_index(drop=True), b.reset_index(drop=True)
    first, second = _index_by_world(a, "first"), _index_by_world(b, "second")
    shared = first.index.intersection(second.index).sort_values()
    if shared.empty:
        raise ValueError("the two variants share no random world (seed and replication)")
    return first.loc[shared].reset_index(), second.loc[shared].reset_index()


def _hold_the_same_sorted_worlds(a: pd.DataFrame, b: pd.DataFrame) -> bool:
    """Say whether two frames have the same (seed, point, replication) row by row, each once and in
    ascending order, as those of a batch do: then nothing needs to be looked up.
    """
    if not all(key in frame for frame in (a, b) for key in KEYS) or len(a) != len(b) or a.empty:
        return False
    worlds, others = (frame[KEYS].to_numpy() for frame in (a, b))
    if not np.array_equal(worlds, others):
        return False
    steps = np.sign(np.diff(worlds, axis=0)) @ [9, 3, 1]  # the sign of the first key that differs
    return bool((steps > 0).all())


def _index_by_world(frame: pd.DataFrame, ordinal: str) -> pd.DataFrame:
    """Return the frame indexed by (seed, point, replication), 0 for a missing column; ValueError if
    a random world occurs twice. ordinal: "first" or "second", for the message.
    """
    missing = {key: 0 for key in KEYS if key not in frame}
    keyed = frame.assign(**missing).set_index(KEYS)
    if not keyed.index.is_unique:
        raise ValueError(f"the {ordinal} frame holds a random world twice: give one variant")
    return keyed


def average_by_world(
    keys: pd.DataFrame, a: FloatArray, b: FloatArray
) -> tuple[pd.DataFrame, FloatArray, FloatArray]:
    """Return paired values averaged over the design points at which each random world was played.

    The points of a design share their worlds, so that the independent unit is a world, not a run.

    Args:
        keys: seed, point and replication of each pair, shape (pairs, 3).
        a: values under a, shape (pairs, columns); NaN where a run has no value.
        b: values under b of the same pairs and columns.

    Returns:
        The worlds' seed and replication, then the means of a and of b, each (worlds, columns),
        over the points at which both have a value; NaN if there is no such point.
    """
    known = ~(np.isnan(a) | np.isnan(b))
    world = keys.groupby(["seed", "replication"], sort=True)
    place = world.ngroup().to_numpy()
    counts = np.zeros((world.ngroups, a.shape[1]))
    np.add.at(counts, place, known)
    means = []
    for values in (a, b):
        total = np.zeros_like(counts)
        np.add.at(total, place, np.where(known, values, 0.0))
        with np.errstate(invalid="ignore"):
            means.append(total / counts)
    return world.size().reset_index()[["seed", "replication"]], means[0], means[1]


def list_draws_of_worlds(rows: pd.DataFrame) -> IntArray:
    """Return the draw (number of a set of parameters of a fit) that each random world uses, in
    ascending order of seed and replication, shape (worlds,); empty without a fit.
    """
    if DRAW not in rows:
        return np.array([], dtype=np.int64)
    worlds = rows.groupby(["seed", "replication"], sort=True)[DRAW].first()
    return worlds.to_numpy(dtype=np.int64)


def average_over_points(change: FloatArray, worlds: pd.Index) -> FloatArray:
    """Return `change`, values of runs (runs, columns), averaged over the points of a design, NaN
    left out: (worlds, columns), worlds in ascending order of seed and replication.

    worlds: the (seed, point, replication) of each run, as the index of `pivots.pivot_by_world`.
    """
    keys = [worlds.get_level_values(key) for key in ("seed", "replication")]
    return np.asarray(pd.DataFrame(change).groupby(keys).mean())


def count_differing_pairs(a: pd.DataFrame, b: pd.DataFrame) -> dict[str, int]:
    """Return outcome column -> number of pairs in which it differs, for the columns of both frames.

    a, b: rows paired by `pair_rows`. Two nulls are equal. Keys and names are not compared.
    """
    return {column: _count_unequal(a[column], b[column]) for column in _list_shared_outcomes(a, b)}


def _list_shared_outcomes(a: pd.DataFrame, b: pd.DataFrame) -> list[str]:
    """Return the columns that both frames have, but for keys of a run and names of the variant."""
    shared = a.columns.intersection(b.columns)
    return [str(column) for column in shared if column not in NAMES and column not in KEYS]


def _count_unequal(left: pd.Series, right: pd.Series) -> int:
    """Return the number of rows in which two columns differ; two nulls are equal."""
    if isinstance(left.dtype, pd.CategoricalDtype):
        left, right = left.astype(object), right.astype(object)
    equal = (left == right).fillna(False).to_numpy(dtype=bool)
    return int((~(equal | (left.isna() & right.isna()).to_numpy())).sum())


def has_same_outcomes(a: pd.DataFrame, b: pd.DataFrame) -> bool:
    """Say whether two frames paired by `pair_rows` agree in every outcome of every pair."""
    return not any(_count_unequal(a[column], b[column]) for column in _list_shared_outcomes(a, b))


def write_pair_count(pairing: Mapping[str, int]) -> str:
    """Return a phrase with the number of pairs and, if that is smaller, of random worlds.

    pairing: the dict of `summarise_pairing` (pairs, worlds).
    """
    pairs, worlds = pairing["pairs"], pairing["worlds"]
    s = "" if worlds == 1 else "s"
    if pairs == worlds:
        return f"{pairs:,} pair{s} in the same random world{s}"
    return f"{pairs:,} pairs at points of a design, in the same {worlds:,} random world{s}"


def summarise_pairing(a: pd.DataFrame, b: pd.DataFrame) -> dict[str, int | bool]:
    """Return how comparable the runs of two variants are.

    Returns:
        pairs, worlds (fewer than pairs if runs are of several points of a design), only_a, only_b
        (runs without a partner), same_horizon (False if censored runs end on different days),
        identical (every outcome of every pair is equal).
    """
    from runs.analysis.estimates.cluster_errors import identify_worlds
    from runs.analysis.waiting.waiting import find_censoring_day

    first, second = pair_rows(a, b)
    ends = {day for day in (find_censoring_day(a), find_censoring_day(b)) if day is not None}
    return {
        "pairs": len(first),
        "worlds": len(np.unique(identify_worlds(first))),
        "only_a": len(a) - len(first),
        "only_b": len(b) - len(second),
        "same_horizon": len(ends) < 2,
        "identical": has_same_outcomes(first, second),
    }
