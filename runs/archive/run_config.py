"""One run of a batch as it was simulated: its configuration, at its point and its draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.errors import WrongInput
from runs.plan.designs.table import replace_lever_values

if TYPE_CHECKING:
    from model.parameters import Configuration
    from runs.archive.batch import Batch


def make_run_config(
    batch: Batch, variant: str, point: int, replication: int | None = None
) -> Configuration:
    """Return a variant's configuration at a point, and at the draw that a replication plays."""
    config, table, draws = (
        batch.configuration(variant), batch.design(variant), batch.draws(variant)
    )  # fmt: skip
    if draws is not None and replication is not None:
        config = replace_lever_values(config, draws.get_point_values(replication % len(draws)))
    return config if table is None else replace_lever_values(config, table.get_point_values(point))


def require_number_in_batch(key: str, value: int, end: int) -> None:
    """Raise WrongInput for a number, of a run or a point, that a batch does not have."""
    if not 0 <= value < end:
        allowed = [f"0 to {end - 1}"]
        raise WrongInput(
            f"{key} {value} is not in the batch.", key=key, value=value, allowed=allowed
        )
