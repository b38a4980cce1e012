"""The table of a design: values of levers at each point, and what a rectangle of runs needs of it.

The one way from points to lanes, for batches on disk and for simulations in memory alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from model.lanes import Piece
from model.parameters import Configuration
from runs.rectangles import Rectangle

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PointTable:
    """Levers by dotted path, and their values, shape (points, levers), in the levers' units."""

    paths: tuple[str, ...]
    values: FloatArray

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of paths and values, hexadecimal: a part of every variant's hash."""
        head = json.dumps([list(self.paths), list(self.values.shape)]).encode()
        body = np.ascontiguousarray(self.values, dtype="<f8").tobytes()
        return hashlib.sha256(head + body).hexdigest()

    @property
    def by_lever(self) -> dict[str, FloatArray]:
        """Lever's path -> its values, (points,), in the lever's unit."""
        return {path: self.values[:, i] for i, path in enumerate(self.paths)}

    def select_points(self, rectangle: Rectangle) -> dict[str, FloatArray]:
        """Return lever's path -> its values, (points of the rectangle,), at the points of a
        rectangle (successive points x successive replications).
        """
        return select_points(self.by_lever, rectangle)

    def get_point_values(self, point: int) -> dict[str, float]:
        """Return lever's path -> its value at one point, which is a row of the table, from 0."""
        return {
            path: float(value) for path, value in zip(self.paths, self.values[point], strict=True)
        }


def list_lever_values(table: PointTable | None) -> dict[str, FloatArray]:
    """Return lever's path -> its values, (points,), of a table; {} for None."""
    return {} if table is None else table.by_lever


def select_points(points: Mapping[str, Any], rectangle: Rectangle) -> dict[str, FloatArray]:
    """Return lever's path -> its values, (points of the rectangle,), at the points of a rectangle
    (successive points x successive replications); copied.

    points: path -> values at all points, (points,).
    """
    part = slice(rectangle.first_point, rectangle.end_point)
    return {path: np.array(values[part], dtype=np.float64) for path, values in points.items()}


def make_piece(
    config: Configuration,
    seed: int,
    rectangle: Rectangle,
    points: Mapping[str, FloatArray],
    draws: Mapping[str, FloatArray] | None = None,
) -> Piece:
    """Return the runs of a rectangle (points x replications) as a Piece to simulate: ordered by
    point, then by replication.

    points: lever path -> its values at the rectangle's points; draws: lever path -> its value in
    each of D draws (sets of parameters) of a fit. Replication k uses draw k mod D, so that variants
    are paired by world and by draw; where both set a lever, the point's value counts.
    """
    runs = np.arange(rectangle.first_replication, rectangle.end_replication, dtype=np.int64)
    levers = {
        path: np.tile(values[runs % len(values)], rectangle.points)
        for path, values in (draws or {}).items()
    }
    levers |= {path: np.repeat(at, rectangle.replications) for path, at in points.items()}
    return Piece(config, seed, np.tile(runs, rectangle.points), levers)


def replace_lever_values(config: Configuration, values: Mapping[str, float]) -> Configuration:
    """Return a configuration with some levers at other values; these must be within the levers'
    ranges.
    """
    changed: Any = config
    for path, value in values.items():
        changed = _replace_value(changed, path.split("."), value)
    assert isinstance(changed, Configuration)
    return changed


def _replace_value(node: Any, steps: list[str], value: float) -> Any:
    """Return a copy of a node of the parameters (mapping or model) with the number at the path
    `steps` below it replaced; unchanged parts are shared.
    """
    if not steps:
        return float(value)
    step, rest = steps[0], steps[1:]
    if isinstance(node, dict):
        return {**node, step: _replace_value(node[step], rest, value)}
    return node.model_copy(update={step: _replace_value(getattr(node, step), rest, value)})
