"""Makes the agents of a configuration: one Mesa agent per entry of `cast`, of the class of its
role.
"""

from collections.abc import Callable
from typing import Any

import mesa
import numpy as np

from agents.constituency import Constituency
from agents.envoy import Envoy, EnvoyTeam
from agents.leader import Leader
from agents.media import OpinionHolder
from agents.own_roles import find_role
from agents.role_watch import WatchedRole
from agents.third_party import ThirdParty
from model.arrays import Floats
from model.parameters.cast import Member
from model.standoff import Cast, Standoff
from model.state import State

CLASSES: dict[str, Callable[[mesa.Model, State, str, Member], mesa.Agent]] = {
    "leader": Leader,
    "envoy": Envoy,
    "third_party": ThirdParty,
    "press": OpinionHolder,
    "audience": OpinionHolder,
}
EXPOSURES = ("exposure_other", "exposure_self", "exposure_control", "exposure_purchases")


def create_cast(model: Standoff, shared: State) -> Cast:
    """Create all agents of a model in its state, `shared`, and return them by role, each in the
    order of the configuration's `cast`; leaders in the order of the sides.
    """
    others: dict[str, list[WatchedRole]] = {}
    scales = {side: _compute_mean_exposures(shared, side) for side in shared.dyad.keys}
    for name, member in shared.config.cast.items():
        if member.role == "constituency":
            Constituency(model, shared, name, member, scales[str(member.side)])
        elif member.role in CLASSES:
            CLASSES[member.role](model, shared, name, member)
        else:
            own = find_role(member.role)
            agent = own.kind(model, shared, name, member)
            others.setdefault(own.phase, []).append(WatchedRole(model, agent))

    leaders: list[Any] = sorted(model.agents_of("leader"), key=lambda leader: leader.side)
    for leader, other in (leaders, leaders[::-1]):
        leader.constants.rival_state = other.state
    envoys: list[Any] = list(model.agents_of("envoy"))
    teams = [[envoy for envoy in envoys if envoy.side == side] for side in (0, 1)]
    return Cast(
        leaders=(leaders[0], leaders[1]),
        envoys=(EnvoyTeam(shared, teams[0]), EnvoyTeam(shared, teams[1])),
        groups=list(model.agents_of("constituency")),
        third_parties=list(model.agents_of("third_party")),
        voices=list(model.agents_of("press", "audience")),
        others=others,
    )


def _compute_mean_exposures(shared: State, side: str) -> tuple[Floats, ...]:
    """Return the weighted means of a side's groups' relative exposures, one array for each of
    EXPOSURES; (lanes,).
    """
    cast = shared.config.cast.items()
    groups = [name for name, m in cast if m.role == "constituency" and m.side == side]
    mine = [shared.levers.cast[name] for name in groups]
    nothing = np.zeros(shared.lanes)
    total = sum((group.weight for group in mine), nothing)
    means = []
    for exposure in EXPOSURES:
        weighted = sum((group.weight * getattr(group, exposure) for group in mine), nothing)
        means.append(np.maximum(weighted, 1e-12) / np.maximum(total, 1e-12))
    return tuple(means)
