"""What should add up, and a caller at random: by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, ttest_1samp
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.checks.identities import compare_with_fair_coin, compute_ledger_gaps
from tests.analysis.frames import waiting


@pytest.mark.parametrize(
    ("movers", "k", "n", "p"),
    [
        (["us"] * 3 + ["china"] + ["broker"] * 9, 3, 4, 5 / 8),
        (["china"] * 3 + ["nobody"], 0, 3, 1 / 4),
        (["us"] * 8 + ["simultaneous"], 8, 8, 1 / 128),
    ],
)
def test_a_coin_is_tossed_where_one_of_the_two_sides_is_first(
    movers: list[str], k: int, n: int, p: float
) -> None:
    row = compare_with_fair_coin(waiting([1] * len(movers), movers, 9)).iloc[0]
    assert row.drop(["adjusted_low", "adjusted_high"]).tolist() == [
        *("v", k, n, k / n),
        *map(pytest.approx, proportion_confint(k, n, method="wilson")),
        pytest.approx(p),
    ]


@pytest.mark.parametrize(
    ("movers", "k", "p"),
    [
        (["us"] * 3, 24, 2 * 0.5**8),  # a world that says the same three times says it once
        (["us", "us", "china"], 16, binomtest(16, 24).pvalue),  # no spread: as good as so many runs
    ],
)
def test_over_worlds_that_do_not_differ_the_coin_is_exact(
    movers: list[str], k: int, p: float
) -> None:
    worlds = np.repeat(np.arange(8), 3)
    frame = waiting([1] * 24, movers * 8, 9).assign(point=np.tile([0, 1, 2], 8), replication=worlds)
    row = compare_with_fair_coin(frame).iloc[0]
    assert row[["k", "n"]].tolist() == [k, 24]
    assert row["p"] == pytest.approx(p)


def test_over_worlds_that_differ_the_coin_is_a_t_test_of_their_shares() -> None:
    movers = ["us"] * 6 + ["us", "china"] * 4 + ["us", "us"]
    frame = waiting([1] * 16, movers, 9).assign(
        point=np.tile([0, 1], 8), replication=np.repeat(np.arange(8), 2)
    )
    shares = [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 1.0]
    row, test = compare_with_fair_coin(frame).iloc[0], ttest_1samp(shares, 0.5)
    assert row["p"] == pytest.approx(test.pvalue)
    ends = test.confidence_interval(0.95)
    assert row["adjusted_low"] == pytest.approx(ends.low)
    assert row["adjusted_high"] == pytest.approx(min(1.0, ends.high))


def test_where_no_side_is_first_no_coin_is_tossed() -> None:
    row = compare_with_fair_coin(waiting([9, 2], ["nobody", "broker"], 9)).iloc[0]
    assert np.isnan(row["estimate"])
    assert row[["k", "n", "low", "high", "p"]].tolist() == [0, 0, 0, 1, 1]


def test_the_largest_gap_of_the_ledgers_is_told_over_the_runs_that_have_both() -> None:
    frame = pd.DataFrame(
        {
            "face_us_us_home_call": [1.0, 2.0, np.nan],
            "face_us_us_other_home_call": [2.0, 2.0, np.nan],
            "face_us_us_world_call": [4.0, 2.0, np.nan],
            "face_us_us_call": [2.0, 2.25, np.nan],  # the parts give 0.5 + 0.5 + 1 and 2
            **{f"face_us_us_{of}_end": [1.0] * 3 for of in ("home", "other_home", "world")},
            "face_us_us_end": [1.0] * 3,
            **{f"face_china_us_{of}_call": [np.nan] * 3 for of in ("home", "other_home", "world")},
            "face_china_us_call": [np.nan] * 3,
            **{f"face_china_us_{of}_end": [0.0] * 3 for of in ("home", "other_home", "world")},
            "face_china_us_end": [0.0, -3.0, 0.0],
            "face_us_from_message": [1.5, 1.0, 1.0],
            "face_us_from_contact": [-0.5, 0.0, 1.0],
            "face_china_from_contact": [0.0, 0.0, 0.0],
            "face_china_china_end": [0.0, 0.0, 0.0],
        }
    )
    assert compute_ledger_gaps(frame, {"us": (0.5, 0.25, 0.25)}).to_numpy().tolist() == [
        ["us", "us", "audiences at the call", 0.25, 2],
        ["us", "us", "audiences at the end", 0, 3],
        ["china", "us", "audiences at the call", 0, 0],
        ["china", "us", "audiences at the end", 3, 3],
        ["us", "us", "sources at the end", 1, 3],
        ["china", "china", "sources at the end", 0, 3],
    ]


@pytest.mark.parametrize("hits", [0, 3, 8, 10, 19, 37])
def test_the_adjusted_ends_leave_one_half_out_exactly_where_the_test_does(hits: int) -> None:
    frames = [
        waiting([1] * 37, ["us"] * us + ["china"] * (37 - us), 9).assign(variant_name=name)
        for name, us in (("v", hits), ("w", 20), ("x", 12))
    ]
    row = compare_with_fair_coin(pd.concat(frames)).iloc[0]
    exact = binomtest(hits, 37, 0.5)
    ends = exact.proportion_ci(1 - 0.05 / 3, method="exact")
    assert (row["adjusted_low"], row["adjusted_high"]) == pytest.approx(tuple(ends))
    leaves_out = row["adjusted_low"] > 0.5 or row["adjusted_high"] < 0.5
    assert leaves_out == (exact.pvalue < 0.05 / 3)
