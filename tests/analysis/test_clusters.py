"""Figures pooled over worlds, worked out by hand on three worlds at two points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.comparison.overview import summarise_variants
from runs.analysis.estimates.cluster_errors import (
    compute_effective_runs,
    compute_mean,
    compute_means,
    compute_share_limits,
    sum_cells_over_worlds,
    sum_over_worlds,
)

ROWS = pd.DataFrame(
    {"seed": 0, "point": [0, 0, 0, 1, 1, 1], "replication": [0, 1, 2] * 2,
     "face": [1.0, 2.0, 6.0, 3.0, 4.0, 8.0]}
)  # fmt: skip
HALF = 4.302653 * np.sqrt(7 / 3)
"""The worlds' means are 2, 3 and 7: variance 7, and t has two degrees of freedom."""


def test_a_pooled_mean_is_as_sure_as_the_means_of_its_worlds() -> None:
    found = compute_mean(ROWS, ROWS["face"].to_numpy())
    figures = (found.value, found.low, found.high, found.n)
    assert figures == pytest.approx((4, 4 - HALF, 4 + HALF, 6))


@pytest.mark.parametrize("by", ["side", ["side"], ["side", "belief"]])
def test_each_group_of_a_design_has_pooled_limits_of_its_own(by: str | list[str]) -> None:
    other = ROWS.assign(side="china", belief="nobody", face=ROWS["face"] + 10)
    both = pd.concat([other, ROWS.assign(side="us", belief="us")], ignore_index=True)
    table = compute_means(both, ["face"], by)
    keys = [by] if isinstance(by, str) else by
    assert table.columns.tolist() == [*keys, "column", "estimate", "low", "high", "n"]
    assert table["side"].tolist() == ["china", "us"]
    assert table["estimate"].tolist() == [14, 4]
    assert table["low"].tolist() == pytest.approx([14 - HALF, 4 - HALF])
    assert table["high"].tolist() == pytest.approx([14 + HALF, 4 + HALF])


def test_the_table_of_variants_has_wilsons_limits_of_shares_and_t_of_means() -> None:
    # The worlds give 2, 1 and 0 of two: one run of each world is worth no more.
    outcomes = ROWS.assign(variant_name="v", duration=9.0, event_observed=False)
    outcomes["first_mover_true"], outcomes["face_us_us_end"] = "nobody", outcomes["face"]
    outcomes["deniable"] = [True, True, False, True, False, False]
    row = summarise_variants(outcomes).iloc[0]
    share = [row[name] for name in ("p_deniable_low", "p_deniable_high")]
    assert share == pytest.approx(proportion_confint(1.5, 3, method="wilson"))
    assert [row["face_us_low"], row["face_us_high"]] == pytest.approx([4 - HALF, 4 + HALF])


def test_runs_are_worth_between_one_a_world_and_all_of_them() -> None:
    runs = np.full((3, 4), 2)
    hits = np.array([[2, 1, 0, 2], [0, 1, 0, 2], [2, 1, 0, 2]])
    alike, even, never, always = compute_effective_runs(sum_over_worlds(hits, runs))
    assert alike == 3, "all runs of a world end alike"
    assert even == 6, "every world gives the same share"
    assert (never, always) == (3, 3), "nothing is known of how much worlds differ"
    assert compute_effective_runs(sum_over_worlds(np.zeros((3, 1)), np.zeros((3, 1)))).tolist() == [
        0
    ]


def test_a_design_effect_and_few_worlds_lessen_what_runs_are_worth() -> None:
    # Three worlds of twenty runs: totals 2 off the mean have the variance 3 / 2 x 8 / 60 squared.
    found = compute_effective_runs(
        sum_over_worlds(np.array([[8, 3], [10, 5], [12, 7]]), np.full((3, 2), 20))
    )
    plain = np.array([0.5 * 0.5, 0.25 * 0.75]) / (12 / 3600)
    assert found == pytest.approx(plain * (1.959964 / 4.302653) ** 2, rel=1e-6)


def test_one_run_is_worth_itself() -> None:
    found = sum_over_worlds(np.ones((1, 1)), np.ones((1, 1)))
    assert compute_effective_runs(found).tolist() == [1]
    low, high = compute_share_limits([1], [1], found)
    assert [low[0], high[0]] == pytest.approx(proportion_confint(1, 1, method="wilson"))


def test_nothing_is_known_of_a_share_of_no_runs() -> None:
    found = sum_cells_over_worlds(ROWS, np.array([0, 1, 0, 0, 1, 0]), 4, block=2)
    low, high = compute_share_limits([4, 2, 0, 0], [6, 6, 0, 0], found)
    assert low[2:].tolist() == [0, 0]
    assert high[2:].tolist() == [1, 1]
    assert (low[:2] > 0).all()
    assert (high[:2] < 1).all()
