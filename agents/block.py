"""Simulates a block of runs to the horizon, or one run with a full trace: the way into the engine.

`run_block` is what every executor calls; `trace_run` simulates a single lane again and records each
term of each decision; its outcomes equal the lane's row to the last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.cast import create_cast
from agents.trace import Trace
from model.arrays import Floats
from model.lanes import Piece, hash_structure
from model.opinion import compute_member_mean
from model.outcomes.journal import Journal
from model.outcomes.results import Columns
from model.parameters.root import Configuration
from model.standoff import Standoff

NOTHING_COUNTED = np.zeros((0, 0, 0, 0), dtype=np.int32)


@dataclass(frozen=True)
class BlockResult:
    """The results of a block.

    Args:
        outcomes: column -> (lanes,) in the order of the pieces (model.outcomes.make_columns).
        daily: (pieces, variables, days, bins + 2) int32 counts of runs (model.outcomes.daily).
        journal: what happened day by day, if it was asked for.
    """

    outcomes: Columns
    daily: npt.NDArray[np.int32]
    journal: Journal | None = None


def run_block(
    pieces: Sequence[Piece], with_journal: bool = False, with_daily: bool = True
) -> BlockResult:
    """Simulate all runs of the pieces together and return their results.

    Args:
        pieces: lanes by variant.
        with_journal: whether to keep what happened on each day (model.outcomes.journal).
        with_daily: whether to count the daily variables; without, `daily` counts nothing.

    Raises:
        ValueError: the pieces differ in structure and may not share a block.
    """
    if len({hash_structure(piece.config) for piece in _select_distinct_pieces(pieces)}) > 1:
        raise ValueError("pieces of different structure cannot share a block")
    standoff = Standoff(pieces, create_cast)
    if with_journal:
        standoff.journal = Journal(standoff.state, standoff.leaders)
    histograms = standoff.histograms if with_daily else None
    standoff.histograms = histograms
    counts = NOTHING_COUNTED if histograms is None else histograms.counts
    result = BlockResult(standoff.run(), counts, standoff.journal)
    standoff.release()
    return result


def _select_distinct_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Return one piece of each configuration, as hashing a structure takes time."""
    return list({id(piece.config): piece for piece in pieces}.values())


def trace_run(config: Configuration, seed: int, replication: int) -> dict[str, Any]:
    """Simulate one run and return its full trace as values that JSON can hold; its keys are those
    of `Trace.as_plain` (docs/ODD.md describes them).
    """
    piece = Piece(config, seed, np.array([replication], dtype=np.int64))
    standoff = Standoff([piece], create_cast)
    trace = Trace(standoff)
    standoff.state.trace = trace
    trace_of_run = trace.as_plain(standoff.run(), seed, replication)
    standoff.release()
    return trace_of_run


def compute_group_pain(piece: Piece) -> dict[str, Floats]:
    """Simulate a piece and return the pain of each constituency at the end of each day: name ->
    (days, lanes), >= 0.

    It is the mean over its members of the pain from tariffs, withheld purchases and controls,
    before opinion changes it on its way to the leader; of the first standoff if there are two.
    """
    standoff = Standoff([piece], create_cast)
    groups, ticks = standoff.cast.groups, piece.config.ticks_per_day
    pain: dict[str, list[Floats]] = {group.name: [] for group in groups}
    for _ in range(piece.config.horizon):
        for _ in range(ticks):
            standoff.step()
        for group in groups:
            pain[group.name].append(compute_member_mean(group.pain + group.shortage))
    standoff.release()
    return {name: np.stack(days) for name, days in pain.items()}
