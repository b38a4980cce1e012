"""Paired worlds, few enough to do by hand: which are compared, on what footing, how surely."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from runs.analysis.comparison.paired_tests import (
    compute_bonett_price_limits,
    compute_paired_p_value,
)
from runs.analysis.comparison.pairing import (
    KEYS,
    average_by_world,
    summarise_pairing,
    write_pair_count,
)
from runs.analysis.comparison.pairs import compute_survival_difference
from runs.analysis.comparison.shares import cross_tabulate_movers
from runs.analysis.estimates import resampling
from runs.analysis.estimates.resampling import (
    compute_small_sample_factor,
    resample_counts,
    resample_means,
)
from tests.analysis.frames import waiting


def runs_with_calls(days: list[int], causes: list[str] | None = None) -> pd.DataFrame:
    return waiting(days, causes or ["us"] * len(days), max(days))


def test_a_world_has_the_mean_over_the_points_that_have_both_values() -> None:
    nan = np.nan
    keys = pd.DataFrame({"seed": [8, 7, 7, 7], "point": [0, 0, 1, 0], "replication": [0, 1, 1, 0]})
    a = np.array([[5.0, 1.0], [1.0, 2.0], [3.0, 4.0], [9.0, nan]])
    b = np.array([[6.0, 0.0], [2.0, 0.0], [nan, 6.0], [7.0, 1.0]])
    worlds, one, other = average_by_world(keys, a, b)
    assert worlds.to_numpy().tolist() == [[7, 0], [7, 1], [8, 0]]
    np.testing.assert_array_equal(one, [[9, nan], [1, 3], [5, 1]])
    np.testing.assert_array_equal(other, [[7, nan], [2, 3], [6, 0]])


def test_runs_censored_on_unequal_days_are_no_equal_footing() -> None:
    ten = waiting([3, 10], ["us", "nobody"], 10)
    seven = waiting([3, 7], ["us", "nobody"], 7)
    assert not summarise_pairing(ten, seven)["same_horizon"]
    # Where all call, no horizon cut anything off.
    for other in (ten, runs_with_calls([4, 9])):
        assert summarise_pairing(runs_with_calls([3, 4]), other)["same_horizon"]
        assert summarise_pairing(other, other)["same_horizon"]


def test_pairs_at_points_of_a_design_are_counted_with_their_worlds() -> None:
    one = runs_with_calls([3, 4, 5])
    a = pd.concat([one, one.assign(point=1), one.assign(point=2)], ignore_index=True)
    found = summarise_pairing(a, a[a["point"] < 2].iloc[:-1])
    assert (found["pairs"], found["worlds"]) == (5, 3)
    assert (found["only_a"], found["only_b"], found["identical"]) == (4, 0, True)


def test_two_pairs_are_enough_for_a_p_value_and_one_is_not() -> None:
    # McNemar: two pairs both up, or both down, are two tosses of a coin alike.
    assert compute_paired_p_value(np.array([1.0, 1.0]), yes_no=True) == 0.5
    assert compute_paired_p_value(np.array([-1.0, 1.0]), yes_no=True) == 1
    wanted = stats.ttest_1samp([1.0, 2.0], 0).pvalue
    assert compute_paired_p_value(np.array([1.0, 2.0]), yes_no=False) == pytest.approx(wanted)
    for yes_no in (True, False):
        assert np.isnan(compute_paired_p_value(np.array([1.0]), yes_no))
        assert compute_paired_p_value(np.zeros(2), yes_no) == 1
    # The same change in every pair leaves no error for luck to hide in.
    assert compute_paired_p_value(np.full(3, 0.5), yes_no=False) == 0


def test_bonett_and_price_count_one_pair_more_each_way() -> None:
    # 3 up, 1 down of 10: shares 4/12 and 2/12, difference 1/6, variance (1/2 - 1/36) / 12.
    half = 1.959964 * np.sqrt((1 / 2 - 1 / 36) / 12)
    limits = [float(end) for end in compute_bonett_price_limits(3, 1, 10)]
    assert limits == pytest.approx([1 / 6 - half, 1 / 6 + half], abs=1e-6)
    # 1 of 1: shares 2/3 and 1/3; the limits stay differences of shares.
    half = 1.959964 * np.sqrt((1 - 1 / 9) / 3)
    up, down = compute_bonett_price_limits(1, 0, 1), compute_bonett_price_limits(0, 1, 1)
    assert [float(end) for end in up] == pytest.approx([1 / 3 - half, 1], abs=1e-6)
    assert [float(end) for end in down] == pytest.approx([-1, half - 1 / 3], abs=1e-6)


def test_a_day_on_which_all_pairs_agree_has_the_limits_of_bonett_and_price() -> None:
    early, late = runs_with_calls([3] * 48), runs_with_calls([5] * 48)
    later = compute_survival_difference(early, late).set_index("day")
    assert later["effect"].tolist() == [0, 0, 1, 1, 0]
    none, every = compute_bonett_price_limits(0, 0, 48), compute_bonett_price_limits(48, 0, 48)
    assert float(none[1]) == pytest.approx(1.959964 * np.sqrt(0.04 / 50), abs=1e-6)
    sooner = compute_survival_difference(late, early).set_index("day")
    assert sooner["effect"].tolist() == [0, 0, -1, -1, 0]
    for kind in ("", "band_"):
        for day, limits in zip(range(1, 6), (none, none, every, every, none), strict=True):
            low, high = (float(end) for end in limits)
            ends = [f"{kind}low", f"{kind}high"]
            assert later.loc[day, ends].tolist() == pytest.approx([low, high])
            assert sooner.loc[day, ends].tolist() == pytest.approx([-high, -low])


def test_shares_of_a_row_are_of_the_pairs_with_that_mover_however_few() -> None:
    a = runs_with_calls([1, 1, 1, 1], ["us", "us", "us", "china"])
    b = runs_with_calls([1, 1, 1, 1], ["us", "broker", "us", "us"])
    table = cross_tabulate_movers(a, b).set_index(["mover_a", "mover_b"])
    assert table["k"][table["k"] > 0].to_dict() == {
        ("us", "us"): 2,
        ("us", "broker"): 1,
        ("china", "us"): 1,
    }
    assert table["estimate"][("us", "us")] == 0.5
    share = table["share_of_row"]
    assert share["us"].tolist() == pytest.approx([2 / 3, 0, 1 / 3, 0, 0])
    assert share["china"].tolist() == [1, 0, 0, 0, 0]
    assert share["broker"].isna().all()


def test_over_a_design_the_exchange_is_as_sure_as_its_worlds() -> None:
    one = runs_with_calls([1, 1, 1, 1], ["us", "us", "us", "china"])
    other = runs_with_calls([1, 1, 1, 1], ["us", "broker", "us", "us"])
    alone = cross_tabulate_movers(one, other)
    a, b = (pd.concat([part, part.assign(point=1)]) for part in (one, other))
    told = cross_tabulate_movers(a, b)
    assert told["n"].tolist() == [8] * 25
    limits = ["estimate", "low", "high", "share_of_row"]
    np.testing.assert_allclose(told[limits], alone[limits], rtol=1e-9)


def test_the_band_holds_on_all_days_in_95_of_100_resamples_widened_for_few_pairs() -> None:
    early, late = (
        runs_with_calls([1, 2, 3, 4, 5, 6, 7, 8] * 8),
        runs_with_calls([2, 2, 5, 8, 7, 6, 9, 9] * 8),
    )
    table = compute_survival_difference(early, late)
    day = table["day"].to_numpy()
    change = [np.greater.outer(rows["duration"].to_numpy(), day) for rows in (early, late)]
    draws = resample_means(change[1].astype(float) - change[0], early[KEYS])
    effect, half = table["effect"].to_numpy(), (table["band_high"] - table["effect"]).to_numpy()
    assert effect - half == pytest.approx(table["band_low"].to_numpy())
    away = np.abs(draws - effect) * compute_small_sample_factor(len(early))
    for part, held in ((1 + 1e-9, True), (0.95, False)):
        assert ((away <= part * half + 1e-12).all(axis=1).mean() >= 0.95) == held
    # Half-widths are as many standard errors on each day on which the pairs disagree.
    error = stats.sem(change[1].astype(float) - change[0], axis=0)
    assert np.ptp(half[error > 0] / error[error > 0]) < 1e-9


@pytest.mark.parametrize("pairs", [1, 7, 300, 501])
def test_counts_and_means_are_of_the_same_resamples_asked_once_or_twice(
    pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Drawn in one piece and held, or block by block and afresh each time; weighed in blocks of 100.
    monkeypatch.setattr(resampling, "_PAIRS_HELD", 500)
    monkeypatch.setattr(resampling, "_CELLS", 100 * pairs)
    keys = pd.DataFrame({"replication": np.arange(pairs)})
    blocks = list(resample_counts(keys))
    counts = np.concatenate(blocks)
    assert counts.shape == (1000, pairs)
    assert (counts.sum(axis=1) == pairs).all()
    values = np.arange(pairs * 2.0).reshape(pairs, 2)
    values[1:3, 1] = np.nan
    present = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        direct = (counts @ np.where(present, values, 0)) / (counts @ present)
    for _ in range(2):
        np.testing.assert_allclose(resample_means(values, keys), direct, rtol=1e-12)
    for block in blocks:
        block[:] = 0
    np.testing.assert_array_equal(np.concatenate(list(resample_counts(keys))), counts)


def test_pairs_at_two_points_are_as_many_as_their_worlds_and_one_pair_has_no_spread() -> None:
    early, late = runs_with_calls([1, 2, 3]), runs_with_calls([2, 2, 5])
    twice = [pd.concat([part, part.assign(point=1)]) for part in (early, late)]
    told, alone = compute_survival_difference(*twice), compute_survival_difference(early, late)
    assert told["n_pairs"].tolist() == alone["n_pairs"].tolist() == [3] * 5
    assert told["effect"].to_numpy() == pytest.approx(alone["effect"].to_numpy())
    first = compute_survival_difference(early.iloc[:1], late.iloc[:1])
    assert first["effect"].tolist() == [1, 0]
    for place, ups in enumerate((1, 0)):
        wanted = [float(end) for end in compute_bonett_price_limits(ups, 0, 1)]
        assert first.loc[place, ["low", "high"]].tolist() == pytest.approx(wanted)


def test_two_pairs_of_which_one_differs_leave_either_way_possible() -> None:
    found = compute_survival_difference(runs_with_calls([1, 2]), runs_with_calls([2, 2])).iloc[0]
    least = 0.25 - 1.959964 * np.sqrt((0.75 - 0.25**2) / 4)  # one pair more each way
    assert found[["effect", "low", "high"]].tolist() == pytest.approx([0.5, least, 1])


@pytest.mark.parametrize(("pairs", "worlds", "told"), [
    (1, 1, "1 pair in the same random world"),
    (2_000, 2_000, "2,000 pairs in the same random worlds"),
    (6, 1, "6 pairs at points of a design, in the same 1 random world"),
])  # fmt: skip
def test_pairs_are_counted_in_words_of_their_number(pairs: int, worlds: int, told: str) -> None:
    assert write_pair_count({"pairs": pairs, "worlds": worlds}) == told
