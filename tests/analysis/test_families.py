"""Verdicts of a family and the intervals beside them: they agree, row by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.analysis.comparison.families import compute_holm_levels
from runs.analysis.comparison.paired_tests import adjust_limits
from runs.analysis.comparison.pairs import compute_paired_differences
from tests.analysis.frames import outcomes

A = outcomes(600, "a", 1)
B = outcomes(600, "b", 2)
TABLE = compute_paired_differences(A, B).set_index("metric")


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    runs=st.integers(2, 80),
    turned=st.floats(0, 1),
    shift=st.floats(-1, 1),
)
def test_an_adjusted_interval_leaves_0_out_exactly_where_the_verdict_says_so(
    seed: int, runs: int, turned: float, shift: float
) -> None:
    a = outcomes(runs, "a", seed % 1000)
    rng = np.random.default_rng(seed)
    b = a.assign(variant="b", face_us_us_end=a["face_us_us_end"] + rng.normal(shift, 1, runs))
    b.loc[rng.random(runs) < turned, "first_mover_true"] = "us"
    table = compute_paired_differences(a, b)
    table = table[table["p"].notna()]
    apart = (table["adjusted_low"] > 0) | (table["adjusted_high"] < 0)
    assert apart.tolist() == table["verdict"].isin(["higher", "lower"]).tolist()
    wider = table["adjusted_high"] - table["adjusted_low"] >= table["high"] - table["low"] - 1e-9
    assert (wider | (table["unit"] == "share")).all()


def test_a_verdict_does_not_depend_on_what_else_is_asked_and_names_its_family() -> None:
    names = ["p_broker", "p_us"]
    pd.testing.assert_frame_equal(
        compute_paired_differences(A, B, names), TABLE.loc[names].reset_index(), check_exact=True
    )
    assert (TABLE["family"] == TABLE["p"].notna().sum()).all()


@pytest.mark.parametrize(
    ("up", "down", "pairs", "decided"),
    [(13, 0, 2000, True), (12, 0, 2000, False), (0, 0, 1, False), (11, 1, 12, False)],
)
def test_where_the_exact_test_and_t_disagree_the_end_next_to_0_is_the_exact_tests(
    up: int, down: int, pairs: int, decided: bool
) -> None:
    # 2 / 2**13 is below 0.00025 and 2 / 2**12 is not; the t interval says the opposite of the first
    effect = (up - down) / pairs
    spread = (up + down - (up - down) ** 2 / pairs) / max(pairs - 1, 1)
    low, high = adjust_limits(
        np.array([effect]),
        np.array([(spread / pairs) ** 0.5]),
        (np.array([up]), np.array([down]), np.array([pairs])),
        np.array([0.00025]),
        np.array([True]),
    )
    assert bool(low[0] > 0 or high[0] < 0) == decided


def test_the_levels_of_holms_steps_are_those_by_hand() -> None:
    # sorted .001 .01 .03 .2 of four: .0125 holds, .0167 holds, .025 fails and stays
    found = compute_holm_levels([0.2, 0.001, np.nan, 0.03, 0.01])
    assert found[[1, 4, 3, 0]] == pytest.approx([0.05 / 4, 0.05 / 3, 0.05 / 2, 0.05 / 2])
    assert np.isnan(found[2])


def test_equal_p_are_judged_at_one_level_in_whatever_order_they_come() -> None:
    allowed = compute_holm_levels([0.5, 0.001, 0.0, 0.001, 0.0])
    assert list(allowed) == pytest.approx([0.05, 0.05 / 3, 0.05 / 5, 0.05 / 3, 0.05 / 5])
