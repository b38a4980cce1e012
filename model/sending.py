"""Sending: what leaders chose is on its way; material acts take effect at once (phase 4)."""

from typing import Any, NamedTuple

import numpy as np

from model.arrays import Bools, Codes, Floats
from model.delivery import concede
from model.menu import SLOTS
from model.roles import LeaderRole
from model.shocks import forced, muted
from model.signals import Sent, dense, sent
from model.state import World

Leaders = tuple[LeaderRole, LeaderRole]


class Act(NamedTuple):
    """One side's material act as (lanes,) effects."""

    reaction: Floats
    cut: Floats
    control: Floats
    strike: Floats


def send_choices(world: World, leaders: Leaders) -> list[Sent]:
    """Both leaders choose in every slot before either's choice is on its way; what was sent."""
    chosen = [{slot: leader.choose(slot) for slot in SLOTS} for leader in leaders]
    nobody_muted = np.zeros(world.lanes, dtype=bool)
    today = []
    for leader, choices in zip(leaders, chosen, strict=True):
        for slot in SLOTS:
            choice, replies = choices[slot], nobody_muted
            if world.config.interventions and world.new_day:
                choice, replies = forced(world, leader, slot, choice)
                choice = muted(world, leader, slot, choice)
            if len(leader.menus[slot]):
                today.append(_send(world, leader, slot, choice, replies))
    return today


def _send(world: World, leader: LeaderRole, slot: str, choice: Codes, replies: Bools) -> Sent:
    menu, trace = leader.menus[slot], world.trace
    if trace is not None:
        trace.decided(leader, menu, int(choice[0]))
    what = sent(menu, choice, world.draws, replies, leader.leak(menu))
    way = leader.way
    delay = 0 if way is None else way.delay * world.config.ticks_per_day
    if slot == "contact" and way is not None:
        world.requests[world.tick + delay].append(what)
    if slot != "contact" or menu.effects:
        world.mail[world.tick + 1 + delay].append(what)
    if trace is not None:
        trace.sent(leader, what)
    return what


def material_acts(world: World, leaders: Leaders, today: list[Sent]) -> list[Floats]:
    """Both sides' material acts at once; returns each side's (lanes,) strikes."""
    acts = []
    zero = np.zeros(world.lanes)
    for side in (0, 1):
        mine = [w for w in today if w.side == side and w.menu.slot == "material"]
        acts.append(
            Act(*(dense(mine[0], name, world.lanes) if mine else zero for name in Act._fields))
        )
    before = [leader.unmet() for leader in leaders]
    world.trade.act((acts[0], acts[1]))
    concede(leaders, before)
    everywhere: Any = slice(None)
    world.add_tension(everywhere, world.trade.land())
    return world.trade.strike
