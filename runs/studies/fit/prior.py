"""Priors of the free levers: for each a standard normal z, mapped to the lever's own scale.

One z moves a lever in every configuration alike, around the value that the configuration gives it,
so that one set of z is one hypothesis about all standoffs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from model.draws import Draws, hash_names, hash_worlds
from model.parameters import Configuration
from model.parameters.sides import FIRST_AND_SECOND
from runs.analysis.estimates.estimates import FloatArray
from runs.errors import WrongInput, find_nearest_names
from runs.plan.settings.levers import find_lever, list_levers
from runs.studies.fit.evidence import FOLDER
from runs.studies.history.rule import Strict
from runs.studies.study_files import read_study_file

BOTH = "side."
"""Stands before a lever that both sides have and that moves alike in both."""
Draw = dict[str, FloatArray]
"""Path of a lever of a configuration -> its values, (draws,)."""


class FreeLever(Strict):
    """Prior of one lever: normal with standard deviation `spread` around the configured value, on
    the scale of its family (logarithm, value, or log-odds within the lever's range).
    """

    family: Literal["log_normal", "normal", "logit_normal"]
    spread: float = Field(gt=0, le=5)
    reason: str = Field(min_length=1)


class Prior(Strict):
    """The priors of the free levers by path; all other levers are fixed."""

    levers: dict[str, FreeLever] = Field(min_length=1)

    @property
    def names(self) -> tuple[str, ...]:
        """The free levers, in the order of the file."""
        return tuple(self.levers)

    def compute_lever_values(self, z: FloatArray, config: Configuration) -> Draw:
        """Return dotted path of a lever -> its values, (draws,), in a configuration, spread around
        the configured value.

        z: (draws, levers), standard normal under the prior. Levers that the configuration lacks, or
        has switched off, are omitted.
        """
        found: Draw = {}
        for place, (name, prior) in enumerate(self.levers.items()):
            for path in list_lever_paths(name, config):
                centre, info = _read_number(config, path), find_lever(path)
                if centre is None or info is None:
                    continue
                found[path] = transform_normal_to_lever(
                    prior, centre, z[:, place], (info.low, info.high)
                )
        return found


def read_prior(path: Path = FOLDER / "prior.yaml") -> Prior:
    """Return the priors in a file; WrongInput for the first error in it, or an unknown lever."""
    prior = read_study_file(path, Prior)
    known = list_levers()
    for name in prior.levers:
        if _convert_to_table_path(name) not in known:
            raise WrongInput(
                f"{path.name}: levers.{name}: there is no such lever.", key=name, value=name,
                nearest=find_nearest_names(name, [_convert_to_prior_name(path) for path in known]),
            )  # fmt: skip
    return prior


@cache
def read_shipped_prior() -> Prior:
    """Return the packaged priors."""
    return read_prior()


def list_lever_paths(name: str, config: Configuration) -> list[str]:
    """Return the dotted paths in a configuration of a free lever: one, or one for each side where
    its name begins with `side.`.
    """
    if not name.startswith(BOTH):
        return [name]
    return [f"{key}.{name.removeprefix(BOTH)}" for key in config.dyad.keys]


def transform_normal_to_lever(
    prior: FreeLever, centre: float, z: FloatArray, limits: tuple[float, float]
) -> FloatArray:
    """Return the values of a lever at standard normal z, (draws,), clipped to its range; the
    configured value throughout if a logit-normal one lies at an end of the range.

    centre: the configured value, the median of the prior; limits: lowest and highest value.
    """
    from scipy.special import expit

    low, high = limits
    if prior.family == "log_normal":
        values = centre * np.exp(prior.spread * z)
    elif prior.family == "normal":
        values = centre + prior.spread * z
    else:
        share = (centre - low) / (high - low)
        if not 0.0 < share < 1.0:
            return np.full(len(z), centre)
        values = low + (high - low) * expit(math.log(share / (1.0 - share)) + prior.spread * z)
    return np.clip(values, low, high)


def draw_normals(
    seed: int, count: int, names: tuple[str, ...], purpose: tuple[str, ...], step: int = 0
) -> FloatArray:
    """Return (count, names) independent standard normals; each depends only on seed, its index, its
    name, purpose and step.

    Args:
        seed: of the fit.
        count: number of draws or particles; draw i is the same for any count.
        names: of the levers.
        purpose: what the draws are for, such as ("fit", "prior").
        step: of the sampler.
    """
    from scipy.special import ndtri

    z: FloatArray = ndtri(draw_uniforms(seed, count, [(*purpose, n) for n in names], step)).T
    return z


def draw_uniforms(seed: int, count: int, names: list[tuple[str, ...]], step: int = 0) -> FloatArray:
    """Return (names, count) independent uniforms in (0, 1); each depends only on seed, its index,
    its name (a tuple of words) and step.
    """
    whose = hash_worlds(np.full(count, seed, dtype=np.int64), np.arange(count, dtype=np.int64))
    return Draws(whose, step).uniforms(hash_names(names))


def _convert_to_table_path(name: str) -> str:
    """Return the path in the table of levers of a free lever: `side.` becomes the key of the first
    side.
    """
    own = f"{FIRST_AND_SECOND[0]}."
    return name.replace(BOTH, own, 1) if name.startswith(BOTH) else name


def _convert_to_prior_name(path: str) -> str:
    """Return the name in a prior of a path of the table of levers: the key of the first side
    becomes `side.`, which means both.
    """
    own = f"{FIRST_AND_SECOND[0]}."
    return path.replace(own, BOTH, 1) if path.startswith(own) else path


def _read_number(config: Configuration, path: str) -> float | None:
    """Return the number at a dotted path of a configuration; None if the path does not exist."""
    node: Any = config
    for step in path.split("."):
        node = node.get(step) if isinstance(node, Mapping) else getattr(node, step, None)
        if node is None:
            return None
    return float(node)
