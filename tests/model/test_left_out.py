"""What a configuration leaves out is left out of the run: no error, and nothing in its place."""

from __future__ import annotations

from typing import Any

import pytest

from agents.block import trace_run
from model.lanes import LaneView, Pool
from model.parameters import Configuration
from tests.dyads import CLAIMS
from tests.model.standoffs import change_config, compose, piece, rows, without

SHORT = compose("horizon=60")


def _off(**wanted: Any) -> Configuration:
    """The configuration with every kind switched off that has these values."""
    kinds = [
        name
        for name, kind in SHORT.signal.items()
        if all(getattr(kind, key) == value for key, value in wanted.items())
    ]
    return change_config(SHORT, {f"signal.{name}.enabled": False for name in kinds})


@pytest.mark.slow
def test_where_no_word_may_claim_anything_no_readout_names_who_asked() -> None:
    claiming = [name for name, kind in SHORT.signal.items() if kind.effects.claim]
    quiet = change_config(SHORT, {f"signal.{name}.enabled": False for name in claiming})
    free, mute = rows(SHORT, 40), rows(quiet, 40)
    assert mute["event_observed"].any()
    for column in ("claimed_us", "claimed_china"):
        assert {CLAIMS[code] for code in mute[column]} <= {"joint", "silent", "nobody"}
    assert {CLAIMS[code] for code in free["claimed_china"]} & {"us", "china"}


@pytest.mark.slow
def test_leaders_without_a_way_to_ask_meet_only_by_what_others_begin() -> None:
    outcomes = rows(_off(form="request", slot="contact"), 40)
    assert not outcomes["asks_us"].any()
    assert not outcomes["asks_china"].any()
    assert rows(SHORT, 40)["asks_us"].any()


@pytest.mark.slow
def test_envoys_without_words_of_their_own_are_not_heard() -> None:
    names = [name for name, kind in SHORT.signal.items() if kind.slot == "envoy"]
    envoys = {name for name, member in SHORT.cast.items() if member.role == "envoy"}

    def heard(config: Configuration) -> set[str]:
        return {s["sender"] for s in trace_run(config, 0, 1)["signals"]} & envoys

    assert heard(SHORT)
    assert heard(without(SHORT, "signal", *names)) == set()


@pytest.mark.slow
def test_without_an_audience_abroad_mockery_costs_no_face() -> None:
    mocked = change_config(SHORT, {"signal.mockery.enabled": True, "opinion.mockery_rate": 1.0})
    here, gone = rows(mocked, 40), rows(without(mocked, "cast", "world"), 40)
    for column in ("mockery_us", "face_us_from_mockery", "face_china_from_mockery"):
        assert here[column].any()
        assert not gone[column].any()
    assert gone["event_observed"].any()


@pytest.mark.parametrize("name", ["insulatoin", "opinion"])
def test_a_rule_that_asks_for_no_parameter_of_a_side_is_told_so(name: str) -> None:
    view = LaneView([SHORT.us], [piece(SHORT, 2)], Pool(), "us.")
    with pytest.raises(AttributeError, match=f"Side has no parameter '{name}'"):
        getattr(view, name)
    assert view.insulation.shape == (2,)
