"""Intervals over draws of curves and of tables of two outcomes, against counts of the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from runs.analysis.comparison.pairs import compute_survival_difference
from runs.analysis.comparison.shares import cross_tabulate_movers
from runs.analysis.estimates.draws import (
    DRAW,
    FIT,
    estimate_mean_distribution,
    estimate_share_distribution,
)
from runs.analysis.estimates.estimates import Interval
from runs.analysis.outcomes.beliefs import tabulate_belief_flow
from runs.analysis.waiting.durations import compute_hazard
from runs.analysis.waiting.over_draws import (
    DAYS,
    choose_curve_days,
    interpolate_days,
    tabulate_daily_means_over_draws,
)
from runs.analysis.waiting.stages import cross_tabulate_stages, tabulate_envoy_lead_times
from runs.analysis.waiting.waiting import compute_cumulative_incidence, compute_survival
from tests.analysis.drawn_runs import DRAWS, RUNS, make_sooner_runs, make_turned_runs
from tests.analysis.frames import outcomes

Row = Mapping[str, Any]
Marks = Callable[[pd.DataFrame, Row], tuple[pd.Series, pd.Series]]
"""Whether each run counts for a row of a table, and whether it is one of those counted among."""
ENDS = ["draws_low", "draws_high"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return make_turned_runs()


@pytest.fixture(scope="module")
def other(frame: pd.DataFrame) -> pd.DataFrame:
    return make_sooner_runs(frame)


def every(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=frame.index)


def is_pair(frame: pd.DataFrame, row: Row) -> tuple[pd.Series, pd.Series]:
    envoy, leader = frame["envoy_first_mover_true"], frame["first_mover_true"]
    return (envoy == row["envoy"]) & (leader == row["leader"]), every(frame)


def is_flow(frame: pd.DataFrame, row: Row) -> tuple[pd.Series, pd.Series]:
    columns = {"truth": "first_mover_true", "claim": "claimed_us", "belief": "believed_world"}
    hit = every(frame)
    for name, column in columns.items():
        hit &= frame[column].astype(str) == row[name]
    return hit, every(frame)


def is_order(frame: pd.DataFrame, row: Row) -> tuple[pd.Series, pd.Series]:
    called, met = frame["event_observed"], frame["envoy_event_observed"]
    gap = frame["duration"] - frame["envoy_duration"]
    hits = {
        "envoys first": called & met & (gap > 0), "same day": called & met & (gap == 0),
        "leaders first": called & met & (gap < 0), "envoys only": met & ~called,
        "neither": ~met & ~called,
    }  # fmt: skip
    leaders_alone = called & ~met
    return hits[row["order"]] | (leaders_alone & (row["order"] == "leaders first")), every(frame)


def is_in_contact(frame: pd.DataFrame, row: Row) -> tuple[pd.Series, pd.Series]:
    contact = frame["event_observed"] & (frame["duration"] <= row["day"])
    if row["cause"] == "no call yet":
        return ~contact, every(frame)
    return contact & (frame["first_mover_true"] == row["cause"]), every(frame)


def is_waiting(frame: pd.DataFrame, row: Row) -> tuple[pd.Series, pd.Series]:
    return ~(frame["event_observed"] & (frame["duration"] <= row["day"])), every(frame)


KNOWN_DAYS = set(choose_curve_days(180).tolist())
TABLES: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], Marks]] = {
    "stages": (cross_tabulate_stages, is_pair),
    "flow": (lambda rows: tabulate_belief_flow(rows, "us", "world"), is_flow),
    "lead": (tabulate_envoy_lead_times, is_order),
    "incidence": (compute_cumulative_incidence, is_in_contact),
    "survival": (compute_survival, is_waiting),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_share_has_the_interval_of_its_counts_by_draw(name: str, frame: pd.DataFrame) -> None:
    compute, mark = TABLES[name]
    table = compute(frame)
    if "day" in table:
        table = table[table["day"].isin(sorted(KNOWN_DAYS)[::4])]
    assert (table["fit"] == "record").all()
    assert (table["draws_high"] - table["draws_low"] > 0.05).any()
    for row in table.to_dict("records"):
        hit, among = mark(frame, row)
        assert row["estimate"] == pytest.approx(hit.sum() / among.sum()), row
        hits, runs = (part.groupby(frame[DRAW]).sum() for part in (hit & among, among))
        of = estimate_share_distribution(hits, runs)
        assert of is not None
        assert [row[end] for end in ENDS] == pytest.approx(of.find_interval(row["estimate"])), row


def test_orders_among_runs_with_both_contacts_have_it_of_these_runs(frame: pd.DataFrame) -> None:
    table = tabulate_envoy_lead_times(frame).set_index("order")
    both = frame[frame["event_observed"] & frame["envoy_event_observed"]]
    hits = (both["duration"] > both["envoy_duration"]).groupby(both[DRAW]).sum()
    of = estimate_share_distribution(hits, both.groupby(DRAW).size())
    assert of is not None
    row = table.loc["envoys first"]
    told = row[["of_both_draws_low", "of_both_draws_high"]].tolist()
    assert told == pytest.approx(of.find_interval(row["of_both"]))
    assert table.loc["neither", ["of_both_draws_low", "of_both_draws_high"]].isna().all()


def test_a_chance_a_day_has_the_interval_of_the_runs_still_waiting(frame: pd.DataFrame) -> None:
    table = compute_hazard(frame, window=20)
    for row in table.iloc[:4].to_dict("records"):
        first, last = row["day"], row["day"] + row["days"] - 1
        among = ~(frame["event_observed"] & (frame["duration"] < first))
        hit = among & frame["event_observed"] & (frame["duration"] <= last)
        of = estimate_share_distribution(*(m.groupby(frame[DRAW]).sum() for m in (hit, among)))
        assert of is not None
        share = hit.sum() / among.sum()
        ends = np.array(of.find_interval(share)) * row["estimate"] / share
        assert [row[end] for end in ENDS] == pytest.approx(ends), row
    assert table[ENDS].iloc[-1].isna().all() == (among.sum() < 2 * DRAWS)


def test_pairs_of_movers_have_it_only_where_both_play_the_same_draws(
    frame: pd.DataFrame, other: pd.DataFrame
) -> None:
    table = cross_tabulate_movers(frame, other)
    row = table[(table["mover_a"] == "us") & (table["mover_b"] == "us")].iloc[0]
    hits = (frame["first_mover_true"] == "us").groupby(frame[DRAW]).sum()
    of = estimate_share_distribution(hits, frame.groupby(DRAW).size())
    assert of is not None
    assert row[ENDS].tolist() == pytest.approx(of.find_interval(row["estimate"]))
    assert "draws_low" not in cross_tabulate_movers(frame, other.assign(**{FIT: "another"}))


def test_the_gap_of_two_curves_has_its_interval_and_the_share_of_draws_with_its_sign(
    frame: pd.DataFrame, other: pd.DataFrame
) -> None:
    table = compute_survival_difference(frame, other)
    widest, told_apart = int(table["effect"].abs().argmax()) + 1, list[bool]()
    for day in (*choose_curve_days(len(table))[2:8].tolist(), widest):
        waiting = [~(part["event_observed"] & (part["duration"] <= day)) for part in (frame, other)]
        change = (waiting[1].astype(float) - waiting[0]).to_numpy()
        of = estimate_mean_distribution(change, frame[DRAW].to_numpy(), (-1.0, 1.0))
        row = table.iloc[day - 1]
        assert of is not None
        assert row["effect"] == pytest.approx(change.mean())
        ends, sign = of.find_interval(change.mean()), of.compute_sign_share(change.mean())
        if of.p >= 0.05:  # of draws that cannot be told apart: the difference itself
            ends, sign = Interval(change.mean(), change.mean()), 1.0
        assert row[ENDS].tolist() == pytest.approx(ends), day
        if row["effect"]:
            assert row["draws_sign"] == pytest.approx(sign)
        told_apart.append(of.p < 0.05)
    assert len(set(told_apart)) == 2
    assert not table.loc[widest - 1, "turns"]


CURVES = ("incidence", "survival")


@pytest.mark.parametrize("name", TABLES)
def test_where_draws_do_not_differ_every_interval_is_a_point(name: str) -> None:
    same = pd.concat([outcomes(RUNS // DRAWS)] * DRAWS, ignore_index=True)
    draw = np.repeat(np.arange(DRAWS), RUNS // DRAWS)
    same = same.assign(**{DRAW: draw, FIT: "record", "replication": np.arange(len(same))})
    table = TABLES[name][0](same)
    if name in CURVES:
        table = table[table["day"].isin(KNOWN_DAYS)]
    for end in ENDS:
        assert table[end].to_numpy() == pytest.approx(table["estimate"].to_numpy())


@pytest.mark.parametrize("name", TABLES)
def test_without_a_fit_no_such_table_has_a_column_more(name: str, frame: pd.DataFrame) -> None:
    compute = TABLES[name][0]
    plain, told = compute(frame.drop(columns=[DRAW, FIT])), compute(frame)
    more = [column for column in told if column not in plain]
    assert more
    assert all(column == FIT or "draws" in column for column in more)
    pd.testing.assert_frame_equal(told[list(plain)], plain)


def test_of_one_run_a_draw_a_curve_has_no_interval(frame: pd.DataFrame) -> None:
    alone = frame.assign(**{DRAW: frame["replication"]})
    assert compute_survival(alone)[ENDS].isna().all(axis=None)
    assert compute_hazard(alone, window=20)[ENDS].isna().all(axis=None)


def test_between_known_days_limits_are_on_straight_lines_and_hold_the_curve(
    frame: pd.DataFrame,
) -> None:
    days = choose_curve_days(180)
    assert (days[0], days[-1], len(days)) == (1, 180, DAYS)
    assert interpolate_days(np.array([1, 3]), np.array([0.0, 1.0]), 3).tolist() == [0, 0.5, 1]
    table = compute_survival(frame)
    assert (table["draws_low"] <= table["estimate"]).all()
    assert (table["draws_high"] >= table["estimate"]).all()


def test_daily_means_have_the_interval_of_the_runs_of_each_draw() -> None:
    rng, draw = np.random.default_rng(3), np.arange(200) % DRAWS
    values = rng.normal(0, 0.1, (30, 200)) + draw / DRAWS
    table = pd.DataFrame(tabulate_daily_means_over_draws(values, draw, "record"))
    for day in choose_curve_days(30)[::8]:
        of = estimate_mean_distribution(values[day - 1], draw)
        assert of is not None
        told = table.loc[day - 1, ENDS].tolist()
        assert told == pytest.approx(of.find_interval(values[day - 1].mean()))
    assert table["draws_low"].mean() == pytest.approx(0.0, abs=0.06)
    assert table["draws_high"].mean() == pytest.approx(0.95, abs=0.06)
    alone = tabulate_daily_means_over_draws(values, np.arange(200), "record")
    assert np.isnan(alone["draws_low"]).all()
