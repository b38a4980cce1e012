"""Which options are open to a leader today: not what an accord forbids, and no act without an
effect (M27, M28, M29).

It applies to all policies: an option that is not available is never sent.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from agents.features import FeatureCache
from model.arrays import Bools, Codes, Floats
from model.issues import is_covered_by_accord
from model.menu import Menu
from model.phases.meetings import compute_meeting_day
from model.plans import CALL, NEVER, list_venues

NOT_AVAILABLE = -1e6
"""Log-odds of an option that is not available: it is never chosen."""


def _find_options_with_effect(menu: Menu, effect: str) -> list[int]:
    """Return the indices of a menu's options that have an effect in some lane."""
    return [k for k, kind in enumerate(menu.kinds) if not kind.effects.always(effect, 0.0)]


def _find_covered_options(menu: Menu, covered: Collection[str]) -> dict[int, str]:
    """Return option -> the issue on which it acts against the other, for issues among `covered`."""
    kinds = enumerate(menu.kinds)
    return {k: kind.breaks for k, kind in kinds if kind.breaks and kind.breaks in covered}


class Availability:
    """Which options of one menu are not available today, by lane.

    Args:
        features: those of the leader.
        menu: its menu of a slot.
    """

    def __init__(self, features: FeatureCache, menu: Menu) -> None:
        state = features.state
        self._state, self._features, self._menu = state, features, menu
        self._barred: dict[int, Bools] = {}
        self._covered = _find_covered_options(menu, state.shared.config.accord.covers)
        self._denounces = menu.find_options_by_form("denounce")
        self._raises, self._cuts = (
            _find_options_with_effect(menu, "reaction"),
            _find_options_with_effect(menu, "cut"),
        )
        self._trades = self._find_purchase_options()
        self._threatens = (
            _find_options_with_effect(menu, "threat") if state.shared.threats.dated else []
        )
        self.venues = list_venues(menu)
        self.dated = [k for k, venue in enumerate(self.venues) if venue != CALL]
        """Options that ask for a meeting or visit, held on a planned day (M28)."""
        rules = (self._covered, self._denounces, self._raises, self._cuts, self._trades, self.dated)
        self.options = sorted({*self._threatens, *(k for rule in rules for k in rule)})
        """Options that may be unavailable on some day."""
        if menu.slot != "material":
            self.options = self._threatens if menu.slot == "message" else self.dated

    def _find_purchase_options(self) -> list[int]:
        """Return the options that withhold or resume purchases or, if the side buys, that buy."""
        buys = not self._state.levers.always("purchases", 0.0)
        buying = [
            k for k, kind in enumerate(self._menu.kinds) if buys and kind.eases == "purchases"
        ]
        return sorted({*_find_options_with_effect(self._menu, "withhold"), *buying})

    def find_barred_lanes(self, option: int) -> Bools:
        """Return in which lanes an option is not available today; (lanes,).

        Barred are: what an accord in force covers; denouncing without one; a rise, or a threat of
        one by a date, where the reaction rule asks for no more than `economy.least_rise` or an own
        threat is pending; a cut of a tariff at its base; purchases with nothing to act on; a
        meeting that has no day, or while another is planned. A threat without a date never is.
        """
        state, shared = self._state, self._state.shared
        barred = np.zeros(shared.lanes, dtype=bool)
        effects = self._menu.kinds[option].effects
        if option in self._covered:
            barred |= is_covered_by_accord(shared, self._covered[option])
        if option in self._denounces:
            barred |= ~shared.talks.accord
        if option in self._raises:
            barred |= (effects.reaction > 0.0) & self._find_lanes_without_tariff_rise()
        if option in self._threatens:
            dated = (effects.threat > 0.0) & (shared.levers.threat.due > 0.0)
            barred &= dated
            barred |= dated & self._find_lanes_without_tariff_rise()
        if option in self._cuts:
            barred |= (effects.cut > 0.0) & (
                shared.trade.tariff[state.side] <= state.levers.tariff_base
            )
        if option in self._trades:
            barred |= self._find_lanes_with_futile_purchase(effects.withhold)
        if option in self.dated:
            planned = shared.talks.plans.is_planned()
            barred |= planned | (compute_meeting_day(shared, self.venues[option]) == NEVER)
        return barred

    def compute_discounted_worth(self, option: int) -> Floats:
        """E26: return the share of an option's worth that its later day leaves; (lanes,) 0..1."""
        shared = self._state.shared
        ahead = compute_meeting_day(shared, self.venues[option]) - shared.day
        left: Floats = np.exp(-ahead / shared.levers.meetings.patience)
        return left

    def _find_lanes_without_tariff_rise(self) -> Bools:
        """Return where the reaction rule asks for no rise above `economy.least_rise`, or an own
        threat is pending; bool, (lanes,).
        """
        shared = self._state.shared
        nothing: Bools = self._features["reaction_gap"] <= shared.levers.economy.least_rise
        if shared.threats.dated:
            nothing = nothing | shared.threats.is_pending(self._state.side)
        return nothing

    def _find_lanes_with_futile_purchase(self, withholds: Floats) -> Bools:
        """Return where an option with this effect on purchases would change nothing; (lanes,): it
        withholds where all or nothing is left, resumes what runs, or buys while withholding.
        """
        held, buys = self._state.shared.trade.withheld[self._state.side], self._state.levers
        buying = held <= 0.0
        wrong = np.where(withholds > 0.0, held >= 1.0, np.where(withholds < 0.0, buying, ~buying))
        return np.where(buys.purchases > 0.0, wrong, withholds != 0.0)

    def compute_log_odds(self, option: int) -> Floats:
        """Return 0 where an option is available, NOT_AVAILABLE where it is not; (lanes,). The lanes
        are kept until the choice has been made.
        """
        self._barred[option] = barred = self.find_barred_lanes(option)
        return np.where(barred, NOT_AVAILABLE, 0.0)

    def is_barred_everywhere(self, option: int) -> bool:
        """Say whether an option is available in no lane, after `compute_log_odds`."""
        return bool(self._barred[option].all())

    def replace_barred_choices(self, choice: Codes, nothing: Codes) -> Codes:
        """Return a choice, (lanes,), with "nothing" in place of options that are not available."""
        codes = choice.astype(np.int8, copy=False).tobytes()  # searched faster than compared
        for option in self.options:
            if option in codes:
                barred = self._barred.get(option)
                barred = self.find_barred_lanes(option) if barred is None else barred
                choice = np.where((choice == option) & barred, nothing, choice)
        self._barred.clear()
        return choice
