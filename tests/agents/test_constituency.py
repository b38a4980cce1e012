"""A constituency one rule at a time, with the numbers worked out by hand (E1, E3, M11)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.constituency import Constituency
from model.roles import Climate
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

LANES, NAME = 3, "us_farmers"


def constituency(members: int = 1, **changes: float) -> Constituency:
    """The farmers of a standoff that has not begun, in three lanes."""
    given: dict[str, Any] = {name.replace("__", "."): value for name, value in changes.items()}
    config = change_config(compose(), {f"cast.{NAME}.members": members, **given})
    standoff = Standoff([piece(config, LANES)], create_cast)
    (found,) = [one for one in standoff.cast.groups if one.name == NAME]
    assert isinstance(found, Constituency)
    return found


def climate(**given: float) -> Climate:
    """A day on which nothing is felt but what is given."""
    names = ("other_tariff", "own_tariff", "control", "begging")
    return Climate(*(np.full(LANES, given.get(name, 0.0)) for name in names))


def test_pain_goes_towards_what_the_tariffs_cost_at_the_speed_of_its_lag() -> None:
    group = constituency()
    group.pain[:] = 0.2
    aim = group.to_other * 0.5 + group.to_own * 0.25
    group.update_pain_and_outrage(np.zeros(LANES), climate(other_tariff=0.5, own_tariff=0.25))
    assert group.pain == pytest.approx(0.2 + group.speed * (aim - 0.2))
    lag = group.of_side.pain_lag * group.levers.lag
    assert group.speed == pytest.approx(1.0 / lag)
    assert np.all(group.to_other > 0.0)


def test_diversification_wears_off_the_exposure_to_the_other_s_tariff_alone() -> None:
    group = constituency(us__diversification=0.01)
    group.shared.tick = 50
    worn = group.to_other * np.exp(-0.5) * 0.5
    group.update_pain_and_outrage(np.zeros(LANES), climate(other_tariff=0.5, own_tariff=0.25))
    assert group.pain == pytest.approx(group.speed * (worn + group.to_own * 0.25))


def test_a_shortage_goes_towards_what_controls_cost_at_its_own_speed() -> None:
    group = constituency()
    group.shortage[:] = 0.1
    aim = group.to_control * 1.5
    group.update_pain_and_outrage(np.zeros(LANES), climate(control=1.5))
    assert group.shortage == pytest.approx(0.1 + group.shortage_speed * (aim - 0.1))
    assert group.shortage_speed == pytest.approx(
        1.0 / (group.of_side.control_lag * group.levers.lag)
    )
    assert np.all(group.pain == 0.0)


def test_outrage_is_remembered_in_part_and_fed_by_slights_and_begging_up_to_its_bound() -> None:
    group = constituency()
    group.outrage[:] = 0.4
    group.update_pain_and_outrage(np.full(LANES, 0.3), climate(begging=0.05))
    temper = group.of_side.nationalism * group.levers.nationalism
    assert group.outrage[0] == pytest.approx(0.4 * group.memory + temper * 0.3 + 0.05)
    group.update_pain_and_outrage(np.full(LANES, 1e6), climate())
    assert np.all(group.outrage == group.shared.levers.opinion.outrage_max)
    group.update_pain_and_outrage(np.full(LANES, -1e6), climate())
    assert np.all(group.outrage == 0.0)


def test_relief_takes_pain_in_its_lanes_and_never_more_than_there_is() -> None:
    group = constituency()
    group.pain[:] = 0.3
    group.relieve_pain(np.array([0.1, 0.9]), np.array([0, 2]))
    assert group.pain[0] == pytest.approx([0.2, 0.3, 0.0])


@pytest.mark.parametrize("conformity", [0.0, 0.6])
def test_an_opinion_is_drawn_by_what_is_heard_felt_and_said_by_the_leader(
    conformity: float,
) -> None:
    group = constituency(us__conformity=conformity, **{f"cast__{NAME}__echo": 0.5})
    group.outrage[:], group.pain[:], group.shortage[:], group.views[:] = 0.6, 0.2, 0.1, 0.4
    opinion, levers = group.shared.levers.opinion, group.levers
    group.listen(np.full(LANES, -0.5), np.full(LANES, 0.9))
    felt = levers.anchor + opinion.outrage_pull * 0.6 - opinion.pain_pull * 0.3
    own = np.clip(felt, -1.0, 1.0) * (1.0 - conformity * 0.5) + conformity * 0.5 * 0.9
    share = levers.susceptibility
    assert group.views == pytest.approx((share * -0.5 + (1.0 - share) * own)[None], abs=1e-12)


def test_what_a_group_feels_of_itself_lies_between_a_deal_and_firmness() -> None:
    group = constituency(**{f"cast__{NAME}__susceptibility": 0.0})
    for pain, outrage, bound in ((500.0, 0.0, -1.0), (0.0, 500.0, 1.0)):
        group.pain[:], group.outrage[:] = pain, outrage
        group.listen(np.zeros(LANES), np.zeros(LANES))
        if group.aloof:
            assert group.views == pytest.approx(bound)
        else:
            assert group.views == pytest.approx(bound * group.own_voice[None])


def test_on_its_way_up_pain_is_heard_from_those_for_a_deal_and_outrage_from_the_firm() -> None:
    group = constituency(members=2)
    group.pain[:], group.shortage[:], group.outrage[:] = 0.3, 0.1, 0.5
    group.views[:] = np.array([[0.5], [-0.2]])
    weight = group.shared.levers.opinion.weight
    hurt, anger = group.compute_pain_and_outrage()
    assert hurt == pytest.approx(0.4 * (1.0 - weight * 0.15))
    assert anger == pytest.approx(0.5 * (1.0 + weight * 0.15))
    assert group.opinion == pytest.approx(0.15)
    assert np.all(weight > 0.0)


def test_members_of_a_set_are_exposed_from_little_to_twice_the_mean() -> None:
    one, four = constituency(), constituency(members=4)
    spread = np.array([[0.25], [0.75], [1.25], [1.75]])
    for name in ("to_other", "to_own", "to_control"):
        assert getattr(four, name) == pytest.approx(getattr(one, name) * spread)


def test_a_second_standoff_begins_with_a_share_of_the_outrage_alone() -> None:
    group = constituency()
    group.pain[:], group.shortage[:], group.outrage[:], group.views[:] = 0.3, 0.1, 0.5, 0.7
    group.carry_over(np.full(LANES, 0.4))
    found = [float(part[0, 0]) for part in (group.pain, group.shortage, group.outrage, group.views)]
    assert found == pytest.approx([0.0, 0.0, 0.2, 0.7])
