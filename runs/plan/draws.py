"""The draws of a fit in a plan: each variant's levers at each draw, as a table.

A plan does not know what a fit is: the caller passes in a function from a name to draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from runs.errors import WrongInput

if TYPE_CHECKING:
    from model.parameters import Configuration
    from runs.plan.designs.table import FloatArray
    from runs.plan.planned_variant import PlannedVariant


class FitRecord(BaseModel):
    """The fit whose draws of the levers the runs of a batch use: run k uses draw k mod draws."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    name: str
    draws: int


def write_fit_line(fit: FitRecord) -> str:
    """Return a fit in words: "fit: record · run k plays draw k mod 128 of the levers"."""
    return f"fit: {fit.name} · run k plays draw k mod {fit.draws:,} of the levers"


DrawsFunction = Callable[[Path, str, "Configuration"], Mapping[str, "FloatArray"]]
"""Folder of batches, name of a fit and a configuration -> lever's path -> values, (draws,)."""


def add_fit_draws(
    variants: Sequence[PlannedVariant],
    outputs: Path,
    name: str,
    compute_draws: DrawsFunction | None,
) -> list[PlannedVariant]:
    """Return the variants with `draws`: their levers' values in each draw (set of parameters) of a
    fit.

    outputs: folder of batches; name: of the fit; compute_draws: returns lever's path -> values,
    (draws,), for a configuration. Raises WrongInput for an unknown fit, or without `compute_draws`.
    """
    if compute_draws is None:
        raise WrongInput(
            f"fit={name}: parameters of a fit are played by taijie run.", key="fit", value=name,
            allowed=["none"],
        )  # fmt: skip
    import numpy as np

    from runs.plan.designs.table import PointTable

    found = []
    for variant in variants:
        levers = compute_draws(outputs, name, variant.config)
        table = PointTable(tuple(levers), np.column_stack(list(levers.values())))
        found.append(replace(variant, draws=table))
    return found
