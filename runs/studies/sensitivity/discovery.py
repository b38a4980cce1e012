"""Where in a design something happens: the results of `taijie discover` and of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runs.analysis.sensitivity.prim import Box
    from runs.studies.sensitivity.designed_runs import DesignedRuns
    from runs.studies.sensitivity.outcome import Outcome

KINDS = ("latin_hypercube", "grid", "table", "sobol", "morris")
"""Designs whose points fill a space in which runs can gather."""


def find_lever_box(designed_runs: DesignedRuns, outcome: Outcome) -> dict[str, Any]:
    """Return the box of lever values in which runs with a yes/no outcome gather, assessed on other
    points and random worlds than it was found on.

    outcome: one that is yes (1) or no (0) in each run.

    Returns:
        variant, outcome, limits (lever -> low, high, quasi_p; empty: no box), runs_at_a_point,
            fresh_points (number of points it was assessed on), and the figures of `prim.score_box`.
    """
    from runs.analysis.sensitivity import prim

    halves = prim.split_halves(
        designed_runs.table.values,
        designed_runs.compute_point_values(outcome),
        designed_runs.points_per_block,
    )
    found = prim.peel_boxes(halves.levers, halves.cases)
    box = prim.choose_box(found, halves.levers, halves.cases)
    fresh = (halves.fresh_levers, halves.fresh_cases)
    chances = prim.compute_quasi_p(box, *fresh)
    limits = _compute_lever_limits(designed_runs, box)
    for name, i in zip(limits, box.restricted, strict=True):
        limits[name]["quasi_p"] = chances[int(i)]
    return {
        "variant": designed_runs.variant.name, "outcome": outcome.name, "limits": limits,
        "runs_at_a_point": halves.fresh_cases.shape[1], "fresh_points": len(halves.fresh_cases),
        **prim.score_box(box, *fresh, designed_runs.points_per_block),
    }  # fmt: skip


def find_lever_regions(designed_runs: DesignedRuns, outcome: Outcome) -> dict[str, Any]:
    """Return regions of lever values in which an outcome is high or low, assessed on other points
    and random worlds than they were found on.

    Returns:
        variant, outcome, unit, explained (share of variance), mean, fresh_mean (on the other
            points) and regions, a list of `regions.Leaf` as dicts, with box as lever -> low, high.
    """
    from runs.analysis.sensitivity import prim, regions

    halves = prim.split_halves(
        designed_runs.table.values,
        designed_runs.compute_point_values(outcome),
        designed_runs.points_per_block,
    )
    leaves = regions.grow_tree(halves)
    return {
        "variant": designed_runs.variant.name,
        "outcome": outcome.name,
        "unit": outcome.unit,
        "explained": regions.compute_explained_variance(leaves, halves),
        "mean": float(halves.cases.mean()),
        "fresh_mean": float(halves.fresh_cases.mean()),
        "regions": [
            {**leaf._asdict(), "box": _compute_lever_limits(designed_runs, leaf.box)}
            for leaf in leaves
        ],
    }


def _compute_lever_limits(designed_runs: DesignedRuns, box: Box) -> dict[str, dict[str, Any]]:
    """Return lever -> low and high, for the levers that the box restricts; an open end has the
    smallest or largest value of the design.
    """
    found = {}
    for i in box.restricted:
        path = designed_runs.table.paths[i]
        ends = (designed_runs.table.values[:, i].min(), designed_runs.table.values[:, i].max())
        low, high = max(ends[0], box.limits[i, 0]), min(ends[1], box.limits[i, 1])
        found[path] = {"low": float(low), "high": float(high)}
    return found
