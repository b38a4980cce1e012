"""After a contact: compliance, spoilers, expiry, breach and blame (E20, M18).

An accord is a suspension with a term. Compliance wears by slow-walking, less where it is verified;
what is missing, tension and shallow preparation make it fall; at its term it is renewed or lapses.
Who broke it is contested: each side blames the other, and the world believes by trust and by what
can be seen of compliance.
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, at_most, lanes_where, per_tick, positive, sigmoid
from model.parameters.root import SIDE_TITLES
from model.roles import LeaderRole
from model.state import World

Leaders = tuple[LeaderRole, LeaderRole]


def live_with_it(world: World, leaders: Leaders) -> list[Floats]:
    """One tick: the linked issue, the structural floor; under an accord slow-walking, spoilers.

    Returns each side's (lanes,) act of spoilers, felt by the other's publics.
    """
    accord, talks = world.levers.accord, world.talks
    if not accord.always("linked_issue", 0.0):
        answered = world.draws.uniform("accord", "linked issue") < per_tick(
            accord.linked_reply, world.dt
        )
        talks.linked_open &= ~answered
    if not accord.always("structural_tension", 0.0):
        world.tension = np.maximum(world.tension, accord.structural_tension)
    if not talks.accord.any():
        return [np.zeros(world.lanes) for _ in leaders]
    talks.age += np.where(talks.accord, world.dt, 0.0)
    slack = accord.shirking * (1.0 - accord.verification) * world.dt
    for side, leader in enumerate(leaders):
        walked = 2.0 * slack * world.draws.uniform(leader.name, "accord", "slow-walk")
        worn = positive(talks.compliance[side] - walked)
        talks.compliance[side] = np.where(talks.accord, worn, talks.compliance[side])
    return _spoil(world, leaders)


def _spoil(world: World, leaders: Leaders) -> list[Floats]:
    accord, talks = world.levers.accord, world.talks
    acts = [np.zeros(world.lanes) for _ in leaders]
    if accord.always("spoiler_rate", 0.0):
        return acts
    chance = per_tick(accord.spoiler_rate, world.dt)
    for side, leader in enumerate(leaders):
        acting = talks.accord & (world.draws.uniform(leader.name, "accord", "spoiler") < chance)
        if acting.any():
            acts[side] = np.where(acting, accord.spoiler_tension, 0.0)
            talks.spoiled[side] |= acting
            world.event("spoiler", f"An act of spoilers in {SIDE_TITLES[side]}.", side)
    world.tension = world.tension + (acts[0] + acts[1])
    return acts


def breakdown(world: World, leaders: Leaders, before: Bools) -> Bools:
    """Accords that stood at the start of the day may fall or lapse; (lanes,) where they do."""
    accord, talks = world.levers.accord, world.talks
    hazard = accord.relapse * np.exp(-accord.depth_effect * talks.depth)
    strain = positive(world.tension - accord.tension_floor) * (1.0 - 0.5 * talks.depth)
    missing = 1.0 - np.minimum(talks.compliance[0], talks.compliance[1])
    chance = hazard + accord.tension_relapse * strain + accord.compliance_weight * missing
    chance = per_tick(at_most(chance, 1.0), world.dt)
    falls = before & talks.accord & (world.draws.uniform("accord", "relapse") < chance)
    falls |= before & talks.accord & _lapses(world)
    lanes = lanes_where(falls)
    if len(lanes):
        _blame(world, leaders, lanes)
        talks.accord[lanes] = False
        for compliance, spoiled in zip(talks.compliance, talks.spoiled, strict=True):
            compliance[lanes], spoiled[lanes] = 1.0, False
        world.tension[lanes] += accord.relapse_tension[lanes]
        world.interventions.happened("relapse", world.day, falls)
        world.event("relapse", "The accord breaks down.")
    return falls


def _lapses(world: World) -> Bools:
    """At its term a suspension is renewed with s(renewal + goodwill - tension), or lapses."""
    accord, talks = world.levers.accord, world.talks
    due = talks.accord & (talks.age >= accord.expiry_days)
    if not due.any():
        return np.zeros(world.lanes, dtype=bool)
    renewed = sigmoid(accord.renewal + world.goodwill - world.tension)
    stays = world.draws.uniform("accord", "renewal") < renewed
    talks.age = np.where(due, 0.0, talks.age)
    world.event("expiry", "The term of the suspension has come.")
    lapses: Bools = due & ~stays
    return lapses


def _blame(world: World, leaders: Leaders, lanes: Ints) -> None:
    """Who broke it: spoilers' side, else the one that complied less; whom the world believes.

    Told once for each of the (m,) lanes, of its first breach.
    """
    talks, us, china = world.talks, leaders[0].levers, leaders[1].levers
    lanes = lanes[(talks.breach[lanes] == 0.0) & (talks.breach_belief[lanes] < 0.0)]
    lag = talks.compliance[1][lanes] - talks.compliance[0][lanes]
    spoilt = talks.spoiled[0][lanes].astype(np.float64) - talks.spoiled[1][lanes]
    truth = np.sign(np.where(spoilt != 0.0, spoilt, lag))
    seen = world.levers.attribution.evidence[lanes] * 0.5 * truth
    contest = world.levers.accord.blame_contest[lanes]
    told = (-us.trust_world[lanes] * contest, china.trust_world[lanes] * contest)
    talks.breach[lanes] = truth
    talks.breach_belief[lanes] = sigmoid((told[0] + told[1]) + seen)


def concessions(world: World) -> tuple[Floats, Floats]:
    """(lanes,) share of its part that each side gives at an accord: all of it for the one who
    asked and in a paired exchange, `pairing` of it for the other otherwise (M18).
    """
    pairing, by = world.levers.accord.pairing, world.talks.agreed_by
    found: list[Any] = []
    for side in (0, 1):
        found.append(np.where(by == 1 - side, pairing, 1.0))
    return found[0], found[1]
