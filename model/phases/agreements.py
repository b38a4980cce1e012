"""Phase 6, agreements: an accepted request leads to a call, or to a planned meeting (M09, M28)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from model.arrays import Bools, Ints, find_lanes
from model.phases.meetings import plan_meeting
from model.phases.threats import trade_threats_away
from model.plans import CALL, list_venues
from model.roles import LeaderRole, Leaders
from model.state import BROKER, SIMULTANEOUS, State

SEVERAL = -2
"""Kind of a request where both sides' requests were accepted and differ in kind."""


class Verdict:
    """What became of one side's requests of a day; (lanes,) each.

    Whether it asked, was understood, was accepted, and asked in public; and the kind of request
    (-1: none).
    """

    def __init__(self, lanes: int) -> None:
        self.asked = np.zeros(lanes, dtype=bool)
        self.read = np.zeros(lanes, dtype=bool)
        self.accepted = np.zeros(lanes, dtype=bool)
        self.public = np.zeros(lanes, dtype=bool)
        self.kind = np.full(lanes, -1, dtype=np.int64)


def agree_accepted_contacts(
    state: State, leaders: Leaders, verdicts: tuple[Verdict, Verdict]
) -> None:
    """Turn today's accepted requests into agreements: a call, held once it is prepared, or a
    meeting or visit, planned for a day (M28).
    """
    dated = [
        _find_accepted_meetings(leader, v) for leader, v in zip(leaders, verdicts, strict=True)
    ]
    calls = (verdicts[0].accepted & ~dated[0], verdicts[1].accepted & ~dated[1])
    _agree_where(state, leaders, verdicts, calls, agree_contact)
    if dated[0].any() or dated[1].any():
        _agree_where(state, leaders, verdicts, (dated[0], dated[1]), plan_known_meeting)


def _find_accepted_meetings(leader: LeaderRole, verdict: Verdict) -> Bools:
    """Return in which lanes a request for a meeting or a visit was accepted; (lanes,)."""
    venues = list_venues(leader.menus["contact"])
    if not (venues != CALL).any():
        return np.zeros(len(verdict.accepted), dtype=bool)
    asked_for = venues[np.maximum(verdict.kind, 0)]
    found: Bools = verdict.accepted & (verdict.kind >= 0) & (asked_for != CALL)
    return found


def _agree_where(
    state: State,
    leaders: Leaders,
    verdicts: tuple[Verdict, Verdict],
    accepted: tuple[Bools, Bools],
    agree: Callable[[State, Leaders, Bools, int, Any, Bools], None],
) -> None:
    """Call `agree`, which has the arguments of `agree_contact`, for the lanes in which one side's
    request was accepted, and for those in which both sides' were (`accepted`: (lanes,) by side).
    """
    first, second = verdicts
    both = accepted[0] & accepted[1]
    for side, verdict in enumerate(verdicts):
        if accepted[side].any():
            agree(state, leaders, accepted[side] & ~both, side, verdict.kind, verdict.public)
    if both.any():
        same = np.where(first.kind == second.kind, first.kind, SEVERAL)
        agree(state, leaders, both, SIMULTANEOUS, same, first.public | second.public)


def _find_publicly_known(state: State, leaders: Leaders, lanes: Ints, public: Bools) -> Bools:
    """Return whether an agreement becomes public, (m,), in some lanes: the request was public, or
    either side publishes it (M09).
    """
    draws, known_publicly = state.draws.select_lanes(lanes), public[lanes]
    for leader in leaders:
        leak = draws.uniform(leader.name, "contact", "call leak")
        known_publicly |= leak < leader.levers.call_leak[lanes]
    return known_publicly


def plan_known_meeting(
    state: State, leaders: Leaders, where: Bools, asked_by: int, kind: Any, public: Bools
) -> None:
    """Plan a meeting or visit in the lanes of `where`, drawing whether a side makes it public
    (M09).

    `asked_by`: a side or SIMULTANEOUS; `kind`, `public`: (lanes,) of the request.
    """
    lanes, known = find_lanes(where), public.copy()
    if len(lanes):
        known[lanes] = _find_publicly_known(state, leaders, lanes, public)
        plan_meeting(state, leaders, where, asked_by, kind, known)
        trade_threats_away(state, leaders, where)


def agree_contact(
    state: State, leaders: Leaders, where: Bools, asked_by: int, kind: Any, public: Bools
) -> None:
    """Agree on a call in the lanes of `where`, drawing whether a side makes it public (M09).

    `asked_by`: a side, BROKER or SIMULTANEOUS; `kind`, `public`: (lanes,) of the request.
    """
    talks, lanes = state.talks, find_lanes(where)
    if len(lanes):
        known_publicly = _find_publicly_known(state, leaders, lanes, public)
        talks.agreed[lanes], talks.agreed_by[lanes] = True, asked_by
        talks.agreed_kind[lanes], talks.agreed_public[lanes] = kind[lanes], known_publicly
        talks.agreed_venue[lanes] = CALL
        trade_threats_away(state, leaders, where)
        state.interventions.notice_event("agreed", state.day, where)
        who = {BROKER: "a third party's invitation", SIMULTANEOUS: "both sides"}
        state.report_event(
            "agreed",
            "A leader contact is agreed, asked by"
            f" {who.get(asked_by) or state.config.get_title(asked_by)}.",
        )
