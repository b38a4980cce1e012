"""Envoys bring about meetings, by open proposal or deniable feeler, and prepare the contact (M07).

E16: the two sides' envoys meet with probability e + sidelines + agreed. Each envoy carries a share
of that hazard, so that the chance that nobody proposes is exactly one minus it.
"""

from collections.abc import Sequence
from typing import Any

import mesa
import numpy as np

from model.arrays import Floats
from model.draws import hash_names
from model.menu import look_up, narrow_table
from model.parameters.cast import Member
from model.roles import Proposals
from model.state import State

DRAWN = ("proposal", "feeler")


class Envoy(mesa.Agent):
    """One envoy of a side."""

    def __init__(self, model: mesa.Model, shared: State, name: str, member: Member) -> None:
        super().__init__(model)
        self.name, self.role = name, member.role
        self.side = shared.dyad.find_side(member.side)
        self.levers = shared.levers.cast[name]


class EnvoyTeam:
    """The envoys of one side; each decides for itself by one rule, computed for all together."""

    def __init__(self, shared: State, envoys: Sequence[Any]) -> None:
        self.shared, self.envoys = shared, envoys
        nobody = np.empty((0, shared.lanes))
        activity = [envoy.levers.activity for envoy in envoys]
        whole = np.maximum(sum(activity), 1e-12)
        shares = [activity_of_one / whole for activity_of_one in activity]
        self.share = narrow_table(np.stack(shares)) if envoys else nobody
        self.skill = narrow_table(np.stack([e.levers.skill for e in envoys])) if envoys else nobody
        self.draws = {what: hash_names([(e.name, "envoy", what) for e in envoys]) for what in DRAWN}

    def propose(self, unmet: Floats, team_share: Floats) -> Proposals:
        """Return which of this side's envoys propose a meeting on this tick, in which lanes, and
        how openly.

        Args:
            unmet: (lanes,) ln(1 - probability that envoys meet on this tick), <= 0.
            team_share: (lanes,) the part of that probability due to this side, 0..1.
        """
        shared = self.shared
        stays = np.exp(unmet * (team_share * self.share))
        proposes = shared.draws.uniforms(self.draws["proposal"]) >= stays
        who, lanes = np.divmod(np.flatnonzero(proposes), shared.lanes)
        draw = shared.draws.select_lanes(lanes).uniform_each(self.draws["feeler"][who, 0])
        quiet = draw < shared.levers.envoys.feeler[lanes]
        return Proposals(who, lanes, quiet, look_up(self.skill, who, lanes))
