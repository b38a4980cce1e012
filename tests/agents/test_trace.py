"""What a replay tells of one run adds up: terms, choices, signals, and where the cast stands."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log
from typing import Any

import pytest

from agents.block import trace_run
from tests.dyads import COLUMNS
from tests.model.standoffs import compose, rows

Told = dict[str, Any]


@pytest.fixture(scope="module")
def told() -> Told:
    return trace_run(compose("horizon=40"), 0, 2)


def test_the_terms_of_an_option_add_up_to_its_utility(told: Told) -> None:
    seen = 0
    for decision in told["decisions"]:
        sizes = Counter(option["family"] for option in decision["options"])
        for option in decision["options"]:
            total = sum(option["terms"].values()) - log(sizes[option["family"]])
            assert option["utility"] == pytest.approx(total, abs=1e-9)
            assert option["score"] == option["utility"] + option["draw"]
            seen += 1
    assert seen > 1000


def test_the_option_with_the_highest_score_is_chosen_and_the_nearest_comes_second(
    told: Told,
) -> None:
    assert {decision["slot"] for decision in told["decisions"]} >= {"contact", "message"}
    for decision in told["decisions"]:
        ranked = sorted(decision["options"], key=lambda option: -option["score"])
        names = [option["name"] for option in ranked]
        assert decision["chosen"] == names[0]
        assert decision["nearest"] == (names[1] if names[1:] else None)
        assert sum(option["probability"] for option in ranked) == pytest.approx(1.0)
        for one, other in pairwise(sorted(ranked, key=lambda option: option["utility"])):
            assert one["probability"] <= other["probability"]


def test_what_was_posted_before_each_public_moved_it(told: Told) -> None:
    assert len(told["postings"]) > 20
    for posting in told["postings"]:
        assert posting["amount"] != 0.0
        assert posting["audience"] in ("home", "other_home", "world")
        assert {posting["keeper"], posting["side"]} <= {"us", "china"}


def test_the_outcome_of_a_replay_is_its_row_with_what_is_missing_left_open(told: Told) -> None:
    row = rows(compose("horizon=40"), [2])
    open_ended = 0
    for column in COLUMNS:
        found, own = told["outcome"][column.name], row[column.name][0]
        if column.categories:
            assert found == column.categories[int(own)]
        elif column.dtype == "category":
            assert found == (str(own) or None)
        elif column.missing is not None and own == column.missing:
            open_ended += 1
            assert found is None or (column.dtype == "int32" and found == own), column.name
        else:
            assert found == own
            assert type(found) is {"bool": bool, "int32": int}.get(column.dtype, float), column.name
    assert open_ended


def test_what_envoys_say_is_private_and_a_leak_is_public(told: Told) -> None:
    role = {node["id"]: node["role"] for node in told["nodes"]}
    senders = {role[signal["sender"]] for signal in told["signals"]}
    assert {"leader", "envoy"} <= senders
    for signal in told["signals"]:
        if role[signal["sender"]] == "envoy":
            assert not signal["public"]
        assert signal["public"] or not signal["leaked"]


def test_the_us_stands_left_china_right_and_nobody_on_anybody(told: Told) -> None:
    nodes = told["nodes"]
    places = {side: [n["x"] for n in nodes if n["side"] == side] for side in ("us", None, "china")}
    assert max(places["us"]) < min(places[None])
    assert max(places[None]) < min(places["china"])
    assert len({(node["x"], node["y"]) for node in nodes}) == len(nodes)
    for side in places:
        rows = sorted(node["y"] for node in nodes if node["side"] == side)
        assert len({low - high for low, high in pairwise(rows)}) <= 1
