"""Press and audiences: stubborn voices on the network; their reach carries what is broadcast (M03,
M12).
"""

from typing import Any

import mesa
import numpy as np

from model.arrays import Floats
from model.opinion import listened
from model.parameters.cast import Member
from model.state import World


class Voice(mesa.Agent):
    """A press, a spokesman, a platform, satirists, or an audience: one opinion over lanes."""

    def __init__(self, model: mesa.Model, world: World, name: str, member: Member) -> None:
        super().__init__(model)
        self.world, self.name, self.tags = world, name, list(member.tags)
        self.levers: Any = world.levers.cast[name]
        self.opinion = np.zeros(world.lanes) + self.levers.anchor
        self.stubborn: bool = self.levers.always("susceptibility", 0.0)

    def listen(self, heard: Floats) -> None:
        """One tick of others' opinions, (lanes,)."""
        following = listened(self.levers.susceptibility, heard, self.levers.anchor)
        self.opinion = self.opinion + (following - self.opinion) * self.world.dt
