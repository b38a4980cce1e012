"""The joint path of 2025: how often runs of `call_2025` go the whole way that the record went.

`python -m tests.docs.joint_path [RUNS] [OVERRIDES ...]` prints the share, its parts and the
number of the run that goes the whole way with its tariffs nearest to the record's.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

import numpy as np

from agents.block import run_block
from model.parameters import Configuration
from runs.studies.patterns.measures import compute_measure
from runs.studies.patterns.run_record import RunRecord
from tests.dyads import COLUMNS
from tests.model.standoffs import compose, piece

RECORD = {("us", 10): 1.45, ("china", 10): 1.25, ("us", 41): 0.30, ("china", 41): 0.10}
"""Tariffs by side and day of the record (S031 to S041, S070), ad valorem shares."""
WITHIN, PART = 0.25, 2000


class JointPath(NamedTuple):
    """What of the path each run goes.

    Args:
        parts: name -> (runs,) whether that part holds.
        distance: (runs,) summed distance from the record's tariffs, ad valorem shares.
        outcomes: outcome columns of the runs.
    """

    parts: dict[str, np.ndarray]
    distance: np.ndarray
    outcomes: dict[str, np.ndarray]

    @property
    def whole(self) -> np.ndarray:
        """(runs,) whether all parts hold."""
        return np.logical_and.reduce(list(self.parts.values()))


def measure_runs(config: Configuration, first: int, count: int) -> JointPath:
    """Simulate `count` replications from `first` on and measure them."""
    result = run_block([piece(config, range(first, first + count))], with_journal=True)
    record = RunRecord(config, result.outcomes, result.journal, 0, count)
    away = {
        (side, day): np.abs(record.get_tariff(side, day) - level)
        for (side, day), level in RECORD.items()
    }
    parts = {f"tariff {side} day {day}": gap <= WITHIN for (side, day), gap in away.items()}
    rises = [
        compute_measure(f"rises_per_100_days(side={side}, under_accord=true)", record)
        for side in ("us", "china")
    ]
    parts |= {
        "truce of envoys by day 60": compute_measure("truce_before_call(by=60)", record) > 0.0,
        "no rise under it": ~(np.nansum(rises, axis=0) > 0.0),
        "call under it by day 90": compute_measure("contact_under_truce(by=90)", record) > 0.0,
    }
    return JointPath(parts, np.sum(list(away.values()), axis=0), result.outcomes)


def measure_path(config: Configuration, runs: int) -> JointPath:
    """Measure so many replications, in blocks."""
    found = [measure_runs(config, first, min(PART, runs - first)) for first in range(0, runs, PART)]
    return JointPath(
        {name: np.concatenate([one.parts[name] for one in found]) for name in found[0].parts},
        np.concatenate([one.distance for one in found]),
        {name: np.concatenate([one.outcomes[name] for one in found]) for name in found[0].outcomes},
    )


def tell_path(runs: int, *overrides: str) -> list[str]:
    """Return lines: what the docs say of the path."""
    path = measure_path(compose("scenario=call_2025", *overrides), runs)
    lines = [f"whole path: {path.whole.mean():.4f} of {runs:,} runs"]
    lines += [f"  {name}: {holds.mean():.3f}" for name, holds in path.parts.items()]
    column = next(column for column in COLUMNS if column.name == "first_mover_true")
    movers = np.array(column.categories or ())[path.outcomes["first_mover_true"]]
    shares = {str(word): float((movers == word).mean()) for word in np.unique(movers)}
    lines += [f"who calls first: {word} {share:.3f}" for word, share in shares.items()]
    asked = shares["us"] / (shares["us"] + shares["china"])
    lines.append(f"the US, of calls that a side asked for: {asked:.3f}")
    days = np.where(path.outcomes["event_observed"], path.outcomes["duration"], np.inf)
    lines.append(f"median day: {np.median(days):g}")
    for name in ("asks", "hints", "refusals"):
        both = [path.outcomes[f"{name}_{side}"].mean() for side in ("us", "china")]
        lines.append(f"{name} a run, US and China: {both[0]:.2f}, {both[1]:.2f}")
    if path.whole.any():
        nearest = int(np.argmin(np.where(path.whole, path.distance, np.inf)))
        lines.append(f"nearest run: {nearest}")
    return lines


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    sys.stdout.write("\n".join(tell_path(count, *sys.argv[2:])) + "\n")
