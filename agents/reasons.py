"""What gives a leader a reason to ask, and what keeps it from asking (M23, M25, M29, M33).

The agenda, occasions, the other's threats; and the "door": how far a leader has cut contact.
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
    """A leader's agenda, occasions and door; every array is (lanes,).

    Args:
        constants: what is fixed about the leader.
    """

    def __init__(self, constants: LeaderConstants) -> None:
        self.constants, self.shared = constants, constants.shared
        lanes = self.shared.lanes
        self.door = constants.levers.door.copy()
        """How far it has cut contact, 0..1 (M23)."""
        trade, other = self.shared.trade, 1 - constants.side
        raised = positive_part(trade.tariff[other] - constants.rival_levers.tariff_base)
        self.agenda = minimum(self._compute_agenda_fill_share(raised), 1.0)
        """How full its agenda is, 0..1: at first by what the other's tariff stands above its base,
        since a standoff begins with that strike (M23).
        """
        self.days_of_ritual = np.zeros(lanes)
        self.ritual_size = np.zeros(lanes)
        self._occasion: tuple[int, Floats] | None = None
        """The tick and its best occasion, until the occasions change."""

    @property
    def rival_door(self) -> Floats:
        """How far the other leader has cut contact, which it has announced; (lanes,) 0..1."""
        door: Floats = self.constants.rival_state.reasons.door
        return door

    def advance(self) -> None:
        """M23, M25: let one tick pass: doors reopen over time, own occasions come and end."""
        shared, levers, dt = self.shared, self.shared.levers, self.shared.dt
        if self.door.any():
            self.door *= np.exp(-dt / levers.door.fading)
        self._occasion = None
        self.days_of_ritual = positive_part(self.days_of_ritual - dt)
        if not levers.agenda.always("ritual_rate", 0.0):
            chance = compute_tick_probability(levers.agenda.ritual_rate, dt)
            comes = shared.draws.uniform(self.constants.name, "calendar", "ritual") < chance
            self.begin_occasion(find_lanes(comes), levers.agenda.ritual_size)

    def fill_agenda(self, strike: Floats) -> None:
        """M23: fill the agenda by the other's strikes of a tick ((lanes,) share of value), and let
        it empty over time.
        """
        levers = self.shared.levers.agenda
        if not levers.always("strike", 0.0):
            left = compute_tick_retention(levers.memory, self.shared.dt)
            self.agenda = minimum(self.agenda * left + self._compute_agenda_fill_share(strike), 1.0)

    def _compute_agenda_fill_share(self, strike: Floats) -> Floats:
        """Return the share of an empty agenda that strikes fill; (lanes,), 0 if strikes fill
        none.
        """
        full = self.shared.levers.agenda.strike
        return np.where(full > 0.0, strike / np.maximum(full, 1e-9), 0.0)

    def begin_occasion(self, lanes: Ints, size: Floats) -> None:
        """M25: begin an occasion of its own in some lanes; `size`: (lanes,) 0..1."""
        self._occasion = None
        running = np.where(self.days_of_ritual[lanes] > 0.0, self.ritual_size[lanes], 0.0)
        self.ritual_size[lanes] = np.maximum(running, size[lanes])
        self.days_of_ritual[lanes] = self.shared.levers.agenda.days[lanes]

    def compute_occasion(self, lanes: Any = slice(None)) -> Floats:
        """Return the size of the best occasion it has for a contact today (M25), in some lanes;
        (m,) 0..1.
        """
        shared = self.shared
        tick, best = self._occasion or (-1, self.ritual_size)
        if tick != shared.tick:
            dated = shared.timetable.compute_occasion_size(shared.day, shared.levers.agenda.days)
            own = np.where(self.days_of_ritual > 0.0, self.ritual_size, 0.0)
            best = np.maximum(dated, own)
            self._occasion = (shared.tick, best)
        chosen: Floats = best[lanes]
        return chosen

    def compute_threat(self, lanes: Any = slice(None)) -> Floats:
        """M29: return how near the date of the other's threat is, in some lanes; (m,) 0..1."""
        shared = self.shared
        return shared.threats.compute_nearness(1 - self.constants.side, shared.day, lanes)

    def compute_innocent_reason(self) -> Floats:
        """Return how far a request today has an innocent reason: an occasion (M25), or a planned
        contact that is near (E26); (lanes,) 0..1.
        """
        occasion, plans = self.compute_occasion(), self.shared.talks.plans
        if not plans.some:
            return occasion
        days = self.shared.levers.agenda.days
        return np.maximum(occasion, plans.compute_nearness(self.shared.day, days))

    def compute_reason(self) -> Floats:
        """Return the strength of its reason to act, which overcomes inertia: the greatest of
        agenda, occasion, planned contact and dated threat; (lanes,) 0..1.
        """
        reason: Floats = np.maximum(self.agenda, self.compute_innocent_reason())
        if self.shared.threats.dated:
            reason = np.maximum(reason, self.compute_threat())
        return reason

    def open_door(self, share: Floats, lanes: Any = slice(None)) -> None:
        """Undo a share ((m,) 0..1) of how far it has cut contact, in some lanes."""
        self.door[lanes] *= 1.0 - share

    def shut_door(self, amount: Floats, lanes: Any = slice(None)) -> None:
        """Cut contact by an amount ((m,)) more (below 0: less), in some lanes; within 0..1."""
        self.door[lanes] = np.clip(self.door[lanes] + amount, 0.0, 1.0)

    def replace_leader(self, share: Floats) -> None:
        """M33: change leaders by a share ((lanes,) 0..1): the door opens in part, and
        congratulations give an occasion.
        """
        levers = self.shared.levers.door
        self.open_door(share * levers.new_leader)
        self.begin_occasion(find_lanes(share > 0.0), share * levers.congratulation)
