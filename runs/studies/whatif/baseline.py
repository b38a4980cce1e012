"""A variant of a batch as it was simulated, and settings that differ from it by some levers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from model.parameters import Configuration
from runs.archive.batch import Batch
from runs.archive.plugin_check import require_same_plugins
from runs.archive.run_config import make_run_config, require_number_in_batch
from runs.errors import WrongInput
from runs.plan.designs.table import PointTable, list_lever_values, replace_lever_values
from runs.plan.settings.overrides import get_value
from runs.studies.whatif.levers import require_within_range

Draws = Mapping[str, Any]
CarryDraws = Callable[[Configuration], Draws]


class Setting(NamedTuple):
    """A configuration to simulate, and its lever values at each draw of a fit, if any."""

    config: Configuration
    draws: Draws


class Baseline:
    """A variant of a batch, at a point of its design, whose levers can be changed."""

    def __init__(self, batch: Batch, variant: str, point: int, carry: CarryDraws | None) -> None:
        """Take a variant by name or hash, at a point of its design. carry: configuration -> lever
        values at each draw of the batch's fit; None without a fit.

        Raises WrongInput, naming what differs, where its runs cannot be simulated again here.
        """
        record = batch.manifest.find_variant(variant)
        require_number_in_batch("point", point, record.points)
        self.plugins = require_same_plugins(batch.manifest, "What-if")
        self.config = make_run_config(batch, record.hash, point)
        self.seed, self.fit = batch.manifest.seed, batch.manifest.fit
        self.variant, self.point = record.hash, point
        self._carry = carry
        if carry is not None:
            _require_same_draws(carry(self.config), batch.draws(record.hash))

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The configuration as plain values."""
        return self.config.model_dump()

    def make_setting(self, levers: Mapping[str, float]) -> Setting:
        """Return the setting with levers (path -> value) changed; WrongInput for an unknown lever
        or a value out of range. With a fit, each free lever's draws lie around its new value, as in
        a batch launched with it.
        """
        config = change_levers(self.config, levers, self.plain)
        return Setting(config, {} if self._carry is None else self._carry(config))

    def name_setting(self, levers: Mapping[str, float]) -> str:
        """Return the name under which the runs of a setting (lever path -> value) are stored;
        levers at their configured value do not change it.
        """
        moved = {path: value for path, value in levers.items()
                 if get_value(self.plain, path) != value}  # fmt: skip
        told = ";".join(f"{path}={value!r}" for path, value in sorted(moved.items()))
        return f"{self.variant} {self.point} {told}"


def change_levers(
    config: Configuration, levers: Mapping[str, float], plain: Mapping[str, Any] | None = None
) -> Configuration:
    """Return a configuration with levers (path -> value) changed; WrongInput for an unknown lever
    or a value out of range. plain: the configuration's plain values, if known.
    """
    known = config.model_dump() if plain is None and levers else plain
    for path, value in levers.items():
        require_within_range(path, value)
        if get_value(known, path) is None:
            raise WrongInput(f"{path} is no lever of this variant.", key=path)
    return replace_lever_values(config, levers)


def _require_same_draws(values_now: Draws, stored: PointTable | None) -> None:
    """Raise WrongInput unless the levers' values at the draws of the fit (`values_now`) are those
    that the batch has stored.
    """
    played = list_lever_values(stored)
    if set(values_now) != set(played) or any(
        not np.array_equal(values_now[path], values) for path, values in played.items()
    ):
        raise WrongInput(
            "The fit whose draws this batch plays has changed since, so that its runs cannot be"
            " simulated again.", key="fit",
        )  # fmt: skip
