"""Waiting times from counts by day: a few runs by hand, for one point and over a design."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.estimates import cluster_errors
from runs.analysis.estimates.tallies import tally_outcomes
from runs.analysis.waiting.curves import (
    compute_log_log_limits,
    compute_product_limit,
    compute_share_errors,
    count_contacts_by_day,
)
from runs.analysis.waiting.durations import compute_hazard, compute_rmst
from tests.analysis.frames import waiting

LIMITS = ["estimate", "low", "high"]


def runs_with_contact(*days: int) -> pd.DataFrame:
    """Return one variant in which every run has its contact."""
    return waiting(list(days), ["us"] * len(days), max(days))


def runs_at_points(points: int, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a design at whose points each world comes out alike."""
    return pd.concat([rows.assign(point=point) for point in range(points)], ignore_index=True)


def test_each_variant_has_its_own_horizon_whatever_the_others() -> None:
    """The day of its runs without contact, or its last contact where all have theirs."""
    variants = [waiting([2, day], ["us", "nobody"], day) for day in (10, 7, 4, 1)]
    named = [
        rows.assign(variant_name=str(i))
        for i, rows in enumerate([*variants, runs_with_contact(3, 5)])
    ]
    counts = count_contacts_by_day(tally_outcomes(pd.concat(named, ignore_index=True)), "leader")
    assert counts.horizon.tolist() == [10, 7, 4, 1, 5]
    assert counts.censored.tolist() == [1, 1, 1, 2, 0]
    assert counts.runs.tolist() == [2] * 5


def test_envoys_wait_as_long_as_the_leaders() -> None:
    leaders = runs_with_contact(2, 6).assign(
        envoy_duration=[1.0, np.nan],
        envoy_event_observed=[True, False],
        envoy_first_mover_true=["china", "nobody"],
    )
    counts = count_contacts_by_day(tally_outcomes(leaders), "envoy")
    assert (counts.horizon.tolist(), counts.censored.tolist()) == ([6], [1])
    assert counts.events.tolist() == [[1, 0, 0, 0, 0, 0]]


def test_a_contact_after_the_horizon_asked_for_is_censored_at_it() -> None:
    counts = count_contacts_by_day(
        tally_outcomes(runs_with_contact(1, 3, 3, 4)), "leader", horizon=3
    )
    assert counts.events[:, :3].tolist() == [[1, 0, 2]]
    assert (counts.events.sum(), counts.censored[0], counts.horizon[0]) == (3, 1, 3)


def test_the_product_limit_is_the_share_still_waiting_and_stays_0_once_all_have_called() -> None:
    some = waiting([1, 2, 2, 4], ["us", "us", "china", "nobody"], 4)
    rows = pd.concat([some, runs_with_contact(1, 3).assign(variant_name="w")], ignore_index=True)
    survival, error = compute_product_limit(count_contacts_by_day(tally_outcomes(rows), "leader"))
    assert survival[0] == pytest.approx([3 / 4, 1 / 4, 1 / 4, 1 / 4])
    assert survival[1] == pytest.approx([1 / 2, 1 / 2, 0, 0])
    # Without censoring before the end Greenwood's error is that of a share of all the runs.
    assert error[0] == pytest.approx(np.sqrt([3 / 16 / 4] * 4))


def test_a_share_worth_n_runs_has_the_error_of_n_runs() -> None:
    found = compute_share_errors(np.array([0.0, 0.5, 0.8, 1.0]), np.array([10.0, 25.0, 16.0, 7.0]))
    assert found == pytest.approx([0, 0.1, 0.1, 0])


def test_where_no_run_or_every_run_has_called_wilson_stands_in_for_the_log_log_limits() -> None:
    low, high = compute_log_log_limits(np.array([1.0, 0.0]), np.zeros(2), np.array([10, 20]))
    for place, (waiting_on, runs) in enumerate([(10, 10), (0, 20)]):
        wanted = proportion_confint(waiting_on, runs, method="wilson")
        assert (low[place], high[place]) == pytest.approx(wanted, abs=1e-12)


def test_two_runs_a_day_apart_have_a_t_interval_within_the_days_possible() -> None:
    # 3.5 -+ 12.7 x 0.5 days; a contact is on day 1 at the earliest, on the last day at the latest.
    assert compute_rmst(runs_with_contact(3, 4))[LIMITS].iloc[0].tolist() == [3.5, 1.0, 4.0]
    wide = compute_rmst(runs_with_contact(3, 4), horizon=90).iloc[0]
    assert wide["high"] == pytest.approx(3.5 + stats.t.ppf(0.975, 1) * 0.5)


def test_over_a_design_days_are_as_sure_as_the_means_of_the_worlds() -> None:
    days = {0: [3, 4, 5, 5], 1: [5, 6, 5, 7]}
    rows = pd.concat([runs_with_contact(*own).assign(point=point) for point, own in days.items()])
    means = [4, 5, 5, 6]
    half = stats.t.ppf(0.975, 3) * stats.sem(means)
    found = compute_rmst(rows.reset_index(drop=True))[LIMITS].iloc[0].tolist()
    assert found == pytest.approx([5, 5 - half, 5 + half])


def test_where_all_waited_equally_long_the_interval_allows_for_the_runs_missed() -> None:
    missed = proportion_confint(0, 10, method="wilson")[1]
    found = compute_rmst(runs_with_contact(*[3] * 10), horizon=8)[LIMITS].iloc[0].tolist()
    # Those missed may have called on day 1, or not by day 8.
    assert found == pytest.approx([3, 3 - 2 * missed, 3 + 5 * missed])


def test_the_last_run_left_calls_on_its_day_for_certain() -> None:
    table = compute_hazard(runs_with_contact(1, 2, 4))
    assert table["day"].tolist() == [1, 2, 3, 4]
    assert table["at_risk"].tolist() == [3, 2, 1, 1]
    assert table["estimate"].tolist() == pytest.approx([1 / 3, 1 / 2, 0, 1])


def test_the_hazard_of_worlds_alike_at_every_point_is_as_sure_as_at_one() -> None:
    one = waiting([1, 2, 2, 4, 6, 6], ["us", "us", "china", "us", "us", "nobody"], 6)
    alone, told = compute_hazard(one), compute_hazard(runs_at_points(3, one))
    assert told["events"].tolist() == [3, 6, 0, 3, 0, 3]
    assert told["at_risk"].tolist() == (3 * alone["at_risk"]).tolist()
    assert told[LIMITS].to_numpy() == pytest.approx(alone[LIMITS].to_numpy())
    last = proportion_confint(1, 2, method="wilson")
    assert tuple(told[["low", "high"]].iloc[-1]) == pytest.approx(last)


def test_days_on_which_nobody_waits_any_more_have_no_hazard() -> None:
    leaders = waiting([9, 9], ["nobody"] * 2, 9).assign(
        envoy_duration=[1.0, 4.0], envoy_event_observed=True, envoy_first_mover_true="us"
    )
    table = compute_hazard(leaders, "envoy", window=2)
    assert table[["day", "days", "at_risk", "events"]].to_numpy().tolist() == [
        [1, 2, 3, 1],
        [3, 2, 2, 1],
    ]


def test_the_hazard_over_a_design_is_as_sure_as_its_worlds_up_to_each_horizon() -> None:
    world, point = np.tile(np.arange(8), 3), np.repeat(np.arange(3), 8)
    parts = []
    for horizon, step in ((7, 3), (5, 2)):
        day = np.minimum((step * world + 5 * point) % 9 + 1, horizon)
        causes = np.where(day < horizon, "us", np.where(world < 6, "china", "nobody")).tolist()
        rows = waiting(day.tolist(), causes, horizon).assign(point=point, replication=world)
        parts.append(rows.assign(variant_name=f"to day {horizon}"))
    both = pd.concat(parts, ignore_index=True)
    for window in (1, 3):
        table = compute_hazard(both, window=window)
        assert table.index.tolist() == list(range(len(table)))
        for row in table.itertuples():
            own = both[both["variant_name"] == row.variant]
            inside = range(row.day, row.day + row.days)
            hits = own["duration"].isin(inside) & own["event_observed"]
            waited = sum((own["duration"] >= day).astype(int) for day in inside)
            by_world = (part.groupby(own["replication"]).sum() for part in (hits, waited))
            found = cluster_errors.sum_over_worlds(*(part.to_numpy() for part in by_world))
            assert (row.events, row.at_risk) == (hits.sum(), waited.sum())
            wanted = cluster_errors.compute_share_limits(row.events, row.at_risk, found)
            assert (row.low, row.high) == pytest.approx([float(end) for end in wanted])
