"""The cast, assembled from YAML: one Mesa agent an entry, found by role."""

import mesa
import numpy as np

from agents.constituency import Constituency
from agents.envoy import Envoy, Team
from agents.leader import Leader
from agents.press import Voice
from agents.third_party import ThirdParty
from model.arrays import Floats
from model.parameters.cast import Member
from model.standoff import Cast
from model.state import World

EXPOSURES = ("exposure_other", "exposure_self", "exposure_control")


def assemble(model: mesa.Model, world: World) -> Cast:
    """All agents of a configuration, in the order of its cast; us before china among leaders."""
    members = world.config.cast
    leaders = {
        member.side: Leader(model, world, name, member)
        for name, member in members.items()
        if member.role == "leader"
    }
    return Cast(
        leaders=(leaders["us"], leaders["china"]),
        envoys=_teams(model, world),
        groups=list(_groups(model, world)),
        third_parties=[ThirdParty(model, world, n, m) for n, m in _of(world, "third_party")],
        voices=[Voice(model, world, n, m) for n, m in _of(world, "press", "audience")],
    )


def _of(world: World, *roles: str) -> list[tuple[str, Member]]:
    return [(name, member) for name, member in world.config.cast.items() if member.role in roles]


def _teams(model: mesa.Model, world: World) -> tuple[Team, Team]:
    envoys = [Envoy(model, world, name, member) for name, member in _of(world, "envoy")]
    us, china = ([envoy for envoy in envoys if envoy.side == side] for side in (0, 1))
    return Team(world, us), Team(world, china)


def _groups(model: mesa.Model, world: World) -> list[Constituency]:
    listed = _of(world, "constituency")
    scales = {side: _scale(world, side) for side in ("us", "china")}
    return [Constituency(model, world, n, m, scales[str(m.side)]) for n, m in listed]


def _scale(world: World, side: str) -> tuple[Floats, ...]:
    """(lanes,) weighted means of the groups' relative exposures, which the side's levers stand
    for.
    """
    mine = [world.levers.cast[n] for n, m in _of(world, "constituency") if m.side == side]
    nothing = np.zeros(world.lanes)
    total = sum((group.weight for group in mine), nothing)
    found = []
    for exposure in EXPOSURES:
        weighted = sum((group.weight * getattr(group, exposure) for group in mine), nothing)
        found.append(np.maximum(weighted, 1e-12) / np.maximum(total, 1e-12))
    return tuple(found)
