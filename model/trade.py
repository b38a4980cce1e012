"""Tariffs, export controls, withheld purchases, and the strikes felt from them (E1, E19, M13)."""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, clip, compute_tick_retention, positive_part
from model.lanes import LaneView, Sides
from model.parameters.world import Economy


class Trade:
    """Tariffs and controls of both sides, the first side's first; every array is (lanes,): `strike`
    is what a side does today, `hit` what it still feels of the other's strikes. Tariffs, their
    changes and strikes are shares of the goods' value: 0.1 is 10 %.
    """

    def __init__(self, sides: Sides, economy: LaneView[Economy], lanes: int) -> None:
        self.sides, self.economy = sides, economy
        self.tariff = [s.tariff_start.copy() for s in sides]
        self.peak = [s.tariff_start.copy() for s in sides]
        self.control = [np.zeros(lanes) for _ in sides]
        self.hit = [np.zeros(lanes) for _ in sides]
        self.strike = [np.zeros(lanes) for _ in sides]
        self.withheld = [np.zeros(lanes) for _ in sides]
        """Share of each side's purchases of the other's goods that it withholds, 0..1 (M29)."""
        self.landed = [np.zeros(lanes) for _ in sides]
        """Strikes of the other that each side felt on the day before, as shares of value."""

    def compute_reaction_gap(self, side: int) -> Floats:
        """E19: return the tariff rise that the reaction rule asks of a side; (lanes,) share, >= 0.

        [min(cap, base + r x the other's above its base + s where there is any) - own]+, with the
        levers `tariff_cap`, `tariff_base`, `reaction` (r) and `reaction_base` (s).
        """
        return self._compute_gap(side, self.tariff[1 - side])

    def _compute_gap(self, side: int, other_tariff: Floats) -> Floats:
        """Return the rise, (lanes,) share, that a side's rule asks for against `other_tariff`."""
        own, other = self.sides[side], self.sides[1 - side]
        above = positive_part(other_tariff - other.tariff_base)
        step = np.where(above > 0.0, own.reaction_base, 0.0)
        wanted = own.tariff_base + own.reaction * above + step
        return positive_part(np.minimum(own.tariff_cap, wanted) - self.tariff[side])

    def compute_pressure_measure(self, side: int, lanes: Any = slice(None)) -> Floats:
        """Return a side's tariff above its base, in some lanes; (m,) share of value, >= 0."""
        return positive_part(self.tariff[side][lanes] - self.sides[side].tariff_base[lanes])

    def predict_tariff_response(self, side: int, gap: Floats) -> Floats:
        """E19: return the rise by which the other's rule would answer one of `gap`; (lanes,) share
        of value each.
        """
        return self._compute_gap(1 - side, self.tariff[side] + gap)

    def fade_strikes(self, dt: float) -> None:
        """Let the memory of strikes fade over `dt` days, and controls where a rate is set."""
        memory = compute_tick_retention(self.economy.hit_memory, dt)
        ease = 1.0 - self.economy.control_decay * dt
        for side in (0, 1):
            self.hit[side] *= memory
            self.control[side] *= ease
            self.strike[side] = np.zeros_like(self.strike[side])

    def apply_acts(self, acts: tuple[Any, Any]) -> None:
        """E19: apply both sides' material acts at once; gaps are those of the start of the day.

        Each act has (lanes,) attributes reaction, cut, control, strike (see Effects).
        """
        gaps = [self.compute_reaction_gap(side) for side in (0, 1)]
        for side, act in enumerate(acts):
            rise = 0.0 if self.economy.exogenous else act.reaction * gaps[side]
            self.strike[side] = self.strike[side] + (rise + act.strike)
            tighter = self.control[side] + act.control * self.sides[side].control_speed
            self.control[side] = np.minimum(positive_part(tighter), self.economy.control_max)
            if not self.economy.exogenous:
                self.tariff[side] = (self.tariff[side] + rise) * (1.0 - act.cut)
        self._update_peaks()

    def impose_tariff(self, side: int, tariff: Floats, where: Bools) -> None:
        """Set the tariff that a side levies from today, in the lanes of `where`.

        tariff: ad valorem share; (lanes,). The other side feels a rise as a strike.
        """
        rise = positive_part(tariff - self.tariff[side])
        self.strike[side] = self.strike[side] + np.where(where, rise, 0.0)
        self.tariff[side] = np.where(where, tariff, self.tariff[side])
        self._update_peaks()

    def apply_accord(
        self, kept_shares: tuple[Floats, Floats], lanes: Ints, issues: dict[str, Bools]
    ) -> None:
        """E20: reduce both sides' measures as an accord requires, in some lanes; purchases resume
        (M30).

        Args:
            kept_shares: by side, (m,) share of its tariff above its base, and of its controls, that
                remains.
            lanes: (m,) the lanes.
            issues: issue -> (m,) where the accord settles it; issues not named are settled nowhere.
        """
        for side, share_kept in enumerate(kept_shares):
            if "tariffs" in issues and not self.economy.exogenous:
                base = self.sides[side].tariff_base[lanes]
                above = positive_part(self.tariff[side][lanes] - base)
                share = np.where(issues["tariffs"], share_kept, 1.0)
                self.tariff[side][lanes] -= (1.0 - share) * above
            if "scarce_goods" in issues:
                self.control[side][lanes] *= np.where(issues["scarce_goods"], share_kept, 1.0)
            if "purchases" in issues:
                self.withheld[side][lanes[issues["purchases"]]] = 0.0

    def withhold(self, side: int, share: Floats) -> None:
        """M29: let a side withhold a (lanes,) share more of its purchases, or resume (below 0)."""
        self.withheld[side] = clip(self.withheld[side] + share, 0.0, 1.0)

    def land_strikes(self) -> Floats:
        """E19: let today's strikes hit the other side; return the (lanes,) tension they add."""
        for side in (0, 1):
            self.hit[1 - side] += self.strike[side]
            self.landed[1 - side] = self.strike[side]
        return self.economy.strike_tension * (self.strike[0] + self.strike[1])

    def _update_peaks(self) -> None:
        """Raise each side's highest tariff so far to its tariff now, where that is higher."""
        for side in (0, 1):
            self.peak[side] = np.maximum(self.peak[side], self.tariff[side])

    def compute_fall_from_peak(self, side: int) -> Floats:
        """Return the share by which a side's tariff has fallen from its peak; (lanes,) 0..1."""
        return 1.0 - self.tariff[side] / np.maximum(self.peak[side], 1e-9)
