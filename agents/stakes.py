"""What is at stake for a leader whatever the day: the products of his levers that enter every
day's choice, worked out once a block.
"""

from functools import cached_property
from typing import Any

from model.arrays import Floats
from model.face import gain_of_being_asked
from model.state import World


class Stakes:
    """Products of a leader's levers; every array is (lanes,) and not to be written to."""

    world: World
    side: int
    levers: Any

    @cached_property
    def coupled(self) -> Floats:
        """(lanes,) phi (1 + kappa) of E10."""
        stake: Floats = self.levers.face_weight * (1.0 + self.levers.coupling)
        return self.world.pool.shared(stake)

    @cached_property
    def staged(self) -> Floats:
        """(lanes,) log-odds: the optics of a meeting, by phi."""
        return self.world.pool.shared(self.levers.optics * self.levers.face_weight)

    @cached_property
    def courtesy(self) -> Floats:
        """(lanes,) log-odds of meeting for its own sake: optics and a personal tie."""
        return self.world.pool.shared(self.staged + self.levers.personal_tie)

    @cached_property
    def face_lost(self) -> Floats:
        """(lanes,) -phi."""
        return self.world.pool.shared(-self.levers.face_weight)

    @cached_property
    def unblamed(self) -> Floats:
        """(lanes,) 0..1: the part of a refusal's shame that is not the refuser's."""
        return self.world.pool.shared(1.0 - self.levers.blame_on_refuser)

    @cached_property
    def asked_gain(self) -> Floats:
        """(lanes,) log-odds per W: what being asked is worth (E10)."""
        gain = gain_of_being_asked(self.levers) * self.levers.face_weight
        return self.world.pool.shared(gain)

    @cached_property
    def safe(self) -> Floats:
        """(lanes,) 0..1: how far the other's conduct and his silence on calls can be relied on."""
        other = self.world.sides[1 - self.side]
        safe: Floats = (1.0 - other.unpredictability) * (1.0 - other.call_leak)
        return self.world.pool.shared(safe)

    @cached_property
    def need_shown(self) -> Floats:
        """(lanes,) what showing need costs, per unit of relief."""
        cost = self.world.levers.contact.need_cost
        return self.world.pool.shared(-cost * self.levers.holding_out)

    @cached_property
    def first_move(self) -> Floats:
        """(lanes,) what the first mover gains by setting the agenda (M15)."""
        own, other = self.levers.discount, self.world.sides[1 - self.side].discount
        share = (1.0 - other) / (1.0 - own * other)
        agenda = 2.0 * self.world.levers.accord.agenda_power * (share - 0.5)
        return self.world.pool.shared(agenda)
