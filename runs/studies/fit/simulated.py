"""What a fit reads of each simulated run: the day of a contact, and who asked for it.

Days are the record's (0 is the trigger's, the model's day 1). Who asked is a place: 0 and 1 for the
sides, 2 for a broker, both at once or nobody.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from model.outcomes import make_columns
from model.parameters import Configuration
from runs.analysis.estimates.estimates import FloatArray, IntArray
from runs.studies.episodes.episode import Stage
from runs.studies.fit.recorded_wait import Asker
from runs.studies.simulation import Columns, Reader

if TYPE_CHECKING:
    from agents.block import BlockResult

COLUMNS = {
    "leader": ("duration", "event_observed", "first_mover_true"),
    "envoy": ("envoy_duration", "envoy_event_observed", "envoy_first_mover_true"),
}
PLACES = 3
"""First side, second side, others."""


def name_day_and_asker_columns(stage: Stage) -> tuple[str, str]:
    """Return the names of a stage's two columns: `leader_day` and `leader_asker`, for example."""
    return f"{stage}_day", f"{stage}_asker"


def read_days_and_askers(
    config: Configuration, result: BlockResult, lanes: slice, names: tuple[str, ...]
) -> Columns:
    """Return the columns of first-contact days (trigger: 0) and of who asked (0, 1 sides, 2 other)
    of the runs in `lanes`, (runs,) int16 each; without a contact the day is the horizon.

    names: the columns wanted, of `name_day_and_asker_columns`; a stage is read if its day is among
    them.
    """
    found: Columns = {}
    for stage, (duration, observed, mover) in COLUMNS.items():
        day_name, asker_name = name_day_and_asker_columns(stage)  # type: ignore[arg-type]
        if day_name not in names:
            continue
        happened = np.asarray(result.outcomes[observed][lanes], dtype=bool)
        days = result.outcomes[duration][lanes].astype(float) - 1.0
        column = next(one for one in make_columns(config.dyad) if one.name == mover)
        words = list(column.categories or ())
        place = np.full(len(words), PLACES - 1)
        for side, key in enumerate(config.dyad.keys):
            place[words.index(key)] = side
        found[day_name] = np.where(happened, days, config.horizon).astype(np.int16)
        found[asker_name] = place[result.outcomes[mover][lanes].astype(int)].astype(np.int16)
    return found


DAYS = Reader(read_days_and_askers, outcomes=tuple(chain(*COLUMNS.values())))


def compute_day_shares(days: IntArray, last: int, weights: FloatArray | None = None) -> FloatArray:
    """Return the shares of runs with the contact on days 0..last, then of those without one by
    then, (last + 2,); they sum to 1.

    days: (runs,); weights: (runs,), None for equal ones.
    """
    place = np.minimum(days.astype(np.int64), last + 1)
    counts = np.bincount(place, weights=weights, minlength=last + 2).astype(float)
    return np.asarray(counts / counts.sum())


def compute_asker_probability(
    counts: FloatArray, runs: FloatArray | float, asker: Asker
) -> tuple[FloatArray, FloatArray]:
    """Return (probability that the recorded asker asked, probability that the record names this
    asker), each shaped as `runs`.

    One run in all is added, spread evenly over the three askers. A wrong coding names either of the
    others with equal probability.

    Args:
        counts: numbers of runs in which each asked (first side, second side, others), (3, ...).
        runs: numbers of runs with the contact, (...).
        asker: who asked according to the record.
    """
    own = np.asarray((counts[asker.place] + 1.0 / PLACES) / (runs + 1.0))
    return own, compute_coding_probability(own, asker)


def compute_coding_probability(asker_probability: FloatArray, asker: Asker) -> FloatArray:
    """Return the probability that the record names this asker, shaped as `asker_probability`, which
    is that of the asker's having asked; it allows for wrong coding.
    """
    right = asker.probability
    return np.asarray(
        right * asker_probability + (1.0 - right) * (1.0 - asker_probability) / (PLACES - 1)
    )


def tally_askers(
    asker: IntArray, days: IntArray, last: int, weights: FloatArray | None = None
) -> FloatArray:
    """Return the numbers of runs with the contact by who asked, (3,): first side, second side,
    others; sums of weights if given. last: the last day on which a contact counts; asker, days,
    weights: (runs,).
    """
    met = days <= last
    w = np.ones(len(days)) if weights is None else weights
    counts: FloatArray = np.bincount(asker[met], weights=w[met], minlength=PLACES).astype(float)
    return counts
