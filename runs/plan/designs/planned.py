"""A design whose points have been made, as a plan and a manifest hold it.

NumPy and the sampling libraries are imported only when they are needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runs.plan.designs.kinds import DesignKind
from runs.plan.designs.ranges import Ranges

if TYPE_CHECKING:
    from runs.plan.designs.table import PointTable


@dataclass(frozen=True, eq=False)
class PlannedDesign:
    """A design with its points.

    `levers` maps each lever to its range (grid: its values; one at a time: lower value, value as
    configured, upper value; a user's table: least and greatest value).
    """

    kind: DesignKind
    levers: Ranges
    table: PointTable

    @property
    def library(self) -> str | None:
        """Name and version of the library that made the points; None if no library was needed."""
        from runs.plan.designs.sampling import name_sampling_library

        return name_sampling_library(self.kind)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of this kind of design, name -> value, its seed among them."""
        return self.kind.model_dump(mode="json", exclude={"name"})

    def as_dict(self) -> dict[str, Any]:
        """Return the design as plain values: name, settings, levers (path -> range), points (their
        number) and library (None if none was needed).
        """
        return {
            "name": self.kind.name,
            "settings": self.settings,
            "levers": self.levers,
            "points": len(self.table),
            "library": self.library,
        }
