"""The runs of a design: its points, and the outcomes of all runs at each of them.

What the commands on designs read, and the only place that turns rows into (points, replications).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runs.analysis.estimates.points import reshape_by_point
from runs.analysis.text.names import format_count
from runs.archive.continuing import make_completion_advice
from runs.errors import WrongInput
from runs.plan.designs.kinds import DesignKind, Morris, NoDesign, Sobol
from runs.plan.designs.sampling import compute_block_size
from runs.plan.designs.table import FloatArray, PointTable

if TYPE_CHECKING:
    import pandas as pd

    from runs.archive.batch import Batch
    from runs.archive.manifest import DesignRecord, VariantRecord
    from runs.studies.sensitivity.outcome import Outcome


@dataclass(frozen=True, eq=False)
class DesignedRuns:
    """One variant's design points, with its outcome rows sorted by point and replication."""

    variant: VariantRecord
    design: DesignRecord
    table: PointTable
    frame: pd.DataFrame

    @property
    def points_per_block(self) -> int:
        """Number of successive points that form a block, as they share coordinates (Sobol, Morris);
        1 for a design without blocks.
        """
        kinds: dict[str, DesignKind] = {"sobol": Sobol(), "morris": Morris()}
        kind = kinds.get(self.design.name, NoDesign())
        return compute_block_size(kind, len(self.table.paths))

    @property
    def unit_points(self) -> FloatArray:
        """The points with each lever scaled to its range, 0 to 1, (points, levers)."""
        low, high = np.array(list(self.design.levers.values()))[:, [0, -1]].T
        return np.asarray((self.table.values - low) / (high - low))

    def compute_point_values(self, outcome: Outcome) -> FloatArray:
        """Return an outcome's number in every run, (points, replications); WrongInput if it has
        none in some run.
        """
        return reshape_by_point(self.frame, outcome.compute_run_values(self.frame))


def require_design(batch: Batch, kinds: Iterable[str] = ()) -> DesignRecord:
    """Return the record of a batch's design; WrongInput if it has no design, or one that is not
    among the names `kinds` (such as `sobol`; empty: any).
    """
    design, wanted = batch.manifest.design, list(kinds)
    if design is None or (wanted and design.name not in wanted):
        found = f"has design={design.name}" if design else "has no design"
        raise WrongInput(
            f"batch {batch.name} {found}, and its levers cannot be weighed so.",
            key="batch",
            value=batch.name,
            allowed=[f"design={name}" for name in wanted],
        )
    return design


def read_designed_runs(batch: Batch, variant: str, outcomes: Iterable[Outcome]) -> DesignedRuns:
    """Return a variant's design points and the runs at them; WrongInput if a run is missing.

    outcomes: the outcomes to be computed, which determine the columns loaded.
    """
    record, design = batch.manifest.find_variant(variant), require_design(batch)
    table = batch.design(record.hash)
    assert table is not None
    columns = sorted({name for one in outcomes for name in one.columns})
    frame = batch.outcomes(record.hash, columns)
    left = record.points * batch.manifest.runs - len(frame)
    if left:
        needed = make_completion_advice(batch)
        raise WrongInput(
            f"{format_count(left, 'run')} of {record.name} {'is' if left == 1 else 'are'} missing."
            f" {needed.text if needed else ''}",
            key="batch",
            value=batch.name,
        )
    return DesignedRuns(record, design, table, frame)
