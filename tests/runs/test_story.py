"""A run as a text: a small trace by hand, told word for word."""

from __future__ import annotations

from typing import Any

from runs.studies.replay.narrative import write_narrative


def decision(chosen: str, nearest: str | None, *options: dict[str, Any]) -> dict[str, Any]:
    return {"day": 3, "side": "us", "chosen": chosen, "nearest": nearest, "options": options}


def option(name: str, probability: float, **terms: float) -> dict[str, Any]:
    return {"name": name, "probability": probability, "terms": terms}


def signal(kind: str, **how: Any) -> dict[str, Any]:
    return {"day": 3, "side": "us", "kind": kind, "title": kind.replace("_", " "),
            "sender": "leader", "public": False, **how}  # fmt: skip


def trace(**parts: Any) -> dict[str, Any]:
    ending = {"event_observed": True, "first_mover_true": "china", "duration": 3.0}
    return {"variant": "abc", "replication": 7, "seed": 0, "horizon": 30, "start": "2025-04-09",
            "signals": [], "events": [], "decisions": [], "outcome": ending, **parts}  # fmt: skip


WAIT = option("wait", 0.9)
ASK = option("ask_private", 0.004, own_loss=-3.25, relief=1.0, audience=-5.0, inertia=0.5)


def test_a_decision_is_told_by_its_probability_its_heaviest_terms_and_the_nearest_other() -> None:
    told = write_narrative(
        trace(
            variant_name="as reported",
            signals=[signal("ask_private")],
            decisions=[decision("ask_private", "wait", WAIT, ASK)],
        )
    )
    assert told == (
        "as reported, run 7, seed 0, 30 days\n\n"
        "day 3 (2025-04-11)\n"
        "  United States: ask private (leader, in private)\n"
        "      why: probability 0.004 that day; audience -5.0, own loss -3.2, relief +1.0\n"
        "      nearest alternative: wait (0.90)\n\n"
        "First leader contact on day 3; first mover: China."
    )


def test_what_weighed_nothing_and_had_no_other_is_told_by_its_probability_alone() -> None:
    chosen = decision("wait", None, option("wait", 1.0))
    told = write_narrative(trace(signals=[signal("wait")], decisions=[chosen]))
    assert "      why: probability 1.00 that day\n\n" in told
    assert "nearest" not in told


def test_nothing_is_said_of_a_choice_outside_the_menu_or_of_another_day() -> None:
    outside = decision("ambush", "wait", WAIT)
    elsewhere = {**decision("ambush", "wait", WAIT, option("ambush", 0.5)), "day": 4}
    for one in (outside, elsewhere):
        assert "why" not in write_narrative(trace(signals=[signal("ambush")], decisions=[one]))


def test_a_leak_an_event_without_a_text_and_a_signal_of_no_side_have_their_words() -> None:
    told = write_narrative(
        trace(
            signals=[signal("readout", leaked=True), signal("news", side=None, public=True)],
            events=[{"day": 5, "side": "china", "kind": "truce", "text": ""}],
        )
    )
    assert "  United States: readout (leader, leaked)\n" in told
    assert "  news (leader, in public)\n" in told
    assert "day 5 (2025-04-13)\n  truce (China)\n" in told


def test_the_ending_says_what_was_claimed_and_believed_and_where_there_was_no_contact() -> None:
    ending = {
        "event_observed": False, "duration": 30.0, "first_mover_true": "nobody",
        "claimed_us": "china", "claimed_china": "us", "believed_us_home": "china",
        "believed_world": "nobody",
    }  # fmt: skip
    assert write_narrative(trace(outcome=ending)).endswith(
        "\n\nNo leader contact by the horizon (day 30).\n"
        "Claims: United States says: china; China says: us.\n"
        "Believed to have asked: us home: china; world: nobody."
    )
