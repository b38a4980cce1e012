"""Meetings of envoys and contacts of leaders (E16, E17, E20), third parties' invitations.

Order of play, phases 5 and 6. `Contact` says where the leaders were in contact today and how.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.aftermath import concessions
from model.arrays import Bools, Floats, kept, per_tick, positive, sigmoid
from model.asking import Leaders, agree
from model.face import weight_of_act
from model.parameters.root import SIDE_TITLES, SIDES
from model.roles import EnvoyRole, HostRole
from model.state import BROKER, NOBODY, World


@dataclass(frozen=True)
class EnvoyDay:
    """What envoys did today; (2 sides) x (lanes,) bool, and where they met."""

    proposed: tuple[Bools, Bools]
    feelers: tuple[Bools, Bools]
    met: Bools


def envoys_meet(world: World, leaders: Leaders, envoys: list[EnvoyRole]) -> EnvoyDay:
    """E16: a day of envoys' proposals; who proposes is a matter of whose leader wants relief
    more.
    """
    levers, talks, lanes = world.levers.envoys, world.talks, world.lanes
    chance = levers.meeting_rate + levers.sideline * world.timetable.sideline(world.day, lanes)
    chance = np.minimum(chance + np.where(talks.agreed, levers.agreed_rate, 0.0), 1.0)
    unmet = np.log1p(-np.minimum(per_tick(chance, world.dt), 1.0 - 1e-12))
    keen = levers.keenness * (leaders[0].relief - leaders[1].relief)
    shares = (sigmoid(keen), sigmoid(-keen))
    proposed = [np.zeros(lanes, dtype=bool) for _ in SIDES]
    feelers = [np.zeros(lanes, dtype=bool) for _ in SIDES]
    skill = np.zeros(lanes)
    for envoy in envoys:
        moves, quiet = envoy.propose(unmet, shares[envoy.side])
        proposed[envoy.side] |= moves
        feelers[envoy.side] |= quiet
        skill = np.maximum(skill, np.where(moves, envoy.levers.skill, 0.0))
        if world.trace is not None and bool(moves[0]):
            world.trace.envoy(envoy, bool(quiet[0]))
    met = proposed[0] | proposed[1]
    if met.any():
        _hold_meeting(world, leaders, met, proposed, skill)
    return EnvoyDay((proposed[0], proposed[1]), (feelers[0], feelers[1]), met)


def _hold_meeting(
    world: World, leaders: Leaders, met: Bools, proposed: list[Bools], skill: Floats
) -> None:
    levers, talks = world.levers.envoys, world.talks
    talks.preparation += np.where(met, levers.preparation * skill, 0.0)
    talks.visits += met
    world.goodwill += np.where(met, levers.goodwill, 0.0)
    world.tension *= np.where(met, 1.0 - levers.calming, 1.0)
    for leader in leaders:
        leader.ambush *= np.where(met, 1.0 - levers.reassurance, 1.0)
    for guest in (0, 1):
        face = np.where(
            proposed[guest] & ~proposed[1 - guest], levers.visit_face * _away(world), 0.0
        )
        if face.any():
            for leader in leaders:
                leader.book.post(1 - guest, (face, face, face), "envoy", "envoys came")
    world.interventions.happened("visits", world.day, met)
    _become_known(world, leaders, proposed)
    _settle_alone(world, leaders, met)
    world.event("envoy_meeting", "Envoys meet.")


def _away(world: World) -> Floats:
    """(lanes,) what visiting is worth in face: less where a neutral host offers the venue (M14)."""
    hosts = [m for m in world.config.cast.values() if {"host", "neutral"} <= set(m.tags)]
    if not hosts:
        return np.ones(world.lanes)
    worth: Floats = 1.0 - world.levers.third_parties.neutral_venue
    return worth


def _become_known(world: World, leaders: Leaders, proposed: list[Bools]) -> None:
    """M07: who began may become known, unless contact points were too many to tell."""
    kind = world.levers.signal.get("envoy_proposal")
    if kind is None:
        return
    clear = world.levers.attribution.evidence * (1.0 - kind.deniability)
    clear = clear * (1.0 - world.levers.attribution.ambiguity)
    for side, leader in enumerate(leaders):
        alone = proposed[side] & ~proposed[1 - side]
        known = alone & (world.draws.uniform(leader.name, "envoy", "leak") < kind.leak)
        if known.any():
            world.hearsay.sighting(side, np.where(known, clear, 0.0))
            world.event(
                "leaked", f"It becomes known that envoys of {SIDE_TITLES[side]} began.", side
            )


def _settle_alone(world: World, leaders: Leaders, met: Bools) -> None:
    """M07: envoys with authority of their own may settle without the leaders."""
    if all(leader.levers.always("authority", 0.0) for leader in leaders):
        return
    chance = np.minimum(leaders[0].levers.authority, leaders[1].levers.authority)
    settled = met & world.talks.open() & (world.draws.uniform("envoys", "settle") < chance)
    if settled.any():
        world.settled |= settled & ~world.met
        make_accord(world, leaders, settled)


def unscripted(world: World, leaders: Leaders, third_parties: list[HostRole]) -> list[Bools]:
    """M07: firms seek a contact that no one planned; guards keep most of them away."""
    reached = [np.zeros(world.lanes, dtype=bool) for _ in SIDES]
    for firm in third_parties:
        if "firm" not in firm.tags:
            continue
        for side, leader in enumerate(leaders):
            tries = firm.moves(f"contact {leader.name}")
            past = (
                world.draws.uniform(firm.name, "guards", leader.name) >= leader.levers.gatekeeping
            )
            reached[side] |= tries & past
    if "unscripted_contact" in world.levers.signal and (reached[0] | reached[1]).any():
        warmth = world.levers.signal["unscripted_contact"].effects.goodwill
        world.goodwill += np.where(reached[0] | reached[1], warmth, 0.0)
    return reached


def broker(world: World, leaders: Leaders, third_parties: list[HostRole]) -> None:
    """A host invites both; if both accept, the contact is agreed and nobody has asked."""
    for host in third_parties:
        if "host" not in host.tags:
            continue
        ways = [world.graph.has_edge(host.name, leader.name, key="brokerage") for leader in leaders]
        lanes = np.flatnonzero(host.moves("invitation") & world.talks.open())
        if not len(lanes) or not all(ways):
            continue
        world.event("invitation", f"{host.name} invites both sides.")
        yes = leaders[0].invited(lanes, host.name) & leaders[1].invited(lanes, host.name)
        where = np.zeros(world.lanes, dtype=bool)
        where[lanes] = yes
        if where.any():
            kind = np.full(world.lanes, -1, dtype=np.int64)
            agree(world, leaders, where, BROKER, kind, np.zeros(world.lanes, dtype=bool))


def contact_today(world: World, leaders: Leaders) -> Bools:
    """E17: contact where agreed and prepared as far as the more demanding side requires; a
    bottom-up side also wants its envoys to have met before.
    """
    talks = world.talks
    needed = np.maximum(leaders[0].levers.preparation_days, leaders[1].levers.preparation_days)
    ready: Bools = talks.agreed & (talks.preparation >= needed)
    if any(leader.levers.style == "bottom_up" for leader in leaders):
        ready &= talks.visits >= 1.0
    return ready


def hold_contact(world: World, leaders: Leaders, where: Bools) -> Bools:
    """The contact itself: embarrassment, its mark on tension, the accord; (lanes,) embarrassed."""
    levers = world.levers.accord
    unready = 1.0 - world.ready()
    risk = 0.5 * (leaders[0].risk() + leaders[1].risk()) * unready
    embarrassed = where & (world.draws.uniform("contact", "embarrassment") < risk)
    if embarrassed.any():
        _embarrass(world, leaders, embarrassed)
    grand = 0.5 * (leaders[0].levers.agenda + leaders[1].levers.agenda) - 0.5
    bolder = 1.0 + levers.grand * grand
    if not levers.always("variance", 0.0):
        swing = levers.variance * unready * bolder * world.draws.normal("contact", "swing")
        world.tension = np.where(where, positive(world.tension + swing), world.tension)
    depth = np.minimum(1.0, world.ready() * bolder)
    world.talks.depth = np.where(where, depth, world.talks.depth)
    make_accord(world, leaders, where)
    world.talks.contacts += where
    world.event("contact", "The leaders are in contact.")
    return embarrassed


def _embarrass(world: World, leaders: Leaders, where: Bools) -> None:
    """One leader is shown up: the one who feared it more, more often."""
    races = [
        -np.log(world.draws.uniform(leader.name, "contact", "shown up"))
        / np.maximum(leader.ambush, 1e-12)
        for leader in leaders
    ]
    first = races[0] < races[1]
    for side, hit in enumerate((where & first, where & ~first)):
        leader = leaders[side]
        weight = weight_of_act(leader.levers, leader.power, leader.imposition, world.drafted())
        lost = np.where(hit, -world.levers.contact.ambush_loss * weight, 0.0)
        if hit.any():
            for keeper in leaders:
                keeper.book.post(
                    side, (lost, lost, lost), "embarrassment", "shown up at the contact"
                )
            world.event("embarrassment", f"The leader of {SIDE_TITLES[side]} is shown up.", side)


def make_accord(world: World, leaders: Leaders, where: Bools) -> None:
    """E20, M18: tariffs and controls are eased, the asking ends, preparation is spent.

    Giving way alone costs face; in a paired exchange both give and none loses by it.
    """
    talks, levers = world.talks, world.levers.accord
    given = concessions(world)
    for side in (0, 1):
        alone = np.where(where, np.maximum(given[side] - given[1 - side], 0.0), 0.0)
        if alone.any():
            lost = -levers.concession_face * alone
            for keeper in leaders:
                keeper.book.post(side, (lost, lost, lost), "material", "gave way alone")
    kept_shares = [1.0 - (1.0 - levers.tariff_kept) * share for share in given]
    world.trade.settle((kept_shares[0], kept_shares[1]), where)
    talks.accord |= where
    talks.agreed &= ~where
    np.copyto(talks.agreed_by, np.int8(NOBODY), where=where)
    talks.preparation = np.where(where, 0.0, talks.preparation)
    talks.age = np.where(where, 0.0, talks.age)
    world.interventions.happened("accord", world.day, where)


def fade(world: World) -> None:
    """Tension and goodwill fade by a share a day; a contact agreed is prepared a day further."""
    opinion: Any = world.levers.opinion
    world.tension *= kept(opinion.tension_memory, world.dt)
    world.goodwill *= kept(opinion.goodwill_memory, world.dt)
    world.talks.preparation += np.where(world.talks.agreed, world.dt, 0.0)
