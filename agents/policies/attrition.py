"""Equilibrium concession in four classic games of waiting, for oracles O6 to O9.

`complete`: war of attrition with known costs; i quits with c_j / (v_j + c_j) a day (Hendricks,
Weiss and Wilson 1988). `private`: values U(0, 1), unit cost; quits at T(v) = -v - ln(1 - v)
(Maynard Smith 1974; Bulow and Klemperer 1999). `reputation`: with probability z_i never calls;
survival (1 - P0) exp(-lambda t) until T0 (Abreu and Gul 2000, doi:10.1111/1468-0262.00094).
`audience`: linear audience costs; survival v / (v + a_j t) until t* (our reduction of Fearon
1994, doi:10.2307/2944796). Each is a survival function; a day's chance of quitting is one minus
the ratio of its values. To quit is to ask; whatever is asked is accepted.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from model.arrays import Bools, Codes, Floats
from model.draws import Draws

if TYPE_CHECKING:
    from agents.leader import Leader
    from agents.policies.decision import Decision

DRAW = ("contact", "attrition")


def attrition(leader: "Leader", decision: "Decision", draws: Draws) -> Codes:
    """(count,) asks when the equilibrium quits; accepts whatever it is asked."""
    menu, policy = decision.menu, leader.levers.policy
    if menu.slot == "reply":
        return decision.constant(menu.of_form("accept")[0])
    if menu.slot != "contact" or policy.request not in menu.names:
        return decision.constant(max(menu.nothing, 0))
    quits = draws.uniform(leader.name, *DRAW) < chance(leader)
    if leader.world.now <= leader.world.dt:
        quits &= ~_forestalled(leader, draws)
    return np.where(quits, menu.names.index(policy.request), menu.nothing).astype(np.int8)


def chance(leader: "Leader") -> Floats:
    """(lanes,) probability of quitting on this tick, given that one has not.

    Against a leader who plays by another rule, it plays as if against its like.
    """
    world, own = leader.world, leader.levers.policy
    rival = world.sides[1 - leader.side].policy
    other = rival if rival.name == "attrition" else own
    now = world.now
    before = now - world.dt
    if own.game == "private":
        return _value_spent(leader, own, now, before)
    survival = {"complete": _complete, "reputation": _reputation, "audience": _audience}[own.game]
    start = np.ones(world.lanes) if before <= 0.0 else survival(own, other, before)
    left: Floats = survival(own, other, now) / np.maximum(start, 1e-300)
    return 1.0 - np.minimum(left, 1.0)


def _forestalled(leader: "Leader", draws: Draws) -> Bools:
    """(lanes,) where the other concedes at time 0, before the first day has begun."""
    world = leader.world
    own, rival = leader.levers.policy, world.sides[1 - leader.side].policy
    at_zero = {"reputation": _reputation, "audience": _audience}.get(own.game)
    if rival.name != "attrition" or at_zero is None:
        return np.zeros(world.lanes, dtype=bool)
    cast = world.config.cast
    name = next(n for n, m in cast.items() if m.role == "leader" and n != leader.name)
    first: Bools = draws.uniform(name, *DRAW) < 1.0 - at_zero(rival, own, 0.0)
    return first


def _complete(_own: Any, other: Any, t: float) -> Floats:
    stays = 1.0 - other.cost / (other.value + other.cost)
    survival: Floats = np.exp(t * np.log(stays))
    return survival


def _reputation(own: Any, other: Any, t: float) -> Floats:
    end = np.minimum(-np.log(own.stubborn) / own.rate, -np.log(other.stubborn) / other.rate)
    at_zero = 1.0 - own.stubborn * np.exp(own.rate * end)
    survival: Floats = (1.0 - at_zero) * np.exp(-own.rate * np.minimum(t, end))
    return survival


def _audience(own: Any, other: Any, t: float) -> Floats:
    """S_i(t) = (1 - P0) / (1 + a_j t / v_j), t in unit_days, cut at t* where S_i = a_i t*."""
    ends = [_root(mine, their) for mine, their in ((own, other), (other, own))]
    end = np.minimum(ends[0], ends[1])
    rival = other.slope / other.value
    kept = own.slope * end * (1.0 + rival * end)
    time = np.minimum(t / own.unit_days, end)
    survival: Floats = np.minimum(kept, 1.0) / (1.0 + rival * time)
    return survival


def _root(own: Any, other: Any) -> Floats:
    """The t with 1 / (1 + a_j t / v_j) = a_i t: so long do some of i's types, U(-1, 0), wait."""
    a, b = own.slope, other.slope / other.value
    root: Floats = (-1.0 + np.sqrt(1.0 + 4.0 * b / a)) / (2.0 * b)
    return root


def _value_spent(leader: "Leader", own: Any, now: float, before: float) -> Floats:
    value = leader.world.lasting.uniform(leader.name, "attrition", "value")
    waits = own.unit_days * (-value - np.log1p(-value))
    return np.where((waits > before) & (waits <= now), 1.0, 0.0)
