"""What a claim, a sighting and an accepted request do to beliefs and face, by hand (E7, E18)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.features import FEATURES
from model.arrays import sigmoid
from model.phases.readouts import _post_contact
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

LANES = 3
FIRST_TWO = np.array([0, 1])
TRUST = {
    "us.trust_at_home": 0.9, "us.trust_abroad": 0.3, "us.trust_world": 0.6,
    "china.trust_at_home": 0.8, "china.trust_abroad": 0.2, "china.trust_world": 0.5,
}  # fmt: skip
HEARD = [(0.9, 0.3, 0.6), (0.2, 0.8, 0.5)]
"""For each side how far its word is trusted in the US, in China and in the world."""


def standoff(**given: Any) -> Standoff:
    """A standoff on its first morning."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), TRUST | changes), LANES)], create_cast)
    found.state.advance()
    return found


@pytest.mark.parametrize("side", [0, 1])
def test_who_says_that_the_other_asks_is_believed_as_far_as_trusted(side: int) -> None:
    hearsay = standoff().state.beliefs
    whole = [np.ones(LANES)] * 3
    before = [hearsay.compute_ask_probability(audience, side) for audience in range(3)]
    share = np.array([1.0, -1.0])  # lane 0: the other asks; lane 1: it itself
    hearsay.record_public_claim(side, FIRST_TWO, share, whole)
    for audience, trust in enumerate(HEARD[side]):
        moved = np.array([-trust, trust, 0.0])
        after = hearsay.compute_ask_probability(audience, side)
        odds = np.log(before[audience] / (1.0 - before[audience])) + moved
        assert after == pytest.approx(sigmoid(odds))
        assert after[0] < before[audience][0] < after[1]


def test_both_of_mutual_accounting_gain_by_all_that_an_accepted_offer_exposes() -> None:
    found = standoff(us__accounting="mutual", us__mutual_gain=0.5)
    verdict = [np.array([0.4, 0.4]), np.array([-1.0, -1.0]), np.array([0.2, 0.2])]
    us, china = found.leaders
    days = [0.0, 2.0, 0.0]  # a face-saving offer halves what is at stake
    us.state.days_of_offer[:] = china.state.days_of_offer[:] = days
    before = [np.array(us.book.faces[side]) for side in (0, 1)]
    _post_contact(found.state, found.leaders, FIRST_TWO, verdict)
    asked = np.array([sigmoid(odds) for odds in verdict])  # of the US, by the three publics
    weights = [leader.state.compute_weight(FIRST_TWO) * [1.0, 0.5] for leader in (us, china)]
    gain = 0.5 * (asked * weights[0] + (1.0 - asked) * weights[1])
    for side, publics in ((0, gain), (1, gain[[1, 0, 2]])):  # own home, the other's, the world
        moved = np.array(us.book.faces[side]) - before[side]
        assert moved[:, :2] == pytest.approx(publics)
        assert not moved[:, 2].any(), "where nobody met"


def test_a_summit_is_a_feature_of_its_days_alone() -> None:
    found = standoff()
    days = []
    for _ in range(30):
        felt = FEATURES["summit"](found.leaders[0])
        days.append(felt.tolist())
        found.state.advance()
    on = {day for day, felt in enumerate(days, start=1) if felt == [1.0] * LANES}
    meetings = found.state.config.calendar["imf_spring_meetings"]
    first = found.state.config.compute_entry_day(meetings)
    assert on == set(range(first, min(first + meetings.days, 31)))
    assert all(felt == [0.0] * LANES for day, felt in enumerate(days, start=1) if day not in on)


@pytest.mark.parametrize("framing", [0.0, 0.5, 1.0])
def test_dual_framing_gives_one_contact_two_readings_each_in_its_homes_favour(
    framing: float,
) -> None:
    honor = {"us__accounting": "honor", "china__accounting": "honor"}
    found = standoff(accord__dual_framing=framing, **honor)
    verdict = [np.array([0.7, -0.4]), np.array([-0.2, 1.3]), np.array([0.1, -0.6])]
    _post_contact(found.state, found.leaders, FIRST_TWO, verdict)
    us, china = (leader.state.compute_weight(FIRST_TWO) for leader in found.leaders)
    asked = [sigmoid(odds) for odds in verdict]  # of the US, by the three publics
    asked[0] = (1.0 - framing) * asked[0]  # at its home less and less,
    asked[1] = 1.0 - (1.0 - framing) * (1.0 - asked[1])  # at China's more and more
    won = [(1.0 - b) * china - b * us for b in asked]  # by the US, in an honor book
    for leader in found.leaders:
        assert np.array(leader.book.faces[0])[:, :2] == pytest.approx(np.array(won))
        assert np.array(leader.book.faces[1])[:, :2] == pytest.approx(
            -np.array([won[1], won[0], won[2]])
        )
    assert (framing < 1.0) or (np.all(won[0] > 0.0) and np.all(won[1] < 0.0))
