"""M19 by hand: what a leader and the audiences take from one standoff into the next."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from agents.cast import assemble
from agents.lesson import learn
from model.standoff import Standoff
from tests.model.standoffs import changed, composed, piece

LANES = 4
FIRST = np.array([0, 1, 2, 3], dtype=np.int8)
"""Who moved first before: the United States, China, both at once, a broker."""


@pytest.fixture
def played() -> Standoff:
    """A standoff of some days whose share carried and lesson are known."""
    levers = {"standoffs": 2, "memory.carried": 0.25, "memory.lesson": 0.8}
    found = Standoff([piece(changed(composed(), levers), LANES)], assemble)
    for _ in range(3):
        found.step()
    return found


def test_beliefs_move_by_the_share_carried_and_the_asker_is_taken_to_be_needier() -> None:
    memory = SimpleNamespace(carried=0.25, lesson=0.8)
    fresh = tuple(np.full(3, value) for value in (1.0, 2.0, 3.0, 4.0))
    before = tuple(np.full(3, value) for value in (5.0, -2.0, 3.0, 0.0))
    other, himself = np.array([True, False, False]), np.array([False, True, False])
    learn(memory, fresh, before, (other, himself))  # type: ignore[arg-type]
    need, seen_need, ambush, power = fresh
    assert need.tolist() == [2.0 + 0.25 * 0.8, 2.0, 2.0]
    assert seen_need.tolist() == [1.0, 1.0 + 0.25 * 0.8, 1.0]
    assert (ambush.tolist(), power.tolist()) == ([3.0] * 3, [3.0] * 3)


@pytest.mark.parametrize("side", [0, 1])
def test_only_a_side_that_moved_first_alone_teaches_the_lesson(played: Standoff, side: int) -> None:
    leader = played.leaders[side]
    leader.need[:], leader.seen_need[:] = 0.6, 0.4
    before = (leader.need.copy(), leader.seen_need.copy())
    leader.carry_over(FIRST)
    found = (leader.need, leader.seen_need)
    leader.begin()
    fresh = (leader.need, leader.seen_need)
    for told, start, last, first in zip(found, fresh, before, (1 - side, side), strict=True):
        lesson = np.where(first == FIRST, 0.25 * 0.8, 0.0)
        assert told == pytest.approx(start + 0.25 * (last - start) + lesson)


def test_tension_goodwill_and_rumours_go_over_in_part(played: Standoff) -> None:
    world = played.world
    world.tension[:], world.goodwill[:] = 0.8, -0.4
    for rumour, heard in zip(world.hearsay.rumour, (2.0, -1.0, 0.5), strict=True):
        rumour[:] = heard
    world.begin_again()
    memory = world.levers.memory
    assert world.tension == pytest.approx(memory.grievance + 0.25 * 0.8)
    assert world.goodwill == pytest.approx(memory.goodwill - 0.25 * 0.4)
    told = [set(rumour.tolist()) for rumour in world.hearsay.rumour]
    assert told == [{0.5}, {-0.25}, {0.125}]
