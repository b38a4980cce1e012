"""What comes from outside the leaders' choices: calendar entries, dramas, interventions (M09, M20,
M21).
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Codes, lanes_where, per_tick
from model.parameters.root import SIDES
from model.roles import GroupRole, LeaderRole
from model.state import World

Leaders = tuple[LeaderRole, LeaderRole]


def begin_entries(world: World, leaders: Leaders, groups: list[GroupRole]) -> None:
    """Entries of the calendar that begin today bring what they bring, times their size."""
    everywhere: Any = slice(None)
    for name in world.timetable.on(world.day):
        entry = world.timetable.entries[name]
        world.event("calendar", world.timetable.titles[name])
        world.add_tension(everywhere, entry.size * entry.tension)
        world.add_goodwill(everywhere, entry.size * entry.goodwill)
        for side, leader in enumerate(leaders):
            fear = entry.size * getattr(entry, f"ambush_{SIDES[side]}")
            leader.ambush[:] = np.clip(leader.ambush + fear, 0.0, 1.0)
            _anger(world, groups, side, entry.size * getattr(entry, f"outrage_{SIDES[side]}"))
            _hurt(groups, side, entry.size * getattr(entry, f"pain_{SIDES[side]}"))
            tariff = getattr(entry, f"tariff_{SIDES[side]}")
            if world.timetable.kinds[name] == "tariff":
                world.trade.impose(side, tariff, tariff >= 0.0)


def _anger(world: World, groups: list[GroupRole], side: int, amount: Any) -> None:
    most = world.levers.opinion.outrage_max
    for group in groups:
        if group.side == side:
            np.clip(group.outrage + amount, 0.0, most, out=group.outrage)


def _hurt(groups: list[GroupRole], side: int, amount: Any) -> None:
    for group in groups:
        if group.side == side:
            np.maximum(group.pain + amount, 0.0, out=group.pain)


def dramas(world: World, leaders: Leaders) -> None:
    """M09: public dramas feed both leaders' fear of an ambush."""
    opinion = world.levers.opinion
    if opinion.always("drama_rate", 0.0):
        return
    struck = world.draws.uniform("world", "drama") < per_tick(opinion.drama_rate, world.dt)
    for leader in leaders:
        fear = np.where(struck, opinion.drama_size, 0.0)
        leader.ambush[:] = np.minimum(1.0, leader.ambush + fear)


def shocks(world: World, leaders: Leaders, groups: list[GroupRole]) -> None:
    """Interventions of sort `shock`, where they are due today."""
    for what, where in world.interventions.acting("shock", world.day):
        lanes = lanes_where(where)
        world.add_tension(lanes, np.full(len(lanes), float(what.tension)))
        world.add_goodwill(lanes, np.full(len(lanes), float(what.goodwill)))
        for side, leader in enumerate(leaders):
            if what.side not in (None, SIDES[side]):
                continue
            leader.ambush[lanes] = np.clip(leader.ambush[lanes] + what.ambush, 0.0, 1.0)
            _anger(world, groups, side, np.where(where, what.outrage, 0.0))
            _hurt(groups, side, np.where(where, what.pain, 0.0))
        world.event("shock", "An intervention: a shock.")


def forced(world: World, leader: LeaderRole, slot: str, choice: Codes) -> tuple[Codes, Bools]:
    """Interventions of sort `signal`: the choice with forced kinds in place, and where no reply
    is allowed; a kind that is not on the leader's menu cannot be forced.
    """
    silent = np.zeros(world.lanes, dtype=bool)
    menu = leader.menus[slot]
    for what, where in world.interventions.acting("signal", world.day):
        if what.side != SIDES[leader.side] or what.kind not in menu.names:
            continue
        live = where & world.talks.open() if slot == "contact" else where
        choice = np.where(live, np.int8(menu.names.index(what.kind)), choice)
        if what.reply == "none":
            silent |= live
    return choice, silent


def muted(world: World, leader: LeaderRole, slot: str, choice: Codes) -> Codes:
    """Interventions of sort `mute`: a kind, or everything of a side, is not sent."""
    menu = leader.menus[slot]
    for what, where in world.interventions.acting("mute", world.day):
        if what.side not in (None, SIDES[leader.side]):
            continue
        hit = np.ones(world.lanes, dtype=bool)
        if what.kind is not None:
            hit = choice == (menu.names.index(what.kind) if what.kind in menu.names else -1)
        choice = np.where(where & hit, np.int8(max(menu.nothing, 0)), choice)
    return choice
