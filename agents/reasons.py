"""What gives a leader a reason to ask, and what stands in its way: the agenda, occasions, doors
(M23, M25, M33).
"""

from typing import Any

import numpy as np

from agents.leader_constants import LeaderConstants
from model.arrays import (
    Floats,
    Ints,
    compute_tick_probability,
    compute_tick_retention,
    find_lanes,
    minimum,
    positive_part,
)


class Reasons:
    """A leader's door, agenda and occasions; every array is (lanes,).

    Args:
        constants: what is fixed about the leader.
    """

    def __init__(self, constants: LeaderConstants) -> None:
        self.constants, self.shared = constants, constants.shared
        lanes = self.shared.lanes
        self.door = constants.levers.door.copy()
        """How far it has cut contact, 0..1 (M23)."""
        self.agenda, self.days_of_ritual = np.zeros(lanes), np.zeros(lanes)
        self.ritual_size = np.zeros(lanes)

    @property
    def rival_door(self) -> Floats:
        """(lanes,) 0..1, how far the other has cut contact: an act it has announced."""
        door: Floats = self.constants.rival_state.reasons.door
        return door

    def advance(self) -> None:
        """M23, M25: one tick of doors that fade, the agenda, and rituals of its own."""
        shared, levers = self.shared, self.shared.levers
        dt, side = shared.dt, self.constants.side
        if self.door.any():
            self.door *= np.exp(-dt / levers.door.fading)
        if not levers.agenda.always("strike", 0.0):
            struck = shared.trade.strike[1 - side] / np.maximum(levers.agenda.strike, 1e-9)
            left = compute_tick_retention(levers.agenda.memory, dt)
            self.agenda = minimum(self.agenda * left + struck, 1.0)
        self.days_of_ritual = positive_part(self.days_of_ritual - dt)
        if not levers.agenda.always("ritual_rate", 0.0):
            chance = compute_tick_probability(levers.agenda.ritual_rate, dt)
            comes = shared.draws.uniform(self.constants.name, "calendar", "ritual") < chance
            self.begin_occasion(find_lanes(comes), levers.agenda.ritual_size)

    def begin_occasion(self, lanes: Ints, size: Floats) -> None:
        """M25: an occasion of its own begins in some lanes; `size` (lanes,) 0..1."""
        running = np.where(self.days_of_ritual[lanes] > 0.0, self.ritual_size[lanes], 0.0)
        self.ritual_size[lanes] = np.maximum(running, size[lanes])
        self.days_of_ritual[lanes] = self.shared.levers.agenda.days[lanes]

    def compute_occasion(self, lanes: Any = slice(None)) -> Floats:
        """(m,) 0..1, the occasion it has for a contact today (M25), in some lanes."""
        shared = self.shared
        dated = shared.timetable.compute_occasion(shared.day, shared.levers.agenda.days)[lanes]
        own = np.where(self.days_of_ritual[lanes] > 0.0, self.ritual_size[lanes], 0.0)
        best: Floats = np.maximum(dated, own)
        return best

    def open_door(self, share: Floats, lanes: Any = slice(None)) -> None:
        """A share ((m,) 0..1) of its shut door opens, in some lanes."""
        self.door[lanes] *= 1.0 - share

    def shut_door(self, amount: Floats, lanes: Any = slice(None)) -> None:
        """It cuts contact by an amount ((m,) 0..1) more, or less, in some lanes."""
        self.door[lanes] = np.clip(self.door[lanes] + amount, 0.0, 1.0)

    def replace_leader(self, share: Floats) -> None:
        """M33: (lanes,) share 0..1 of a change of leader: its door opens in part, and the new one
        is congratulated.
        """
        levers = self.shared.levers.door
        self.open_door(share * levers.new_leader)
        self.begin_occasion(find_lanes(share > 0.0), share * levers.congratulation)
