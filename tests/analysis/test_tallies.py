"""Counts put together from parts in any order: the sums that pandas gets from the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runs.analysis.estimates.cluster_errors import WorldSums
from runs.analysis.estimates.tallies import add_tallies, tally_outcomes
from tests.analysis.frames import waiting
from tests.dyads import MOVERS

METRIC = "face_us"
FACE = "face_us_us_end"


def variant(name: str, faces: list[float], days: list[int], causes: list[str]) -> pd.DataFrame:
    """Return six runs: three worlds at two points."""
    rows = waiting(days, causes, 9).assign(variant_name=name, point=[0, 0, 0, 1, 1, 1])
    return rows.assign(replication=[0, 1, 2] * 2, **{FACE: faces})


A = variant(
    "a",
    [1.0, 4.0, np.nan, 2.5, -3.0, 6.0],
    [1, 5, 9, 2, 9, 3],
    ["us", "us", "nobody", "china", "nobody", "us"],
)
B = variant("b", [0.5, 2.0, 7.0, 2.5, 1.0, -1.0], [4, 4, 4, 2, 9, 9], ["china"] * 4 + ["us"] * 2)
MIXED = pd.concat([A, B]).sort_values(["replication", "variant_name"], ascending=[False, True])
"""World by world, the variants in turns, the last world first."""


def sums_of(values: pd.Series, worlds: pd.Series) -> list[float]:
    """Return what `Sums` holds of one figure, from its runs' values (NaN: has none) and worlds."""
    total, runs = values.groupby(worlds).sum(), values.groupby(worlds).count()
    squares = [total, runs, total**2, total * runs, runs**2, runs > 0]
    return [float(part.sum()) for part in squares]


def places_of(found: WorldSums | None, *place: int) -> list[float]:
    assert found is not None
    return [float(part[place]) for part in found]


@pytest.mark.parametrize(
    "parts",
    [
        [MIXED],
        [rows for _, rows in MIXED.groupby("replication")][::-1],
        [B.iloc[3:], A.iloc[4:], MIXED[MIXED["point"] == 0], A.iloc[3:4]],
    ],
    ids=["whole", "last world first", "anyhow"],
)
def test_counts_by_world_are_those_of_the_rows_in_whatever_order(parts: list[pd.DataFrame]) -> None:
    whole = add_tallies(
        [tally_outcomes(part, by_world=True) for part in parts], ["a", "none such", "b"]
    )
    assert whole.names == ("a", "b")
    column = whole.metrics.index(METRIC)
    for place, rows in enumerate((A, B)):
        worlds = rows["replication"]
        found = places_of(whole.sum_metrics(), place, column)
        assert found == pytest.approx(sums_of(rows[FACE], worlds))
        for mover, name in enumerate(MOVERS):
            own = (rows["first_mover_true"] == name).astype(float)
            assert places_of(whole.sum_movers("leader"), place, mover) == sums_of(own, worlds)


def test_variants_whose_rows_come_in_turns_are_counted_each_for_itself() -> None:
    found = tally_outcomes(MIXED)
    assert found.names == ("a", "b")
    column = found.metrics.index(METRIC)
    for place, rows in enumerate((A, B)):
        wanted = sums_of(rows[FACE], rows["replication"])
        assert places_of(found.sum_metrics(), place, column) == pytest.approx(wanted)


def test_totals_and_squared_deviations_are_those_of_the_rows_in_whatever_parts() -> None:
    for parts in ([A, B], [A.iloc[[2]], A.iloc[[0]], B, A.iloc[[1]], A.iloc[3:]]):
        whole = add_tallies([tally_outcomes(part, by_world=False) for part in parts], ["a", "b"])
        column = whole.metrics.index(METRIC)
        for place, rows in enumerate((A, B)):
            face = rows[FACE]
            assert whole.n[place, column] == face.count()
            assert whole.total[place, column] == pytest.approx(face.sum())
            spread = face.var(ddof=0) * face.count()
            assert whole.squares[place, column] == pytest.approx(spread)
            assert whole.runs[place] == len(rows)


def test_variants_chosen_keep_their_worlds_in_the_order_asked_for() -> None:
    other = tally_outcomes(MIXED).select_variants([1, 0], ["second", "first"])
    assert other.names == ("second", "first")
    column = other.metrics.index(METRIC)
    for place, rows in enumerate((B, A)):
        wanted = sums_of(rows[FACE], rows["replication"])
        assert places_of(other.sum_metrics(), place, column) == pytest.approx(wanted)
    only = tally_outcomes(MIXED).select_variants([1])
    assert only.names == ("b",)
    alone = sums_of(B[FACE], B["replication"])
    assert places_of(only.sum_metrics(), 0, column) == pytest.approx(alone)
