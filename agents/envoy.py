"""An envoy: brings meetings about, by open proposal or deniable feeler, and prepares the contact
(M07).

E16: the two sides' envoys meet with probability e + sidelines + agreed. Each envoy carries a share
of that hazard, such that the chance that nobody proposes is exactly one minus it.
"""

from collections.abc import Sequence
from typing import Any

import mesa
import numpy as np

from model.arrays import Floats
from model.draws import keys
from model.menu import narrowed, told
from model.parameters.cast import Member
from model.roles import Proposals
from model.state import World

DRAWN = ("proposal", "feeler")


class Envoy(mesa.Agent):
    """One envoy of a side."""

    def __init__(self, model: mesa.Model, world: World, name: str, member: Member) -> None:
        super().__init__(model)
        self.name, self.side = name, 0 if member.side == "us" else 1
        self.levers: Any = world.levers.cast[name]


class Team:
    """The envoys of one side, who decide alike and each for himself: worked out together."""

    def __init__(self, world: World, envoys: Sequence[Any]) -> None:
        self.world, self.envoys = world, envoys
        nobody = np.empty((0, world.lanes))
        activity = [envoy.levers.activity for envoy in envoys]
        whole = np.maximum(sum(activity), 1e-12)
        shares = [own / whole for own in activity]
        self.share = narrowed(np.stack(shares)) if envoys else nobody
        self.skill = narrowed(np.stack([e.levers.skill for e in envoys])) if envoys else nobody
        self.draws = {what: keys([(e.name, "envoy", what) for e in envoys]) for what in DRAWN}

    def propose(self, unmet: Floats, team_share: Floats) -> Proposals:
        """Who proposes a meeting today, and where, and whether by a deniable feeler.

        Args:
            unmet: (lanes,) ln(1 - chance that envoys meet today), <= 0.
            team_share: (lanes,) the part of the work that falls on this side, 0..1.
        """
        world = self.world
        stays = np.exp(unmet * (team_share * self.share))
        proposes = world.draws.uniforms(self.draws["proposal"]) >= stays
        who, lanes = np.divmod(np.flatnonzero(proposes), world.lanes)
        draw = world.draws.at(lanes).uniform_each(self.draws["feeler"][who, 0])
        quiet = draw < world.levers.envoys.feeler[lanes]
        return Proposals(who, lanes, quiet, told(self.skill, who, lanes))
