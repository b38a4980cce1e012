"""Simulates lanes no longer than what is asked of them: until a contact, or up to a day."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from agents.block import NOTHING_COUNTED, BlockResult
from agents.cast import create_cast
from agents.lane_selection import LEAST, keep_lanes
from model.arrays import Bools, Ints
from model.lanes import Piece
from model.outcomes.record import Record
from model.outcomes.results import Columns, compute_contact_columns
from model.outcomes.vocabulary import NO_DAY
from model.standoff import Standoff

STAGES: dict[str, Callable[[Record], Bools]] = {
    "leader": lambda record: record.call_day != NO_DAY,
    "envoy": lambda record: record.envoy_mover.day != NO_DAY,
}
"""Stage -> (lanes,) where its first contact has been held."""
WORTH = 12_000
"""Days of lanes that are simulated in the time that it takes to narrow a block (measured)."""


def run_until_contact(
    pieces: Sequence[Piece], last_days: Mapping[str, Ints], names: Sequence[str]
) -> BlockResult:
    """Simulate each lane until its last day, or until the first contact of each requested stage.

    Up to its last day a lane equals that of `run_block` to the last bit; a later contact may be
    included or not.

    Args:
        pieces: lanes by variant, all of one structure.
        last_days: stage of STAGES -> (lanes,) the last day, first day 1, of interest.
        names: the columns to return, of `compute_contact_columns`.
    """
    standoff, held = Standoff(pieces, create_cast), list[Any]()
    standoff.histograms = None
    lanes, columns, spent = np.arange(standoff.state.lanes), Columns(), 0
    for name, values in compute_contact_columns(standoff.record, names).items():
        columns[name] = np.zeros(len(lanes), dtype=values.dtype)
    while len(lanes):
        standoff.step()
        stays = _find_unfinished(standoff, {stage: day[lanes] for stage, day in last_days.items()})
        spent += len(lanes) - int(stays.sum())
        if stays.any() and not _is_worth_narrowing(standoff, stays, spent):
            continue
        _write_columns(columns, standoff, lanes, ~stays)
        if stays.any():
            held.append(keep_lanes(standoff, stays))
        lanes, spent = lanes[stays], 0
    standoff.release()
    return BlockResult(columns, NOTHING_COUNTED)


def _find_unfinished(standoff: Standoff, last_days: Mapping[str, Ints]) -> Bools:
    """Return (lanes,) where a contact is still of interest after today: one of a stage that has not
    been held, and whose last day (`last_days`: stage -> (lanes,)) is not over.
    """
    state = standoff.state
    unfinished = np.zeros(state.lanes, dtype=bool)
    if not state.last_tick:
        for stage, last in last_days.items():
            unfinished |= ~STAGES[stage](standoff.record) & (state.day < last)
    return unfinished


def _is_worth_narrowing(standoff: Standoff, stays: Bools, spent: int) -> bool:
    """Say whether to drop finished lanes: the block has LEAST lanes or more, and the days that
    these cost since they finished (`spent`) and those ahead both reach WORTH.

    stays: (lanes,) whether a lane goes on.
    """
    state = standoff.state
    left, days = len(stays) - int(stays.sum()), state.config.horizon - state.day
    return len(stays) >= LEAST and min(spent, left * days) >= WORTH


def _write_columns(columns: Columns, standoff: Standoff, lanes: Ints, leaves: Bools) -> None:
    """Write the columns of the lanes that leave a block; `lanes`: their numbers at the start."""
    leaving = lanes[leaves]
    for name, values in compute_contact_columns(standoff.record, columns).items():
        columns[name][leaving] = values[leaves]
