"""What asking, waiting and a stepping stone are worth, term by term worked out again (E6-E13)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import assemble
from agents.features import Sight
from agents.leader import Leader
from agents.utilities import Asking, act_terms, stone_terms, wait_terms
from model.arrays import sigmoid
from model.face import loss
from model.standoff import Standoff
from tests.model.contexts import context
from tests.model.standoffs import changed, piece

DAYS, LANES = 12, 4
LEVERS = {
    "loser_penalty": 0.4, "precondition_weight": 0.7, "precondition_waiver": 0.2,
    "retaliation_belief": 0.6, "face_for_tariff": 0.3, "holding_out": 0.5, "patience": 0.8,
}  # fmt: skip


@pytest.fixture(scope="module", params=["all in motion", "mutual"])
def played(request: pytest.FixtureRequest) -> Standoff:
    """A standoff after some days in which every term has a lever that is not nought."""
    given = {f"{side}.{name}": v for side in ("us", "china") for name, v in LEVERS.items()}
    standoff = Standoff([piece(changed(context(request.param), given), LANES)], assemble)
    for _ in range(DAYS):
        standoff.step()
    for leader in standoff.leaders:
        leader.stone[:2], leader.vow[:] = 3.0, 0.5
        leader.sight = Sight(leader)
    return standoff


def chance(leader: Leader) -> Any:
    """E8 without clarity and publicity."""
    world, contact = leader.world, leader.world.levers.contact
    felt = contact.expected_openness + world.goodwill - contact.tension_aversion * world.tension
    return sigmoid(
        felt - leader.levers.holding_out * (sigmoid(leader.seen_need) - leader.start_need)
    )


def weight(leader: Leader, imposition: Any) -> Any:
    """E6."""
    levers, drafted = (
        leader.levers,
        np.minimum(leader.world.talks.preparation / leader.world.levers.contact.drafting_days, 1.0),
    )
    bare = levers.distance + leader.power + imposition - levers.drafting * drafted
    return np.maximum(bare, 0.0)


def asking(leader: Leader, k: int, public: bool) -> dict[str, Any]:
    """E12: every term of a way to ask, as the equations have it."""
    levers, world, way = leader.levers, leader.world, leader.ways[k]
    q = way.clarity * chance(leader)
    if public:
        q = q * np.exp(-world.levers.contact.public_freeze * world.tension)
    exposed = q * way.believed + (1.0 - q) * way.leak
    w, phi = weight(leader, way.imposition), levers.face_weight
    stake = leader.coupled * w * (1.0 + leader.audience_cost) * np.where(leader.stone > 0, 0.5, 1)
    gain = leader.courtesy + leader.lifted()
    if levers.accounting == "mutual":
        gain = gain + levers.mutual_gain * phi * w
    seen = sigmoid(leader.seen_need)
    raised = sigmoid(leader.seen_need + way.log_need) - seen
    fallen = 1.0 - world.trade.tariff[1 - leader.side] / world.trade.peak[1 - leader.side]
    unmet = np.maximum(levers.precondition - fallen, 0.0)
    unmet = unmet * (1.0 - levers.precondition_waiver) ** world.talks.visits
    return {
        "relief": q * leader.relief,
        "gain_of_meeting": q * gain,
        "agenda": q * leader.first_move * leader.relief,
        "face_at_risk": -exposed * loss(leader.book, stake),
        "vow": -exposed * leader.vow * levers.vow_cost,
        "shame_of_refusal": (1.0 - q) * way.leak * leader.face_lost * levers.shame
        * leader.unblamed,
        "dread_of_losing": -(1.0 - q) * levers.loser_penalty * phi * w,
        "ambush_risk": -q * leader.risk() * levers.ambush_harm * (1.0 - world.ready()),
        "need_revealed": leader.need_shown * leader.relief * raised,
        "precondition": -levers.precondition_weight * unmet,
    }  # fmt: skip


def test_every_way_to_ask_is_worth_what_its_terms_say(played: Standoff) -> None:
    tried = 0
    for leader in played.leaders:
        assert isinstance(leader, Leader)
        menu = leader.menus["contact"]
        worth = Asking(leader)
        for k, form in enumerate(menu.forms):
            if form != "request":
                continue
            expected = asking(leader, k, menu.kinds[k].public)
            found = worth.terms(menu, k)
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
        comes = levers.patience * sigmoid(leader.need + levers.optimism)
        found = wait_terms(leader)
        assert found["inertia"] == pytest.approx(leader.world.levers.contact.inertia)
        assert found["other_may_come"] == pytest.approx(comes * (leader.relief + levers.bonus))
        face = leader.asked_gain * weight(leader, leader.imposition)
        assert found["face_if_asked"] == pytest.approx(comes * face)


def test_a_stepping_stone_brings_half_the_relief_and_is_a_risk_only_if_it_leaks(
    played: Standoff,
) -> None:
    for leader in played.leaders:
        assert isinstance(leader, Leader)
        menu, levers = leader.menus["contact"], leader.levers
        k = menu.forms.index("stone")
        way, comes = leader.ways[k], sigmoid(leader.need)
        found = stone_terms(Asking(leader), k)
        stake = leader.coupled * weight(leader, way.imposition) * (1.0 + leader.audience_cost)
        assert found["relief"] == pytest.approx(comes * leader.relief / 2.0)
        assert found["magnanimity"] == pytest.approx(
            comes * levers.face_weight * levers.magnanimity
        )
        assert found["face_at_risk"] == pytest.approx(-way.leak * loss(leader.book, stake))
        assert found["effort"] == pytest.approx(-1.0)


def test_a_rise_is_dreaded_by_its_answer_and_face_is_traded_for_the_other_s_tariff(
    played: Standoff,
) -> None:
    for side, leader in enumerate(played.leaders):
        assert isinstance(leader, Leader)
        menu, levers, trade = leader.menus["material"], leader.levers, leader.world.trade
        found = {
            name: act_terms(leader, menu, k, leader.sight) for k, name in enumerate(menu.names)
        }
        answer = trade.feared_answer(side, trade.gap(side))
        reaction = menu.kinds[menu.names.index("tariff_raise")].effects.reaction
        assert found["tariff_raise"]["feared_answer"] == pytest.approx(0.4 * reaction * answer)
        traded = 0.3 * levers.face_weight * trade.tariff[1 - side]
        assert found["tariff_cut"]["face_for_tariff"] == pytest.approx(traded)
        assert "face_for_tariff" not in found["tariff_raise"]
        assert "feared_answer" not in found["tariff_cut"]


@pytest.mark.parametrize("belief", [0.0, 1.0, 2.0])
def test_the_answer_to_a_rise_is_dreaded_by_how_far_it_is_believed_beyond_indifference(
    belief: float,
) -> None:
    given = {"us.retaliation_belief": belief, "us.face_for_tariff": 0.0}
    found = Standoff([piece(changed(context("all in motion"), given), 2)], assemble)
    found.step()
    leader = found.leaders[0]
    assert isinstance(leader, Leader)
    menu, trade = leader.menus["material"], found.world.trade
    k = menu.names.index("tariff_raise")
    terms = act_terms(leader, menu, k, Sight(leader))
    dread = (belief - 1.0) * menu.kinds[k].effects.reaction * trade.feared_answer(0, trade.gap(0))
    assert np.all(trade.feared_answer(0, trade.gap(0)) > 0.0)
    assert terms.get("feared_answer", 0.0) == pytest.approx(-dread)
    assert set(terms) <= {"feared_answer"}
