"""Who says what, by side and office (M32): menus as data, and the office that a replay shows."""

from __future__ import annotations

from typing import Any

import pytest

from agents.block import trace_run
from agents.cast import create_cast
from model.parameters import Configuration
from model.standoff import Standoff
from tests.dyads import WORDS as OTHER_WORDS
from tests.model.standoffs import change_config, compose, differing, piece, rows

POSTS = ("prediction_soon", "announce_concession")
STATEMENTS = ("denial", "complaint_post", "claim_other_called")
DENIAL = {"do": "signal", "side": "china", "kind": "denial", "day": 1}


def senders(config: Configuration, kind: str) -> set[tuple[str, str]]:
    """Sides and members of the cast that say a word in one run."""
    signals = trace_run(config, 0, 0)["signals"]
    return {(one["side"], one["sender"]) for one in signals if one["kind"] == kind}


def make_denial(**given: Any) -> Configuration:
    """Three days in which the second side denies on the first."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    return change_config(compose("horizon=3"), {"interventions": [DENIAL]} | changes)


def test_one_leader_posts_what_the_other_side_does_not_say() -> None:
    found = Standoff([piece(compose("horizon=3"), 1)], create_cast)
    menus = [leader.menus["message"].names for leader in found.leaders]
    assert set(POSTS) <= set(menus[0])
    assert not set(POSTS) & set(menus[1])
    assert set(STATEMENTS) <= set(menus[0]) & set(menus[1])


@pytest.mark.parametrize("kind", STATEMENTS)
def test_what_a_side_states_comes_from_an_office_and_not_from_its_leader(kind: str) -> None:
    config = make_denial(
        interventions=[DENIAL | {"kind": kind}, DENIAL | {"kind": kind, "side": "us"}]
    )
    assert {("china", "commerce_ministry"), ("us", "us_leader")} <= senders(config, kind)
    assert ("china", "china_leader") not in senders(config, kind)


def test_the_weightiest_spokesmen_speak_and_the_leader_where_there_are_none() -> None:
    louder = {"cast.embassy.weight": 5.0}
    assert senders(change_config(make_denial(), louder), "denial") == {("china", "embassy")}
    mute = {f"cast.{one}.tags": [] for one in ("embassy", "commerce_ministry", "foreign_ministry")}
    assert senders(change_config(make_denial(), mute), "denial") == {("china", "china_leader")}


def test_an_office_s_word_goes_to_whom_its_leader_reaches_and_not_to_itself() -> None:
    said = [
        next(s for s in trace_run(config, 0, 0)["signals"] if s["kind"] == "denial")
        for config in (make_denial(), make_denial(signal__denial__voices={}))
    ]
    assert said[1]["sender"] == "china_leader"
    assert set(said[0]["receivers"]) == set(said[1]["receivers"]) - {"commerce_ministry"}


def test_who_says_it_moves_no_outcome() -> None:
    said = {f"signal.{kind}.voices": {} for kind in STATEMENTS}
    config = compose("horizon=60")
    assert not differing(rows(config, 30), rows(change_config(config, said), 30))


def test_first_and_second_name_the_sides_of_any_two_countries() -> None:
    config = make_denial(signal__denial__voices={"first": "office", "second": "leader"})
    assert config.signal["denial"].voices == {"us": "office", "china": "leader"}


@pytest.mark.parametrize(
    ("kind", "voices", "said"),
    [
        ("denial", {OTHER_WORDS["us"]: "office"}, r"signal\.denial\.voices: .* is no side; .*us"),
        ("denial", {"us": "parliament"}, "Input should be 'leader' or 'office'"),
        ("tariff_raise", {"us": "office"}, r"'material' is not spoken; allowed: .*'message'"),
    ],
)
def test_a_voice_that_cannot_be_is_refused(kind: str, voices: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        change_config(compose(), {f"signal.{kind}.voices": voices})
