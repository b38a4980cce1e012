"""An envoy: brings meetings about, by open proposal or deniable feeler, and prepares the contact
(M07).

E16: the two sides' envoys meet with probability e + sidelines + agreed. Each envoy carries a share
of that hazard, such that the chance that nobody proposes is exactly one minus it.
"""

from typing import Any

import mesa
import numpy as np

from model.arrays import Bools, Floats, Ints, lanes_where
from model.parameters.cast import Member
from model.state import World


class Envoy(mesa.Agent):
    """One envoy of a side."""

    def __init__(self, model: mesa.Model, world: World, name: str, member: Member) -> None:
        super().__init__(model)
        self.world, self.name = world, name
        self.side = 0 if member.side == "us" else 1
        self.levers: Any = world.levers.cast[name]
        self.share = np.ones(world.lanes)

    def propose(self, unmet: Floats, team_share: Floats) -> tuple[Ints, Bools]:
        """(m,) lanes in which it proposes a meeting today, and whether by a deniable feeler.

        Args:
            unmet: (lanes,) ln(1 - chance that envoys meet today), <= 0.
            team_share: (lanes,) the part of the work that falls on its side, 0..1.
        """
        stays = np.exp(unmet * (team_share * self.share))
        draws = self.world.draws
        lanes = lanes_where(draws.uniform(self.name, "envoy", "proposal") >= stays)
        quiet = draws.at(lanes).uniform(self.name, "envoy", "feeler")
        return lanes, quiet < self.world.levers.envoys.feeler[lanes]
