"""Delivery: signals sent earlier arrive, and change what they change (order of play, phase 2).

Leaders hear each other directly; publics hear broadcasts with the channel's delay and fidelity.
Face moves only through what an audience can see: a public kind, or a private one that leaked.
"""

from typing import Any

import numpy as np

from model.arrays import Floats, at_most, positive, within
from model.parameters.root import SIDE_TITLES
from model.roles import GroupRole, LeaderRole
from model.signals import Sent, dense
from model.state import World

CARES = 1.0
VOW_MAX = 3.0


def stir(world: World, arrived: list[Sent]) -> None:
    """Tension, goodwill and preparation as all that arrived moves them, both sides at once."""
    everywhere: Any = slice(None)
    for effect, change in (
        ("tension", world.add_tension),
        ("goodwill", world.add_goodwill),
        ("preparation", world.talks.prepare),
    ):
        moved = _of_both_sides(arrived, effect, world.lanes)
        if moved is not None:
            change(everywhere, moved)


def _of_both_sides(arrived: list[Sent], effect: str, lanes: int) -> Floats | None:
    """(lanes,) sum of an effect: each side's in order, then one side's and the other's."""
    sums: list[Floats | None] = [None, None]
    for what in arrived:
        values = what.effect(effect)
        if values is None or not len(what.lanes):
            continue
        total = sums[what.side]
        if total is None:
            total = sums[what.side] = np.zeros(lanes)
        total[what.lanes] += values
    us, china = sums
    if us is None or china is None:
        return china if us is None else us
    return us + china


def reach_leader(world: World, what: Sent, leaders: tuple[LeaderRole, LeaderRole]) -> None:
    """What a message or an act does to either leader and in both books.

    The need read into a way to ask is counted where it is answered, not here.
    """
    sender, receiver = leaders[what.side], leaders[1 - what.side]
    lanes = what.lanes
    if not len(lanes):
        return
    values = what.effect("ambush")
    if values is not None:
        receiver.ambush[lanes] = within(receiver.ambush[lanes] + values, 0.0, 1.0)
    values = what.effect("vow")
    if values is not None:
        sender.vow[lanes] = within(sender.vow[lanes] + values, 0.0, VOW_MAX)
    if what.menu.slot != "contact":
        _read_need(what, sender, receiver)
    _post_faces(world, what, leaders)
    _take_line(what, sender)


def _read_need(what: Sent, sender: LeaderRole, receiver: LeaderRole) -> None:
    """E4, M10: eagerness is read as need; vague approaches give later cover to accept (M06)."""
    lanes, reading = what.lanes, what.menu.reading
    eager, vague = what.taken(reading.eagerness), what.taken(reading.courtship)
    receiver.need[lanes] += eager
    sender.seen_need[lanes] += eager
    receiver.courted[lanes] = at_most(receiver.courted[lanes] + vague, CARES)


def _post_faces(world: World, what: Sent, leaders: tuple[LeaderRole, LeaderRole]) -> None:
    source = "material" if what.menu.slot == "material" else "message"
    for effect, side in (("own_face", what.side), ("other_face", 1 - what.side)):
        if what.menu.effects.get(effect) is None:
            continue
        amount = dense(what.only(what.public), effect, world.lanes)
        if amount.any():
            for leader in leaders:
                leader.book.post(side, (amount, amount, amount), source, effect)


def _take_line(what: Sent, sender: LeaderRole) -> None:
    """The leader's line, which elites echo: firm after slights and strikes, soft after goodwill."""
    line = sender.line[what.lanes] + what.taken(what.menu.reading.line)
    sender.line[what.lanes] = within(line, -1.0, 1.0)


def reach_claims(world: World, what: Sent, leaders: tuple[LeaderRole, LeaderRole]) -> None:
    """Claims of who asks, and the backfire of a falsehood that is checked (M05)."""
    if what.menu.effects.get("claim") is None:
        return
    told = what.only((what.effect("claim") != 0.0) & what.public)
    if not len(told.lanes):
        return
    share = told.effect("claim")
    assert share is not None
    world.hearsay.claim(what.side, told.lanes, share, world.reach[what.side])
    receiver = leaders[1 - what.side]
    receiver.accused[told.lanes] = np.where(share > 0.0, CARES, receiver.accused[told.lanes])
    _backfire(world, told, leaders)


def _backfire(world: World, told: Sent, leaders: tuple[LeaderRole, LeaderRole]) -> None:
    sender = leaders[told.side]
    own, other = world.asked[told.side][told.lanes], world.asked[1 - told.side][told.lanes]
    false = np.where(told.flag("denies"), own, ~other)
    draw = world.draws.at(told.lanes).uniform(sender.name, "claim", "checked")
    caught = false & (draw < told.lever("verifiability"))
    if not caught.any():
        return
    amount = np.zeros(world.lanes)
    amount[told.lanes] = np.where(caught, -told.lever("backfire"), 0.0)
    for leader in leaders:
        leader.book.post(told.side, (None, None, amount), "claim", "a claim was checked")
    world.event(
        "claim_checked",
        f"A statement of {SIDE_TITLES[told.side]} was checked and found false.",
        told.side,
    )


def relieve(arrived: list[Sent], groups: list[GroupRole]) -> None:
    """Purchases, licences and exemptions ease the pain of the groups they are meant for, those of
    a group's own side first (M06, M13).
    """
    eased = {effect: _easing(arrived, effect) for effect in ("own_relief", "relief")}
    for group in groups:
        tags = tuple(group.tags)
        for side, effect in ((group.side, "own_relief"), (1 - group.side, "relief")):
            for what, values in eased[effect]:
                mine = what.menu.meant_for(tags)[what.kind]
                if what.side == side and mine.any():
                    group.soothe(values[mine], what.lanes[mine])


def _easing(arrived: list[Sent], effect: str) -> list[tuple[Sent, Floats]]:
    """What arrived, where it has an effect, and that effect."""
    found = []
    for what in arrived:
        values = what.effect(effect)
        if values is not None and values.any():
            some = values != 0.0
            found.append((what.only(some), values[some]))
    return found


def reach_stone(world: World, what: Sent, leaders: tuple[LeaderRole, LeaderRole]) -> None:
    """M16: a stepping stone stands for the other; one that leaks shows who seeks contact."""
    if not len(what.lanes):
        return
    leaders[what.side].offer(what.lanes)
    leaders[1 - what.side].receive_stone(what.lanes)
    if what.public.any():
        strength = np.zeros(world.lanes)
        shown = what.lanes[what.public]
        strength[shown] = world.levers.attribution.evidence[shown]
        world.hearsay.sighting(what.side, strength)
        world.event("leaked", "A stepping stone became known.", what.side)


def concede(leaders: tuple[LeaderRole, LeaderRole], before: list[Floats]) -> None:
    """M16: meeting the other's precondition costs the one who gives way and mends the other's
    face.
    """
    for side, leader in enumerate(leaders):
        if leader.levers.always("precondition", 0.0):
            continue
        given = positive(before[side] - leader.unmet())
        if not given.any():
            continue
        share = given / np.maximum(leader.levers.precondition, 1e-9)
        lost = -leader.levers.precondition_face * share
        for keeper in leaders:
            keeper.book.post(1 - side, (lost, lost, lost), "material", "a precondition was met")


def slights(what: Sent, lanes: int) -> Floats | None:
    """(lanes,) what the other's publics feel as a slight; None when no kind of the menu slights."""
    if what.menu.effects.get("slight") is None:
        return None
    return dense(what.only(what.public), "slight", lanes)


def arrive(
    world: World,
    arrived: list[Sent],
    leaders: tuple[LeaderRole, LeaderRole],
    groups: list[GroupRole],
) -> None:
    """All that messages and acts of earlier days do as they arrive today."""
    stir(world, arrived)
    relieve(arrived, groups)
    for what in arrived:
        reach_leader(world, what, leaders)
        reach_claims(world, what, leaders)
        world.slights.add(what.side, slights(what, world.lanes))
