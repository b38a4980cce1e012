"""The model to be stepped by hand, for those who know Mesa (docs/mesa.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np

from agents.cast import create_cast
from model import standoff
from model.lanes import Piece, hash_structure
from model.parameters import Configuration
from runs.arguments import list_texts, require_whole_number
from runs.errors import WrongInput
from runs.plan.capacity import MEMBER_BYTES
from runs.plan.planner import Planner
from runs.plan.plugins.loading import use_plugins
from runs.plan.workers import count_memory_bytes
from runs.terminal import format_size

LANE_BYTES = 6_000
"""What a lane takes beside its constituencies, measured on call_2025 after the first day."""


class Standoff(standoff.Standoff):
    """The model, built from overrides of the command line."""

    @classmethod
    def from_overrides(cls, overrides: Iterable[str] = (), runs: int | None = None) -> Self:
        """Return a model before its first day.

        Args:
            overrides: settings as on the command line, one text each; the lanes (parallel runs) of
                the first variant come before those of the second, and so on.
            runs: lanes of each variant. Default: the overrides' `runs=`.

        Raises WrongInput for whatever the command line would refuse, for a design, whose points
        need `taijie run`, for variants that differ in more than their levers, and for more runs
        than memory holds.
        """
        count = None if runs is None else require_whole_number("runs", runs, 1)
        plan = Planner().plan(list_texts("overrides", overrides), False)
        if plan.design is not None:
            name = plan.design.kind.name
            reason = f"design={name}: points of a design are played by taijie run."
            raise WrongInput(reason, key="design", value=name, allowed=["none"])
        configs = [variant.config for variant in plan.variants]
        if len({hash_structure(config) for config in configs}) > 1:
            raise WrongInput("these variants differ in structure: build one model of each")
        count = plan.runs if count is None else count
        _require_memory(count, configs)
        lanes = np.arange(count, dtype=np.int64)
        with use_plugins(plan.plugins):
            return cls([Piece(config, plan.seed, lanes) for config in configs], create_cast)


def _require_memory(runs: int, configs: Sequence[Configuration]) -> None:
    """Raise WrongInput, with the bytes needed and available, unless a model with so many runs of
    each configuration fits in memory.
    """
    members = [sum(m.members for m in config.cast.values() if m.role == "constituency")
               for config in configs]  # fmt: skip
    needed = runs * sum(LANE_BYTES + MEMBER_BYTES * count for count in members)
    if needed > (there := count_memory_bytes()):
        raise WrongInput(
            f"{runs * len(configs):,} runs side by side take about {format_size(needed)} of "
            f"memory, and {format_size(there)} are there: fewer runs, or taijie run.",
            key="runs",
            value=runs,
            allowed=[f"1 to {max(1, there * runs // needed)}"],
        )
