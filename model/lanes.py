"""Lanes: runs of several variants side by side, each numeric lever a read-only (lanes,) array.

A lane is one run of one variant. Variants may share a block if everything but their levers is
equal, which `hash_structure` tells. `LaneView` shows the parameters with arrays for levers.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

import numpy as np

from model.arrays import Floats, Ints, is_equal_across_lanes
from model.network import build_network
from model.parameters.lever import Parameters, is_lever
from model.parameters.root import Configuration
from model.parameters.side import Side


@dataclass(frozen=True)
class Piece:
    """The runs of one variant within a block.

    Args:
        config: the variant.
        seed: 0 to 2^63 - 1.
        replications: (n,) numbers of the runs, each >= 0, one lane each.
        levers: dotted path -> (n,) values that replace the config's (points of a design).
    """

    config: Configuration
    seed: int
    replications: Ints
    levers: Mapping[str, Floats] = field(default_factory=dict)


PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types of most fields: their values are taken as they are."""


@cache
def _describe_class(parameter_class: type[Parameters]) -> tuple[str, list[str]]:
    """Return the full name of a parameter class and its fields that are no levers."""
    fields = parameter_class.model_fields.items()
    name = f"{parameter_class.__module__}.{parameter_class.__qualname__}"
    return name, [field for field, info in fields if not is_lever(info)]


def _extract_structure(node: Any) -> Any:
    """Return a node of the parameters as plain values; of parameters the name of their class, which
    tells their levers, and the other fields.
    """
    if type(node) in PLAIN:
        return node
    if isinstance(node, Parameters):
        name, others = _describe_class(type(node))
        values = vars(node)
        return [name, *[_extract_structure(values[field]) for field in others]]
    if isinstance(node, dict):
        return {name: _extract_structure(value) for name, value in node.items()}
    if isinstance(node, list | tuple):
        return [_extract_structure(value) for value in node]
    return node


def hash_structure(config: Configuration) -> str:
    """Return the SHA-256 of all in a configuration but its levers' values; variants for which it is
    equal may be simulated in one block.

    Which ties the network has is hashed too: some exist only at certain values of a lever.
    """
    ties = [list(tie) for tie in build_network(config).edges(keys=True)]
    text = json.dumps([_extract_structure(config), ties], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Pool:
    """A store of (lanes,) arrays that have one value in every lane, each made once for a block."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[int, str], Floats] = {}

    def get_constant_array(self, value: float, lanes: int) -> Floats:
        """Return a read-only (lanes,) array with this value in every lane."""
        key = (lanes, float(value).hex())
        array = self._arrays.get(key)
        if array is None:
            array = np.full(lanes, float(value))
            array.setflags(write=False)
            self._arrays[key] = array
        return array

    def share_values(self, values: Floats) -> Floats:
        """Return (lanes,) values; if they are equal in every lane to the last bit, as the pool's
        shared array.
        """
        if len(values) and is_equal_across_lanes(values):
            return self.get_constant_array(float(values[0]), len(values))
        return values


P_co = TypeVar("P_co", bound=Parameters, covariant=True)


class LaneView(Generic[P_co]):
    """The parameters of a block below one node: levers read as (lanes,) arrays, the rest as they
    are.

    `LaneView[Side]` has the attributes of `Side`; mypy checks them
    (tests/architecture/lever_types.py). Arrays are made when first read, contiguous and read-only:
    never a scalar, so that the last bits of a result do not depend on who shares the block. Levers
    of one value share one array.
    """

    def __init__(
        self, nodes: Sequence[Any], pieces: Sequence[Piece], pool: Pool, path: str = ""
    ) -> None:
        self._nodes, self._pieces, self._path = nodes, pieces, path
        self.pool = pool
        self._always: dict[tuple[str, float], bool] = {}

    one_lever: Floats
    """The type that every lever has when read."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        node = self._nodes[0]
        info = type(node).model_fields.get(name)
        if info is None:
            raise AttributeError(f"{type(node).__name__} has no parameter {name!r}")
        path = f"{self._path}{name}"
        value = self._read_by_lane(name, path) if is_lever(info) else self._view_section(name, path)
        self.__dict__[name] = value
        return value

    def _read_by_lane(self, name: str, path: str) -> Floats:
        """Return a lever's values, (lanes,), read-only: of the piece's `levers` or of its
        config.
        """
        values = {float(getattr(node, name)).hex() for node in self._nodes}
        if len(values) == 1 and not any(path in piece.levers for piece in self._pieces):
            lanes = sum(len(piece.replications) for piece in self._pieces)
            return self.pool.get_constant_array(getattr(self._nodes[0], name), lanes)
        parts = []
        for node, piece in zip(self._nodes, self._pieces, strict=True):
            values_given = piece.levers.get(path)
            lanes = len(piece.replications)
            value = np.full(lanes, getattr(node, name)) if values_given is None else values_given
            parts.append(np.ascontiguousarray(value, dtype=np.float64))
        array: Floats = np.concatenate(parts)
        array.setflags(write=False)
        return array

    def _view_section(self, name: str, path: str) -> Any:
        """Return the view of a section, or of each entry of a section of names; else the plain
        value.
        """
        first = getattr(self._nodes[0], name)
        if isinstance(first, Parameters):
            nodes = [getattr(n, name) for n in self._nodes]
            return LaneView(nodes, self._pieces, self.pool, f"{path}.")
        if isinstance(first, dict) and any(isinstance(v, Parameters) for v in first.values()):
            return {
                key: LaneView(
                    [getattr(n, name)[key] for n in self._nodes],
                    self._pieces,
                    self.pool,
                    f"{path}.{key}.",
                )
                for key in first
            }
        return first

    def always(self, name: str, value: float) -> bool:
        """Say whether a lever has this value in every lane of the block, so that a rule may skip a
        term.
        """
        answer = self._always.get((name, value))
        if answer is None:
            answer = self._always[name, value] = self._is_always(name, value)
        return answer

    def _is_always(self, name: str, value: float) -> bool:
        """Say whether a lever has this value in every lane; computed anew at each call."""
        path = f"{self._path}{name}"
        for node, piece in zip(self._nodes, self._pieces, strict=True):
            values_given = piece.levers.get(path)
            if values_given is None:
                if getattr(node, name) != value:
                    return False
            elif not bool((values_given == value).all()):
                return False
        return True


Sides = tuple[LaneView[Side], LaneView[Side]]
"""The levers of both sides, the first side's first."""


def view_levers(pieces: Sequence[Piece]) -> LaneView[Configuration]:
    """Return the parameters of a block of pieces, which must all have one `hash_structure`."""
    return LaneView([piece.config for piece in pieces], pieces, Pool())
