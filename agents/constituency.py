"""A constituency, or a set of similar ones: delayed pain, outrage at strikes, an opinion (M11,
M12).

Equations E1 and E3 by group; a side with one group is the special case. A set of M members is one
agent with (M, lanes) arrays, whose exposures spread evenly between 0 and twice the group's; its
mean is what its leader hears.
"""

from typing import Any

import mesa
import numpy as np

from agents.market import make_market
from model.arrays import Floats, clip, compute_tick_retention, maximum, positive_part
from model.opinion import compute_member_mean, mix_opinions
from model.parameters.cast import Member
from model.roles import Climate
from model.state import State


class Constituency(mesa.Agent):
    """Pain, pain from export controls, outrage and opinion of a group; (members, lanes) each.

    Args:
        scale: (lanes,) divisors that make the weighted mean of the groups' relative exposures 1:
            for the other's tariff, the own one, controls, withheld purchases.
    """

    def __init__(
        self, model: mesa.Model, shared: State, name: str, member: Member, scale: tuple[Floats, ...]
    ) -> None:
        super().__init__(model)
        self.shared, self.name, self.role = shared, name, member.role
        self.tags = list(member.tags)
        self.side = shared.dyad.find_side(member.side)
        self.levers = shared.levers.cast[name]
        self.of_side = shared.sides[self.side]
        shape = (member.members, shared.lanes)
        self.pain, self.shortage = np.zeros(shape), np.zeros(shape)
        self.outrage = np.zeros(shape)
        self.views = np.zeros(shape) + self.levers.anchor
        spread = (2.0 * (np.arange(member.members) + 0.5) / member.members).reshape(-1, 1)
        side, levers = self.of_side, self.levers
        self.to_other = spread * (side.exposure_other * levers.exposure_other / scale[0])
        self.to_own = spread * (side.exposure_self * levers.exposure_self / scale[1])
        self.to_control = spread * (side.exposure_control * levers.exposure_control / scale[2])
        bought = levers.exposure_purchases / scale[3]
        self.to_purchases = spread * (side.exposure_purchases * bought)
        self.speed = shared.dt / np.maximum(side.pain_lag * levers.lag, shared.dt)
        self.shortage_speed = shared.dt / np.maximum(side.control_lag * levers.lag, shared.dt)
        self.temper = side.nationalism * levers.nationalism
        opinion = shared.levers.opinion
        self.memory = compute_tick_retention(opinion.outrage_memory, shared.dt)
        self.echo = side.conformity * levers.echo
        self.own_voice = 1.0 - self.echo
        self.aloof = side.always("conformity", 0.0) or levers.always("echo", 0.0)
        is_market = "market" in member.functions
        self.market = make_market(shared, self.side, self.to_other) if is_market else None

    def update_pain_and_outrage(self, slights: Floats, climate: Climate) -> None:
        """E1, E3: let a tick of tariffs, controls, withheld purchases (M29) and slights pass."""
        exposed = self.to_other
        if not self.of_side.always("diversification", 0.0):
            exposed = exposed * np.exp(-self.of_side.diversification * self.shared.day)
        hurt = exposed * climate.other_tariff
        hurt += self.to_own * climate.own_tariff
        if climate.withheld is not None:
            hurt += self.to_purchases * climate.withheld
        hurt -= self.pain
        hurt *= self.speed
        self.pain += hurt
        squeeze = self.to_control * climate.control
        squeeze -= self.shortage
        squeeze *= self.shortage_speed
        self.shortage += squeeze
        if self.market is not None:
            self.market.advance(exposed)
        anger = self.temper * slights
        anger += climate.begging
        self.outrage *= self.memory
        self.outrage += anger
        maximum(self.outrage, 0.0, out=self.outrage)
        np.minimum(self.outrage, self.shared.levers.opinion.outrage_max, out=self.outrage)

    def relieve_pain(self, relief: Floats, lanes: Any) -> None:
        """Reduce the group's pain by (m,) `relief` in some lanes; never below 0."""
        self.pain[:, lanes] = positive_part(self.pain[:, lanes] - relief)

    def listen(self, others: Floats, line: Floats) -> None:
        """Move each member's opinion by one tick, towards what it hears and its own view.

        Args:
            others: opinions heard, each in -1..1; (members, lanes).
            line: what its leader says in public, which elites repeat; (lanes,).
        """
        opinion, levers = self.shared.levers.opinion, self.levers
        view = opinion.outrage_pull * self.outrage
        view += levers.anchor
        view -= opinion.pain_pull * self._sum_hurts()
        clip(view, -1.0, 1.0, out=view)
        if not self.aloof:
            view *= self.own_voice
            view += self.echo * line
        settled = mix_opinions(levers.susceptibility, others, view)
        settled -= self.views
        settled *= self.shared.dt
        self.views += settled

    def carry_over(self, share: Floats) -> None:
        """M19: begin a second standoff with a share ((lanes,) 0..1) of the outrage and without
        pain.
        """
        self.pain[:], self.shortage[:] = 0.0, 0.0
        self.outrage *= share
        if self.market is not None:
            self.market.begin(self.to_other)

    def _sum_hurts(self) -> Floats:
        """Return the sum of pain from tariffs, pain from controls and market losses; (members,
        lanes).
        """
        hurt = self.pain + self.shortage
        return hurt if self.market is None else hurt + self.market.loss

    def compute_panic(self) -> Floats | None:
        """E24: return the (lanes,) factor on its weight with the leader; None if it is always 1."""
        return None if self.market is None else self.market.compute_panic()

    @property
    def opinion(self) -> Floats:
        """Mean opinion of the members; (lanes,), from -1 (a deal) to 1 (firmness)."""
        return compute_member_mean(self.views)

    def compute_pain_and_outrage(self) -> tuple[Floats, Floats]:
        """Return the members' mean pain and outrage, as their opinions tilt them; (lanes,) each."""
        tilt = self.shared.levers.opinion.weight * self.views
        hurt = self._sum_hurts() * (1.0 - tilt)
        anger = self.outrage * (1.0 + tilt)
        return compute_member_mean(hurt), compute_member_mean(anger)
