"""A constituency, or a set of alike ones: pain with a lag, outrage at strikes, an opinion (M11,
M12).

Equations E1 and E3 by group; a side's single numbers are the special case of one group. A set of
M members is one agent with (M, lanes) arrays whose exposures spread evenly between 0 and twice the
group's; its mean is what its leader hears.
"""

from typing import Any

import mesa
import numpy as np

from model.arrays import Floats, kept, positive
from model.opinion import listened, total_over_members
from model.parameters.cast import Member
from model.roles import Climate
from model.state import World


class Constituency(mesa.Agent):
    """Pain, chokepoint pain, outrage and opinion; (members, lanes) each.

    Args:
        scale: (lanes,) what the side's exposures are divided by, so that the weighted mean of the
            groups' relative exposures is 1: (to the other's tariff, to the own, to controls).
    """

    def __init__(
        self, model: mesa.Model, world: World, name: str, member: Member, scale: tuple[Floats, ...]
    ) -> None:
        super().__init__(model)
        self.world, self.name, self.tags = world, name, list(member.tags)
        self.side = 0 if member.side == "us" else 1
        self.levers: Any = world.levers.cast[name]
        self.of_side: Any = world.sides[self.side]
        shape = (member.members, world.lanes)
        self.pain, self.shortage = np.zeros(shape), np.zeros(shape)
        self.outrage = np.zeros(shape)
        self.views = np.zeros(shape) + self.levers.anchor
        spread = (2.0 * (np.arange(member.members) + 0.5) / member.members).reshape(-1, 1)
        own, levers = self.of_side, self.levers
        self.to_other = spread * (own.exposure_other * levers.exposure_other / scale[0])
        self.to_own = spread * (own.exposure_self * levers.exposure_self / scale[1])
        self.to_control = spread * (own.exposure_control * levers.exposure_control / scale[2])
        self.speed = world.dt / np.maximum(own.pain_lag * levers.lag, world.dt)
        self.shortage_speed = world.dt / np.maximum(own.control_lag * levers.lag, world.dt)
        self.temper = own.nationalism * levers.nationalism
        opinion = world.levers.opinion
        self.memory = kept(opinion.outrage_memory, world.dt)

    def suffer(self, slights: Floats, climate: Climate) -> None:
        """E1, E3: one tick of tariffs, controls and (lanes,) strikes and slights as heard."""
        exposed = self.to_other
        if not self.of_side.always("diversification", 0.0):
            exposed = exposed * np.exp(-self.of_side.diversification * self.world.day)
        hurt = exposed * climate.other_tariff + self.to_own * climate.own_tariff
        self.pain += (hurt - self.pain) * self.speed
        squeeze = self.to_control * climate.control
        self.shortage += (squeeze - self.shortage) * self.shortage_speed
        self.outrage *= self.memory
        self.outrage += self.temper * slights + climate.begging
        np.clip(self.outrage, 0.0, self.world.levers.opinion.outrage_max, out=self.outrage)

    def soothe(self, relief: Floats, lanes: Any) -> None:
        """A purchase, a licence or an exemption takes (m,) pain from this group in some lanes."""
        self.pain[:, lanes] = positive(self.pain[:, lanes] - relief)

    def listen(self, heard: Floats, line: Floats) -> None:
        """One tick of others' opinions; elites echo their leader's (lanes,) line."""
        opinion, levers = self.world.levers.opinion, self.levers
        own = levers.anchor + opinion.outrage_pull * self.outrage
        own = own - opinion.pain_pull * (self.pain + self.shortage)
        echo = self.of_side.conformity * levers.echo
        own = (1.0 - echo) * np.clip(own, -1.0, 1.0) + echo * line
        following = listened(levers.susceptibility, heard, own)
        self.views += (following - self.views) * self.world.dt

    def carry_over(self, share: Floats) -> None:
        """M19: a second standoff begins with a share of the outrage and without pain."""
        self.pain[:], self.shortage[:] = 0.0, 0.0
        self.outrage *= share

    @property
    def opinion(self) -> Floats:
        """(lanes,) mean opinion of the members: -1 a deal, +1 firmness."""
        mean: Floats = total_over_members(self.views) / self.views.shape[0]
        return mean

    def share(self) -> tuple[Floats, Floats]:
        """(lanes,) mean pain and outrage, tilted by opinion on their way up."""
        weight, members = self.world.levers.opinion.weight, self.views.shape[0]
        hurt = (self.pain + self.shortage) * (1.0 - weight * self.views)
        anger = self.outrage * (1.0 + weight * self.views)
        return total_over_members(hurt) / members, total_over_members(anger) / members
