"""Phase 6, contact: when it is due, how it goes, and what fades meanwhile (E16, E17)."""

import numpy as np

from model.arrays import (
    Bools,
    Ints,
    compute_tick_retention,
    find_lanes,
    positive_part,
)
from model.phases.accord import make_accord
from model.roles import Leaders
from model.state import State


def is_contact_due(state: State, leaders: Leaders) -> Bools:
    """E17: return where an agreed call takes place now, (lanes,): it is as prepared as the more
    demanding side requires and, for a bottom-up side, envoys have met.
    """
    talks = state.talks
    needed = np.maximum(leaders[0].levers.preparation_days, leaders[1].levers.preparation_days)
    needed = state.levers.meetings.call_preparation * needed
    ready: Bools = talks.agreed & (talks.preparation >= needed)
    if any(leader.levers.style == "bottom_up" for leader in leaders):
        ready &= talks.visits >= 1.0
    return ready


def hold_contact(state: State, leaders: Leaders, where: Bools) -> Bools:
    """E17: hold a contact in the lanes of `where`, which changes tension and concludes an accord;
    return where it embarrassed a leader; (lanes,).
    """
    levers, lanes = state.levers.accord, find_lanes(where)
    draws, ready = state.draws.select_lanes(lanes), state.compute_preparedness(lanes)
    unready = 1.0 - ready
    risks = [leader.state.compute_contact_risk(lanes) for leader in leaders]
    risk = 0.5 * (risks[0] + risks[1]) * unready
    shown_up = draws.uniform("contact", "embarrassment") < risk
    if shown_up.any():
        _embarrass_leaders(state, leaders, lanes[shown_up])
    agenda = 0.5 * (leaders[0].levers.agenda[lanes] + leaders[1].levers.agenda[lanes])
    bolder = 0.5 + agenda
    if not levers.always("variance", 0.0):
        swing = levers.variance[lanes] * unready * bolder * draws.normal("contact", "swing")
        state.tension[lanes] = positive_part(state.tension[lanes] + swing)
    state.talks.depth[lanes] = np.minimum(1.0, ready * bolder)
    make_accord(state, leaders, where)
    state.talks.contacts += where
    state.report_event("contact", "The leaders are in contact.")
    embarrassed = np.zeros(state.lanes, dtype=bool)
    embarrassed[lanes] = shown_up
    return embarrassed


def _embarrass_leaders(state: State, leaders: Leaders, lanes: Ints) -> None:
    """Embarrass one leader at the contact in each lane, more often the one that feared it more."""
    draws = state.draws.select_lanes(lanes)
    races = [
        -np.log(draws.uniform(leader.name, "contact", "shown up"))
        / np.maximum(leader.state.humiliation_risk[lanes], 1e-12)
        for leader in leaders
    ]
    first = races[0] < races[1]
    for side, hit in enumerate((lanes[first], lanes[~first])):
        if not len(hit):
            continue
        leader = leaders[side]
        lost = -state.levers.contact.ambush_loss[hit] * leader.state.compute_weight(hit)
        for keeper in leaders:
            keeper.book.post(
                side, (lost, lost, lost), "embarrassment", "shown up at the contact", hit
            )
        state.report_event(
            "embarrassment", f"The leader of {state.config.get_title(side)} is shown up.", side
        )


def fade_atmosphere(state: State) -> None:
    """E16: let one tick pass, in which tension and goodwill fade and contacts that are agreed or
    planned are prepared.
    """
    opinion = state.levers.opinion
    state.tension *= compute_tick_retention(opinion.tension_memory, state.dt)
    state.goodwill *= compute_tick_retention(opinion.goodwill_memory, state.dt)
    in_view = state.talks.agreed | state.talks.plans.is_planned()
    state.talks.preparation += np.where(in_view, state.dt, 0.0)
