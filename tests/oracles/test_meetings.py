"""Meetings and visits: planned for their day and held on it, called off by chance, worth less the
further off; and calls that need less preparation (E26). Numbers worked out by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.meetings import compute_meeting_terms
from agents.utilities import RequestUtilities, compute_wait_terms
from model.parameters import Configuration
from model.phases.agreements import Verdict, agree_accepted_contacts
from model.phases.contact import is_contact_due
from model.standoff import Standoff
from model.state import SIMULTANEOUS
from tests.model.standoffs import change_config, compose, differing, piece, rows
from tests.oracles.degenerate import ONLY_CONTACT, assert_share, hazards, runs

pytestmark = pytest.mark.slow

LANES = 2
CALL, MEETING, VISIT, NONE = range(4)
SUMMIT = {"title": "A summit", "kind": "summit", "leaders": True, "source": "a test"}
ASKS = {
    "signal.ask_meeting.enabled": True, "signal.ask_visit.enabled": True,
    "calendar": {"summit": SUMMIT | {"day": 21}},
}  # fmt: skip


def make_standoff(**given: Any) -> Standoff:
    """The preset on its first day, with a summit on day 21 and every kind of contact to ask for."""
    changes = ASKS | {name.replace("__", "."): value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), changes), LANES)], create_cast)
    found.state.advance()
    return found


def ask_once(kind: str, day: int, horizon: int, **given: Any) -> Configuration:
    """One side asks once, on day 2; the other accepts and never asks; tension stays at 1.5."""
    quiet = hazards(
        0.0, 0.0, *ONLY_CONTACT, f"horizon={horizon}", "envoys.meeting_rate=0",
        "memory.grievance=1.5", "opinion.tension_memory=1.0",
    )  # fmt: skip
    policy = {"name": "scripted", "acts": [{"day": 2, "kind": kind}]}
    summit = {"calendar": {"summit": SUMMIT | {"day": day}}, "us.policy": policy}
    changes = {name.replace("__", "."): value for name, value in given.items()}
    return change_config(quiet, ASKS | summit | changes)


def find_option(found: Standoff, name: str, side: int = 0) -> int:
    return found.leaders[side].menus["contact"].names.index(name)


def weigh(found: Standoff, name: str) -> dict[str, Any]:
    """What a leader's request is worth today, term by term."""
    leader: Any = found.leaders[0]
    menu, k = leader.menus["contact"], find_option(found, name)
    utilities = RequestUtilities(leader.features)
    if k in leader.availability["contact"].dated:
        return compute_meeting_terms(utilities, menu, k, leader.availability["contact"])
    return utilities.compute_terms(menu, k)


def test_what_is_not_called_off_happens_on_its_day_and_is_told_apart() -> None:
    found = rows(ask_once("ask_meeting", 30, 40), 200)
    assert set(found["duration"]) == {30.0}
    assert set(found["agreed_day"]) == {2.0}
    assert set(found["contact_kind"]) == {MEETING}
    assert set(found["first_mover_true"]) == {0}
    assert set(found["channel"]) == {"ask_meeting"}


def test_a_visit_is_planned_so_many_days_ahead() -> None:
    found = rows(ask_once("ask_visit", 30, 40, meetings__visit_days=25.0), 50)
    assert set(found["duration"]) == {27.0}
    assert set(found["contact_kind"]) == {VISIT}


def test_a_call_is_a_call_and_where_nothing_happens_there_is_no_kind() -> None:
    called = rows(ask_once("ask_private", 30, 40), 50)
    assert set(called["contact_kind"]) == {CALL}
    assert set(rows(hazards(0.0, 0.0, "horizon=5"), 5)["contact_kind"]) == {NONE}


@pytest.mark.parametrize("day", [12, 30])
def test_days_until_it_is_called_off_are_geometric(day: int) -> None:
    """Planned on day 2, it may be called off on each of the mornings of days 3 to `day`."""
    config = ask_once("ask_meeting", day, day + 1, meetings__calling_off=0.05, meetings__calm=0.5)
    found = runs(config)
    assert_share(found["event_observed"], 0.95 ** (day - 2))


def test_tension_that_is_borne_calls_nothing_off() -> None:
    found = rows(ask_once("ask_meeting", 30, 40, meetings__calling_off=1.0, meetings__calm=1.5), 50)
    assert set(found["duration"]) == {30.0}


def test_what_is_expected_of_a_meeting_is_less_the_further_off_it_is() -> None:
    found = make_standoff(meetings__patience=40.0, meetings__stake=1.0)
    call, meeting = weigh(found, "ask_private"), weigh(found, "ask_meeting")
    for name in ("relief", "gain_of_meeting"):
        assert meeting[name] == pytest.approx(call[name] * np.exp(-20.0 / 40.0))
    for name in ("face_at_risk", "vow", "ambush_risk", "need_revealed"):
        assert meeting[name] == pytest.approx(call[name])


def test_what_asking_for_a_meeting_stakes_is_its_share_of_what_a_call_does() -> None:
    found = make_standoff(meetings__stake=0.7)
    call, meeting = weigh(found, "ask_private"), weigh(found, "ask_meeting")
    assert meeting["face_at_risk"] == pytest.approx(0.7 * call["face_at_risk"])
    assert weigh(found, "ask_visit")["face_at_risk"] == pytest.approx(call["face_at_risk"])
    assert np.all(call["face_at_risk"] < 0.0)


def test_a_call_needs_its_share_of_the_preparation() -> None:
    found = make_standoff(
        meetings__call_preparation=0.35, us__preparation_days=10.0, china__preparation_days=4.0
    )
    talks = found.state.talks
    talks.agreed[:], talks.visits[:] = True, 1.0
    talks.preparation[:] = np.array([3.4, 3.6])
    assert is_contact_due(found.state, found.leaders).tolist() == [False, True]


def test_what_is_planned_is_a_reason_to_ask_the_nearer_it_is() -> None:
    found = make_standoff(agenda__days=7.0, agenda__cover=0.8, contact__inertia=9.0)
    state: Any = found.leaders[0].state
    state.reasons.agenda[:] = 0.0
    before = RequestUtilities(found.leaders[0].features).acceptance  # type: ignore[attr-defined]
    plans = found.state.talks.plans
    plans.some, plans.day[:] = True, np.array([found.state.day + 7.0, np.inf])
    near = np.array([np.exp(-1.0), 0.0])
    assert compute_wait_terms(state)["inertia"] == pytest.approx(9.0 * (1.0 - near))
    asking = RequestUtilities(found.leaders[0].features)  # type: ignore[attr-defined]
    assert asking.uncovered == pytest.approx(1.0 - 0.8 * near)
    assert asking.acceptance.tolist() == before.tolist()


@pytest.mark.parametrize(
    "entry", [{"day": 1}, {"day": 21, "size": 0.0}, {"day": 21, "leaders": False}]
)
def test_without_a_day_to_come_none_asks_for_a_meeting(entry: dict[str, Any]) -> None:
    found = make_standoff(calendar={"summit": SUMMIT | entry})
    openings: Any = found.leaders[0].availability["contact"]  # type: ignore[attr-defined]
    assert openings.find_barred_lanes(find_option(found, "ask_meeting")).all()
    assert not openings.find_barred_lanes(find_option(found, "ask_visit")).any()
    assert list(weigh(found, "ask_meeting")) == ["available"]


def test_while_one_is_planned_no_other_is_asked_for_and_none_in_flight_is_answered() -> None:
    always = {"name": "constant_hazard", "probability": 1.0, "request": "ask_meeting"}
    config = change_config(ask_once("ask_meeting", 30, 10), {"us.policy": always})
    found = Standoff([piece(config, LANES)], create_cast)
    for _ in range(10):
        found.step()
    assert found.record.counts["asks_us"].tolist() == [1.0, 1.0]
    assert found.state.talks.plans.day.tolist() == [30.0, 30.0]


def test_the_next_day_that_both_attend_is_the_day_of_a_meeting() -> None:
    found = make_standoff(
        calendar={"late": SUMMIT | {"day": 90}, "soon": SUMMIT | {"day": 5}, "other": SUMMIT | {
            "day": 3, "leaders": False}},
    )  # fmt: skip
    timetable = found.state.timetable
    days = [float(timetable.compute_next_meeting(day, 1)[0]) for day in (1, 4, 5, 90)]
    assert days == [5.0, 5.0, 90.0, np.inf]


def accept(found: Standoff, *kinds: str) -> tuple[Verdict, Verdict]:
    """Each side's request of a kind, accepted by the other on one day."""
    verdicts = (Verdict(LANES), Verdict(LANES))
    for side, kind in enumerate(kinds):
        verdicts[side].accepted[:] = True
        verdicts[side].kind[:] = find_option(found, kind, side)
    return verdicts


def test_a_call_and_a_meeting_accepted_on_one_day_are_both_agreed_each_by_its_side() -> None:
    found = make_standoff()
    agree_accepted_contacts(found.state, found.leaders, accept(found, "ask_private", "ask_meeting"))
    talks = found.state.talks
    assert (talks.agreed_by.tolist(), talks.agreed.tolist()) == ([0, 0], [True, True])
    assert (talks.plans.by.tolist(), talks.plans.day.tolist()) == ([1, 1], [21.0, 21.0])


def test_two_meetings_asked_for_at_once_are_one_that_nobody_asked_for_first() -> None:
    found = make_standoff()
    agree_accepted_contacts(found.state, found.leaders, accept(found, "ask_meeting", "ask_meeting"))
    talks = found.state.talks
    assert not talks.agreed.any()
    assert talks.plans.by.tolist() == [SIMULTANEOUS] * 2


def test_on_its_day_the_meeting_takes_the_place_of_a_call_that_is_agreed() -> None:
    found = make_standoff()
    agree_accepted_contacts(found.state, found.leaders, accept(found, "ask_private", "ask_meeting"))
    talks = found.state.talks
    talks.plans.day[:] = found.state.day
    found.contact()
    assert found.record.venue.tolist() == [MEETING, MEETING]
    assert found.record.mover.tolist() == [1, 1]
    assert not talks.agreed.any()
    assert not talks.plans.is_planned().any()


def test_without_a_way_to_ask_for_it_no_lever_of_meetings_moves_a_bit() -> None:
    off = {"signal.ask_meeting.enabled": False, "meetings.call_preparation": 1.0}
    config = change_config(compose("horizon=60"), off)
    loud = change_config(
        config,
        {"meetings.stake": 2.0, "meetings.patience": 1.0, "meetings.calling_off": 1.0,
         "meetings.calm": 0.0, "meetings.visit_days": 3.0},
    )  # fmt: skip
    assert not differing(rows(config, 40), rows(loud, 40))


def test_only_a_request_of_leaders_asks_for_a_kind_of_contact() -> None:
    with pytest.raises(ValueError, match="contact: visit is asked for by a request"):
        change_config(compose(), {"signal.tariff_raise.contact": "visit"})
