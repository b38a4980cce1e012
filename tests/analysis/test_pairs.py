"""Paired comparisons: exact nothing for A/A, known shifts covered, libraries called directly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from runs.analysis.comparison.families import compute_holm_p_values
from runs.analysis.comparison.paired_tests import (
    compute_bonett_price_limits,
    compute_paired_p_value,
)
from runs.analysis.comparison.pairing import (
    KEYS,
    count_differing_pairs,
    pair_rows,
    summarise_pairing,
)
from runs.analysis.comparison.pairs import (
    compute_paired_differences,
    compute_survival_difference,
    pair_metric_values,
)
from runs.analysis.comparison.shares import cross_tabulate_movers
from runs.analysis.estimates.metrics import (
    compute_metric_values,
    find_metric,
    list_available_metrics,
    list_metrics,
)
from tests.analysis.frames import outcomes
from tests.clock import measure_cost

A = outcomes(600, "a", 1)
B = outcomes(600, "b", 2)
TABLE = compute_paired_differences(A, B).set_index("metric")


def test_identical_frames_give_exactly_nothing() -> None:
    table = compute_paired_differences(
        A, A.assign(variant="other", variant_name="other").sample(frac=1, random_state=3)
    )
    for column in ("effect", "low", "high", "boot_low", "boot_high"):
        assert (table[column] == 0).all()
    assert (table["verdict"] == "identical").all()
    assert (table[["discordant_up", "discordant_down"]] == 0).all(axis=None)
    assert (table["p"] == 1).all()


def test_identical_frames_have_one_survival_curve_without_width() -> None:
    table = compute_survival_difference(A, A)
    assert (table[["effect", "low", "high", "band_low", "band_high"]] == 0).all(axis=None)


def test_pairs_that_differ_are_counted_column_by_column() -> None:
    other = A.copy()
    assert not any(count_differing_pairs(A, other).values())
    other.loc[[3, 5], "face_us_us_end"] += 1e-12
    other.loc[7, "first_mover_true"] = "broker" if A["first_mover_true"][7] == "us" else "us"
    found = count_differing_pairs(A, other)
    counted = {column: count for column, count in found.items() if count}
    assert counted == {"face_us_us_end": 2, "first_mover_true": 1}


def test_a_numeric_effect_is_scipys_paired_t_test() -> None:
    row = TABLE.loc["face_us"]
    direct = stats.ttest_rel(B["face_us_us_end"], A["face_us_us_end"])
    interval = direct.confidence_interval(0.95)
    assert row["p"] == pytest.approx(direct.pvalue, abs=1e-12)
    assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high), abs=1e-12)
    assert row["effect"] == pytest.approx(B["face_us_us_end"].mean() - A["face_us_us_end"].mean())


def test_a_yes_no_effect_has_mcnemars_exact_p_from_its_discordant_pairs() -> None:
    row = TABLE.loc["p_us"]
    a, b = A["first_mover_true"] == "us", B["first_mover_true"] == "us"
    cells = pd.crosstab(a, b).to_numpy()
    assert (row["discordant_up"], row["discordant_down"]) == (cells[0, 1], cells[1, 0])
    assert row["p"] == pytest.approx(float(mcnemar(cells, exact=True).pvalue), abs=1e-12)


def test_pairs_in_which_a_run_has_no_value_are_counted_out() -> None:
    both = A["face_us_us_call"].notna() & B["face_us_us_call"].notna()
    row = TABLE.loc["face_us_call"]
    assert row["n_pairs"] == both.sum() < 600
    change = (B["face_us_us_call"] - A["face_us_us_call"])[both]
    assert row["effect"] == pytest.approx(change.mean())
    assert row["boot_low"] < change.mean() < row["boot_high"]


def test_the_bootstrap_is_the_same_whatever_else_is_asked_and_moves_no_global_generator() -> None:
    before = str(np.random.get_state())  # noqa: NPY002  the global one must not move
    alone = compute_paired_differences(A, B, ["face_us"]).iloc[0]
    again = compute_paired_differences(B.assign(**B), B, ["face_us"])
    assert str(np.random.get_state()) == before  # noqa: NPY002
    for column in ("boot_low", "boot_high"):
        assert alone[column] == pytest.approx(TABLE.loc["face_us", column], abs=1e-12)
    assert again["effect"][0] == 0


def test_bootstrap_and_t_intervals_agree_on_many_pairs() -> None:
    width = TABLE["high"] - TABLE["low"]
    boot = TABLE["boot_high"] - TABLE["boot_low"]
    known = boot.notna()
    assert (boot[known] / width[known]).between(0.85, 1.15).all()


def test_an_outcome_that_never_happens_still_has_width() -> None:
    row = TABLE.loc["p_embarrassment"]
    assert row["effect"] == 0
    assert row["low"] < 0 < row["high"]
    assert row["verdict"] == "cannot be told apart"
    assert np.isnan(row["boot_low"])


@settings(max_examples=200)
@given(n=st.integers(1, 5000), up=st.floats(0, 1), down=st.floats(0, 1))
def test_bonett_and_price_cover_the_difference_and_have_width(
    n: int, up: float, down: float
) -> None:
    more = int(up * n)
    fewer = int(down * (n - more))
    low, high = compute_bonett_price_limits(more, fewer, n)
    assert -1 <= low < high <= 1
    assert low <= (more - fewer) / n <= high


@pytest.mark.slow
def test_a_known_shift_is_covered_in_95_of_100_batches() -> None:
    # 200 batches of 60 pairs with a common part; 95 % coverage +- 4 standard errors.
    few = A.iloc[:60][[*KEYS, "first_mover_true", "duration", "event_observed"]]
    hits = 0
    for batch in range(200):
        rng = np.random.default_rng(batch)
        common = rng.normal(0, 2, 60)
        a = few.assign(face_us_us_end=common + rng.normal(0, 1, 60))
        b = few.assign(face_us_us_end=common + rng.normal(0.3, 1, 60))
        row = compute_paired_differences(a, b, ["face_us"]).iloc[0]
        hits += row["low"] <= 0.3 <= row["high"]
    assert abs(hits / 200 - 0.95) <= 4 * (0.95 * 0.05 / 200) ** 0.5


def test_what_pairing_saved_is_the_ratio_of_the_variances() -> None:
    rng = np.random.default_rng(0)
    common = rng.normal(0, 3, 600)
    a = A.assign(face_us_us_end=common + rng.normal(0, 1, 600))
    b = A.assign(face_us_us_end=common + rng.normal(0, 1, 600))
    x, y = a["face_us_us_end"], b["face_us_us_end"]
    expected = (x.var() + y.var()) / (y - x).var()
    assert compute_paired_differences(a, b, ["face_us"])["saved"][0] == pytest.approx(expected)
    assert expected > 5


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_steps_down_as_in_his_paper_and_leaves_nan_out(p: list[float]) -> None:
    # Holm 1979, Scandinavian Journal of Statistics 6, 65-70: the i-th smallest x (m - i + 1).
    ordered = np.sort(p)
    steps = np.minimum(np.maximum.accumulate(ordered * np.arange(len(p), 0, -1)), 1)
    found = compute_holm_p_values([*p, np.nan])
    assert np.sort(found[:-1]) == pytest.approx(steps, abs=1e-12)
    assert np.isnan(found[-1])


def test_holm_is_the_one_of_statsmodels() -> None:
    p = TABLE["p"].to_numpy()
    assert TABLE["p_holm"].to_numpy() == pytest.approx(multipletests(p, method="holm")[1])


def test_holm_by_hand() -> None:
    # .01 x 4, .02 x 3, .03 x 2, .04 x 1, each at least the one before.
    assert compute_holm_p_values([0.04, 0.01, 0.03, 0.02]) == pytest.approx(
        [0.06, 0.04, 0.06, 0.06]
    )


def test_a_clear_effect_gets_its_direction() -> None:
    worse = A.assign(face_us_us_end=A["face_us_us_end"] - 1)
    table = compute_paired_differences(A, worse).set_index("metric")
    assert table["verdict"]["face_us"] == "lower"
    assert table["verdict"]["face_china"] == "identical"
    assert np.isnan(compute_paired_p_value(np.zeros(1), yes_no=False))


def test_only_shared_worlds_are_paired() -> None:
    b = B.iloc[100:].assign(replication=lambda rows: rows["replication"])
    assert summarise_pairing(A, b) == {
        "pairs": 500,
        "worlds": 500,
        "only_a": 100,
        "only_b": 0,
        "same_horizon": True,
        "identical": False,
    }
    with pytest.raises(ValueError, match="share no random world"):
        pair_rows(A, B.assign(seed=8))
    with pytest.raises(ValueError, match="second frame holds a random world twice"):
        pair_rows(A, pd.concat([A, B]))


def test_every_pair_is_a_dot_that_names_its_replay() -> None:
    table = pair_metric_values(A, B, "rmst")
    assert len(table) == 600
    assert table["change"].mean() == pytest.approx(TABLE.loc["rmst", "effect"])
    assert table["replication"].tolist() == list(range(600))


def test_the_exchange_matrix_adds_up_to_both_variants() -> None:
    table = cross_tabulate_movers(A, B)
    assert len(table) == 25
    for frame, side in ((A, "mover_a"), (B, "mover_b")):
        expected = frame["first_mover_true"].value_counts().astype(int).to_dict()
        assert table.groupby(side)["k"].sum().to_dict() == expected
    assert (table["high"] > table["low"]).all()


def test_the_survival_difference_is_the_difference_of_the_two_curves() -> None:
    table = compute_survival_difference(A, B).set_index("day")
    a, b = ((frame["duration"] > 60).mean() for frame in (A, B))
    assert table["effect"][60] == pytest.approx(b - a, abs=1e-12)
    ends = table[["band_low", "low", "effect", "high", "band_high"]].to_numpy()
    assert (np.diff(ends[20:160], axis=1) >= -0.004).all()
    assert (table["high"] > table["low"]).all()


def test_metrics_are_numbers_per_run_with_names_spelled_once() -> None:
    assert len({known.name for known in list_metrics()}) == len(list_metrics())
    for known in list_available_metrics(A):
        assert compute_metric_values(A, known).shape == (600,)
    with pytest.raises(ValueError, match="no metric 'p_usa'; there are p_us,"):
        find_metric("p_usa")


@pytest.mark.timed
@pytest.mark.slow
def test_a_comparison_of_ten_thousand_pairs_takes_under_a_second() -> None:
    for runs in (50, 10_000):  # what a first comparison imports is no part of it
        a, b = outcomes(runs, "a", 1), outcomes(runs, "b", 2)
        with measure_cost() as cost:
            compute_paired_differences(a, b)
            compute_survival_difference(a, b)
            cross_tabulate_movers(a, b)
    assert cost.seconds < 1
