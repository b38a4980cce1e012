"""Days to contact over the draws of a fit: medians and restricted means, freed of luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from runs.analysis.estimates.draws import (
    FIT,
    HIGH,
    LOW,
    Distribution,
    estimate_distribution,
    estimate_share_distribution,
    tabulate_spread,
)
from runs.analysis.estimates.estimates import LEVEL, N_MOVERS, FloatArray, IntArray
from runs.analysis.estimates.over_draws import iterate_days_by_draw
from runs.analysis.estimates.tallies import Tallies
from runs.analysis.waiting.curves import DayCounts


def find_median_spread(counted: Tallies, stage: str, counts: DayCounts) -> dict[str, FloatArray]:
    """Return LOW and HIGH, the interval over draws of the median day, each (variants,).

    A draw's median is reached on the day by which at least half of its runs are in contact: the
    limits are the first days by which it is reached in 2.5 % and in 97.5 % of the draws. NaN: not
    by the horizon, or too few runs a draw.
    """
    tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    found = [
        [_find_first_day_of_share(days, last, tail) for tail in tails]
        for days, last in zip(
            iterate_days_by_draw(counted, stage), counts.horizon.tolist(), strict=True
        )
    ]
    limits = np.array(found, dtype=float).reshape(-1, 2)
    return {LOW: limits[:, 0], HIGH: limits[:, 1]}


def _find_first_day_of_share(days: IntArray, last: int, share: float) -> float:
    """Return the first day by which such a share of the draws has reached its median; NaN for none.

    days: runs by draw, kind and day.
    """
    reached = np.cumsum(days[:, N_MOVERS:].sum(axis=1), axis=1)
    runs = days.sum(axis=(1, 2))
    low, high = 0, min(last, reached.shape[1] - 1)  # not by the one; by the other, or never
    if not _compute_share_reached(reached[:, high], runs) >= share:
        return np.nan
    while high - low > 1:
        middle = (low + high) // 2
        enough = _compute_share_reached(reached[:, middle], runs) >= share
        low, high = (low, middle) if enough else (middle, high)
    return float(high)


def _compute_share_reached(reached: IntArray, runs: IntArray) -> float:
    """Return the share of draws in which at least half of the runs are in contact; NaN: unknown."""
    found = estimate_share_distribution(reached, runs)
    return np.nan if found is None else found.compute_share_from(0.5)


def add_spread_on_last_day(
    table: pd.DataFrame, days: IntArray, causes: Sequence[str], fit: str
) -> pd.DataFrame:
    """Return one variant's incidence with LOW, HIGH and FIT, which are empty before its last day.

    Args:
        table: day, cause and estimate, of `waiting.compute_cumulative_incidence`.
        days: the variant's runs by draw, kind and day, of `iterate_days_by_draw`.
        causes: those of contact in the order of the kinds, then that of no contact.
        fit: its name.
    """
    last = int(table["day"].max())
    seen, runs = days[:, N_MOVERS:, 1 : last + 1].sum(axis=2), days.sum(axis=(1, 2))
    counts = np.column_stack([seen, runs - seen.sum(axis=1)])
    rows = table[table["day"] == last]
    found = [
        estimate_share_distribution(counts[:, causes.index(one)], runs) for one in rows["cause"]
    ]
    ends = pd.DataFrame(tabulate_spread(found, rows["estimate"], fit), index=rows.index)
    return table.join(ends[[LOW, HIGH]]).assign(**{FIT: fit})


def describe_waits_over_draws(
    counted: Tallies, stage: str, counts: DayCounts
) -> list[Distribution | None]:
    """Return the distribution over draws of the mean days without contact, one a variant."""
    found = []
    for days, last in zip(
        iterate_days_by_draw(counted, stage), counts.horizon.tolist(), strict=True
    ):
        day = np.arange(days.shape[2])
        seen = np.where((day >= 1) & (day <= last), days[:, N_MOVERS:].sum(axis=1), 0)
        runs = days.sum(axis=(1, 2))
        rest = runs - seen.sum(axis=1)
        total = seen @ day + rest * last
        squares = float((seen @ day**2 + rest * last**2).sum())
        deviations = squares - float(total.sum()) ** 2 / float(runs.sum())
        found.append(estimate_distribution(total, runs, deviations, (0.0, float(last))))
    return found
