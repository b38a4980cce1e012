"""Phase 1, calendar: what does not follow from the leaders' choices: dated entries, dramas, changes
of leaders, interventions (M09, M20, M21).
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Codes, compute_tick_probability, find_lanes
from model.roles import GroupRole, LeaderRole, Leaders
from model.state import State


def begin_calendar_entries(state: State, leaders: Leaders, groups: list[GroupRole]) -> None:
    """Apply the effects of the calendar entries that begin today, times their size, and set the
    tariffs of those that are of kind `tariff`; the end of a truce has effects only while an accord
    is in force.
    """
    everywhere: Any = slice(None)
    for name in state.timetable.list_starting_entries(state.day):
        entry = state.timetable.entries[name]
        size = state.timetable.compute_entry_size(name, state.talks.accord)
        if entry.truce and not size.any():
            continue
        state.report_event("calendar", state.timetable.titles[name])
        state.add_tension(everywhere, size * entry.tension)
        state.add_goodwill(everywhere, size * entry.goodwill)
        for side, leader in enumerate(leaders):
            key = state.dyad.keys[side]
            change = size * getattr(entry, f"new_leader_{key}")
            if change.any():
                replace_leader(state, leaders, side, np.minimum(change, 1.0))
            fear = size * getattr(entry, f"ambush_{key}")
            leader.state.humiliation_risk[:] = np.clip(
                leader.state.humiliation_risk + fear, 0.0, 1.0
            )
            _add_outrage(state, groups, side, size * getattr(entry, f"outrage_{key}"))
            _add_pain(groups, side, size * getattr(entry, f"pain_{key}"))
            tariff = getattr(entry, f"tariff_{key}")
            if state.timetable.kinds[name] == "tariff":
                state.trade.impose_tariff(side, tariff, tariff >= 0.0)


def replace_leader(state: State, leaders: Leaders, side: int, share: Any) -> None:
    """M33: give a side a new leader to a degree `share` ((lanes,) 0..1); the other side partly
    reopens contact.
    """
    leaders[side].state.replace_leader(share)
    leaders[1 - side].state.reasons.open_door(share * state.levers.door.new_leader)
    if share.any():
        whose = state.config.get_title(side)
        state.report_event("new_leader", f"The leader of {whose} changes.", side)


def change_leaders(state: State, leaders: Leaders) -> None:
    """M33: replace leaders at random, with the probability per day of the lever `turnover`."""
    for side, leader in enumerate(leaders):
        if leader.levers.always("turnover", 0.0):
            continue
        chance = compute_tick_probability(leader.levers.turnover, state.dt)
        changes = state.draws.uniform(leader.name, "calendar", "turnover") < chance
        if changes.any():
            replace_leader(state, leaders, side, changes.astype(np.float64))


def _add_outrage(state: State, groups: list[GroupRole], side: int, amount: Any) -> None:
    """Add to the outrage of a side's constituencies, within 0 and `outrage_max`; amount:
    (lanes,).
    """
    most = state.levers.opinion.outrage_max
    for group in groups:
        if group.side == side:
            np.clip(group.outrage + amount, 0.0, most, out=group.outrage)


def _add_pain(groups: list[GroupRole], side: int, amount: Any) -> None:
    """Add to the pain of a side's constituencies, which stays 0 or more; amount: (lanes,)."""
    for group in groups:
        if group.side == side:
            np.maximum(group.pain + amount, 0.0, out=group.pain)


def apply_dramas(state: State, leaders: Leaders) -> None:
    """M09: let public dramas happen at random, which raise both leaders' fear of humiliation."""
    opinion = state.levers.opinion
    if opinion.always("drama_rate", 0.0):
        return
    struck = state.draws.uniform("world", "drama") < compute_tick_probability(
        opinion.drama_rate, state.dt
    )
    for leader in leaders:
        fear = np.where(struck, opinion.drama_size, 0.0)
        leader.state.humiliation_risk[:] = np.minimum(1.0, leader.state.humiliation_risk + fear)


def apply_shocks(state: State, leaders: Leaders, groups: list[GroupRole]) -> None:
    """Apply the interventions of kind `shock` that are due on the state's day: they change tension,
    goodwill, the risk of humiliation, and outrage and pain of groups.
    """
    for intervention, where in state.interventions.find_due_interventions("shock", state.day):
        lanes = find_lanes(where)
        state.add_tension(lanes, np.full(len(lanes), float(intervention.tension)))
        state.add_goodwill(lanes, np.full(len(lanes), float(intervention.goodwill)))
        for side, leader in enumerate(leaders):
            if intervention.side not in (None, state.dyad.keys[side]):
                continue
            leader.state.humiliation_risk[lanes] = np.clip(
                leader.state.humiliation_risk[lanes] + intervention.ambush, 0.0, 1.0
            )
            _add_outrage(state, groups, side, np.where(where, intervention.outrage, 0.0))
            _add_pain(groups, side, np.where(where, intervention.pain, 0.0))
        state.report_event("shock", "An intervention: a shock.")


def force_choices(
    state: State, leader: LeaderRole, slot: str, choice: Codes
) -> tuple[Codes, Bools]:
    """Apply the interventions of kind `signal`: return the choice with forced kinds inserted, and
    (lanes,) where the other is kept from replying.

    A kind that is not on the leader's menu is not forced.
    """
    silent = np.zeros(state.lanes, dtype=bool)
    menu = leader.menus[slot]
    for intervention, where in state.interventions.find_due_interventions("signal", state.day):
        if intervention.side != state.dyad.keys[leader.side] or intervention.kind not in menu.names:
            continue
        live = where & state.talks.is_open() if slot == "contact" else where
        choice = np.where(live, np.int8(menu.names.index(intervention.kind)), choice)
        if intervention.reply == "none":
            silent |= live
    return choice, silent


def mute_choices(state: State, leader: LeaderRole, slot: str, choice: Codes) -> Codes:
    """Apply the interventions of kind `mute`: return the choice, (lanes,), with "nothing" for muted
    kinds, or for all kinds of a muted side.
    """
    menu = leader.menus[slot]
    for intervention, where in state.interventions.find_due_interventions("mute", state.day):
        if intervention.side not in (None, state.dyad.keys[leader.side]):
            continue
        hit = np.ones(state.lanes, dtype=bool)
        if intervention.kind is not None:
            hit = choice == (
                menu.names.index(intervention.kind) if intervention.kind in menu.names else -1
            )
        choice = np.where(where & hit, np.int8(max(menu.nothing, 0)), choice)
    return choice
