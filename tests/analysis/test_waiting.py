"""Survival and competing risks, against textbooks, statsmodels called directly and counting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.estimates import wilson
from runs.analysis.waiting.durations import (
    compute_hazard,
    compute_median_days,
    compute_quantile_dots,
    compute_rmst,
)
from runs.analysis.waiting.waiting import (
    NOT_YET,
    UNASKED,
    WaitingTimes,
    compute_cumulative_incidence,
    compute_survival,
    compute_variant_survival,
    compute_waiting_times,
    find_common_horizon,
)
from tests.analysis.frames import MOVERS, outcomes, waiting

RUNS = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from(MOVERS)), min_size=1, max_size=40
).map(lambda pairs: waiting([day for day, _ in pairs], [cause for _, cause in pairs], 12))


def test_kaplan_meier_gives_the_textbook_numbers_with_ties() -> None:
    # 6-MP arm of the leukaemia trial of Freireich et al. 1963, as tabulated in Cox and Oakes
    # 1984, Analysis of Survival Data, table 1.1. Censoring before the end occurs in no batch.
    days = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    seen = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = compute_variant_survival(WaitingTimes(np.array(days), np.array(seen), 35)).set_index(
        "day"
    )
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for day, share in published.items():
        assert curve["estimate"][day] == pytest.approx(share, abs=6e-4)
    assert curve["at_risk"].loc[[6, 7, 10, 13, 16, 22, 23]].tolist() == [21, 17, 15, 12, 11, 7, 6]


def test_log_log_limits_follow_kalbfleisch_and_prentice() -> None:
    # S^exp(+-1.96 se / (S log S)), Kalbfleisch and Prentice 1980, equation 1.13, by hand for
    # 3 of 10 called by day 2: S = .7, Greenwood se = .144914.
    rows = waiting([1, 2, 2] + [9] * 7, ["us"] * 3 + ["nobody"] * 7, 9)
    table = compute_survival(rows).set_index("day")
    assert table["estimate"][2] == pytest.approx(0.7)
    assert (table["low"][2], table["high"][2]) == pytest.approx((0.3287, 0.8919), abs=5e-5)


@pytest.mark.slow
@settings(max_examples=150)
@given(frame=RUNS)
def test_survival_equals_statsmodels_called_directly(frame: pd.DataFrame) -> None:
    table = compute_survival(frame)
    fit = SurvfuncRight(frame["duration"], frame["event_observed"].astype(float))
    for time, share in zip(fit.surv_times, fit.surv_prob, strict=True):
        row = table[table["day"] == time].iloc[0]
        assert row["estimate"] == pytest.approx(share, abs=1e-12)
        assert row["low"] <= row["estimate"] + 1e-12
        assert row["high"] >= row["estimate"] - 1e-12


@pytest.mark.slow
@settings(max_examples=150)
@given(frame=RUNS)
def test_incidence_equals_statsmodels_and_plain_shares_under_horizon_censoring(
    frame: pd.DataFrame,
) -> None:
    table = compute_cumulative_incidence(frame, horizon=12)
    codes = frame["first_mover_true"].cat.codes.to_numpy()
    status = np.where(frame["event_observed"], codes + 1, 0)
    with np.errstate(all="ignore"):
        fit = CumIncidenceRight(frame["duration"].to_numpy(), status)
    for code, cause in enumerate(MOVERS[:4]):
        curve = table[table["cause"] == cause].set_index("day")["estimate"]
        plain = [((frame["duration"] <= day) & (status == code + 1)).mean() for day in curve.index]
        assert curve.to_numpy() == pytest.approx(plain, abs=1e-12)
        if code < len(fit.cinc):
            assert curve.loc[fit.times].to_numpy() == pytest.approx(fit.cinc[code], abs=1e-12)


@pytest.mark.slow
@settings(max_examples=150)
@given(frame=RUNS)
def test_the_stack_reaches_one_on_every_day_and_no_interval_is_without_width(
    frame: pd.DataFrame,
) -> None:
    table = compute_cumulative_incidence(frame, horizon=12)
    assert table.groupby("day")["estimate"].sum().to_numpy() == pytest.approx(1, abs=1e-12)
    last = table[table["cause"] == NOT_YET]
    assert last["top"].to_numpy() == pytest.approx(1, abs=1e-12)
    others = (compute_survival, compute_hazard, compute_mover_shares)
    for curve in (table, *(compute(frame) for compute in others)):
        assert (curve["high"] > curve["low"]).all()
        assert (curve["low"] <= curve["estimate"] + 1e-12).all()
        assert (curve["high"] >= curve["estimate"] - 1e-12).all()


def test_the_last_day_of_the_curves_is_the_table_of_proportions() -> None:
    frame = outcomes(500)
    shares = compute_mover_shares(frame).set_index("mover")
    last = compute_cumulative_incidence(frame).query("day == 180").set_index("cause")
    last = last.rename(index={NOT_YET: "nobody"}).loc[MOVERS]
    for column in ("estimate", "low", "high"):
        assert last[column].to_numpy() == pytest.approx(shares[column].to_numpy(), abs=1e-9)


def test_at_risk_counts_the_runs_without_contact_before_the_day() -> None:
    table = compute_survival(waiting([1, 2, 2, 5], ["us", "us", "china", "nobody"], 5))
    assert table["at_risk"].tolist() == [4, 3, 1, 1, 1]
    assert table["events"].tolist() == [1, 2, 0, 0, 0]


@pytest.mark.slow
@settings(max_examples=150)
@given(frame=RUNS)
def test_rmst_is_the_area_under_the_kaplan_meier_curve(frame: pd.DataFrame) -> None:
    curve = compute_survival(frame, horizon=12)["estimate"].to_numpy()
    area = 1 + curve[:-1].sum()  # S(0) = 1, then each day's step up to the horizon
    assert compute_rmst(frame, horizon=12)["estimate"][0] == pytest.approx(area, abs=1e-9)


def test_rmst_to_an_earlier_day_cuts_the_days() -> None:
    frame = waiting([2, 8, 10], ["us", "china", "nobody"], 10)
    assert compute_rmst(frame, horizon=6)["estimate"][0] == pytest.approx((2 + 6 + 6) / 3)
    with pytest.raises(ValueError, match="simulated for 10 days, not 11"):
        compute_rmst(frame, horizon=11)


def test_rmst_of_runs_that_never_call_still_has_width() -> None:
    row = compute_rmst(waiting([10] * 50, ["nobody"] * 50, 10)).iloc[0]
    assert row["estimate"] == row["high"] == 10
    assert row["low"] == pytest.approx(10 - 9 * float(wilson(0, 50)[1]))


def test_the_median_is_statsmodels_and_says_when_it_is_not_reached() -> None:
    frame = outcomes(800)
    fit = SurvfuncRight(frame["duration"], frame["event_observed"].astype(float))
    row = compute_median_days(frame).iloc[0]
    assert row["estimate"] == fit.quantile(0.5)
    assert (row["low"], row["high"]) == fit.quantile_ci(0.5)
    rows = waiting([1] * 10 + [9] * 30, ["us"] * 10 + ["nobody"] * 30, 9)
    late = compute_median_days(rows).iloc[0]
    assert late[["estimate", "low", "high"]].isna().all()


def test_an_upper_limit_beyond_the_horizon_is_not_reached() -> None:
    row = compute_median_days(waiting([3] * 11 + [9] * 9, ["us"] * 11 + ["nobody"] * 9, 9)).iloc[0]
    assert (row["estimate"], row["low"]) == (3, 3)
    assert np.isnan(row["high"])


def test_hazard_is_events_over_runs_at_risk() -> None:
    rows = waiting([1, 2, 2, 5], ["us", "us", "china", "nobody"], 5)
    table = compute_hazard(rows).set_index("day")
    assert table["estimate"].tolist() == pytest.approx([1 / 4, 2 / 3, 0, 0, 0])
    weeks = compute_hazard(outcomes(300), window=7)
    assert weeks["events"].sum() == int(outcomes(300)["event_observed"].sum())
    assert weeks["days"].tolist() == [7] * 25 + [5]


def test_quantile_dots_are_the_sorted_days_and_stop_at_the_horizon() -> None:
    frame = waiting([2, 4, 6, 9], ["us", "us", "china", "nobody"], 9)
    assert compute_quantile_dots(frame, dots=4)["day"].tolist()[:3] == [2, 4, 6]
    assert np.isnan(compute_quantile_dots(frame, dots=4)["day"].iloc[3])


def test_envoys_who_never_meet_count_as_not_yet_up_to_the_horizon() -> None:
    frame = outcomes(400)
    met = frame["envoy_event_observed"].to_numpy()
    table = compute_survival(frame, "envoy").set_index("day")["estimate"]
    by_day_30 = (met & (frame["envoy_duration"] <= 30).to_numpy()).mean()
    assert table[30] == pytest.approx(1 - by_day_30, abs=1e-12)
    assert table[180] == pytest.approx(1 - met.mean(), abs=1e-12)


def test_a_meeting_at_nobodys_request_is_a_cause_of_its_own() -> None:
    frame = outcomes(50).assign(envoy_first_mover_true="nobody")
    last = compute_cumulative_incidence(frame, "envoy").query("day == 180").set_index("cause")
    assert last["estimate"][UNASKED] == pytest.approx(frame["envoy_event_observed"].mean())
    assert last["top"][NOT_YET] == pytest.approx(1)


def test_a_variant_in_which_all_call_does_not_shorten_the_common_horizon() -> None:
    early = waiting([3, 4], ["us", "us"], 10)
    late = waiting([3, 4], ["us", "nobody"], 10)
    assert find_common_horizon(early, late) == 10
    assert find_common_horizon(early, early) == 4


def test_the_common_horizon_is_the_earlier_of_two() -> None:
    short, long = (waiting([3, 4], ["us", "nobody"], days) for days in (10, 20))
    assert find_common_horizon(short, long) == find_common_horizon(long, short) == 10
    assert find_common_horizon(waiting([3, 15], ["us", "us"], 20), short) == 10


def test_waits_end_at_the_horizon_or_with_the_last_contact_where_all_call() -> None:
    some = waiting([3, 5, 4], ["china", "nobody", "us"], 9)
    assert [part.tolist() for part in compute_waiting_times(some)[:2]] == [[3, 9, 4], [2, 0, 1]]
    assert compute_waiting_times(some).horizon == 9
    early = compute_waiting_times(some, horizon=3)
    assert (early.day.tolist(), early.cause.tolist(), early.horizon) == ([3, 3, 3], [2, 0, 0], 3)
    every = waiting([3, 5], ["broker", "simultaneous"], 9)
    assert [part.tolist() for part in compute_waiting_times(every)[:2]] == [[3, 5], [3, 4]]
    assert compute_waiting_times(every).horizon == 5
    met = every.assign(envoy_duration=[7.0, np.nan], envoy_event_observed=[True, False])
    envoys = compute_waiting_times(met.assign(envoy_first_mover_true="nobody"), "envoy")
    assert (envoys.day.tolist(), envoys.cause.tolist(), envoys.horizon) == ([7, 7], [5, 0], 7)


@pytest.mark.parametrize(
    ("early", "late", "runs", "day"),
    [(121, 122, 300, 121), (5, 9, 4, 5), (1, 2, 2, 1), (40, 41, 2000, 40)],
)
def test_the_median_is_the_first_day_by_which_at_least_half_have_called(
    early: int, late: int, runs: int, day: int
) -> None:
    days = [early] * (runs // 2) + [late] * (runs // 2)
    frame = waiting(days, ["us"] * runs, late + 1)
    row = compute_median_days(frame).iloc[0]
    by_hand = next(d for d in range(1, late + 1) if 2 * sum(one <= d for one in days) >= runs)
    assert row["estimate"] == day == by_hand
    assert row["low"] <= day
    assert np.isnan(row["high"]) or row["high"] >= day
    dots = compute_quantile_dots(frame, 1)
    assert dots["day"][0] == day  # the middle of one dot is the median


def test_a_run_below_half_is_not_the_median_and_an_end_follows_the_same_rule() -> None:
    below = waiting([5] * 149 + [6] * 151, ["us"] * 300, 9)
    assert compute_median_days(below)["estimate"][0] == 6
    half = waiting([5] * 150 + [9] * 150, ["us"] * 150 + ["nobody"] * 150, 9)
    row, curve = compute_median_days(half).iloc[0], compute_survival(half).set_index("day")
    assert row["estimate"] == 5
    for end, limit in (("low", "low"), ("high", "high")):
        reached = curve.index[curve[limit] <= 0.5]
        assert np.isnan(row[end]) if reached.empty else row[end] == reached[0]
