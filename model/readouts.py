"""Readouts after a contact: each side's version, the audiences' verdict, the postings (E7, E18,
M04).

Order of play, phase 7. What is published here comes after the contact and cannot move its day.
"""

from dataclasses import dataclass

import numpy as np

from model.arrays import Bools, Codes, Floats, Ints, lanes_where, sigmoid
from model.asking import Leaders, evidence
from model.attribution import SIGN, seen_by
from model.face import Faces
from model.menu import told
from model.parameters.root import SIDE_TITLES
from model.parameters.side import Accounting
from model.state import SIMULTANEOUS, World


@dataclass(frozen=True)
class Published:
    """What was said and believed of today's contacts.

    Args:
        lanes: (m,) the lanes with a contact today.
        readouts: index into each side's readout menu, (m,) each.
        log_odds: per audience, (m,) log-odds that the US asked.
    """

    lanes: Ints
    readouts: tuple[Codes, Codes]
    log_odds: list[Floats]


def publish(world: World, leaders: Leaders, where: Bools) -> Published:
    """Both sides' readouts, the audiences' verdict and the postings of a day's contacts."""
    lanes = lanes_where(where)
    by = world.talks.agreed_by
    choices = []
    for side, leader in enumerate(leaders):
        asked = (by == side) | (by == SIMULTANEOUS)
        choice = leader.read_out(lanes, asked[lanes])
        if world.trace is not None:
            world.trace.decided(leader, leader.menus["readout"], int(choice[0]))
        choices.append(choice)
    readouts = (choices[0], choices[1])
    claims = (_said(leaders, 0, lanes, readouts), _said(leaders, 1, lanes, readouts))
    verdict = _verdict(world, evidence(world, leaders, lanes), claims, lanes)
    _post_contact(world, leaders, lanes, verdict)
    for side in (0, 1):
        _post_readout(world, leaders, side, lanes, readouts[side])
    us, china = (_warmth(leaders, side, lanes, readouts[side]) for side in (0, 1))
    world.add_goodwill(lanes, us + china)
    return Published(lanes, readouts, verdict)


def _said(leaders: Leaders, side: int, lanes: Ints, readouts: tuple[Codes, Codes]) -> Floats:
    """(m,) claim of a side's readout: 1 the other asked, -1 itself, 0 neither."""
    table = leaders[side].menus["readout"].effects.get("claim")
    if table is None:
        return np.zeros(len(lanes))
    return told(table, readouts[side].astype(np.int64), lanes)


def _verdict(
    world: World, seen: Floats, claims: tuple[Floats, Floats], lanes: Ints
) -> list[Floats]:
    found = []
    for audience in range(3):
        us, china = (claims[side] * world.reach[side][audience][lanes] for side in (0, 1))
        found.append(world.hearsay.verdict(audience, (us, china), seen, lanes))
    return found


def _post_contact(world: World, leaders: Leaders, lanes: Ints, verdict: list[Floats]) -> None:
    """E18: each keeper posts -b W for each side (halved under a stone), then his accounting rule;
    a mutual keeper posts what an accepted offer gives both.
    """
    amounts = [_exposed(leaders, side, lanes, verdict) for side in (0, 1)]
    framing = world.levers.accord.dual_framing[lanes]
    for keeper in leaders:
        if keeper.book.accounting is Accounting.MUTUAL:
            keeper.book.accept(_total(amounts), "contact", "an offer was accepted", lanes)
            continue
        for side in (0, 1):
            own: list[Floats] = [-a for a in amounts[side]]
            ear = seen_by(side).index(keeper.side)
            own[ear] = own[ear] * (1.0 - framing)
            keeper.book.post(
                side, (own[0], own[1], own[2]), "contact", "believed to have asked", lanes
            )


def _exposed(leaders: Leaders, side: int, lanes: Ints, verdict: list[Floats]) -> list[Floats]:
    """(m,) b W of a side before its home, the other's home and the world."""
    leader = leaders[side]
    weight = leader.weight(lanes)
    weight = np.where(leader.stone[lanes] > 0.0, 0.5 * weight, weight)
    return [sigmoid(SIGN[side] * verdict[audience]) * weight for audience in seen_by(side)]


def _warmth(leaders: Leaders, side: int, lanes: Ints, readout: Codes) -> Floats:
    """(m,) goodwill of a side's readout."""
    table = leaders[side].menus["readout"].effects.get("goodwill")
    return np.zeros(len(lanes)) if table is None else told(table, readout.astype(np.int64), lanes)


def _check(world: World, leaders: Leaders, side: int, lanes: Ints, readout: Codes) -> None:
    """M05: an untrue readout may be checked, and costs face abroad if it is."""
    leader, kind = leaders[side], readout.astype(np.int64)
    menu = leader.menus["readout"]
    claims = menu.effects.get("claim")
    if claims is None:
        return
    false = (told(claims, kind, lanes) > 0.0) & (leader.truth[lanes] > 0.0)
    draw = world.draws.at(lanes).uniform(leader.name, "readout", "checked")
    caught = false & (draw < told(menu.table("verifiability"), kind, lanes))
    if caught.any():
        amount = np.where(caught, -told(menu.table("backfire"), kind, lanes), 0.0)
        for keeper in leaders:
            keeper.book.post(side, (None, None, amount), "claim", "a readout was checked", lanes)


def _total(amounts: list[list[Floats]]) -> Faces:
    """What both sides' exposures come to, by audience of side 0."""
    us, china = amounts
    return (us[0] + china[1], us[1] + china[0], us[2] + china[2])


def _post_readout(world: World, leaders: Leaders, side: int, lanes: Ints, readout: Codes) -> None:
    """Faces of the readout's own wording; a promise quoted back angers the quoted's
    home.
    """
    menu = leaders[side].menus["readout"]
    kind = readout.astype(np.int64)
    for effect, whose in (("own_face", side), ("other_face", 1 - side)):
        table = menu.effects.get(effect)
        if table is None:
            continue
        amount = told(table, kind, lanes)
        if amount.any():
            for keeper in leaders:
                keeper.book.post(whose, (amount, amount, amount), "message", "readout", lanes)
    _check(world, leaders, side, lanes, readout)
    quoted = np.zeros(world.lanes)
    quoted[lanes] = told(menu.table("quoting"), kind, lanes)
    world.slights.add(side, quoted)
    if world.trace is not None:
        title = menu.kinds[int(readout[0])].title
        world.event("readout", f"Readout of {SIDE_TITLES[side]}: {title}.", side)
