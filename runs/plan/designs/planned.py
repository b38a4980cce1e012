"""A design once its points are made: what a plan holds of it, and a manifest is told.

NumPy and what draws points are imported only where they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runs.plan.designs.kinds import Kind
from runs.plan.designs.ranges import Ranges

if TYPE_CHECKING:
    from runs.plan.designs.table import PointTable


@dataclass(frozen=True, eq=False)
class PlannedDesign:
    """A design with its points.

    `levers` maps each lever to its range (grid: its values; one at a time: lower value, value as
    configured, upper value; a user's table: least and greatest value).
    """

    kind: Kind
    levers: Ranges
    table: PointTable

    @property
    def library(self) -> str | None:
        """What made the points, with its version; None where no library was needed."""
        from runs.plan.designs.sampling import name_sampling_library

        return name_sampling_library(self.kind)

    @property
    def settings(self) -> dict[str, Any]:
        """The kind's own settings, its seed among them."""
        return self.kind.model_dump(mode="json", exclude={"name"})

    def as_dict(self) -> dict[str, Any]:
        """What a manifest, a script and the launch page are told of it."""
        return {
            "name": self.kind.name,
            "settings": self.settings,
            "levers": self.levers,
            "points": len(self.table),
            "library": self.library,
        }
