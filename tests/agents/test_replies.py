"""What an answer and a readout are worth, worked out again from levers and state (E14, M04)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.leader import Leader
from agents.policies.decision import sum_terms
from agents.replies import make_readout_terms, make_reply_terms
from model.arrays import sigmoid
from model.sent import make_sent_signals
from model.standoff import Standoff
from tests.agents.formulas import concern_for_rank, contest, occasion, rank, weight
from tests.agents.test_utilities import LEVERS
from tests.model.contexts import context
from tests.model.standoffs import change_config, piece

LANES = np.arange(4)
MORE = {"clause": 0.8, "openness": 0.3, "admission_cost": 0.6, "readout_freedom": 0.4}


@pytest.fixture(scope="module")
def played() -> Standoff:
    """A standoff after some days, face-saving offers standing in half of its lanes."""
    given = {f"{side}.{k}": v for side in ("us", "china") for k, v in (LEVERS | MORE).items()}
    standoff = Standoff(
        [piece(change_config(context("all in motion"), given), len(LANES))], create_cast
    )
    for _ in range(12):
        standoff.step()
    for leader in standoff.leaders:
        leader.state.days_of_own_offer[:2], leader.state.courtship[:] = 3.0, 0.6
        leader.features.clear_values()
    return standoff


def motives(leader: Leader, kind: Any) -> Any:
    """The kind's own motives, weight times feature."""
    names = type(leader.shared.config.signal["decline"].motives).model_fields
    return sum(getattr(kind.motives, name) * leader.features[name] for name in names)


def acceptance(leader: Leader, ask: Any, kind: Any) -> Any:
    """E14: the log-odds of an acceptance but for its motives."""
    levers, state, shared = leader.levers, leader.state, leader.shared
    other, talks, contact = shared.sides[1 - leader.side], shared.talks, shared.levers.contact
    safe = (1.0 - other.unpredictability) * (1.0 - other.call_leak)
    risk = 1.0 - (1.0 - state.humiliation_risk) * safe
    ready = np.minimum(talks.preparation / contact.full_preparation, 1.0)
    trade = shared.trade
    fallen = 1.0 - trade.tariff[1 - leader.side] / trade.peak[1 - leader.side]
    unmet = np.maximum(levers.precondition - fallen, 0.0)
    unmet = unmet * (1.0 - levers.precondition_waiver) ** talks.visits
    face = levers.face_weight * weight(leader, ask.imposition)
    cover = shared.levers.attribution.reinterpretation * state.courtship
    return (
        levers.openness + state.relief / 2.0 + levers.optics * levers.face_weight
        + levers.personal_tie + levers.elevation * np.minimum(talks.visits, 4.0) / 4.0
        - risk * levers.ambush_harm * (1.0 - ready)
        - contact.tension_aversion * shared.tension + shared.goodwill
        - shared.levers.accord.linked_issue * talks.linked_open
        - levers.precondition_weight * unmet
        - levers.holding_out * sigmoid(state.other_need)
        - (contact.public_freeze * shared.tension if ask.public else 0.0)
        + np.where(state.days_of_own_offer > 0.0, contact.stone_gain, 0.0)
        + contest(leader) * face * (1.0 + levers.clause * kind.effects.claim) / 2.0
        + face * cover / 2.0 + reasons(leader)
    )  # fmt: skip


def reasons(leader: Leader) -> Any:
    """What stands in the way of an acceptance and what gives it a reason (M23 to M25, M36)."""
    shared, other = leader.shared, leader.shared.sides[1 - leader.side]
    above = np.maximum(shared.trade.tariff[1 - leader.side] - other.tariff_base, 0.0)
    best = np.maximum(occasion(leader), occasion(played_rival(leader)))
    grace = shared.levers.contact.rank_grace * concern_for_rank(leader)
    return (
        shared.levers.agenda.welcome * best + grace * np.tanh(rank(leader) / 2.0)
        - shared.levers.door.weight * leader.state.reasons.door
        - shared.levers.contact.pressure_aversion * above
    )  # fmt: skip


def played_rival(leader: Leader) -> Leader:
    """The other leader."""
    found = next(one for one in leader.model.leaders if one is not leader)
    assert isinstance(found, Leader)
    return found


@pytest.mark.parametrize("name", ["ask_private", "ask_public"])
@pytest.mark.parametrize("side", [0, 1])
def test_an_answer_is_worth_what_its_equation_says(played: Standoff, side: int, name: str) -> None:
    leader, other = played.leaders[side], played.leaders[1 - side]
    assert isinstance(leader, Leader)
    asks, menu = other.menus["contact"], leader.menus["reply"]
    choice = np.full(len(LANES), asks.names.index(name), dtype=np.int8)
    never, no_leak = np.zeros(len(LANES), dtype=bool), np.zeros((len(asks), 1))
    request = make_sent_signals(asks, choice, played.state.draws, never, no_leak)
    worth, ask = (
        make_reply_terms(leader.features, menu, request),
        asks.kinds[asks.names.index(name)],
    )
    forms = set()
    for k, kind in enumerate(menu.kinds):
        expected = motives(leader, kind)
        if kind.form == "accept":
            expected = expected + acceptance(leader, ask, kind)
        assert sum_terms(worth(k)) == pytest.approx(expected, rel=1e-9, abs=1e-12), kind.title
        forms.add(kind.form)
    assert forms == {"accept", "refuse"}


@pytest.mark.parametrize("side", [0, 1])
def test_a_readout_pays_for_admitting_and_for_untruth(played: Standoff, side: int) -> None:
    leader = played.leaders[side]
    assert isinstance(leader, Leader)
    leader.state.truth[:] = [0.0, 1.0, 0.0, 1.0]
    leader.features.clear_values()
    menu, levers = leader.menus["readout"], leader.levers
    worth, w = make_readout_terms(leader.features, menu, LANES), leader.state.compute_weight()
    for k, kind in enumerate(menu.kinds):
        claim, asked = kind.effects.claim, leader.state.truth
        admitted = np.maximum(-claim, 0.0) * levers.admission_cost * levers.face_weight * w
        untrue = np.where(claim > 0.0, asked, np.where(claim < 0.0, 1.0 - asked, 0.0))
        expected = motives(leader, kind) - admitted - untrue * 10.0 * (1.0 - 0.4)
        assert sum_terms(worth(k)) == pytest.approx(expected, rel=1e-9, abs=1e-12), kind.title
