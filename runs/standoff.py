"""The model to be stepped by hand, for those who know Mesa (docs/mesa.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import numpy as np

from agents.cast import create_cast
from model import standoff
from model.lanes import Piece, hash_structure
from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.plugins.loading import use_plugins


class Standoff(standoff.Standoff):
    """The model, built from overrides of the command line."""

    @classmethod
    def from_overrides(cls, overrides: Iterable[str] = (), runs: int | None = None) -> Self:
        """Return a model before its first day.

        Args:
            overrides: settings as on the command line, one text each; the lanes (parallel runs) of
                the first variant come before those of the second, and so on.
            runs: lanes of each variant. Default: the overrides' `runs=`.

        Raises WrongInput for whatever the command line would refuse, and for variants that differ
        in more than their levers. A design's points need `taijie run`.
        """
        plan = Planner().plan(list(overrides), False)
        configs = [variant.config for variant in plan.variants]
        if len({hash_structure(config) for config in configs}) > 1:
            raise WrongInput("these variants differ in structure: build one model of each")
        lanes = np.arange(plan.runs if runs is None else runs, dtype=np.int64)
        with use_plugins(plan.plugins):
            return cls([Piece(config, plan.seed, lanes) for config in configs], create_cast)
