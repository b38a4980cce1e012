"""Wilson and t intervals, against published numbers and direct computation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.estimates.estimates import (
    compute_mean,
    compute_means,
    compute_t_quantile,
    encode_categories,
    iterate_variants,
    wilson,
)
from tests.analysis.frames import outcomes


def test_wilson_gives_the_limits_published_by_newcombe() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3 (score).
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (k, n), (low, high) in published.items():
        assert [float(end) for end in wilson(k, n)] == pytest.approx([low, high], abs=5e-5)


@settings(max_examples=300)
@given(n=st.integers(1, 10**6), share=st.floats(0, 1))
def test_wilson_has_width_and_covers_its_estimate(n: int, share: float) -> None:
    k = round(share * n)
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert high > low


def test_wilson_of_no_runs_says_nothing() -> None:
    low, high = wilson(0, 0)
    assert (float(low), float(high)) == (0.0, 1.0)


@settings(max_examples=200)
@given(values=st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=50))
def test_a_mean_has_scipys_t_interval(values: list[float]) -> None:
    found = compute_mean(values)
    error = stats.sem(values)
    half = stats.t.ppf(0.975, len(values) - 1) * error
    assert found.value == pytest.approx(np.mean(values), abs=1e-9)
    assert found.high - found.low == pytest.approx(2 * half, abs=1e-9)
    assert found.n == len(values)


def test_nulls_are_left_out_of_a_mean_and_counted() -> None:
    frame = pd.DataFrame({"v": ["a", "a", "a", "b"], "x": [1.0, np.nan, 3.0, 5.0]})
    table = compute_means(frame, ["x"], "v")
    assert table["estimate"].tolist() == [2.0, 5.0]
    assert table["n"].tolist() == [2, 1]
    assert np.isnan(table["low"][1])


def test_variants_come_in_the_order_of_the_frame() -> None:
    frame = pd.concat([outcomes(3, "z"), outcomes(3, "a")])
    order = pd.Categorical(frame["variant_name"], categories=["a", "unused", "z"])
    for given_frame in (frame, frame.assign(variant_name=order)):
        assert [name for name, _ in iterate_variants(given_frame)] == ["z", "a"]


def test_without_a_name_the_hash_names_the_variant() -> None:
    frame = outcomes(3).drop(columns="variant_name")
    assert [name for name, _ in iterate_variants(frame)] == ["as_reported-hash"]


def test_an_empty_frame_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no runs"):
        list(iterate_variants(outcomes(3).iloc[:0]))


def test_an_unknown_mover_is_named() -> None:
    with pytest.raises(ValueError, match="first_ask holds france"):
        encode_categories(pd.Series(["us", "france"], name="first_ask"), ("us", "china"))


def test_a_mean_of_nothing_is_unknown() -> None:
    found = compute_mean(np.array([np.nan]))
    assert found.n == 0
    assert np.isnan([found.value, found.low, found.high]).all()


@settings(max_examples=200)
@given(n=st.integers(1, 10**7), share=st.floats(0, 1))
def test_wilson_is_the_one_of_statsmodels(n: int, share: float) -> None:
    k = round(share * n)
    theirs = proportion_confint(k, n, method="wilson")
    assert [float(end) for end in wilson(k, n)] == pytest.approx(list(theirs), abs=1e-14)


def test_the_t_quantile_is_that_of_the_tables_and_unknown_below_two_runs() -> None:
    # Two-sided 5 % with 1, 2, 3 and 30 degrees of freedom.
    assert compute_t_quantile([2, 3, 4, 31]) == pytest.approx(
        [12.706, 4.303, 3.182, 2.042], abs=5e-4
    )
    assert np.isnan(compute_t_quantile([0, 1])).all()


def test_a_value_is_told_by_its_place_whether_the_column_has_categories_or_not() -> None:
    column = pd.Series(["us", "china", "us"], name="first_ask")
    # Categories in another order, one of them in no row.
    other = pd.Categorical(column, categories=["france", "us", "china"])
    for held in (column, pd.Series(other, name="first_ask")):
        assert encode_categories(held, ("china", "us")).tolist() == [1, 0, 1]


@pytest.mark.parametrize("kind", ["object", "category"])
def test_a_run_without_a_mover_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="first_ask holds nan; known: us, china"):
        encode_categories(pd.Series(["us", np.nan], name="first_ask", dtype=kind), ("us", "china"))
