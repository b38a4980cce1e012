"""Of few pairs a day is apart from 0 exactly where the test of all sign flips says so."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from runs.analysis.comparison.paired_tests import compute_paired_p_values
from runs.analysis.comparison.pairs import compute_survival_difference
from runs.analysis.comparison.sign_flips import FEW, has_few_differing_pairs
from runs.analysis.estimates.resampling import PATTERNS, make_sign_patterns
from tests.analysis.frames import waiting

HORIZON = 10


def runs_with_calls(days: list[int]) -> pd.DataFrame:
    return waiting(days, ["us" if day < HORIZON else "nobody" for day in days], HORIZON)


def largest_p(change: np.ndarray) -> np.ndarray:
    """Return each day's p among the largest of all days over every sign flip, one by one."""
    root = np.sqrt((change**2).sum(axis=0))
    size = np.abs(change.sum(axis=0)) / np.where(root > 0, root, 1)
    flips = [
        np.max(np.abs(np.array(signs) @ change) / np.where(root > 0, root, 1))
        for signs in product((1, -1), repeat=len(change))
    ]
    return np.array([np.mean(np.array(flips) >= one - 1e-9) for one in size])


CASES = [
    ([1, 2, 3, 4, 5, 6, 7, 8], [4, 5, 6, 7, 8, 9, 10, 10]),
    ([1] * 8, [10] * 8),
    ([1] * 5, [10] * 5),
    ([1, 1, 1, 1, 1, 1, 9, 9], [9, 9, 9, 9, 9, 9, 1, 9]),
    ([1, 1, 1, 1, 1, 1, 3, 9], [4, 4, 4, 4, 4, 4, 9, 9]),
    ([1, 2, 3], [10, 10, 10]),
]


@pytest.mark.parametrize(("first", "second"), CASES)
def test_a_day_is_apart_exactly_where_the_test_of_all_flips_says_so(
    first: list[int], second: list[int]
) -> None:
    table = compute_survival_difference(runs_with_calls(first), runs_with_calls(second))
    day = table["day"].to_numpy()
    waits = (np.where(np.array(days) < HORIZON, days, HORIZON + 1) for days in (second, first))
    still = [np.greater.outer(days, day).astype(float) for days in waits]
    change = still[0] - still[1]
    apart = (table["band_low"] > 0) | (table["band_high"] < 0)
    assert apart.tolist() == (largest_p(change) <= 0.05).tolist()
    up, down = (change > 0).sum(axis=0), (change < 0).sum(axis=0)
    alone = (table["low"] > 0) | (table["high"] < 0)
    assert (
        alone.tolist()
        == (compute_paired_p_values(up, down, np.full(len(day), len(first))) <= 0.05).tolist()
    )
    assert (table["band_low"] <= table["low"]).all()
    assert (table["band_high"] >= table["high"]).all()


def test_eight_pairs_that_all_wait_longer_are_apart_and_five_are_not() -> None:
    # By hand: of 2^8 sums two are 8 and 16 are 6, so that the 13th largest is 6 of 8 pairs.
    eight, five = (
        compute_survival_difference(runs_with_calls([1] * n), runs_with_calls([10] * n)).iloc[4]
        for n in (8, 5)
    )
    assert eight[["effect", "band_low", "band_high"]].tolist() == pytest.approx([1, 0.25, 1])
    assert five["effect"] == 1
    assert five["band_low"] == 0


def test_pairs_that_agree_on_every_day_change_no_verdict() -> None:
    first, second = CASES[0]
    rest = [5] * 100
    few = compute_survival_difference(runs_with_calls(first), runs_with_calls(second))
    many = compute_survival_difference(
        runs_with_calls(first + rest), runs_with_calls(second + rest)
    )
    for end in ("low", "high", "band_low", "band_high"):
        assert (many[end] > 0).tolist() == (few[end] > 0).tolist()


def test_all_patterns_of_twelve_pairs_are_taken_and_of_more_the_one_without_a_flip_first() -> None:
    twelve, more = (make_sign_patterns(pd.DataFrame({"run": np.arange(n)})) for n in (12, 30))
    assert len(np.unique(twelve, axis=0)) == len(twelve) == PATTERNS == 2**12
    assert more.shape == (PATTERNS, 30)
    assert (more[0] == 1).all()
    assert set(np.unique(more)) == {-1, 1}
    again = make_sign_patterns(pd.DataFrame({"run": np.arange(30)}))
    np.testing.assert_array_equal(more, again)


def test_the_pairs_that_differ_are_counted_not_all() -> None:
    change = np.zeros((500, 3))
    change[: FEW - 1, 1] = 1
    assert has_few_differing_pairs(change)
    change[FEW, 2] = -1
    assert not has_few_differing_pairs(change)
