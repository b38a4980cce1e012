"""The lever analysis of a whole batch, for the outcomes that all of its runs have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runs.archive.in_use import use_batch
from runs.errors import WrongInput
from runs.studies.sensitivity.designed_runs import read_designed_runs, require_design
from runs.studies.sensitivity.indices import ANALYSES_BY_DESIGN, list_default_outcomes
from runs.studies.sensitivity.outcome import parse_outcome

if TYPE_CHECKING:
    import pandas as pd

    from runs.archive.batch import Batch
    from runs.studies.sensitivity.designed_runs import DesignedRuns
    from runs.studies.sensitivity.outcome import Outcome


def analyse_levers(
    batch: Batch, outcomes: Sequence[str] = (), variant: str | None = None
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return (the records of each variant's lever analysis, a sentence for each outcome left out
    because some run lacks it). The records are those of the functions in
    `indices.ANALYSES_BY_DESIGN`.

    outcomes: as typed; empty for `list_default_outcomes`. variant: None for all. Raises WrongInput
    for a design without an analysis, for an unknown outcome, and if no outcome is known in every
    run.
    """
    design = require_design(batch, ANALYSES_BY_DESIGN)
    with use_batch(batch.manifest):
        parsed = [parse_outcome(text) for text in outcomes or list_default_outcomes()]
    records_of_levers: list[dict[str, Any]] = []
    left_out: list[str] = []
    for record in batch.variants(variant):
        designed_runs = read_designed_runs(batch, record.hash, parsed)
        records_of_levers += ANALYSES_BY_DESIGN[design.name](
            designed_runs, _select_complete_outcomes(designed_runs, parsed, left_out)
        )
    return records_of_levers, left_out


def make_lever_frame(records: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return the records of `analyse_levers` as one frame, a row per variant, outcome and lever,
    with the fields of the record and of the lever as columns; an empty frame if there are none.
    """
    import pandas as pd

    rows = [
        {key: value for key, value in one.items() if not isinstance(value, (list, dict))} | lever
        for one in records
        for lever in one.get("levers", one.get("effects", ()))
    ]
    return pd.DataFrame(rows)


def _select_complete_outcomes(
    designed_runs: DesignedRuns, outcomes: Sequence[Outcome], left_out: list[str]
) -> list[Outcome]:
    """Return the outcomes that every run has; append to `left_out` a sentence on each of the
    others.

    Raises WrongInput if no outcome is left.
    """
    wanted: list[Outcome] = []
    refusals: list[WrongInput] = []
    for one in outcomes:
        try:
            designed_runs.compute_point_values(one)
        except WrongInput as gaps:
            refusals.append(gaps)
        else:
            wanted.append(one)
    if not wanted:
        raise refusals[0]
    left_out += [
        f"left out of {designed_runs.variant.name}: {refusal.reason}" for refusal in refusals
    ]
    return wanted
