"""Issues: one vocabulary, what stands on each, what deals settle; acceptance concedes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from model.issues import compute_measures_in_force, find_issues_at_stake
from model.phases.accord import make_accord
from model.phases.agreements import agree_contact
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

US, CHINA, LANES = 0, 1, 3


def standoff(**given: Any) -> Standoff:
    """A standoff on its first day, with tariffs and controls set by hand."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), changes), LANES)], create_cast)
    found.state.advance()
    trade = found.state.trade
    for side in (US, CHINA):
        base = found.state.sides[side].tariff_base
        trade.tariff[side] = base + np.array([0.1, 0.02, 0.0])
        trade.control[side] = np.array([0.0, 0.2, 0.05])
    trade.withheld[CHINA][:] = [1.0, 0.0, 0.0]
    return found


@pytest.mark.parametrize("path", ["accord.covers", "signal.hold.breaks", "signal.hold.eases"])
def test_an_unknown_issue_is_refused_with_those_there_are(path: str) -> None:
    value = ["trade"] if path == "accord.covers" else "trade"
    with pytest.raises(ValueError, match="sovereignty_wording") as refusal:
        change_config(compose(), {path: value})
    assert path.rpartition(".")[2] in str(refusal.value)


def test_what_stands_on_an_issue_is_what_both_sides_have_standing() -> None:
    found = standoff()
    assert compute_measures_in_force(found.state, "tariffs") == pytest.approx([0.2, 0.04, 0.0])
    assert compute_measures_in_force(found.state, "scarce_goods") == pytest.approx([0.0, 0.4, 0.1])
    assert compute_measures_in_force(found.state, "purchases") == pytest.approx([1.0, 0.0, 0.0])
    assert compute_measures_in_force(found.state, "crime") is None
    found.state.threats.level[US][:] = found.state.trade.tariff[US] + 0.3
    found.state.threats.due[US][1:] = 9.0
    assert compute_measures_in_force(found.state, "tariffs") == pytest.approx([0.2, 0.34, 0.3])


def test_envoys_have_a_deal_to_make_where_enough_stands_on_an_issue_that_accords_settle() -> None:
    covers = ["tariffs", "scarce_goods", "technology"]
    at_stake = find_issues_at_stake(standoff(accord__covers=covers, envoys__deal_stake=0.15).state)
    assert {issue: where.tolist() for issue, where in at_stake.items()} == {
        "tariffs": [True, False, False],
        "scarce_goods": [False, True, False],
        "technology": [True, True, False],
    }
    named = standoff(accord__covers=[], envoys__deal_stake=0.0).state
    assert list(find_issues_at_stake(named)) == ["tariffs", "scarce_goods"]
    assert all(where.all() for where in find_issues_at_stake(named).values())


@pytest.mark.parametrize("by_envoys", [True, False])
def test_envoys_settle_what_is_at_stake_and_leaders_all_that_an_accord_covers(
    by_envoys: bool,
) -> None:
    found = standoff(accord__tariff_kept=0.0, envoys__deal_stake=0.15)
    everywhere = np.ones(LANES, dtype=bool)
    make_accord(found.state, found.leaders, everywhere, by_envoys=by_envoys)
    left = [0.0, 0.02, 0.0] if by_envoys else [0.0, 0.0, 0.0]
    controls = [0.0, 0.0, 0.05] if by_envoys else [0.0, 0.0, 0.0]
    for side in (US, CHINA):
        base = found.state.sides[side].tariff_base
        assert found.state.trade.tariff[side] - base == pytest.approx(left)
        assert found.state.trade.control[side] == pytest.approx(controls)
    assert found.state.talks.accord.all()


def test_accepting_a_contact_concedes_nothing() -> None:
    found = standoff()
    trade, books = found.state.trade, [leader.book for leader in found.leaders]

    def stock() -> list[list[float]]:
        levels = [*trade.tariff, *trade.control, *trade.withheld, found.state.tension]
        faces = [book.compute_face(side) for book in books for side in (US, CHINA)]
        needs = [leader.state.commitment for leader in found.leaders]
        return [values.tolist() for values in (*levels, *faces, *needs)]

    before = stock()
    kind, everywhere = np.zeros(LANES, dtype=np.int64), np.ones(LANES, dtype=bool)
    agree_contact(found.state, found.leaders, everywhere, US, kind, everywhere)
    assert found.state.talks.agreed.all()
    assert stock() == before


def test_a_kind_is_a_step_against_or_towards_the_other_and_never_both() -> None:
    kinds = compose().signal
    assert not [name for name, kind in kinds.items() if kind.breaks and kind.eases]
    assert {kinds["tariff_threat"].breaks, kinds["resume_purchases"].eases} == {
        "tariffs", "purchases",
    }  # fmt: skip
