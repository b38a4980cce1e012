"""What gives an ask a reason and what stands in its way, in the limits where the answer is known:
rank, doors, standing measures, agendas, occasions, new leaders.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.replies import compute_readiness_terms
from agents.utilities import RequestUtilities, compute_expected_acceptance, compute_wait_terms
from model.phases.calendar import replace_leader
from model.stake import compute_gain_if_asked, compute_stake_multiplier
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

LANES = 2


def standoff(**given: Any) -> Standoff:
    """A standoff of the preset on its first day, with some settings changed."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), changes), LANES)], create_cast)
    found.state.advance()
    return found


def multiply_stake(concern: float, rank: float, contest: float) -> float:
    style = "hierarchy" if concern else "honor"
    levers = standoff(us__accounting=style, us__conviction=1.0).leaders[0].levers
    found = compute_stake_multiplier(levers, np.full(LANES, rank), np.full(LANES, contest))
    return float(found[0])


@pytest.mark.parametrize("rank", [-3.0, 0.0, 3.0])
def test_where_rank_does_not_count_the_stake_is_the_contest_s(rank: float) -> None:
    assert multiply_stake(0.0, rank, 0.6) == pytest.approx(1.2)


@pytest.mark.parametrize(("rank", "expected"), [(-40.0, 0.0), (0.0, 2.0), (40.0, 4.0)])
def test_where_rank_counts_asking_is_the_junior_s_part(rank: float, expected: float) -> None:
    assert multiply_stake(1.0, rank, 0.3) == pytest.approx(expected, abs=1e-12)


def test_equals_in_a_full_contest_stake_the_same_by_either_count() -> None:
    assert multiply_stake(0.0, 0.0, 1.0) == multiply_stake(1.0, 0.0, 1.0) == 2.0


def test_being_asked_is_a_prize_only_in_a_contest() -> None:
    levers = standoff().leaders[0].levers
    assert compute_gain_if_asked(levers, np.zeros(LANES)).tolist() == [0.0, 0.0]
    assert compute_gain_if_asked(levers, np.ones(LANES)).tolist() == [2.0, 2.0]


def test_rank_follows_from_standing_and_size() -> None:
    found = standoff(us__size=np.e, china__size=1.0, us__standing=0.2, contact__rank_by_size=0.5)
    ranks = [leader.constants.rank[0] for leader in found.leaders]
    assert ranks == pytest.approx([0.7, 0.7 - 0.5])


def test_a_shut_door_weighs_alike_on_answering_asking_and_hoping() -> None:
    shut = standoff(china__door=1.0, door__weight=3.0)
    open_ = standoff(china__door=0.0, door__weight=3.0)
    terms = [compute_readiness_terms(found.leaders[1].state) for found in (shut, open_)]
    assert terms[0]["own_door"][0] - terms[1]["own_door"][0] == -3.0
    odds = []
    for found in (shut, open_):
        q = compute_expected_acceptance(found.leaders[0].features)
        odds.append(np.log(q / (1.0 - q))[0])
    assert odds[0] - odds[1] == pytest.approx(-3.0)
    asked = []
    for found in (shut, open_):
        leader = found.leaders[1]
        asked.append(RequestUtilities(leader.features).compute_terms(leader.menus["contact"], 1))
    face = shut.leaders[1].levers.face_weight[0]
    assert asked[0]["own_door"][0] - asked[1]["own_door"][0] == pytest.approx(-3.0 * face)


def test_a_door_that_nobody_mends_fades_and_envoys_do_not_open_it() -> None:
    found = standoff(china__door=1.0, door__fading=100.0, door__weight=3.0)
    for _ in range(50):
        found.leaders[1].state.apply_decay()
        found.state.talks.visits += 1
    assert found.leaders[1].state.reasons.door == pytest.approx(np.full(LANES, np.exp(-0.5)))


def test_the_side_at_fault_opens_the_door_by_its_amends() -> None:
    kind = "signal.ambiguous_apology"
    for fault, left in ((0.0, 0.7), (1.0, 0.0)):
        forced = {"do": "signal", "side": "us", "kind": "ambiguous_apology", "day": 1}
        changes = {
            "china.door": 1.0, "us.fault": fault, "door.weight": 3.0, "door.fading": 100000.0,
            f"{kind}.effects.mend": 1.0, f"{kind}.motives.rarity": 0.0, "interventions": [forced],
            "network.diplomatic.delay": 0,
        }  # fmt: skip
        config = change_config(compose("horizon=4"), changes)
        found = Standoff([piece(config, LANES)], create_cast)
        found.step()
        found.step()
        assert found.leaders[1].state.reasons.door == pytest.approx(np.full(LANES, left), abs=1e-3)


def test_a_standing_measure_makes_the_presser_s_request_rarer_and_not_the_other_s() -> None:
    found = standoff(contact__pressure_aversion=2.0)
    trade = found.state.trade
    measures = [trade.tariff[side][0] - found.state.sides[side].tariff_base[0] for side in (0, 1)]
    plain = standoff(contact__pressure_aversion=0.0)
    for side in (0, 1):
        odds = []
        for one in (found, plain):
            q = compute_expected_acceptance(one.leaders[side].features)
            odds.append(np.log(q / (1.0 - q))[0])
        assert odds[0] - odds[1] == pytest.approx(-2.0 * measures[side])


def test_a_full_agenda_takes_the_inertia_and_leaves_what_the_other_may_bring() -> None:
    found = standoff(contact__inertia=9.0)
    state = found.leaders[0].state
    state.reasons.agenda[:] = 0.0
    before = compute_wait_terms(state)
    state.reasons.agenda[:] = 1.0
    after = compute_wait_terms(state)
    assert (before["inertia"][0], after["inertia"][0]) == (9.0, 0.0)
    assert after["other_may_come"].tolist() == before["other_may_come"].tolist()


def test_a_strike_of_its_size_fills_the_agenda_which_then_fades() -> None:
    found = standoff(agenda__strike=0.25, agenda__memory=0.9)
    reasons = found.leaders[0].state.reasons
    reasons.agenda[:] = 0.0
    reasons.fill_agenda(np.array([0.25, 0.05]))
    assert reasons.agenda == pytest.approx([1.0, 0.2])
    reasons.fill_agenda(np.zeros(LANES))
    assert reasons.agenda == pytest.approx([0.9, 0.18])


def test_a_standoff_begins_with_an_agenda_that_the_others_measures_fill() -> None:
    found = standoff(agenda__strike=0.5, china__tariff_start=0.3, china__tariff_base=0.1)
    assert found.leaders[0].state.reasons.agenda == pytest.approx([0.4, 0.4])
    bare = standoff(agenda__strike=0.0)
    assert bare.leaders[0].state.reasons.agenda.tolist() == [0.0, 0.0]


def test_a_rise_of_the_other_fills_the_agenda_of_the_next_day() -> None:
    raises = {"name": "scripted", "acts": [{"day": 3, "kind": "tariff_raise"}]}
    found = standoff(
        agenda__strike=5.0,
        agenda__memory=1.0,
        us__policy={"name": "never"},
        china__policy=raises,
        china__tariff_start=0.1,
    )
    reasons, trade = found.leaders[0].state.reasons, found.state.trade
    found.step()
    before, level = reasons.agenda.copy(), trade.tariff[1].copy()
    found.step()
    rise = trade.tariff[1] - level
    assert (rise > 0.0).all()
    assert reasons.agenda == pytest.approx(before + rise / 5.0)


def test_a_full_occasion_leaves_the_part_of_the_cost_that_it_does_not_cover() -> None:
    found = standoff(agenda__cover=0.8)
    leader = found.leaders[0]
    menu = leader.menus["contact"]
    plain = RequestUtilities(leader.features).compute_terms(menu, 1)
    leader.state.reasons.begin_occasion(np.arange(LANES), np.ones(LANES))
    leader.features.clear_values()
    covered = RequestUtilities(leader.features)
    covered.acceptance = RequestUtilities(leader.features).acceptance
    share = covered.compute_terms(menu, 1)["need_revealed"][0] / plain["need_revealed"][0]
    assert share == pytest.approx(0.2)
    assert compute_readiness_terms(leader.state)["occasion"].tolist() == [1.0, 1.0]


def test_a_new_leader_leaves_vows_fears_and_doors_behind() -> None:
    found = standoff(us__door=1.0, china__door=0.5, door__new_leader=1.0)
    state = found.leaders[0].state
    state.humiliation_risk[:], state.other_need[:] = 0.9, 2.0
    replace_leader(found.state, found.leaders, 0, np.array([1.0, 0.0]))
    levers = found.leaders[0].levers
    assert state.commitment.tolist() == [0.0, levers.vow_strength[0]]
    assert state.reasons.door.tolist() == [0.0, 1.0]
    assert found.leaders[1].state.reasons.door.tolist() == [0.0, 0.5]
    assert state.humiliation_risk == pytest.approx([levers.ambush_prior[0], 0.9])
    assert state.other_need == pytest.approx([levers.need_prior[0], 2.0])
    assert state.reasons.days_of_ritual.tolist() == [found.state.levers.agenda.days[0], 0.0]
