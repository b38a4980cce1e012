"""Which options are open to a leader today: what stands forbids what, and no act without an effect
(M27, M28, M29).

One gate for all policies: an option that is not available is never sent.
"""

from __future__ import annotations

import numpy as np

from agents.features import FeatureCache
from model.arrays import Bools, Codes, Floats
from model.menu import Menu
from model.phases.meetings import compute_meeting_day
from model.plans import CALL, NEVER, list_venues

NOT_AVAILABLE = -1e6
"""Log-odds of an option that is not available: it is never chosen."""


class Availability:
    """What of a menu is not available, day by day.

    Args:
        features: of the leader's state.
        menu: its menu of a slot.
    """

    def __init__(self, features: FeatureCache, menu: Menu) -> None:
        state = features.state
        self._state, self._features, self._menu = state, features, menu
        covered = state.shared.config.accord.covers
        kinds = menu.kinds
        self._covered = [k for k, kind in enumerate(kinds) if kind.breaks in covered]
        self._denounces = menu.find_options_by_form("denounce")
        self._raises = [k for k, kind in enumerate(kinds) if not kind.effects.always("reaction", 0)]
        self._cuts = [k for k, kind in enumerate(kinds) if not kind.effects.always("cut", 0)]
        self.venues = list_venues(menu)
        self.dated = [k for k, venue in enumerate(self.venues) if venue != CALL]
        """Options that ask for a contact on a day to be planned (M28)."""
        material = {*self._covered, *self._denounces, *self._raises, *self._cuts}
        self.options = sorted({*material, *self.dated})
        """Options that may be unavailable on some day."""

    def find_barred_lanes(self, option: int) -> Bools:
        """(lanes,) where an option of `options` is not available today.

        What an accord covers, while it stands; denouncing, without one; a rise for which the
        reaction rule asks less than `economy.least_rise`; a cut of a tariff that is at its base; a
        meeting that has no day, or that is one too many.
        """
        state, shared = self._state, self._state.shared
        barred = np.zeros(shared.lanes, dtype=bool)
        if option in self._covered:
            barred |= shared.talks.accord
        if option in self._denounces:
            barred |= ~shared.talks.accord
        if option in self._raises:
            rises = self._menu.kinds[option].effects.reaction > 0.0
            barred |= rises & (self._features["reaction_gap"] <= shared.levers.economy.least_rise)
        if option in self._cuts:
            cuts = self._menu.kinds[option].effects.cut > 0.0
            barred |= cuts & (shared.trade.tariff[state.side] <= state.levers.tariff_base)
        if option in self.dated:
            planned = shared.talks.plans.exist()
            barred |= planned | (compute_meeting_day(shared, self.venues[option]) == NEVER)
        return barred

    def compute_worth(self, option: int) -> Floats:
        """E28: (lanes,) 0..1, what is left today of the worth of a contact on a later day."""
        shared = self._state.shared
        ahead = compute_meeting_day(shared, self.venues[option]) - shared.day
        left: Floats = np.exp(-ahead / shared.levers.meetings.patience)
        return left

    def weigh(self, option: int) -> Floats:
        """(lanes,) log-odds: 0 where an option is available, NOT_AVAILABLE where it is not."""
        return np.where(self.find_barred_lanes(option), NOT_AVAILABLE, 0.0)

    def replace_barred_choices(self, choice: Codes, nothing: Codes) -> Codes:
        """(lanes,) a policy's choice, with "nothing" for what is not available."""
        for option in self.options:
            chosen = choice == option
            if chosen.any():
                choice = np.where(chosen & self.find_barred_lanes(option), nothing, choice)
        return choice
