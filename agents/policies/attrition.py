"""Equilibrium concession in four classic games of waiting, for oracles O6 to O9.

`complete`: war of attrition with known costs; i quits with c_j / (v_j + c_j) a day (Hendricks,
Weiss and Wilson 1988). `private`: values U(0, 1), unit cost; quits at T(v) = -v - ln(1 - v)
(Maynard Smith 1974; Bulow and Klemperer 1999). `reputation`: with probability z_i never calls;
survival (1 - P0) exp(-lambda t) until T0 (Abreu and Gul 2000, doi:10.1111/1468-0262.00094).
`audience`: linear audience costs; survival v / (v + a_j t) until t* (our reduction of Fearon
1994, doi:10.2307/2944796). Each is a survival function; a day's chance of quitting is one minus
the ratio of its values. To quit is to ask; whatever is asked is accepted.
"""

import numpy as np

from agents.policies.decision import Decision
from model.arrays import Bools, Codes, Floats
from model.lanes import LaneView
from model.parameters.policy import Attrition

DRAW = ("contact", "attrition")
Levers = LaneView[Attrition]


def attrition(decision: Decision[Attrition]) -> Codes:
    """Return the option of each lane on this tick, (count,): the policy's request where the
    equilibrium quits, else "nothing"; any request is accepted.
    """
    menu, settings = decision.menu, decision.settings
    if menu.slot == "reply":
        return decision.accept()
    if menu.slot != "contact" or settings.request not in menu.names:
        return decision.nothing()
    quits = decision.draws.uniform(decision.leader, *DRAW) < compute_quit_probability(decision)
    if decision.clock.now <= decision.clock.dt:
        quits &= ~_has_rival_conceded_at_zero(decision)
    return np.where(quits, menu.names.index(settings.request), menu.nothing).astype(np.int8)


def compute_quit_probability(decision: Decision[Attrition]) -> Floats:
    """Return the probability of quitting on this tick, given that one has not yet; (count,).

    Against a leader of another policy it plays as if that leader were of its own kind.
    """
    settings, rival = decision.settings, decision.rival.settings
    other: Levers = rival if rival.name == "attrition" else settings
    now, before = decision.clock.now, decision.clock.now - decision.clock.dt
    if settings.game == "private":
        return _compute_private_quit(decision, now, before)
    survives = {
        "complete": _compute_complete_survival,
        "reputation": _compute_reputation_survival,
        "audience": _compute_audience_cost_survival,
    }
    survival = survives[settings.game]
    start = np.ones(decision.count) if before <= 0.0 else survival(settings, other, before)
    left: Floats = survival(settings, other, now) / np.maximum(start, 1e-300)
    return 1.0 - np.minimum(left, 1.0)


def _has_rival_conceded_at_zero(decision: Decision[Attrition]) -> Bools:
    """Return where the other concedes at time 0, before the first day has begun; (count,)."""
    settings, rival = decision.settings, decision.rival
    at_zero = {
        "reputation": _compute_reputation_survival,
        "audience": _compute_audience_cost_survival,
    }.get(settings.game)
    if rival.settings.name != "attrition" or at_zero is None:
        return np.zeros(decision.count, dtype=bool)
    draw = decision.draws.uniform(rival.name, *DRAW)
    first: Bools = draw < 1.0 - at_zero(rival.settings, settings, 0.0)
    return first


def _compute_complete_survival(_own: Levers, other: Levers, t: float) -> Floats:
    """Return the chance of not having quit by day t with known costs, against `other`; (lanes,)."""
    stays = 1.0 - other.cost / (other.value + other.cost)
    return np.exp(t * np.log(stays))


def _compute_reputation_survival(levers: Levers, other: Levers, t: float) -> Floats:
    """Return the chance of not having quit by day t, with stubborn types, against `other`;
    (lanes,).
    """
    end = np.minimum(-np.log(levers.stubborn) / levers.rate, -np.log(other.stubborn) / other.rate)
    at_zero = 1.0 - levers.stubborn * np.exp(levers.rate * end)
    return (1.0 - at_zero) * np.exp(-levers.rate * np.minimum(t, end))


def _compute_audience_cost_survival(levers: Levers, other: Levers, t: float) -> Floats:
    """Return the chance of not having quit by day t with audience costs, S_i = (1 - P0) / (1 + a_j
    t / v_j), its t in unit_days and cut at t* where S_i = a_i t*; (lanes,).

    a, v: the levers slope and value; P0: the chance of quitting at time 0; j: the other.
    """
    ends = [_solve_waiting_time(mine, their) for mine, their in ((levers, other), (other, levers))]
    end = np.minimum(ends[0], ends[1])
    rival = other.slope / other.value
    floor = levers.slope * end * (1.0 + rival * end)
    time = np.minimum(t / levers.unit_days, end)
    return np.minimum(floor, 1.0) / (1.0 + rival * time)


def _solve_waiting_time(levers: Levers, other: Levers) -> Floats:
    """Return the time t, in unit_days, with 1 / (1 + a_j t / v_j) = a_i t, after which none of i's
    types, U(-1, 0), still waits; (lanes,). levers: those of i, other: those of j; a, v: their slope
    and value.
    """
    a, b = levers.slope, other.slope / other.value
    return (-1.0 + np.sqrt(1.0 + 4.0 * b / a)) / (2.0 * b)


def _compute_private_quit(decision: Decision[Attrition], now: float, before: float) -> Floats:
    """Return 1 where the waiting time that the run's drawn value allows ends on this tick, else 0;
    (count,). before, now: beginning and end of the tick, in days.
    """
    value = decision.lasting.uniform(decision.leader, "attrition", "value")
    waits = decision.settings.unit_days * (-value - np.log1p(-value))
    return np.where((waits > before) & (waits <= now), 1.0, 0.0)
