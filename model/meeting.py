"""Meetings of envoys and contacts of leaders (E16, E17, E20), third parties' invitations.

Order of play, phases 5 and 6. `Contact` says where the leaders were in contact today and how.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.aftermath import concessions
from model.arrays import (
    Bools,
    Floats,
    Ints,
    at_most,
    kept,
    lanes_where,
    per_tick,
    positive,
    sigmoid,
)
from model.asking import Leaders, agree
from model.parameters.root import SIDE_TITLES, SIDES
from model.roles import HostRole, TeamRole
from model.state import BROKER, NOBODY, World


@dataclass(frozen=True)
class EnvoyDay:
    """What envoys did today; (2 sides) x (lanes,) bool, and where they met."""

    proposed: tuple[Bools, Bools]
    feelers: tuple[Bools, Bools]
    met: Bools


def envoys_meet(world: World, leaders: Leaders, teams: tuple[TeamRole, TeamRole]) -> EnvoyDay:
    """E16: a day of envoys' proposals; who proposes is a matter of whose leader wants relief
    more.
    """
    levers, talks, lanes = world.levers.envoys, world.talks, world.lanes
    chance = levers.meeting_rate + levers.sideline * world.timetable.sideline(world.day, lanes)
    chance = at_most(chance + np.where(talks.agreed, levers.agreed_rate, 0.0), 1.0)
    unmet = np.log1p(-at_most(per_tick(chance, world.dt), 1.0 - 1e-12))
    keen = levers.keenness * (leaders[0].relief - leaders[1].relief)
    shares = (sigmoid(keen), sigmoid(-keen))
    proposed = [np.zeros(lanes, dtype=bool) for _ in SIDES]
    feelers = [np.zeros(lanes, dtype=bool) for _ in SIDES]
    skill = np.zeros(lanes)
    for side, team in enumerate(teams):
        today = team.propose(unmet, shares[side])
        proposed[side][today.lanes] = True
        feelers[side][today.lanes[today.quiet]] = True
        np.maximum.at(skill, today.lanes, today.skill)
        if world.trace is not None:
            for who, quiet in zip(today.who, today.quiet, strict=True):
                world.trace.envoy(team.envoys[who], bool(quiet))
    met = proposed[0] | proposed[1]
    if met.any():
        _hold_meeting(world, leaders, met, proposed, skill)
    return EnvoyDay((proposed[0], proposed[1]), (feelers[0], feelers[1]), met)


def _hold_meeting(
    world: World, leaders: Leaders, met: Bools, proposed: list[Bools], skill: Floats
) -> None:
    levers, talks, lanes = world.levers.envoys, world.talks, lanes_where(met)
    talks.preparation[lanes] += levers.preparation[lanes] * skill[lanes]
    talks.visits += met
    world.goodwill[lanes] += levers.goodwill[lanes]
    world.tension[lanes] *= 1.0 - levers.calming[lanes]
    for leader in leaders:
        leader.ambush[lanes] *= 1.0 - levers.reassurance[lanes]
    for guest in (0, 1):
        alone = lanes_where(proposed[guest] & ~proposed[1 - guest])
        face = levers.visit_face[alone] * _away(world)[alone]
        if face.any():
            for leader in leaders:
                leader.book.post(1 - guest, (face, face, face), "envoy", "envoys came", alone)
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
        alone = lanes_where(proposed[side] & ~proposed[1 - side])
        drawn = world.draws.at(alone).uniform(leader.name, "envoy", "leak")
        known = alone[drawn < kind.leak[alone]]
        if len(known):
            strength = np.zeros(world.lanes)
            strength[known] = clear[known]
            world.hearsay.sighting(side, strength)
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
            tries = lanes_where(firm.moves(f"contact {leader.name}"))
            guards = world.draws.at(tries).uniform(firm.name, "guards", leader.name)
            reached[side][tries[guards >= leader.levers.gatekeeping[tries]]] = True
    warm = lanes_where(reached[0] | reached[1])
    if "unscripted_contact" in world.levers.signal and len(warm):
        warmth = world.levers.signal["unscripted_contact"].effects.goodwill
        world.goodwill[warm] += warmth[warm]
    return reached


def broker(world: World, leaders: Leaders, third_parties: list[HostRole]) -> None:
    """A host invites both; if both accept, the contact is agreed and nobody has asked."""
    welcome: list[Floats] = []
    for host in third_parties:
        if "host" not in host.tags:
            continue
        ways = [world.graph.has_edge(host.name, leader.name, key="brokerage") for leader in leaders]
        lanes = lanes_where(host.moves("invitation") & world.talks.open())
        if not len(lanes) or not all(ways):
            continue
        world.event("invitation", f"{host.name} invites both sides.")
        welcome = welcome or [leader.welcome() for leader in leaders]
        draws = world.draws.at(lanes)
        yes = np.ones(len(lanes), dtype=bool)
        for leader, chance in zip(leaders, welcome, strict=True):
            yes &= draws.uniform(leader.name, "invited", host.name) < chance[lanes]
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
    levers, lanes = world.levers.accord, lanes_where(where)
    draws, ready = world.draws.at(lanes), world.ready(lanes)
    unready = 1.0 - ready
    risk = 0.5 * (leaders[0].risk(lanes) + leaders[1].risk(lanes)) * unready
    shown_up = draws.uniform("contact", "embarrassment") < risk
    if shown_up.any():
        _embarrass(world, leaders, lanes[shown_up])
    grand = 0.5 * (leaders[0].levers.agenda[lanes] + leaders[1].levers.agenda[lanes]) - 0.5
    bolder = 1.0 + levers.grand[lanes] * grand
    if not levers.always("variance", 0.0):
        swing = levers.variance[lanes] * unready * bolder * draws.normal("contact", "swing")
        world.tension[lanes] = positive(world.tension[lanes] + swing)
    world.talks.depth[lanes] = np.minimum(1.0, ready * bolder)
    make_accord(world, leaders, where)
    world.talks.contacts += where
    world.event("contact", "The leaders are in contact.")
    embarrassed = np.zeros(world.lanes, dtype=bool)
    embarrassed[lanes] = shown_up
    return embarrassed


def _embarrass(world: World, leaders: Leaders, lanes: Ints) -> None:
    """One leader is shown up in each of these lanes: the one who feared it more, more often."""
    draws = world.draws.at(lanes)
    races = [
        -np.log(draws.uniform(leader.name, "contact", "shown up"))
        / np.maximum(leader.ambush[lanes], 1e-12)
        for leader in leaders
    ]
    first = races[0] < races[1]
    for side, hit in enumerate((lanes[first], lanes[~first])):
        if not len(hit):
            continue
        leader = leaders[side]
        lost = -world.levers.contact.ambush_loss[hit] * leader.weight(hit)
        for keeper in leaders:
            keeper.book.post(
                side, (lost, lost, lost), "embarrassment", "shown up at the contact", hit
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
    lanes = lanes_where(where)
    kept_shares = [1.0 - (1.0 - levers.tariff_kept[lanes]) * share[lanes] for share in given]
    world.trade.settle((kept_shares[0], kept_shares[1]), lanes)
    talks.accord[lanes], talks.agreed[lanes], talks.agreed_by[lanes] = True, False, NOBODY
    talks.preparation[lanes], talks.age[lanes] = 0.0, 0.0
    world.interventions.happened("accord", world.day, where)


def fade(world: World) -> None:
    """Tension and goodwill fade by a share a day; a contact agreed is prepared a day further."""
    opinion: Any = world.levers.opinion
    world.tension *= kept(opinion.tension_memory, world.dt)
    world.goodwill *= kept(opinion.goodwill_memory, world.dt)
    world.talks.preparation += np.where(world.talks.agreed, world.dt, 0.0)
