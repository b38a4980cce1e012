"""What asking, waiting and a stepping stone are worth, term by term worked out again (E6-E13)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.features import FeatureCache
from agents.leader import Leader
from agents.utilities import (
    RequestUtilities,
    compute_act_terms,
    compute_offer_terms,
    compute_wait_terms,
)
from model.arrays import sigmoid
from model.standoff import Standoff
from tests.agents.formulas import (
    chance,
    contest,
    expected_belief_by_formula,
    leak,
    loss,
    occasion,
    stake,
    weight,
)
from tests.model.contexts import context
from tests.model.standoffs import change_config, piece

DAYS, LANES = 12, 4
LEVERS = {
    "loser_penalty": 0.4, "precondition_weight": 0.7, "precondition_waiver": 0.2,
    "retaliation_belief": 0.6, "face_for_tariff": 0.3, "holding_out": 0.5, "patience": 0.8,
    "naming_need": 0.3, "blame_on_refuser": 0.2, "elevation": 0.4, "call_leak": 0.1,
    "unpredictability": 0.2, "optimism": 0.3, "bonus": 0.7, "face_other_home": 0.1,
}  # fmt: skip


@pytest.fixture(scope="module", params=["all in motion", "mutual"])
def played(request: pytest.FixtureRequest) -> Standoff:
    """A standoff after some days in which every term has a lever that is not nought."""
    given = {f"{side}.{name}": v for side in ("us", "china") for name, v in LEVERS.items()}
    standoff = Standoff([piece(change_config(context(request.param), given), LANES)], create_cast)
    for _ in range(DAYS):
        standoff.step()
    for leader in standoff.leaders:
        leader.state.days_of_offer[:2], leader.state.commitment[:] = 3.0, 0.5
        leader.state.reasons.door[:], leader.state.reasons.agenda[:] = 0.4, [0.0, 0.1, 0.2, 0.3]
        leader.state.eagerness.words[:] = [0.0, 1.0, 4.0, 20.0]
        leader.state.reasons.begin_occasion(np.arange(2), np.full(LANES, 0.5))
        leader.features.clear_values()
    return standoff


def exposure(leader: Leader, kind: Any, q: Any, leaks: Any) -> Any:
    """E9, E22: x_k, of what eager words have not made believed already."""
    already = 1.0 / (1.0 + np.exp(3.0 - 0.5 * leader.state.eagerness.words))
    told = np.maximum(expected_belief_by_formula(leader, kind.deniability) - already, 0.0)
    return q * told + (1.0 - q) * leaks * (1.0 - already)


def asking(leader: Leader, kind: Any) -> dict[str, Any]:
    """E12: every term of a way to ask, as the equations have it, from levers and state alone."""
    levers, state, world = leader.levers, leader.state, leader.shared
    other, accord = world.sides[1 - leader.side], world.levers.accord
    q, leaks = kind.clarity * chance(leader), leak(leader, kind)
    if kind.public:
        q = q * np.exp(-world.levers.contact.public_freeze * world.tension)
    exposed = exposure(leader, kind, q, leaks)
    w, phi = weight(leader, kind.imposition), levers.face_weight
    kept = world.levers.meetings.stake if kind.contact == "meeting" else 1.0
    d = stake(leader, w) * kept * np.where(state.days_of_offer > 0.0, 0.5, 1.0)
    lifted = levers.elevation * np.minimum(world.talks.visits, 4.0) / 4.0
    gain = levers.optics * phi + levers.personal_tie + lifted
    if levers.accounting == "mutual":
        gain = gain + levers.mutual_gain * phi * w
    share = (1.0 - other.discount) / (1.0 - levers.discount * other.discount)
    safe = (1.0 - other.unpredictability) * (1.0 - other.call_leak)
    risk = 1.0 - (1.0 - state.humiliation_risk) * safe
    ready = np.minimum(world.talks.preparation / world.levers.contact.full_preparation, 1.0)
    seen = state.own_need + np.log(kind.need) * (1.0 + levers.naming_need)
    raised = sigmoid(seen) - sigmoid(state.own_need)
    price = world.levers.contact.need_cost * levers.holding_out * state.relief
    fallen = 1.0 - world.trade.tariff[1 - leader.side] / world.trade.peak[1 - leader.side]
    upheld = (1.0 - levers.precondition_waiver) ** world.talks.visits
    unmet = np.maximum(levers.precondition - fallen, 0.0) * upheld
    shame = phi * levers.shame * (1.0 - levers.blame_on_refuser)
    f = 1.0 - world.levers.agenda.cover * occasion(leader)
    return {
        "relief": q * state.relief,
        "gain_of_meeting": q * gain,
        "agenda": q * 2.0 * accord.agenda_power * (share - 0.5) * state.relief,
        "face_at_risk": -f * exposed * loss(leader, d),
        "own_door": -f * world.levers.door.weight * phi * state.reasons.door,
        "vow": -f * exposed * state.commitment * levers.vow_cost,
        "shame_of_refusal": -(1.0 - q) * leaks * shame,
        "dread_of_losing": -(1.0 - q) * levers.loser_penalty * phi * w,
        "ambush_risk": -q * risk * levers.ambush_harm * (1.0 - ready),
        "need_revealed": -f * price * raised,
        "precondition": -levers.precondition_weight * unmet,
    }


def test_every_way_to_ask_is_worth_what_its_terms_say(played: Standoff) -> None:
    tried = 0
    for leader in played.leaders:
        assert isinstance(leader, Leader)
        menu = leader.menus["contact"]
        worth = RequestUtilities(leader.features)
        for k, form in enumerate(menu.forms):
            if form != "request":
                continue
            expected = asking(leader, menu.kinds[k])
            found = worth.compute_terms(menu, k)
            assert set(found) == set(expected)
            for term, value in expected.items():
                assert found[term] == pytest.approx(value, rel=1e-9, abs=1e-12), (k, term)
                assert np.any(found[term] != 0.0), term
            tried += 1
    assert tried >= 4


def test_waiting_is_worth_the_inertia_and_what_the_other_s_coming_brings(played: Standoff) -> None:
    for leader in played.leaders:
        assert isinstance(leader, Leader)
        levers = leader.levers
        shut = leader.shared.levers.door.weight * leader.constants.rival_state.reasons.door
        comes = levers.patience * sigmoid(leader.state.other_need + levers.optimism - shut)
        reason = np.maximum(leader.state.reasons.agenda, occasion(leader))
        found = compute_wait_terms(leader.state)
        inertia = leader.shared.levers.contact.inertia * (1.0 - reason)
        assert found["inertia"] == pytest.approx(inertia)
        assert found["other_may_come"] == pytest.approx(
            comes * (leader.state.relief + levers.bonus)
        )
        mutual = levers.accounting == "mutual"
        gain = levers.mutual_gain if mutual else 2.0 * contest(leader)
        kinds = leader.menus["contact"].kinds
        asks = {kind.family or kind.title: kind for kind in kinds if kind.form == "request"}
        mean = sum(kind.imposition for kind in asks.values()) / len(asks)
        face = gain * levers.face_weight * weight(leader, mean)
        assert found["face_if_asked"] == pytest.approx(comes * face)


def test_a_stepping_stone_brings_half_the_relief_and_is_a_risk_only_if_it_leaks(
    played: Standoff,
) -> None:
    for leader in played.leaders:
        assert isinstance(leader, Leader)
        menu, levers = leader.menus["contact"], leader.levers
        k = menu.forms.index("stone")
        kind, comes = menu.kinds[k], sigmoid(leader.state.other_need)
        found = compute_offer_terms(RequestUtilities(leader.features), k)
        w = weight(leader, kind.imposition)
        d = stake(leader, w)
        assert found["relief"] == pytest.approx(comes * leader.state.relief / 2.0)
        assert found["magnanimity"] == pytest.approx(
            comes * levers.face_weight * levers.magnanimity
        )
        assert found["face_at_risk"] == pytest.approx(-leak(leader, kind) * loss(leader, d))
        assert found["effort"] == pytest.approx(-1.0)


def test_a_rise_is_dreaded_by_its_answer_and_face_is_traded_for_the_other_s_tariff(
    played: Standoff,
) -> None:
    for side, leader in enumerate(played.leaders):
        assert isinstance(leader, Leader)
        menu, levers, trade = leader.menus["material"], leader.levers, leader.shared.trade
        found = {
            name: compute_act_terms(menu, k, leader.features) for k, name in enumerate(menu.names)
        }
        answer = trade.predict_tariff_response(side, trade.compute_reaction_gap(side))
        reaction = menu.kinds[menu.names.index("tariff_raise")].effects.reaction
        assert found["tariff_raise"]["feared_answer"] == pytest.approx(-0.6 * reaction * answer)
        traded = 0.3 * levers.face_weight * trade.tariff[1 - side]
        assert found["tariff_cut"]["face_for_tariff"] == pytest.approx(traded)
        assert "face_for_tariff" not in found["tariff_raise"]
        assert "feared_answer" not in found["tariff_cut"]


@pytest.mark.parametrize("belief", [0.0, 0.4, 1.0])
def test_the_answer_to_a_rise_is_dreaded_as_far_as_it_is_believed_and_at_zero_not_at_all(
    belief: float,
) -> None:
    given = {"us.retaliation_belief": belief, "us.face_for_tariff": 0.0}
    found = Standoff([piece(change_config(context("all in motion"), given), 2)], create_cast)
    found.step()
    leader = found.leaders[0]
    assert isinstance(leader, Leader)
    menu, trade = leader.menus["material"], found.state.trade
    k = menu.names.index("tariff_raise")
    terms = compute_act_terms(menu, k, FeatureCache(leader.state))
    dread = (
        belief
        * menu.kinds[k].effects.reaction
        * trade.predict_tariff_response(0, trade.compute_reaction_gap(0))
    )
    assert np.all(trade.predict_tariff_response(0, trade.compute_reaction_gap(0)) > 0.0)
    assert terms.get("feared_answer", 0.0) == pytest.approx(-dread)
    assert set(terms) <= {"feared_answer"}
