"""Keeps some lanes of a block and lets the others go, in place.

Every array of a block has the lane last and every rule is elementwise over lanes, so that a lane
which stays goes on as it would have, to the last bit, and costs nothing of those that left. What
speaks of lanes otherwise is told apart here: the pieces, signals on their way, the number of lanes.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

import numpy as np

from agents.own_roles import RoleAgent
from model.arrays import Bools, Ints, find_lanes
from model.lanes import Piece
from model.parameters.lever import Parameters
from model.sent import SentSignals
from model.standoff import Standoff
from model.state import State

LEAST = 256
"""Lanes from which on a block is narrowed: below, days cost the same, and a table with as many
rows as there are lanes might be taken for one of lanes."""
LANES = "lanes"
"""Attribute by which an object knows how many lanes there are."""


def keep_lanes(standoff: Standoff, kept: Bools) -> list[Any]:
    """Continue a block with only the lanes where `kept` ((lanes,) bool) is true, in order; between
    two ticks.

    Returns the constants as they were, to be kept alive as long as the block: products of a day are
    keyed by their identities (`model.menu.Motive.key`), which no other array may get.

    Raises ValueError for fewer than LEAST lanes, or for a block that keeps a trace or a journal,
    which record lanes that have left.
    """
    if len(kept) < LEAST or standoff.journal is not None or standoff.state.trace is not None:
        raise ValueError(f"lanes leave a plain block of at least {LEAST}, not one of {len(kept)}")
    selection = _LaneSelection(find_lanes(kept), len(kept))
    selection.select(standoff)
    return [one for one in selection.originals if is_constant(one)]


def is_constant(value: Any) -> bool:
    """Say whether a value is an array that no rule writes to, such as a lever."""
    return isinstance(value, np.ndarray) and not value.flags.writeable


class _LaneSelection:
    """One narrowing of a block: makes each object, met once or more, one of the kept lanes alone.

    kept: the indices of these lanes; lanes: how many there were.
    """

    def __init__(self, kept: Ints, lanes: int) -> None:
        self.kept, self.lanes = kept, lanes
        self.place = np.full(lanes, -1, dtype=np.int64)
        self.place[kept] = np.arange(len(kept))
        self.originals: list[Any] = []
        self._selections: dict[int, Any] = {}

    def select(self, value: Any) -> Any:
        """Return an object with the kept lanes only: arrays, tuples and signals are made anew,
        others changed in place.
        """
        if value is None or isinstance(value, str | int | float | Enum | Parameters):
            return value
        if id(value) in self._selections:
            return self._selections[id(value)]
        self.originals.append(value)
        self._selections[id(value)] = value
        self._selections[id(value)] = chosen = self._make_selection(value)
        return chosen

    def _make_selection(self, value: Any) -> Any:
        """Return an object, met for the first time, with the kept lanes only."""
        if isinstance(value, np.ndarray):
            return self._select_array(value)
        if isinstance(value, SentSignals):
            return self._select_signals(value)
        if isinstance(value, tuple):
            return self._select_tuple(value)
        if isinstance(value, list):
            pieces = bool(value) and isinstance(value[0], Piece)
            value[:] = self._select_pieces(value) if pieces else [self.select(one) for one in value]
        elif isinstance(value, dict):
            value.update({key: self.select(one) for key, one in value.items()})
        elif type(value).__module__.split(".")[0] in ("model", "agents") or isinstance(
            value, RoleAgent
        ):
            self._select_attributes(value)
        return value

    def _select_array(self, values: Any) -> Any:
        """Return a copy with only the kept lanes; arrays without a last axis of lanes unchanged."""
        if not values.ndim or values.shape[-1] != self.lanes:
            return values
        chosen = values.take(self.kept, axis=-1)
        chosen.setflags(write=values.flags.writeable)
        return chosen

    def _select_tuple(self, values: Any) -> Any:
        """Return a tuple with the kept lanes only of its members; the same one if none changes."""
        chosen = [self.select(one) for one in values]
        if all(one is other for one, other in zip(chosen, values, strict=True)):
            return values
        return type(values)(*chosen) if hasattr(values, "_fields") else tuple(chosen)

    def _select_signals(self, sent: SentSignals) -> SentSignals:
        """Return the signals sent in kept lanes, with the new numbers of the lanes."""
        here = sent.select(self.place[sent.lanes] >= 0)
        return replace(here, menu=self.select(here.menu), lanes=self.place[here.lanes])

    def _select_pieces(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Return each piece with its kept replications and their lever values only."""
        first, chosen = 0, []
        for piece in pieces:
            end = first + len(piece.replications)
            mine = self.kept[(self.kept >= first) & (self.kept < end)] - first
            levers = {path: values[mine] for path, values in piece.levers.items()}
            chosen.append(replace(piece, replications=piece.replications[mine], levers=levers))
            first = end
        return chosen

    def _select_attributes(self, owner: Any) -> None:
        """Give an object's attributes the kept lanes only, and LANES the new number of lanes."""
        known = vars(owner)
        for name, attribute in list(known.items()):
            known[name] = len(self.kept) if name == LANES else self.select(attribute)
        if isinstance(owner, State):
            owner.counts[:] = [len(piece.replications) for piece in owner.pieces]
