"""Run a block of lanes to the horizon; trace one lane in full. The way into the engine.

`run_block` is what every executor calls; `trace_run` re-simulates a single lane with each term of
each decision, and its outcomes equal the lane's row to the last bit. `compute_group_pain` reads,
of some lanes, what no record keeps.
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


@dataclass(frozen=True)
class BlockResult:
    """What a block leaves.

    Args:
        outcomes: column -> (lanes,) in the order of the pieces (model.outcomes.make_columns).
        daily: (pieces, variables, days, bins + 2) int32 counts (model.outcomes.daily).
        journal: what happened day by day, where it was asked for.
    """

    outcomes: Columns
    daily: npt.NDArray[np.int32]
    journal: Journal | None = None


def run_block(pieces: Sequence[Piece], with_journal: bool = False) -> BlockResult:
    """Simulate all lanes of the pieces in lockstep.

    Args:
        pieces: lanes by variant.
        with_journal: whether to keep what happened on each day (model.outcomes.journal).

    Raises:
        ValueError: the pieces differ in structure and may not share a block.
    """
    if len({hash_structure(piece.config) for piece in _select_distinct_pieces(pieces)}) > 1:
        raise ValueError("pieces of different structure cannot share a block")
    standoff = Standoff(pieces, create_cast)
    if with_journal:
        standoff.journal = Journal(standoff.state, standoff.leaders)
    result = BlockResult(standoff.run(), standoff.histograms.counts, standoff.journal)
    standoff.release()
    return result


def _select_distinct_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    return list({id(piece.config): piece for piece in pieces}.values())


def trace_run(config: Configuration, seed: int, replication: int) -> dict[str, Any]:
    """One lane with its full trace (JSON-able; docs/ODD.md names the parts)."""
    piece = Piece(config, seed, np.array([replication], dtype=np.int64))
    standoff = Standoff([piece], create_cast)
    trace = Trace(standoff)
    standoff.state.trace = trace
    trace_of_run = trace.as_plain(standoff.run(), seed, replication)
    standoff.release()
    return trace_of_run


def compute_group_pain(piece: Piece) -> dict[str, Floats]:
    """Pain of each constituency at the end of each day: name -> (days, lanes), 0 and more.

    The mean over its members of tariffs' and controls' pain, before their opinions tilt it on
    its way to the leader; of the first standoff, where there are two.
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
