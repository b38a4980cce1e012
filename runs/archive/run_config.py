"""The configuration of one run of a batch: at its design point and its draw of a fit."""

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
    """Return a variant's configuration at a design point and at a replication's draw (set of
    parameters) of a fit.

    point: ignored without a design; replication: None, or a batch without a fit, means no draw.
    WrongInput if the stored file was changed.
    """
    config, table, draws = (
        batch.configuration(variant), batch.design(variant), batch.draws(variant)
    )  # fmt: skip
    if draws is not None and replication is not None:
        config = replace_lever_values(config, draws.get_point_values(replication % len(draws)))
    return config if table is None else replace_lever_values(config, table.get_point_values(point))


def require_number_in_batch(key: str, value: int, end: int) -> None:
    """Raise WrongInput unless 0 <= value < end: the batch has no run or point of that number."""
    if not 0 <= value < end:
        allowed = [f"0 to {end - 1}"]
        raise WrongInput(
            f"{key} {value} is not in the batch.", key=key, value=value, allowed=allowed
        )
