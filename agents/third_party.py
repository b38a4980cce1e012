"""Third parties: hosts who may broker by invitation, firms that seek a contact (M07, M14).

Advisers, mediators and trading partners are in the cast and on the network; what they do is in
model/phases/third_parties.py.
"""

import mesa
import numpy as np

from model.arrays import Bools, compute_tick_probability
from model.parameters.cast import Member
from model.state import State

YEAR = 365.0


class ThirdParty(mesa.Agent):
    """A government or a firm that is neither side."""

    def __init__(self, model: mesa.Model, shared: State, name: str, member: Member) -> None:
        super().__init__(model)
        self.shared, self.name, self.role = shared, name, member.role
        self.functions = list(member.functions)
        self.levers = shared.levers.cast[name]
        self.rate = compute_tick_probability(
            np.minimum(self.levers.activity / YEAR, 1.0), shared.dt
        )

    def should_act(self, purpose: str) -> Bools:
        """Return whether it takes an initiative on this tick, drawn lane by lane; (lanes,).

        Its rate is `activity`, in initiatives a year; `purpose` names the draw, so that each kind
        of initiative has a draw of its own.
        """
        return self.shared.draws.uniform(self.name, purpose) < self.rate
