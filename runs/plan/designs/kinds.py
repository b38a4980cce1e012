"""The kinds of design and their settings, as the config group `design` gives them.

Plain settings without NumPy, so that a plan can be validated before anything heavy is imported.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

ASSUMED = "assumed"
MOST_POINTS = 1_000_000
"""Rows of the largest table: the launcher holds it whole (60 levers: 480 MB)."""
Seed = Annotated[int, Field(ge=0, le=2**63 - 1, description="of the design, not of the worlds")]


class _Kind(BaseModel):
    """Base of the kinds: settings that cannot be changed and refuse unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class NoDesign(_Kind):
    """Every variant as configured."""

    name: Literal["none"] = "none"


class Grid(_Kind):
    """Every combination of the values listed at the levers, the first lever slowest."""

    name: Literal["grid"] = "grid"


class LatinHypercube(_Kind):
    """Each lever's range cut into as many strata as there are points, each used once.

    McKay, Beckman and Conover (1979), Technometrics 21: 239-245.
    """

    name: Literal["latin_hypercube"] = "latin_hypercube"
    points: int = Field(default=1000, ge=1, le=MOST_POINTS, description="points")
    seed: Seed = 0


class Sobol(_Kind):
    """Saltelli's crossed samples of a scrambled Sobol sequence: base x (levers + 2) points.

    Saltelli et al. (2010), Computer Physics Communications 181: 259-270.
    """

    name: Literal["sobol"] = "sobol"
    base: int = Field(default=256, ge=2, le=2**19, description="points of each sample")
    seed: Seed = 0

    @field_validator("base")
    @classmethod
    def _check_power_of_two(cls, value: int) -> int:
        """Return the value; ValueError if it is no power of two."""
        if value & (value - 1):
            raise ValueError(f"{value} is no power of two, and the sequence is balanced only there")
        return value


class Morris(_Kind):
    """Trajectories that change one lever at a time: trajectories x (levers + 1) points.

    Morris (1991), Technometrics 33: 161-174.
    """

    name: Literal["morris"] = "morris"
    trajectories: int = Field(default=100, ge=2, le=100_000, description="trajectories")
    levels: int = Field(default=4, ge=2, le=100, description="levels of each lever, an even number")
    seed: Seed = 0

    @field_validator("levels")
    @classmethod
    def _check_even(cls, value: int) -> int:
        """Return the value; ValueError if it is odd."""
        if value % 2:
            raise ValueError(f"{value} is odd, and a step of half the levels needs an even number")
        return value


class Table(_Kind):
    """A table of one's own: CSV or Parquet, a column a lever by its full path, a row a point."""

    name: Literal["table"] = "table"
    file: str


class OneAtATime(_Kind):
    """Each lever alone at 1/spread and at spread times its value, clipped to its range."""

    name: Literal["one_at_a_time"] = "one_at_a_time"
    levers: Literal["assumed"] | list[str] = "assumed"
    spread: float = Field(default=2.0, gt=1, le=100, description="factor")


Design = Annotated[
    NoDesign | Grid | LatinHypercube | Sobol | Morris | Table | OneAtATime,
    Field(discriminator="name"),
]
DesignKind = NoDesign | Grid | LatinHypercube | Sobol | Morris | Table | OneAtATime
SETTINGS = ("points", "base", "trajectories", "levels", "spread", "seed")
"""Numbers that a kind of design may be given, over all kinds."""
RANGED = (Grid, LatinHypercube, Sobol, Morris)
"""The kinds whose levers are named by the ranges written at them."""
