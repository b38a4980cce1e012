"""A variant before it is run: what a plan lists and a design is checked against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from model.parameters import Configuration

if TYPE_CHECKING:
    from runs.plan.designs.table import PointTable


@dataclass(frozen=True)
class PlannedVariant:
    """One validated configuration with its name, what was overridden and what varies in the batch.

    `overrides` are all overrides in effect, in order; `varied` maps the keys that set this
    variant apart (swept keys, or those its name stands for) to their values. `given` is the name
    it has in its experiment, without what was swept or changed. `draws` are the values of levers
    at each draw of a fit, of which run k plays draw k mod draws; None for all as configured.
    """

    name: str
    overrides: list[str]
    config: Configuration
    hash: str
    varied: dict[str, Any] = field(default_factory=dict)
    given: str = ""
    draws: PointTable | None = None

    def to_plain_values(self) -> dict[str, Any]:
        """Return the configuration as plain values, from which hash and file are made."""
        return self.config.model_dump(mode="json")
