"""What a replay tells of one run adds up: terms, choices, signals, and where the cast stands."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log
from typing import Any

import pytest

from agents.block import trace_run
from tests.model.standoffs import composed

Told = dict[str, Any]


@pytest.fixture(scope="module")
def told() -> Told:
    return trace_run(composed("horizon=40"), 0, 2)


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
