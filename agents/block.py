"""Run a block of lanes to the horizon; trace one lane in full. The door to the engine.

`run_block` is what every executor calls; `trace_run` re-simulates a single lane with each term of
each decision, and its outcomes equal the lane's row to the last bit. `group_pain` reads, of some
lanes, what no record keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt

from agents.cast import assemble
from agents.trace import Trace
from model.arrays import Floats
from model.lanes import Piece, structure_key
from model.opinion import mean_over_members
from model.parameters.root import Configuration
from model.results import Columns
from model.standoff import Standoff


@dataclass(frozen=True)
class BlockResult:
    """What a block leaves.

    Args:
        outcomes: column -> (lanes,) in the order of the pieces (model.outcomes.COLUMNS).
        daily: (pieces, variables, days, bins + 2) int32 counts (model.outcomes.DAILY).
    """

    outcomes: Columns
    daily: npt.NDArray[np.int32]


def run_block(pieces: Sequence[Piece]) -> BlockResult:
    """Simulate all lanes of the pieces in lockstep.

    Raises:
        ValueError: the pieces differ in structure and may not share a block.
    """
    if len({structure_key(piece.config) for piece in _distinct(pieces)}) > 1:
        raise ValueError("pieces of different structure cannot share a block")
    standoff = Standoff(pieces, assemble)
    result = BlockResult(standoff.run(), standoff.histograms.counts)
    release(standoff)
    return result


def _distinct(pieces: Sequence[Piece]) -> list[Piece]:
    return list({id(piece.config): piece for piece in pieces}.values())


def release(model: mesa.Model) -> None:
    """Let a finished model go: Mesa 3.3 keeps every model alive in a class attribute."""
    ids = getattr(mesa.Agent, "_ids", None)
    if isinstance(ids, dict):
        ids.pop(model, None)


def trace_run(config: Configuration, seed: int, replication: int) -> dict[str, Any]:
    """One lane with its full trace (JSON-able; docs/ODD.md names the parts)."""
    piece = Piece(config, seed, np.array([replication], dtype=np.int64))
    standoff = Standoff([piece], assemble)
    trace = Trace(standoff)
    standoff.world.trace = trace
    told = trace.told(standoff.run(), seed, replication)
    release(standoff)
    return told


def group_pain(piece: Piece) -> dict[str, Floats]:
    """Pain of each constituency at the end of each day: name -> (days, lanes), 0 and more.

    The mean over its members of tariffs' and controls' pain (E1), before their opinions tilt it on
    its way to the leader; of the first standoff, where there are two.
    """
    standoff = Standoff([piece], assemble)
    groups, ticks = standoff.cast.groups, piece.config.ticks_per_day
    found: dict[str, list[Floats]] = {group.name: [] for group in groups}
    for _ in range(piece.config.horizon):
        for _ in range(ticks):
            standoff.step()
        for group in groups:
            found[group.name].append(mean_over_members(group.pain + group.shortage))
    release(standoff)
    return {name: np.stack(days) for name, days in found.items()}
