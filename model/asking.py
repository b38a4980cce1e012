"""Asking and answering: requests arrive, are read or not, accepted or not (order of play, phase 6).

Equations E4 and E15. A request counts as `first_mover_true` only if it is accepted and leads to a
contact; both sides' requests accepted on one day are simultaneous.
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, kept, lanes_where
from model.attribution import SIGN
from model.face import weight_of_act
from model.menu import told
from model.parameters.root import SIDE_TITLES
from model.roles import LeaderRole
from model.signals import Sent
from model.state import BROKER, SIMULTANEOUS, World

Leaders = tuple[LeaderRole, LeaderRole]
SEVERAL = -2
"""Kind of an agreement that came by more than one kind of request."""


class Verdict:
    """How one side's requests of a day were met; (lanes,) each."""

    def __init__(self, lanes: int) -> None:
        self.asked = np.zeros(lanes, dtype=bool)
        self.read = np.zeros(lanes, dtype=bool)
        self.accepted = np.zeros(lanes, dtype=bool)
        self.public = np.zeros(lanes, dtype=bool)
        self.kind = np.full(lanes, -1, dtype=np.int64)


def meet_requests(world: World, arrived: list[Sent], leaders: Leaders) -> tuple[Verdict, Verdict]:
    """Answer the requests that arrived today; both sides answer before either answer counts."""
    verdicts = (Verdict(world.lanes), Verdict(world.lanes))
    open_lanes = world.talks.open()
    for request in arrived:
        live = request.only(open_lanes[request.lanes])
        if len(live.lanes):
            _answer(world, live, leaders, verdicts[request.side])
    _rank(leaders, verdicts)
    for side in (0, 1):
        _aftermath(world, leaders, side, verdicts[side])
    _agree(world, leaders, verdicts)
    return verdicts


def _answer(world: World, request: Sent, leaders: Leaders, verdict: Verdict) -> None:
    asker, responder = leaders[request.side], leaders[1 - request.side]
    lanes = request.lanes
    draw = world.draws.at(lanes).uniform(asker.name, "contact", "read")
    fidelity = 1.0 if asker.way is None else asker.way.fidelity[lanes]
    read = draw < request.lever("clarity") * fidelity
    verdict.asked[lanes], verdict.read[lanes] = True, read
    verdict.public[lanes], verdict.kind[lanes] = request.public, request.kind
    heard = request.only(read & ~request.muted_reply)
    if not len(heard.lanes):
        return
    menu = responder.menus["reply"]
    answer = responder.answer(heard)
    if world.trace is not None:
        world.trace.decided(responder, menu, int(answer[0]))
    accepts = menu.flags("form accept")[answer]
    verdict.accepted[heard.lanes] = accepts
    _attribute(world, responder, heard, answer)


def _attribute(world: World, responder: LeaderRole, heard: Sent, answer: Any) -> None:
    """M16: an acceptance that names the other as the one who asked is said in public."""
    claims = responder.menus["reply"].effects.get("claim")
    if claims is None:
        return
    share = told(claims, answer.astype(np.int64), heard.lanes)
    said = share != 0.0
    if said.any():
        side = responder.side
        world.hearsay.claim(side, heard.lanes[said], share[said], world.reach[side])


def _rank(leaders: Leaders, verdicts: tuple[Verdict, Verdict]) -> None:
    """M02: who is read asking sees the other rise, by what the other learns of it."""
    lanes = lanes_where(verdicts[0].read | verdicts[1].read)
    for side, leader in enumerate(leaders):
        other = leaders[1 - side]
        lost = np.where(verdicts[side].read[lanes], other.levers.power_learning[lanes], 0.0)
        won = np.where(verdicts[1 - side].read[lanes], leader.levers.power_learning[lanes], 0.0)
        leader.power[lanes] += lost - won


def _aftermath(world: World, leaders: Leaders, side: int, verdict: Verdict) -> None:
    """E4 for every lane; E15 where a request in view was refused."""
    asker, responder = leaders[side], leaders[1 - side]
    levers, dt = responder.levers, world.dt
    unmet = verdict.read & ~verdict.accepted
    lanes = lanes_where(unmet)
    drift = 1.0 - kept(1.0 - levers.silence_decay, dt)
    for need in (responder.need, asker.seen_need):
        asked_of = need[lanes]
        need -= drift * (need - levers.need_floor)
        need[lanes] = asked_of
    if not verdict.asked.any():
        return
    if len(lanes):
        menu = asker.menus["contact"]
        vague = told(menu.table("deniability"), verdict.kind[lanes], lanes)
        responder.courted[lanes] = np.minimum(1.0, responder.courted[lanes] + vague)
        raised = told(asker.log_need(menu), verdict.kind[lanes], lanes)
        responder.need[lanes] += raised
        asker.seen_need[lanes] += raised
        world.interventions.happened("refusal", world.day, unmet)
    seen = unmet & verdict.public
    if seen.any():
        _lose_in_view(world, leaders, side, seen, verdict)


def _lose_in_view(world: World, leaders: Leaders, side: int, seen: Bools, verdict: Verdict) -> None:
    asker, lanes = leaders[side], lanes_where(seen)
    menu, levers = asker.menus["contact"], asker.levers
    imposition = told(menu.table("imposition"), verdict.kind[lanes], lanes)
    weight = weight_of_act(levers, asker.power[lanes], imposition, world.drafted(lanes), lanes)
    cost = world.levers.contact.refusal_face[lanes] * levers.face_weight[lanes] * weight
    blame = levers.blame_on_refuser[lanes]
    lost, blamed = -cost * (1.0 - blame), -cost * blame
    for leader in leaders:
        book = leader.book
        book.post(side, (lost, lost, lost), "refusal", "a request was refused", lanes)
        book.post(1 - side, (blamed, blamed, blamed), "refusal", "blamed for refusing", lanes)
    world.hearsay.sighting(side, np.where(seen, world.levers.attribution.evidence, 0.0))
    world.event("refused", f"A request of {SIDE_TITLES[side]} was refused in view.", side)


def _agree(world: World, leaders: Leaders, verdicts: tuple[Verdict, Verdict]) -> None:
    us, china = verdicts
    both = us.accepted & china.accepted
    for side, verdict in enumerate(verdicts):
        if verdict.accepted.any():
            agree(world, leaders, verdict.accepted & ~both, side, verdict.kind, verdict.public)
    if both.any():
        same = np.where(us.kind == china.kind, us.kind, SEVERAL)
        agree(world, leaders, both, SIMULTANEOUS, same, us.public | china.public)


def agree(world: World, leaders: Leaders, where: Bools, by: int, kind: Any, public: Bools) -> None:
    """A leader contact is agreed in some lanes: by a side, a broker, or both sides at once.

    A private one may be made public by either side (M09).
    """
    talks, lanes = world.talks, lanes_where(where)
    if len(lanes):
        draws, told = world.draws.at(lanes), public[lanes]
        for leader in leaders:
            leak = draws.uniform(leader.name, "contact", "call leak")
            told |= leak < leader.levers.call_leak[lanes]
        talks.agreed[lanes], talks.agreed_by[lanes] = True, by
        talks.agreed_kind[lanes], talks.agreed_public[lanes] = kind[lanes], told
        world.interventions.happened("agreed", world.day, where)
        who = {BROKER: "a third party's invitation", SIMULTANEOUS: "both sides"}
        world.event(
            "agreed", f"A leader contact is agreed, asked by {who.get(by) or SIDE_TITLES[by]}."
        )


def evidence(world: World, leaders: Leaders, lanes: Ints) -> Floats:
    """E7: signed evidence (log-odds that the US asked) of the agreed request; (m,) in some lanes.

    A leak or a public request shows all of it; a broker's or a simultaneous one shows nothing.
    """
    seen = np.zeros(len(lanes))
    talks, weight = world.talks, world.levers.attribution.evidence[lanes]
    by, kind, public = talks.agreed_by[lanes], talks.agreed_kind[lanes], talks.agreed_public[lanes]
    for side, leader in enumerate(leaders):
        mine = lanes_where((by == side) & (kind >= 0))
        table = leader.menus["contact"].table("deniability")
        hidden = told(table, kind[mine], lanes[mine])
        hidden = np.where(public[mine], 0.0, hidden)
        seen[mine] = SIGN[side] * weight[mine] * (1.0 - hidden)
    return seen
