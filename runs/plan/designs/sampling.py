"""Making the points of a design: SALib and SciPy draw them, from the design's own seed.

A table is a function of the kind's settings, the ranges and, for one lever at a time, the values
of the configuration. The same call makes the same table to the last bit with one version of the
library, which the manifest names; a batch keeps its table and never makes it again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

from model.parameters import Configuration
from runs.errors import WrongInput, find_nearest_names
from runs.plan.designs.kinds import (
    ASSUMED,
    MOST_POINTS,
    DesignKind,
    Grid,
    LatinHypercube,
    Morris,
    OneAtATime,
    Sobol,
)
from runs.plan.designs.ranges import Ranges
from runs.plan.designs.table import FloatArray, PointTable
from runs.plan.designs.ties import can_change_ties
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import get_value, list_paths

EXTRA = "taijie[sensitivity]"


def sample_points(kind: DesignKind, ranges: Ranges) -> PointTable:
    """Return the points of a design: a row per point, a column per lever in the order of `ranges`.

    kind: one of RANGED; ranges: lever's path -> [low, high], or for a grid all its values. Raises
    WrongInput for more points than a table may have, or if SALib is needed and not installed.
    """
    from runs.analysis.sensitivity import designs

    levers = tuple(ranges)
    count = count_points(kind, ranges)
    if count > MOST_POINTS:
        raise WrongInput(
            f"design={kind.name} would have {count:,} points.",
            key="design",
            value=count,
            allowed=[f"at most {MOST_POINTS:,}"],
        )
    low, high = (np.array([ends[side] for ends in ranges.values()]) for side in (0, -1))
    if isinstance(kind, Grid):
        return PointTable(levers, np.column_stack(list(designs.cross_factors(ranges).values())))
    unit = _sample_unit_cube(kind, len(levers))
    return PointTable(levers, np.clip(low + unit * (high - low), low, high))


def count_points(kind: DesignKind, ranges: Mapping[str, Sequence[float]]) -> int:
    """Return how many points a design of a kind in RANGED has; ranges: lever's path -> [low, high],
    or a grid's values.
    """
    if isinstance(kind, Grid):
        return math.prod(len(values) for values in ranges.values())
    if isinstance(kind, LatinHypercube):
        return kind.points
    if isinstance(kind, Sobol):
        return kind.base * compute_block_size(kind, len(ranges))
    assert isinstance(kind, Morris)
    return kind.trajectories * compute_block_size(kind, len(ranges))


def compute_block_size(kind: DesignKind, levers: int) -> int:
    """Return how many successive points share coordinates by design and belong together: levers + 2
    (Sobol), levers + 1 (Morris), else 1. levers: their number.
    """
    if isinstance(kind, Sobol):
        return levers + 2
    return levers + 1 if isinstance(kind, Morris) else 1


def name_sampling_library(kind: DesignKind) -> str | None:
    """Return the library that samples this kind of design, with its version; None without one."""
    if isinstance(kind, Sobol | Morris):
        return f"SALib {version('SALib')}"
    return f"scipy {version('scipy')}" if isinstance(kind, LatinHypercube) else None


def _sample_unit_cube(kind: DesignKind, levers: int) -> FloatArray:
    """Return the points of a design on the unit cube, (points, levers); WrongInput without
    SALib.
    """
    from runs.analysis.sensitivity import designs

    if isinstance(kind, LatinHypercube):
        return designs.sample_hypercube(levers, kind.points, kind.seed)
    if find_spec("SALib") is None:
        raise WrongInput(
            f"design={kind.name} needs SALib, which is not installed: pip install '{EXTRA}'.",
            key="design",
            value=kind.name,
        )
    if isinstance(kind, Sobol):
        return designs.sample_saltelli(levers, kind.base, kind.seed)
    assert isinstance(kind, Morris)
    return designs.sample_trajectories(levers, kind.trajectories, kind.levels, kind.seed)


def make_one_at_a_time_table(kind: OneAtATime, config: Configuration) -> tuple[PointTable, Ranges]:
    """Return (points, lever's path -> [lower, configured, upper value]) of a one-at-a-time design.

    Point 0 is the configuration itself; a lever has its lower and its upper value, clipped to its
    range, at the points of `designs.get_lever_end_points`. Assumed levers that would change ties
    are left out; WrongInput for a listed lever that does not exist.
    """
    from runs.analysis.sensitivity import designs

    plain = config.model_dump(mode="json")
    if isinstance(kind.levers, str):
        found = {
            path: _compute_spread_values(kind, plain, path) for path in _list_assumed_levers(plain)
        }
        found = {path: at for path, at in found.items() if not can_change_ties(config, path, at)}
    else:
        found = {
            path: _compute_spread_values(kind, plain, path)
            for path in _require_levers(kind.levers, plain)
        }
    base = np.array([middle for _, middle, _ in found.values()])
    table = np.tile(base, (1 + 2 * len(found), 1))
    for i, (low, _, high) in enumerate(found.values()):
        table[designs.get_lever_end_points(i), i] = low, high
    return PointTable(tuple(found), table), found


def _compute_spread_values(
    kind: OneAtATime, config_values: dict[str, Any], path: str
) -> list[float]:
    """Return a lever's value divided by the spread, the value, and the value times the spread,
    clipped to its range.
    """
    info, value = find_lever(path), float(get_value(config_values, path))
    assert info is not None
    low, high = (min(max(value * f, info.low), info.high) for f in (1 / kind.spread, kind.spread))
    return [low, value, high]


def _list_assumed_levers(config_values: dict[str, Any]) -> list[str]:
    """Return the paths of the levers whose source is "assumed" and whose value is not 0;
    config_values: a configuration as nested plain values.
    """
    known = ((path, find_lever(path)) for path in list_paths(config_values))
    return [
        p
        for p, info in known
        if info and info.source.startswith(ASSUMED) and get_value(config_values, p)
    ]


def _require_levers(levers: list[str], config_values: dict[str, Any]) -> list[str]:
    """Return `levers`, paths; WrongInput if one is no lever among the configuration's nested values
    or is repeated, or if there is none.
    """
    known = [path for path in list_paths(config_values) if find_lever(path)]
    for path in levers:
        if path not in known:
            raise WrongInput(
                f"design.levers: {path} is no lever.",
                key="design.levers",
                value=path,
                nearest=find_nearest_names(path, known),
            )
    if not levers or len(set(levers)) < len(levers):
        raise WrongInput("design.levers: one lever at least, and each once.", key="design.levers")
    return levers
