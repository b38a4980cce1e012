"""Where in a design something happens: the results of `taijie discover` and of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runs.analysis.sensitivity.prim import Box
    from runs.studies.sensitivity.designed_runs import DesignedRuns
    from runs.studies.sensitivity.outcome import Outcome

KINDS = ("latin_hypercube", "grid", "table", "sobol", "morris")
"""Designs whose points fill a space in which runs can gather."""


def find_box(rows: DesignedRuns, wanted: Outcome) -> dict[str, Any]:
    """Return the box of levers in which the wanted runs gather, assessed on other points and
    worlds.

    wanted: an outcome that is yes (1) or no (0) in each run.

    Returns:
        variant, outcome, limits (lever -> low, high, quasi_p; empty: no box), runs_at_a_point,
        fresh_points (their number), and the figures of `prim.score_box`.
    """
    from runs.analysis.sensitivity import prim

    halves = prim.split_halves(rows.table.values, rows.compute_point_values(wanted), rows.block)
    found = prim.peel_boxes(halves.levers, halves.cases)
    best = prim.choose_box(found, halves.levers, halves.cases)
    fresh = (halves.fresh_levers, halves.fresh_cases)
    chances = prim.compute_quasi_p(best, *fresh)
    limits = _compute_lever_limits(rows, best)
    for name, i in zip(limits, best.restricted, strict=True):
        limits[name]["quasi_p"] = chances[int(i)]
    return {
        "variant": rows.variant.name, "outcome": wanted.name, "limits": limits,
        "runs_at_a_point": halves.fresh_cases.shape[1], "fresh_points": len(halves.fresh_cases),
        **prim.score_box(best, *fresh, rows.block),
    }  # fmt: skip


def find_regions(rows: DesignedRuns, wanted: Outcome) -> dict[str, Any]:
    """Return regions of levers with high and low outcome, assessed on other points and worlds.

    Returns:
        variant, outcome, unit, explained (share of variance), mean, fresh_mean and regions, a list
        of `regions.Leaf` as dicts, with box as lever -> low, high.
    """
    from runs.analysis.sensitivity import prim, regions

    halves = prim.split_halves(rows.table.values, rows.compute_point_values(wanted), rows.block)
    leaves = regions.grow_tree(halves)
    return {
        "variant": rows.variant.name,
        "outcome": wanted.name,
        "unit": wanted.unit,
        "explained": regions.compute_explained_variance(leaves, halves),
        "mean": float(halves.cases.mean()),
        "fresh_mean": float(halves.fresh_cases.mean()),
        "regions": [
            {**leaf._asdict(), "box": _compute_lever_limits(rows, leaf.box)} for leaf in leaves
        ],
    }


def _compute_lever_limits(rows: DesignedRuns, box: Box) -> dict[str, dict[str, Any]]:
    """Return restricted lever -> low and high; an open end has the limit of the design."""
    found = {}
    for i in box.restricted:
        path = rows.table.paths[i]
        ends = (rows.table.values[:, i].min(), rows.table.values[:, i].max())
        low, high = max(ends[0], box.limits[i, 0]), min(ends[1], box.limits[i, 1])
        found[path] = {"low": float(low), "high": float(high)}
    return found
