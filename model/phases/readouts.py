"""Phase 7, readouts: each side's version of a contact, what audiences believe, the effect on face
(E7, E18, M04).

All this comes after the contact and cannot change its day.
"""

from dataclasses import dataclass

import numpy as np

from model.arrays import Bools, Codes, Floats, Ints, find_lanes, sigmoid
from model.attribution import SIGN, get_audience_indices
from model.face import Faces
from model.menu import look_up
from model.parameters.side import Accounting
from model.phases.requests import compute_contact_evidence
from model.roles import LeaderRole, Leaders
from model.state import SIMULTANEOUS, State


@dataclass(frozen=True)
class ReadoutResults:
    """What was said and believed of today's contacts.

    Args:
        lanes: (m,) the lanes with a contact today.
        readouts: by side, (m,) index into its readout menu.
        log_odds: by audience, (m,) log-odds that the first side asked.
    """

    lanes: Ints
    readouts: tuple[Codes, Codes]
    log_odds: list[Floats]


def publish_readouts(state: State, leaders: Leaders, where: Bools) -> ReadoutResults:
    """Publish both sides' readouts of the contacts in the lanes of `where`, update face and
    goodwill, and return the readouts and what each audience then believes of who asked.
    """
    lanes = find_lanes(where)
    by = state.talks.agreed_by
    choices = []
    for side, leader in enumerate(leaders):
        has_asked = (by == side) | (by == SIMULTANEOUS)
        choice = leader.choose_readout(lanes, has_asked[lanes])
        if state.trace is not None:
            state.trace.record_decision(leader, leader.menus["readout"], int(choice[0]))
        choices.append(choice)
    readouts = (choices[0], choices[1])
    claims = (
        _look_up_readout_claim(leaders, 0, lanes, readouts),
        _look_up_readout_claim(leaders, 1, lanes, readouts),
    )
    verdict = _attribute_contact(
        state, compute_contact_evidence(state, leaders, lanes), claims, lanes
    )
    _post_contact(state, leaders, lanes, verdict)
    for side in (0, 1):
        _post_readout(state, leaders, side, lanes, readouts[side])
    first, second = (
        _look_up_readout_goodwill(leaders, side, lanes, readouts[side]) for side in (0, 1)
    )
    state.add_goodwill(lanes, first + second)
    return ReadoutResults(lanes, readouts, verdict)


def _look_up_readout_claim(
    leaders: Leaders, side: int, lanes: Ints, readouts: tuple[Codes, Codes]
) -> Floats:
    """Return what a side's readout claims, (m,): 1 the other asked, -1 itself, 0 neither."""
    table = leaders[side].menus["readout"].effects.get("claim")
    if table is None:
        return np.zeros(len(lanes))
    return look_up(table, readouts[side].astype(np.int64), lanes)


def _attribute_contact(
    state: State, evidence: Floats, claims: tuple[Floats, Floats], lanes: Ints
) -> list[Floats]:
    """Return, for each audience (the first side's home, the second's, the world), the log-odds that
    the first side asked for the contact, (m,).

    evidence: log-odds of what was seen before, (m,); claims: what either side's readout claims.
    """
    log_odds = []
    for audience in range(3):
        first, second = (claims[side] * state.reach[side][audience][lanes] for side in (0, 1))
        log_odds.append(
            state.beliefs.compute_contact_log_odds(audience, (first, second), evidence, lanes)
        )
    return log_odds


def _post_contact(state: State, leaders: Leaders, lanes: Ints, verdict: list[Floats]) -> None:
    """E18: post to each book the face that each side loses by being believed to have asked (the
    belief b times the request's weight W, less after a face-saving offer), and what the keeper's
    accounting implies; a mutual keeper credits both. verdict: of `_attribute_contact`.
    """
    framing = state.levers.accord.dual_framing[lanes]
    readings = [_compute_perceived_asking(side, verdict, framing) for side in (0, 1)]
    amounts = [
        _compute_exposed_face(state, leaders[side], lanes, readings[side]) for side in (0, 1)
    ]
    for keeper in leaders:
        if keeper.book.accounting is Accounting.MUTUAL:
            keeper.book.post_accepted_offer(
                _sum_exposures(amounts), "contact", "an offer was accepted", lanes
            )
            continue
        for side in (0, 1):
            home, other_home, world = (-amount for amount in amounts[side])
            keeper.book.post(
                side, (home, other_home, world), "contact", "believed to have asked", lanes
            )


def _compute_perceived_asking(side: int, verdict: list[Floats], framing: Floats) -> list[Floats]:
    """E18, M17: return how far a side's home, the other's home and the world see it as the side
    that asked; (m,) 0..1 each.

    To the degree `framing` (0..1), each home sees the other side as the asker whatever it believes
    otherwise. Before each audience both sides' values sum to 1. verdict: of `_attribute_contact`.
    """
    home, other_home, world = (
        sigmoid(SIGN[side] * verdict[audience]) for audience in get_audience_indices(side)
    )
    return [home * (1.0 - framing), other_home + framing * (1.0 - other_home), world]


def _compute_exposed_face(
    state: State, leader: LeaderRole, lanes: Ints, readings: list[Floats]
) -> list[Floats]:
    """E18: return the face that a side stands to lose before its home, the other's home and the
    world, b W with W the weight of asking; (m,) each. readings: b, of `_compute_perceived_asking`.
    """
    weight = leader.state.compute_weight(lanes)
    uncovered = 1.0 - state.levers.contact.stone_cover[lanes]
    weight = np.where(leader.state.days_of_offer[lanes] > 0.0, uncovered * weight, weight)
    return [read * weight for read in readings]


def _look_up_readout_goodwill(leaders: Leaders, side: int, lanes: Ints, readout: Codes) -> Floats:
    """Return the goodwill that a side's readout adds; (m,)."""
    table = leaders[side].menus["readout"].effects.get("goodwill")
    return (
        np.zeros(len(lanes)) if table is None else look_up(table, readout.astype(np.int64), lanes)
    )


def _check_readout(state: State, leaders: Leaders, side: int, lanes: Ints, readout: Codes) -> None:
    """M05: let an untrue readout be exposed at random, which costs face before the world."""
    leader, kind = leaders[side], readout.astype(np.int64)
    menu = leader.menus["readout"]
    claims = menu.effects.get("claim")
    if claims is None:
        return
    false = (look_up(claims, kind, lanes) > 0.0) & (leader.state.truth[lanes] > 0.0)
    draw = state.draws.select_lanes(lanes).uniform(leader.name, "readout", "checked")
    caught = false & (draw < look_up(menu.tabulate_lever("verifiability"), kind, lanes))
    if caught.any():
        amount = np.where(caught, -look_up(menu.tabulate_lever("backfire"), kind, lanes), 0.0)
        for keeper in leaders:
            keeper.book.post(side, (None, None, amount), "claim", "a readout was checked", lanes)


def _sum_exposures(amounts: list[list[Floats]]) -> Faces:
    """Return the sum of both sides' exposed face before the same public, in the order of side 0's
    audiences.
    """
    first, second = amounts
    return (first[0] + second[1], first[1] + second[0], first[2] + second[2])


def _post_readout(state: State, leaders: Leaders, side: int, lanes: Ints, readout: Codes) -> None:
    """Post the effects of a readout's wording on face; quoting the other's promise angers the
    other's home.
    """
    menu = leaders[side].menus["readout"]
    kind = readout.astype(np.int64)
    for effect, whose in (("own_face", side), ("other_face", 1 - side)):
        table = menu.effects.get(effect)
        if table is None:
            continue
        amount = look_up(table, kind, lanes)
        if amount.any():
            for keeper in leaders:
                keeper.book.post(whose, (amount, amount, amount), "message", "readout", lanes)
    _check_readout(state, leaders, side, lanes, readout)
    quoted = np.zeros(state.lanes)
    quoted[lanes] = look_up(menu.tabulate_lever("quoting"), kind, lanes)
    state.slights.add(side, quoted)
    if state.trace is not None:
        title = menu.kinds[int(readout[0])].title
        state.report_event("readout", f"Readout of {state.config.get_title(side)}: {title}.", side)
