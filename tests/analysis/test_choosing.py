"""Runs and pairs chosen by rule: the medoid by brute force, ties, extremes, any order of rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.analysis.runs.representative import (
    MEDOID,
    choose_notable_pairs,
    choose_notable_runs,
    find_medoid,
)
from tests.analysis.frames import MOVERS, outcomes, waiting

TWO = pd.concat([outcomes(300, "b", 1), outcomes(200, "a", 2)], ignore_index=True)
SHAPE = ("duration", "envoy_duration", "face_us_us_end", "face_china_china_end")
SHAPE += ("tariff_us_peak", "tariff_china_peak")


def distances(rows: pd.DataFrame) -> np.ndarray:
    """Sum of distances of each run to all, pair by pair, as the rule says it."""
    total = np.zeros(len(rows))
    for i in range(len(rows)):
        one, other = rows.iloc[i], rows
        total[i] += 2.0 * (other["first_mover_true"] != one["first_mover_true"]).sum()
        for column in SHAPE:
            quartiles = rows[column].quantile([0.25, 0.75])
            away = (other[column] - one[column]).abs() / (quartiles[0.75] - quartiles[0.25])
            alike = other[column].isna() & pd.isna(one[column])
            total[i] += away.fillna(2.0).where(~alike, 0.0).sum()
    return total


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_medoid_is_nearest_to_all_others_by_brute_force(seed: int) -> None:
    rows = outcomes(60, "v", seed)
    found = distances(rows)
    assert found[find_medoid(rows)] == pytest.approx(found.min())


@settings(max_examples=30)
@given(st.lists(st.sampled_from([1.0, 2.0, 5.0, np.nan]), min_size=1, max_size=12))
def test_a_medoid_is_found_whatever_is_missing(days: list[float]) -> None:
    rows = pd.DataFrame({"first_mover_true": ["us"] * len(days), "duration": days})
    assert 0 <= find_medoid(rows) < len(days)


@pytest.mark.parametrize(("step", "place"), [(1.0, 4), (0.5, 0)])
def test_a_value_that_most_runs_share_is_measured_in_its_own_unit(step: float, place: int) -> None:
    # Quartiles that coincide give no scale. A run with the common day has 7 unlike first movers
    # and 4 other days, 7 x 2 + 4 step; a run of the US a step away 5 x 2 + (5 + 2 x 2) step:
    # 18 against 19 where a step is a day, 16 against 14.5 where it is half of one.
    days = [5 - step, 5 - step, 5 + step, 5 + step, 5, 5, 5, 5, 5]
    movers = [*["us"] * 4, "china", "china", "broker", "broker", "simultaneous"]
    assert find_medoid(pd.DataFrame({"first_mover_true": movers, "duration": days})) == place


def test_a_run_without_a_value_is_two_ranges_from_those_that_have_one() -> None:
    # The middle of three days is 8 from unlike first movers, 2 from days, 4 from missing ones; a
    # run without a day 6 from unlike first movers and 6 from those with a day.
    movers = ["china", "broker", "simultaneous", "us", "us"]
    rows = pd.DataFrame({"first_mover_true": movers, "duration": [0.0, 1, 2, np.nan, np.nan]})
    assert find_medoid(rows) == 3
    assert (
        find_medoid(rows.assign(first_mover_true="us")) == 1
    )  # 2 + 4 against 6, the first of equals


def test_runs_to_look_at_are_chosen_by_rule_whatever_the_order() -> None:
    table = choose_notable_runs(TWO)
    shuffled = choose_notable_runs(
        pd.concat([rows.sample(frac=1, random_state=1) for _, rows in TWO.groupby("variant_name")])
    )
    key = ["variant", "rule"]
    pd.testing.assert_frame_equal(
        table.sort_values(key, ignore_index=True), shuffled.sort_values(key, ignore_index=True)
    )


def test_each_rule_gives_what_it_says() -> None:
    table = choose_notable_runs(TWO)
    rows = TWO[TWO["variant_name"] == "b"].set_index("replication")
    chosen = table[table["variant"] == "b"].set_index("rule")["replication"]
    assert rows["face_us_us_end"][chosen["lowest US face"]] == rows["face_us_us_end"].min()
    called = rows[rows["event_observed"]]
    assert rows["duration"][chosen["latest call"]] == called["duration"].max()
    for mover in MOVERS:
        assert rows["first_mover_true"][chosen[f"most ordinary, first: {mover}"]] == mover
    assert chosen[MEDOID] in set(rows.index)
    assert table["reason"].str.len().min() > 10


def test_the_extremes_say_of_which_runs_they_are() -> None:
    rows = waiting([3, 9, 5, 9, 12], ["us", "china", "us", "us", "nobody"], 12)
    rows["face_us_us_end"] = [0.1, -0.4, 0.3, -0.4, 0.2]
    table = choose_notable_runs(rows).set_index("rule")
    assert table.index.tolist() == [
        MEDOID,
        *(f"most ordinary, first: {mover}" for mover in ("us", "china", "nobody")),
        *("earliest call", "latest call", "lowest US face", "highest US face"),
    ]
    assert table.iloc[4:][["reason", "replication"]].to_numpy().tolist() == [
        ["fewest days of runs with a call", 0],
        ["most days of runs with a call", 1],  # the first of equals; the last run has no call
        ["lowest US face of all runs, in its own book", 1],
        ["highest US face of all runs, in its own book", 2],
    ]
    never = waiting([9, 9], ["nobody"] * 2, 9).assign(face_china_china_end=[0.1, np.nan])
    assert choose_notable_runs(never)["rule"].tolist() == [
        *(MEDOID, "most ordinary, first: nobody", "lowest Chinese face", "highest Chinese face"),
    ]


def test_pairs_to_look_at_are_those_moved_most_and_those_not_moved() -> None:
    a, b = outcomes(300, "a", 1), outcomes(300, "b", 2)
    b.loc[:9] = a.loc[:9].assign(variant="b-hash", variant_name="b")
    chosen = choose_notable_pairs(a, b.sample(frac=1, random_state=3)).set_index("rule")[
        "replication"
    ]
    both = a["event_observed"] & b["event_observed"]
    change = (b["duration"] - a["duration"])[both]
    assert change[chosen["most hastened"]] == change.min()
    assert change[chosen["most delayed"]] == change.max()
    moved = a["first_mover_true"] != b["first_mover_true"]
    assert chosen["another first mover"] == moved.idxmax()
    assert chosen["same mover, same day"] == (both & ~moved & (change == 0)).idxmax()


def test_of_a_variant_and_itself_no_pair_is_moved() -> None:
    rules = choose_notable_pairs(TWO[TWO["variant_name"] == "a"], TWO[TWO["variant_name"] == "a"])[
        "rule"
    ]
    assert set(rules) == {MEDOID, "same mover, same day"}
