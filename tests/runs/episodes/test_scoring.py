"""The table of the episodes: who is left out of a rival, and what a group weighs."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from runs.analysis.waiting import scores
from runs.studies.episodes.episode import Episode
from runs.studies.episodes.scoring import (
    compute_episode_weights,
    compute_mean_scores,
    list_other_observations,
    make_episode_rows,
)
from tests.runs.episodes.toys import toy

HORIZON = 60


def make_episodes(**days: Any) -> dict[str, Episode]:
    """Episodes by name; the first letter of the name is the group."""
    return {
        name: Episode.model_validate(toy(name, given, group=name[0]))
        for name, given in days.items()
    }


FOUR = make_episodes(a1={"days": 10}, a2={"days": 2}, b={"days": 40}, c={"none_by": 50}, d=None)


def frame(days: list[int], observed: list[bool]) -> pd.DataFrame:
    """Outcomes of as many runs, the envoys never meeting."""
    movers = pd.Categorical(
        ["us" if seen else "nobody" for seen in observed],
        categories=["us", "china", "broker", "simultaneous", "nobody"],
    )
    return pd.DataFrame(
        {
            "duration": [float(day) for day in days], "event_observed": observed,
            "first_mover_true": movers, "claimed_us": "china", "claimed_china": "us",
            "envoy_duration": math.nan, "envoy_event_observed": False,
            "envoy_first_mover_true": pd.Categorical(
                ["nobody"] * len(days), categories=movers.categories
            ),
        }
    )  # fmt: skip


RUNS = frame([11, 41, 60, 3], [True, True, False, True])


def rows(name: str, stage: str = "leader") -> dict[str, Any]:
    return next(
        row for row in make_episode_rows(FOUR, name, RUNS, "v", HORIZON) if row["stage"] == stage
    )


def test_the_scored_members_of_a_group_share_its_weight() -> None:
    assert compute_episode_weights(FOUR, "leader") == {"a1": 0.5, "a2": 0.5, "b": 1, "c": 1}
    assert compute_episode_weights(FOUR, "envoy") == {}


def test_the_exponential_is_fitted_leaving_the_whole_group_out() -> None:
    assert {one.day for one in list_other_observations(FOUR, "a", "leader")} == {40, 50}
    rate = scores.fit_exponential_rate(list_other_observations(FOUR, "a", "leader"))
    assert rate is not None
    assert rate == pytest.approx(1 / 90)
    expected = math.log(math.exp(-rate * 9.5) - math.exp(-rate * 10.5))
    assert rows("a1")["log_score_exponential"] == pytest.approx(expected)


def test_a_group_weighs_in_the_pool_as_one() -> None:
    rate = scores.fit_exponential_rate(list_other_observations(FOUR, "b", "leader"))
    assert rate == pytest.approx(1 / (0.5 * 10 + 0.5 * 2 + 50))


def test_days_count_from_the_trigger_which_is_day_1_of_the_model() -> None:
    assert rows("a1")["median"] == 10
    assert rows("a1")["quantile"] == pytest.approx(0.25 + 0.125)


def test_who_moved_first_and_the_readouts_stand_beside_what_happened() -> None:
    row = rows("a1")
    assert (row["first_us"], row["first_nobody"], row["happened_first"]) == (0.75, 0.25, "us")
    assert (row["us_says_china"], row["china_says_us"]) == (1, 1)
    assert (row["source"], row["confidence"], row["disputed"]) == ("made up", "certain", "no")


def test_a_censored_row_is_scored_by_the_runs_without_contact_by_then() -> None:
    row = rows("c")
    assert (row["happened"], row["censored"]) == ("> 50", True)
    assert row["p_none_by_then"] == 0.25
    assert row["quantile"] == 0.75
    later = HORIZON - 51  # days 51 to 59, half a count each, and "later"
    assert row["log_score"] == pytest.approx(
        math.log((1 + 0.5 * (later + 1)) / (4 + 0.5 * (HORIZON + 1)))
    )


def test_a_stage_that_is_not_recorded_is_shown_and_not_scored() -> None:
    row = rows("d")
    assert row["median"] == 10
    assert row["happened"] is row["log_score"] is row["crps"] is row["weight"] is None


def test_a_row_beyond_the_horizon_says_so() -> None:
    short = make_episode_rows(FOUR, "b", RUNS, "v", 30)[0]
    assert short["beyond_horizon"]
    assert not rows("b")["beyond_horizon"]


def test_the_means_count_a_group_once() -> None:
    table = [rows(name) for name in ("a1", "a2", "b", "c", "d")]
    leader, envoy, both = compute_mean_scores(table)
    by_hand = (
        0.5 * table[0]["crps"] + 0.5 * table[1]["crps"] + table[2]["crps"] + table[3]["crps"]
    ) / 3
    assert (leader["rows"], leader["standoffs"]) == (4, 3)
    assert leader["crps"] == pytest.approx(by_hand)
    assert envoy["crps"] is None
    assert both["crps"] == leader["crps"]
