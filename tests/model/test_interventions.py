"""Forced and event-relative acts, dated entries, and the two ways to take a signal away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.block import trace_run
from model.intervention import InterventionWatch
from model.parameters.calendar import Intervention
from tests.model.standoffs import bits, change_config, compose, rows

NEVER = compose("signal=full", "horizon=20", "policy@us.policy=never", "policy@china.policy=never")


def days_of(kind: str, *acts: dict[str, Any], base: Any = NEVER) -> list[int]:
    """Days on which a kind was sent in a run with these interventions."""
    told = trace_run(change_config(base, {"interventions": list(acts)}), 0, 0)
    return [signal["day"] for signal in told["signals"] if signal["kind"] == kind]


def ask(**when: Any) -> dict[str, Any]:
    return {"do": "signal", "side": "us", "kind": "ask_private", **when}


def test_a_signal_is_forced_on_its_day() -> None:
    assert days_of("ask_private", ask(day=4)) == [4]


def test_a_signal_is_repeated_as_often_as_said() -> None:
    assert days_of("ask_private", ask(day=3, count=3)) == [3, 4, 5]
    assert days_of("ask_private", ask(day=3, count=3, every=5)) == [3, 8, 13]


def test_what_is_repeated_is_due_count_times_every_so_many_days() -> None:
    what = Intervention.model_validate(ask(day=3, count=3, every=5, lag=1))
    watch = InterventionWatch(what, np.array([3, -1]))
    watch.since[1] = -1  # in the second lane it has not begun
    due = [day for day in range(1, 30) if watch.is_due(day)[0]]
    assert due == [4, 9, 14]
    assert not any(watch.is_due(day)[1] for day in range(1, 30))


def test_a_signal_may_follow_an_event_by_a_lag() -> None:
    reply = {"do": "signal", "side": "china", "kind": "denial", "lag": 2}
    after = {"event": "first_ask"}
    assert days_of("denial", ask(day=4), reply | {"after": after}) == [6]


def test_an_act_on_the_day_of_its_event_is_refused_as_too_late() -> None:
    reply = {"do": "signal", "side": "china", "kind": "denial", "after": {"event": "first_ask"}}
    with pytest.raises(ValueError, match="needs lag: 1 or more"):
        days_of("denial", ask(day=4), reply)


def test_an_event_may_be_waited_for_more_than_once() -> None:
    reply = {"do": "signal", "side": "china", "kind": "denial", "lag": 1}
    after = {"event": "refusal", "count": 2}
    assert days_of("denial", ask(day=4, count=3), reply | {"after": after}) == [6]


def test_an_intervention_waits_for_an_accord() -> None:
    willing = {
        "china.policy": {"name": "constant_hazard", "probability": 0.0},
        "china.preparation_days": 0.0, "us.preparation_days": 0.0, "china.style": "top_down",
    }  # fmt: skip
    praise = {"do": "signal", "side": "us", "kind": "praise_post", "after": {"event": "accord"}}
    base = change_config(NEVER, willing)
    assert days_of("praise_post", ask(day=4), praise | {"lag": 3}, base=base) == [7]


def test_a_request_that_allows_no_reply_is_not_answered() -> None:
    willing = change_config(
        NEVER, {"china.policy": {"name": "constant_hazard", "probability": 0.0}}
    )
    for reply, accepted in (("free", 1), ("none", 0)):
        told = trace_run(change_config(willing, {"interventions": [ask(day=2, reply=reply)]}), 0, 0)
        assert sum(event["kind"] == "agreed" for event in told["events"]) == accepted
        assert sum(signal["slot"] == "reply" for signal in told["signals"]) == accepted


def test_a_muted_kind_is_not_sent() -> None:
    acts = [{"day": 2, "until": 9, "kind": "ask_public"}]
    base = change_config(NEVER, {"us.policy": {"name": "scripted", "acts": acts}})
    mute = {"do": "mute", "kind": "ask_public", "day": 4, "count": 3}
    assert days_of("ask_public", mute, base=base) == [2, 3, 7, 8, 9]


def test_a_muted_side_sends_nothing() -> None:
    lively = compose("horizon=20")
    mute = {"do": "mute", "side": "us", "day": 1, "count": 20}
    outcomes = rows(change_config(lively, {"interventions": [mute]}), 40)
    sent = sum(outcomes[f"{name}_us"] for name in ("asks", "hints", "claims", "denials"))
    assert not sent.any()
    assert set(outcomes["first_signal"]) <= {1, 4}


def test_a_shock_moves_what_it_names_and_whom_it_names() -> None:
    shock = {"do": "shock", "side": "china", "day": 5, "outrage": 0.5, "tension": 0.4}
    before, after = rows(NEVER, 5), rows(change_config(NEVER, {"interventions": [shock]}), 5)
    assert np.all(after["tension_end"] > before["tension_end"])
    assert np.all(after["outrage_china_end"] > before["outrage_china_end"])
    assert bits(after["outrage_us_end"]) == bits(before["outrage_us_end"])


def test_sidelines_of_a_summit_raise_the_meetings_of_envoys() -> None:
    week = {
        "title": "A week of meetings", "kind": "sideline", "day": 5, "days": 7, "source": "-",
        "sideline": 1.0,
    }  # fmt: skip
    before, after = (
        rows(change_config(NEVER, {"calendar": calendar}), 200)["visits"]
        for calendar in ({}, {"week": week})
    )
    extra = NEVER.envoys.sideline * 7
    assert (after - before).mean() == pytest.approx(extra, abs=4 * np.sqrt(extra / 200))


def test_given_tariffs_follow_their_dates() -> None:
    config = compose("scenario=call_2025_exogenous", "horizon=60")
    us = trace_run(config, 0, 0)["series"]["tariff_us"]
    assert us[:2] == [0.4, 0.4]
    assert us[7] == pytest.approx(1.122)
    assert us[40] == pytest.approx(0.271)


def _options(changes: dict[str, Any]) -> set[str]:
    told = trace_run(change_config(compose("horizon=1"), changes), 0, 0)
    return {
        option["name"]
        for decision in told["decisions"]
        if (decision["side"], decision["slot"]) == ("us", "message")
        for option in decision["options"]
    }


def test_a_kind_switched_off_leaves_the_menu_and_an_emptied_one_stays() -> None:
    assert "praise_post" in _options({})
    assert "praise_post" not in _options({"signal.praise_post.enabled": False})
    assert _options({"signal.praise_post.potency": 0.0}) == _options({})


def test_an_emptied_kind_is_sent_and_moves_nothing() -> None:
    post = {"do": "signal", "side": "us", "kind": "praise_post", "day": 3}
    sent = change_config(NEVER, {"interventions": [post]})
    emptied = change_config(sent, {"signal.praise_post.potency": 0.0})
    silent, full, empty = (rows(config, 5)["goodwill_end"] for config in (NEVER, sent, emptied))
    assert np.all(full > silent)
    assert bits(empty) == bits(silent)
