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


def compute_sobol_indices(
    designed_runs: DesignedRuns, outcomes: list[Outcome]
) -> list[dict[str, Any]]:
    """Return for each outcome the first- and total-order Sobol indices of each lever and, last, of
    a dummy (a lever without effect).

    Each is {variant, outcome, label, unit, mean, noise (share of variance due to random worlds),
    resampled (points of the base sample), threshold (of the total order), levers}; a lever is
    {lever, first, first_low, first_high, total, total_low, total_high, told}; told says whether its
    total order is above the threshold (the dummy has no told).
    """
    from runs.analysis.sensitivity import sobol as analysis

    records = []
    for outcome in outcomes:
        found = analysis.compute_sobol_indices(
            designed_runs.compute_point_values(outcome), len(designed_runs.table.paths)
        )
        levers = _make_lever_records([*designed_runs.table.paths, "dummy"], found.table)
        for lever, is_told in zip(
            levers, analysis.find_influential_levers(found.table), strict=False
        ):
            lever["told"] = is_told
        limit = analysis.compute_dummy_threshold(found.table, "total")
        base = len(designed_runs.table.values) // (len(designed_runs.table.paths) + 2)
        head = {
            **_make_outcome_head(designed_runs, outcome),
            "mean": found.mean,
            "noise": found.noise,
            "resampled": base,
        }
        records.append({**head, "threshold": limit, "levers": levers})
    return records


def compute_morris_indices(
    designed_runs: DesignedRuns, outcomes: list[Outcome]
) -> list[dict[str, Any]]:
    """Return for each outcome mu* and sigma of each lever, with the mu* that noise alone gives it
    (dummy).

    Each is {variant, outcome, label, unit, mean, noise (share due to random worlds), resampled
    (number of trajectories), levers}; a lever is {lever, told (whether mu* is above the dummy's)}
    and the columns of `morris.Screening`.
    """
    from runs.analysis.sensitivity import morris as analysis

    records = []
    for outcome in outcomes:
        found = analysis.screen_levers(
            designed_runs.unit_points, designed_runs.compute_point_values(outcome)
        )
        levers = _make_lever_records(list(designed_runs.table.paths), found.table)
        for lever, is_told in zip(
            levers, analysis.find_influential_levers(found.table), strict=True
        ):
            lever["told"] = is_told
        trajectories = len(designed_runs.table.values) // (len(designed_runs.table.paths) + 1)
        head = {**_make_outcome_head(designed_runs, outcome), "mean": found.mean}
        records.append({**head, "noise": found.noise, "resampled": trajectories, "levers": levers})
    return records


def compute_single_lever_effects(
    designed_runs: DesignedRuns, outcomes: list[Outcome]
) -> list[dict[str, Any]]:
    """Return what each lever does alone, as a list of one dict: variant, outcomes (names), units
    (of each), order (levers, the strongest first) and effects, the rows of
    `one_at_a_time.tabulate_lever_effects`.
    """
    from runs.analysis.sensitivity.one_at_a_time import (
        LeverOutcome,
        rank_levers,
        tabulate_lever_effects,
    )

    measured = {
        one.name: LeverOutcome(
            designed_runs.compute_point_values(one),
            "median" if one.unit == "days" else "mean",
            one.unit == "share",
        )
        for one in outcomes
    }
    found = tabulate_lever_effects(designed_runs.design.levers, measured)
    return [{"variant": designed_runs.variant.name, "outcomes": [one.name for one in outcomes],
             "units": {one.name: one.unit for one in outcomes},
             "order": rank_levers(found), "effects": found.to_dict("records")}]  # fmt: skip


def _make_outcome_head(designed_runs: DesignedRuns, outcome: Outcome) -> dict[str, Any]:
    """Return the first entries of an outcome's record: variant (name), outcome, label and unit."""
    return {"variant": designed_runs.variant.name, "outcome": outcome.name, "label": outcome.label,
            "unit": outcome.unit}  # fmt: skip


def _make_lever_records(names: list[str], table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts, the lever's name added to each as `lever`."""
    rows = table.to_dict("records")
    return [
        {"lever": name, **{str(key): value for key, value in row.items()}}
        for name, row in zip(names, rows, strict=True)
    ]


ANALYSES_BY_DESIGN = {
    "sobol": compute_sobol_indices,
    "morris": compute_morris_indices,
    "one_at_a_time": compute_single_lever_effects,
}
"""Kind of design -> the function that analyses its levers."""
