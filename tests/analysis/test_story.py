"""A run as a few turns: traces by hand, so that what is told, and why, can be read off them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from runs.analysis.runs.story import TURNS, tell_story, tell_two_stories, write_act, write_chance
from runs.analysis.runs.story_text import (
    tabulate_story,
    to_markdown,
    write_run_story,
    write_two_stories,
)


def option(name: str, chance: float, score: float = 0.0, **terms: float) -> dict[str, Any]:
    return {"name": name, "family": name, "probability": chance, "score": score,
            "utility": sum(terms.values()), "terms": terms}  # fmt: skip


def choice(
    day: int, side: str, kind: str, chance: float, slot: str = "material", **terms: float
) -> Any:
    signal = {"day": day, "side": side, "kind": kind, "title": f"{kind.title()}s", "slot": slot,
              "public": True}  # fmt: skip
    wait = option("wait", 1 - chance)
    decision = {"day": day, "side": side, "chosen": kind, "nearest": "wait",
                "options": [option(kind, chance, 1.0, **terms), wait]}  # fmt: skip
    return signal, decision


def trace_of(*choices: Any, mover: str = "us", observed: bool = True, **more: Any) -> Any:
    signals, decisions = zip(*choices, strict=True)
    return {
        "signals": list(signals), "decisions": list(decisions), "horizon": 90, "events": [
            {"day": 4, "kind": "envoy_meeting", "text": "Envoys meet."},
            {"day": 5, "kind": "envoy_meeting", "text": "Envoys meet."}],
        "outcome": {"duration": 30, "event_observed": observed, "first_mover_true": mover},
        "start": "2025-04-02", "variant_name": "as told", "replication": 7, "seed": 3, **more,
    }  # fmt: skip


FILLED = (
    choice(1, "us", "hint", 0.3, "contact"),
    choice(2, "us", "hint", 0.3, "contact"),
    choice(3, "china", "door", 0.4, "contact"),
    choice(6, "us", "likely", 0.9),
    choice(7, "china", "rare", 0.004),
    choice(8, "us", "scarce", 0.03),
    choice(40, "us", "after", 0.001),
)


def test_a_story_tells_beginnings_the_unexpected_and_the_end() -> None:
    told = tell_story(trace_of(*FILLED))
    assert len(told) == TURNS
    assert [turn.day for turn in told] == [1, 3, 4, 7, 8, 30]
    assert [told[3].why, told[4].why] == ["4 in 1,000 that day", "3 in 100 that day"]
    assert told[-1].text == "asked, and the leaders are in contact."
    assert [turn.day for turn in tell_story(trace_of(*FILLED), 3)] == [1, 3, 30]


def test_the_request_that_was_accepted_and_its_acceptance_are_told() -> None:
    told = tell_story(
        trace_of(
            choice(1, "us", "hint", 0.3, "contact"),
            choice(20, "us", "ask", 0.2, "contact"),
            choice(20, "china", "refuse", 0.001, "reply"),
            choice(25, "us", "beg", 0.5, "contact"),
            choice(29, "china", "accept", 0.25, "reply", relief=2.0, pride=-1.5, habit=0.01),
        ),
        max_turns=5,
    )
    assert [turn.day for turn in told] == [1, 4, 25, 29, 30]
    assert told[3].why == "25 in 100 that day: relief +2.0, pride −1.5"
    assert told[-1].why == "accepted on day 29"


def test_a_run_without_a_call_ends_at_its_horizon_and_says_how_often_it_was_tried() -> None:
    (*_, last) = tell_story(trace_of(choice(1, "us", "hint", 0.3, "contact"), observed=False))
    assert (last.day, last.text) == (90, "No leader has called.")
    assert last.why == "1 attempt by the United States and 0 attempts by China led to none"


def test_the_end_says_whom_each_audience_believes() -> None:
    outcome = {"duration": 30, "event_observed": True, "first_mover_true": "us",
               "believed_us_home": "china", "believed_china_home": "us",
               "believed_world": "us"}  # fmt: skip
    (*_, last) = tell_story(trace_of(choice(1, "us", "hint", 0.3), outcome=outcome))
    assert last.why == (
        "believed to have asked: China by the US public; United States by the Chinese public and "
        "the world"
    )


def test_an_act_that_was_set_from_outside_has_no_reason_of_its_own() -> None:
    signal, decision = choice(3, "us", "hint", 0.02, "contact", relief=2.0)
    decision["options"][1]["score"] = 5.0
    told = tell_story(trace_of((signal, decision)))
    assert told[0].why == "2 in 100 that day; set from outside"


def test_two_runs_are_told_together_until_they_part() -> None:
    here, there = choice(8, "us", "scarce", 0.9), choice(8, "us", "likely", 0.9)
    one = trace_of(*FILLED[:5], here, choice(9, "us", "rarer", 0.001))
    two = trace_of(*FILLED[:5], there, choice(9, "us", "rarer", 0.001), mover="china")
    parted = tell_two_stories((one, two), 8, 8)
    assert [turn.day for turn in parted.common] == [1, 3, 4, 6, 7]
    assert [turn.text for turn in parted.own[0]][:2] == ["scarces.", "rarers."]
    assert parted.own[1][0].text == "likelys."
    assert (parted.own[0][-1].who, parted.own[1][-1].who) == ("United States", "China")
    never = tell_two_stories((one, one), None, 6)
    assert (len(never.common), never.own) == (6, ([], []))


def test_a_story_is_a_text_and_the_same_in_markdown() -> None:
    trace = trace_of(*FILLED)
    text = write_run_story(trace)
    assert text.splitlines()[0] == "as told, run 7, seed 3"
    assert "  day   7 (2025-04-08)  China rares (4 in 1,000 that day)." in text
    marked = to_markdown(text)
    assert marked.startswith("# as told, run 7, seed 3\n")
    assert "- **Day 7** (2025-04-08) China rares (4 in 1,000 that day)." in marked
    assert len(re.findall(r"^- ", marked, re.MULTILINE)) == 7
    rows = tabulate_story(trace, tell_story(trace, 10))
    assert rows["day"].tolist() == [1, 3, 4, 6, 7, 8, 30]
    assert rows["date"].tolist()[-1] == "2025-05-01"


def test_a_pair_as_text_has_both_columns_under_their_names() -> None:
    traces = (trace_of(*FILLED), trace_of(*FILLED, mover="china"))
    parted = tell_two_stories(traces, 8, 8)
    text = write_two_stories(traces[0], "pair", parted, ("one", "two"), "They part on day 8.")
    order = [text.index(part) for part in ("They part on day 8.", "\none:\n", "\ntwo:\n")]
    assert order == sorted(order)
    assert "## one" in to_markdown(text)


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.5, "50 in 100"), (0.0096, "1 in 100"), (0.004, "4 in 1,000"),
     (0.0001, "less than 1 in 1,000")],
)  # fmt: skip
def test_odds_are_of_a_hundred_or_a_thousand(chance: float, said: str) -> None:
    assert write_chance(chance) == said


def test_a_title_that_names_a_thing_is_sent() -> None:
    assert write_act("Accepts, and says so") == "accepts, and says so"
    assert write_act("A gesture outside the script") == "sends “A gesture outside the script”"
