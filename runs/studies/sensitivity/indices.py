"""How much each lever of a design matters: the results of `taijie sensitivity` and of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.analysis.sides import get_dyad

if TYPE_CHECKING:
    import pandas as pd

    from runs.studies.sensitivity.designed_runs import DesignedRuns
    from runs.studies.sensitivity.outcome import Outcome


def list_default_outcomes() -> list[str]:
    """Return the names of the outcomes analysed by default: p_<side> and p_nobody (who calls
    first), and duration.
    """
    return [*(f"p_{key}" for key in (*get_dyad().keys, "nobody")), "duration"]


def compute_sobol_indices(rows: DesignedRuns, wanted: list[Outcome]) -> list[dict[str, Any]]:
    """Return, for each outcome, first- and total-order indices by lever, last those of the dummy (a
    lever without effect).

    Each is {variant, outcome, label, unit, mean, noise, resampled (points of the base sample),
    threshold (of the total order), levers}; a lever is {lever, first, first_low, first_high, total,
    total_low, total_high, told}; told says whether its total order is above the threshold (the
    dummy has no told).
    """
    from runs.analysis.sensitivity import sobol as analysis

    told = []
    for outcome in wanted:
        found = analysis.compute_sobol_indices(
            rows.compute_point_values(outcome), len(rows.table.paths)
        )
        levers = _make_lever_records([*rows.table.paths, "dummy"], found.table)
        for lever, is_told in zip(
            levers, analysis.find_influential_levers(found.table), strict=False
        ):
            lever["told"] = is_told
        limit = analysis.compute_dummy_threshold(found.table, "total")
        base = len(rows.table.values) // (len(rows.table.paths) + 2)
        head = {
            **_make_outcome_head(rows, outcome),
            "mean": found.mean,
            "noise": found.noise,
            "resampled": base,
        }
        told.append({**head, "threshold": limit, "levers": levers})
    return told


def make_morris_records(rows: DesignedRuns, wanted: list[Outcome]) -> list[dict[str, Any]]:
    """Return, for each outcome, mu* and sigma by lever, with the mu* that noise alone gives it
    (dummy).

    Each is {variant, outcome, label, unit, mean, noise, resampled (trajectories), levers}; a lever
    is {lever, told (whether mu* is above the dummy's)} and the columns of `morris.Screening`.
    """
    from runs.analysis.sensitivity import morris as analysis

    told = []
    for outcome in wanted:
        found = analysis.screen_levers(rows.unit, rows.compute_point_values(outcome))
        levers = _make_lever_records(list(rows.table.paths), found.table)
        for lever, is_told in zip(
            levers, analysis.find_influential_levers(found.table), strict=True
        ):
            lever["told"] = is_told
        trajectories = len(rows.table.values) // (len(rows.table.paths) + 1)
        told.append({**_make_outcome_head(rows, outcome), "mean": found.mean, "noise": found.noise,
                     "resampled": trajectories, "levers": levers})  # fmt: skip
    return told


def compute_single_lever_effects(rows: DesignedRuns, wanted: list[Outcome]) -> list[dict[str, Any]]:
    """Return a list of one dict: variant, outcomes, units (of the outcomes), order (levers, the
    strongest first) and effects, the rows of `one_at_a_time.tabulate_lever_effects`.
    """
    from runs.analysis.sensitivity.one_at_a_time import (
        LeverOutcome,
        rank_levers,
        tabulate_lever_effects,
    )

    measured = {
        one.name: LeverOutcome(
            rows.compute_point_values(one),
            "median" if one.unit == "days" else "mean",
            one.unit == "share",
        )
        for one in wanted
    }
    found = tabulate_lever_effects(rows.design.levers, measured)
    return [{"variant": rows.variant.name, "outcomes": [one.name for one in wanted],
             "units": {one.name: one.unit for one in wanted},
             "order": rank_levers(found), "effects": found.to_dict("records")}]  # fmt: skip


def _make_outcome_head(rows: DesignedRuns, outcome: Outcome) -> dict[str, Any]:
    """Return variant (name), outcome, label and unit."""
    return {"variant": rows.variant.name, "outcome": outcome.name, "label": outcome.label,
            "unit": outcome.unit}  # fmt: skip


def _make_lever_records(names: list[str], table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts, each with its lever's name under `lever`."""
    rows = table.to_dict("records")
    return [
        {"lever": name, **{str(key): value for key, value in row.items()}}
        for name, row in zip(names, rows, strict=True)
    ]


ANALYSES_BY_DESIGN = {
    "sobol": compute_sobol_indices,
    "morris": make_morris_records,
    "one_at_a_time": compute_single_lever_effects,
}
"""Kind of design -> the function that analyses its levers."""
