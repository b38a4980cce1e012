"""M19 by hand: what a leader and the audiences take from one standoff into the next."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cast import create_cast
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

LANES = 4
FIRST = np.array([0, 1, 2, 3], dtype=np.int8)
"""Who moved first before: the United States, China, both at once, a broker."""


@pytest.fixture
def played() -> Standoff:
    """A standoff of some days whose share carried and lesson are known."""
    levers = {"standoffs": 2, "memory.carried": 0.25, "memory.lesson": 0.8}
    found = Standoff([piece(change_config(compose(), levers), LANES)], create_cast)
    for _ in range(3):
        found.step()
    return found


def test_beliefs_move_by_the_share_carried_and_the_asker_is_taken_to_be_needier(
    played: Standoff,
) -> None:
    for side, leader in enumerate(played.leaders):
        state, rival = leader.state, played.leaders[1 - side].levers
        state.other_need[:], state.own_need[:] = 5.0, -2.0
        state.humiliation_risk[:], state.power[:] = 0.75, 1.5
        leader.carry_over(FIRST)
        lesson = [np.where(first == FIRST, 0.25 * 0.8, 0.0) for first in (1 - side, side)]
        levers = leader.levers
        assert state.other_need == pytest.approx(0.75 * levers.need_prior + 1.25 + lesson[0])
        assert state.own_need == pytest.approx(0.75 * rival.need_prior - 0.5 + lesson[1])
        assert state.humiliation_risk == pytest.approx(0.75 * levers.ambush_prior + 0.1875)
        assert state.power == pytest.approx(0.75 * levers.power + 0.375)


@pytest.mark.parametrize("side", [0, 1])
def test_only_a_side_that_moved_first_alone_teaches_the_lesson(played: Standoff, side: int) -> None:
    leader = played.leaders[side]
    leader.state.other_need[:], leader.state.own_need[:] = 0.6, 0.4
    before = (leader.state.other_need.copy(), leader.state.own_need.copy())
    leader.carry_over(FIRST)
    found = (leader.state.other_need, leader.state.own_need)
    leader.state.begin()
    fresh = (leader.state.other_need, leader.state.own_need)
    for told, start, last, first in zip(found, fresh, before, (1 - side, side), strict=True):
        lesson = np.where(first == FIRST, 0.25 * 0.8, 0.0)
        assert told == pytest.approx(start + 0.25 * (last - start) + lesson)


def test_tension_goodwill_and_rumours_go_over_in_part(played: Standoff) -> None:
    world = played.state
    world.tension[:], world.goodwill[:] = 0.8, -0.4
    for rumour, heard in zip(world.beliefs.rumour, (2.0, -1.0, 0.5), strict=True):
        rumour[:] = heard
    world.begin_second_standoff()
    memory = world.levers.memory
    assert world.tension == pytest.approx(memory.grievance + 0.25 * 0.8)
    assert world.goodwill == pytest.approx(memory.goodwill - 0.25 * 0.4)
    told = [set(rumour.tolist()) for rumour in world.beliefs.rumour]
    assert told == [{0.5}, {-0.25}, {0.125}]
