"""What is published after a contact cannot move it; wording alone moves no contact at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.everyday import mark_others_slow
from tests.model.standoffs import bits, change_config, compose, differing, rows

LIVELY = change_config(
    compose("horizon=60"),
    {
        "contact.inertia": 2.5,
        "china.preparation_days": 5.0,
        "us.authority": 0.0,
        "china.authority": 0.0,
    },
)
"""Envoys agree on nothing, so that no accord comes before the leaders' first contact."""
UP_TO_THE_CALL = (
    "first_mover_true", "agreed_day", "duration", "event_observed", "end_reason", "channel",
    "deniable", "need_us_call", "need_china_call", "pressure_us_call", "pressure_china_call",
    "preparation_call", "visits_call", "terms_us",
)  # fmt: skip
READOUTS = [name for name, kind in LIVELY.signal.items() if kind.slot == "readout"]
BOTH = ("us", "china")


def _of_readouts(lever: str, value: float) -> dict[str, Any]:
    return {f"signal.{name}.{lever}": value for name in READOUTS}


def _of_sides(lever: str, value: float) -> dict[str, Any]:
    return {f"{side}.{lever}": value for side in BOTH}


PUBLISHED: dict[str, dict[str, Any]] = {
    "who asked": _of_readouts("effects.claim", 1.0),
    "quoting": _of_readouts("quoting", 1.0),
    "backfire": _of_readouts("backfire", 2.0) | _of_readouts("verifiability", 1.0),
    "faces given": _of_readouts("effects.own_face", 1.0) | _of_readouts("effects.other_face", -1.0),
    "warmth": _of_readouts("effects.goodwill", 2.0),
    "framing": _of_readouts("joint", 1.0),
    "what moves to a wording": _of_readouts("motives.truth", 5.0),
    "fewer readouts": {f"signal.{name}.enabled": False for name in READOUTS[2:]},
    "freedom of readouts": _of_sides("readout_freedom", 0.0),
    "cost of admitting": _of_sides("admission_cost", 5.0),
    "tariffs kept": {"accord.tariff_kept": 0.0},
    "relapse": {"accord.relapse": 0.3, "accord.relapse_tension": 2.0},
    "variance": {"accord.variance": 2.0},
    "a grand agenda": _of_sides("agenda", 1.0),
    "dual framing": {"accord.dual_framing": 1.0},
    "what an embarrassment costs": {"contact.ambush_loss": 3.0},
}


@pytest.mark.slow
@pytest.mark.parametrize("what", PUBLISHED)
def test_nothing_published_after_a_contact_changes_its_time(what: str) -> None:
    before, after = rows(LIVELY, 80), rows(change_config(LIVELY, PUBLISHED[what]), 80)
    assert before["event_observed"].sum() > 20
    assert differing(before, after)
    for name in UP_TO_THE_CALL:
        assert bits(before[name]) == bits(after[name]), name


DEAF = {
    f"{side}.{lever}": 0.0
    for side in BOTH
    for lever in ("face_weight", "audience_cost", "belief_outrage")
} | {"words.credit_weight": 0.0}
CLAIMS = ("claim_other_called", "denial")
UNANSWERED = {
    f"signal.{kind}.motives.{why}": 0.0
    for kind in (*CLAIMS, "vow_not_to_ask")
    for why in ("rumour", "accused")
}
"""Answering a claim is an act of its own, with its own effect on tension; here nobody does."""


@pytest.mark.parametrize(
    ("kinds", "quiet"),
    mark_others_slow([(READOUTS, {}), (CLAIMS, UNANSWERED)]),
    ids=["readouts", "claims"],
)
def test_wording_moves_no_contact_where_neither_face_nor_home_counts(
    kinds: Any, quiet: dict[str, Any]
) -> None:
    base = change_config(LIVELY, DEAF | quiet)
    worded = {sign: {f"signal.{k}.effects.claim": sign for k in kinds} for sign in (1.0, -1.0)}
    one, other = (
        rows(change_config(base, worded[1.0]), 80),
        rows(change_config(base, worded[-1.0]), 80),
    )
    assert bits(one["belief_us_home"]) != bits(other["belief_us_home"])
    for name in UP_TO_THE_CALL:
        assert bits(one[name]) == bits(other[name]), name


def test_without_signals_every_run_is_censored() -> None:
    silent = compose("horizon=60", "policy@us.policy=never", "policy@china.policy=never")
    outcomes = rows(silent, 200)
    assert not outcomes["event_observed"].any()
    assert np.all(outcomes["duration"] == 60.0)
    assert not (outcomes["asks_us"] + outcomes["hints_china"] + outcomes["contacts"]).any()


def test_with_hazards_of_zero_and_no_broker_every_run_is_censored() -> None:
    hosts = [n for n, m in LIVELY.cast.items() if m.role == "third_party"]
    idle = {f"cast.{name}.activity": 0.0 for name in hosts}
    zero = {f"{side}.policy": {"name": "constant_hazard", "probability": 0.0} for side in BOTH}
    outcomes = rows(change_config(LIVELY, idle | zero), 200)
    assert not outcomes["event_observed"].any()
    assert set(outcomes["end_reason"]) == {1}
