"""Meetings and visits: planned when accepted, called off by chance, held on their day (E26;
M28).
"""

from typing import Any

import numpy as np

from model.arrays import (
    Bools,
    Floats,
    Ints,
    compute_tick_probability,
    find_lanes,
    minimum,
    positive_part,
)
from model.plans import MEETING, NEVER, VISIT, list_venues
from model.roles import Leaders
from model.state import State


def compute_meeting_day(state: State, venue: int) -> Floats:
    """E26: return the day for which a meeting or visit would be planned if it were accepted today;
    (lanes,).

    A visit: `visit_days` ahead; a meeting: the next entry of the calendar that both leaders attend,
    infinite without one.
    """
    if venue == VISIT:
        return state.day + state.levers.meetings.visit_days
    return state.timetable.compute_next_meeting(state.day, state.lanes)


def plan_meeting(
    state: State, leaders: Leaders, where: Bools, asked_by: int, kind: Any, public: Bools
) -> None:
    """E26: plan an accepted meeting or visit, in the lanes of `where` ((lanes,)) in which it has a
    day.

    `asked_by`: a side, or SIMULTANEOUS; `kind`: (lanes,) kind of request, below 0 where the two
    sides' differ; `public`: (lanes,) whether all know who asked.
    """
    plans = state.talks.plans
    venues = list_venues(leaders[asked_by if asked_by < len(leaders) else 0].menus["contact"])
    venue = np.where(kind < 0, MEETING, venues[np.maximum(kind, 0)])
    day = np.where(
        venue == VISIT, compute_meeting_day(state, VISIT), compute_meeting_day(state, MEETING)
    )
    lanes = find_lanes(where & (day < NEVER))
    if not len(lanes):
        return
    plans.some = True
    plans.day[lanes], plans.agreed_on[lanes] = day[lanes], state.now
    plans.by[lanes], plans.kind[lanes] = asked_by, kind[lanes]
    plans.public[lanes], plans.venue[lanes] = public[lanes], venue[lanes]
    state.report_event("planned", f"A leader contact is planned for day {day[lanes[0]]:g}.")


def call_off_meetings(state: State) -> None:
    """E26: cancel planned contacts by chance; the probability grows with tension."""
    plans, levers = state.talks.plans, state.levers.meetings
    if not plans.some or levers.always("calling_off", 0.0):
        return
    strain = positive_part(state.tension - levers.calm)
    chance = compute_tick_probability(minimum(levers.calling_off * strain, 1.0), state.dt)
    lanes = find_lanes(plans.is_planned() & (state.draws.uniform("meeting", "called off") < chance))
    if len(lanes):
        plans.cancel(lanes)
        state.report_event("called_off", "The planned contact is called off.")


def open_planned_meetings(state: State) -> Bools:
    """E26: return where a planned meeting or visit takes place today, prepared or not; (lanes,).

    It replaces a call that may have been agreed meanwhile.
    """
    talks, plans = state.talks, state.talks.plans
    due = plans.day <= state.day
    lanes: Ints = find_lanes(due)
    if len(lanes):
        talks.agreed[lanes], talks.agreed_by[lanes] = True, plans.by[lanes]
        talks.agreed_kind[lanes] = plans.kind[lanes]
        talks.agreed_public[lanes] = plans.public[lanes]
        talks.agreed_venue[lanes] = plans.venue[lanes]
        plans.cancel(lanes)
    return due
