"""Press outlets and audiences: stubborn voices on the network, through which broadcasts travel
(M03, M12).
"""

import mesa
import numpy as np

from model.arrays import Floats
from model.opinion import mix_opinions
from model.parameters.cast import Member
from model.state import State


class OpinionHolder(mesa.Agent):
    """A press outlet, spokesman, platform, satirist or audience: one opinion, (lanes,) in -1..1."""

    def __init__(self, model: mesa.Model, shared: State, name: str, member: Member) -> None:
        super().__init__(model)
        self.shared, self.name, self.role = shared, name, member.role
        self.tags = list(member.tags)
        self.levers = shared.levers.cast[name]
        self.opinion = np.zeros(shared.lanes) + self.levers.anchor
        self.stubborn: bool = self.levers.always("susceptibility", 0.0)

    def listen(self, others: Floats) -> None:
        """Move its opinion by one tick, towards (lanes,) opinions heard from others."""
        settled = mix_opinions(self.levers.susceptibility, others, self.levers.anchor)
        self.opinion = self.opinion + (settled - self.opinion) * self.shared.dt
