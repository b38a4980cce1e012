"""From ranges and a kind of design to the one table that all variants of a batch play.

What makes the table is imported where one is made: an override is refused without NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runs.errors import WrongInput
from runs.plan.designs.kinds import DesignKind, NoDesign, OneAtATime, Table
from runs.plan.designs.planned import PlannedDesign
from runs.plan.designs.ranges import Ranges, check_ranges, replace_ranges_by_preset
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import list_paths

if TYPE_CHECKING:
    from runs.plan.designs.table import PointTable
    from runs.plan.planned_variant import PlannedVariant


@dataclass
class DesignBuilder:
    """Removes ranges of levers from variants' values, then makes the design's table of points."""

    kind: DesignKind
    ranges: Ranges | None = field(default=None)

    @property
    def has_design(self) -> bool:
        """Whether the launch has a design."""
        return not isinstance(self.kind, NoDesign)

    def remove_ranges(
        self, data: dict[str, Any], preset: dict[str, Any], title: str
    ) -> dict[str, Any]:
        """Return a variant's values with each range replaced by its preset value; the ranges are
        stored.

        Raises WrongInput for a range that cannot be used or differs from an earlier variant's.
        """
        data, found = replace_ranges_by_preset(data, preset)
        ordered = dict(sorted(found.items()))  # whatever the order of YAML
        ranges = check_ranges(self.kind, ordered, next(iter(preset["sides"])))
        if self.ranges is not None and ranges != self.ranges:
            raise WrongInput(
                f"variant {title}: other ranges than the variants before it, and all play the same"
                " points.", key="design", value=self.kind.name,
            )  # fmt: skip
        self.ranges = ranges
        return data

    def make_design(self, variants: Sequence[PlannedVariant]) -> PlannedDesign | None:
        """Return the design of the validated variants; None without one.

        Raises WrongInput if the table is invalid, or if a variant lacks one of its levers, sets it
        itself or, one at a time, has it at another value than the first variant.
        """
        if not self.has_design:
            return None
        from runs.plan.designs import sampling
        from runs.plan.designs.ties import require_same_ties
        from runs.plan.designs.user_table import read_points

        config, kind = variants[0].config, self.kind
        if isinstance(kind, OneAtATime):
            table, ends = sampling.make_one_at_a_time_table(kind, config)
        elif isinstance(kind, Table):
            known = [
                path for path in list_paths(config.model_dump(mode="json")) if find_lever(path)
            ]
            table = read_points(kind.file, known)
            columns = zip(table.paths, table.values.T, strict=True)
            ends = {path: [float(at.min()), float(at.max())] for path, at in columns}
        else:
            ends = self.ranges or {}
            table = sampling.sample_points(kind, ends)
        for variant in variants:
            _check_design_levers(
                variant, table, variants[0] if isinstance(kind, OneAtATime) else None
            )
        require_same_ties((variant.config for variant in variants), table)
        return PlannedDesign(kind, ends, table)


def _check_design_levers(
    variant: PlannedVariant, table: PointTable, base: PlannedVariant | None
) -> None:
    """Raise WrongInput for a lever of the table that a variant lacks, that it sets itself (without
    a `base`), or that it has at another value than the `base`.
    """
    said = dict(text.split("=", 1) for text in variant.overrides)
    for path in table.paths:
        value = _get_lever_value(variant.config, path)
        reason = ""
        if value is None:
            reason = f"there is no {path}, a lever of the design"
        elif base is None and not said.get(path, "[").startswith("["):
            reason = f"{path}={said[path]}, and the design sets it at each point: leave one out"
        elif base is not None and value != _get_lever_value(base.config, path):
            reason = f"{path}={value:g} differs from {base.name}, and all play the same points"
        if reason:
            raise WrongInput(f"variant {variant.name}: {reason}.", key=path, value=value)


def _get_lever_value(config: Any, path: str) -> float | None:
    """Return the value at a dotted path of a configuration; None if the path does not exist."""
    node = config
    for step in path.split("."):
        node = node.get(step) if isinstance(node, dict) else getattr(node, step, None)
    return None if node is None else float(node)
