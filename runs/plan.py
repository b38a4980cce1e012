"""What is going to be run: the launch settings, and the plan that is printed before any writing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from model.parameters import Configuration
from runs.designs.kinds import Design, NoDesign
from runs.manifest import PrecisionRecord
from runs.precision import rule

if TYPE_CHECKING:
    from runs.designs.planning import PlannedDesign

Z95 = 1.959964  # normal quantile of a 95 % interval


class Executor(BaseModel):
    """Where the tasks of a batch run."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    name: Literal["serial", "local", "cluster"] = "local"
    workers: int | None = Field(
        default=None, ge=1, le=1024, description="workers; null: a core each, or those there"
    )
    lanes: int = Field(
        default=10_000, ge=1, le=16_384, description="runs simulated together, at most"
    )
    address: str | None = Field(default=None, description="of a running Dask scheduler")
    scheduler_file: str | None = Field(default=None, description="instead of the address")
    tls_ca: str | None = Field(default=None, description="file of the certificate authority")
    tls_cert: str | None = None
    tls_key: str | None = None

    @model_validator(mode="after")
    def _names_one_scheduler(self) -> Self:
        places = [place for place in (self.address, self.scheduler_file) if place]
        if self.name == "cluster" and len(places) != 1:
            raise ValueError(
                "executor=cluster needs executor.address=tcp://HOST:PORT of a running Dask"
                " scheduler, or else executor.scheduler_file=FILE."
            )
        files = (self.tls_ca, self.tls_cert, self.tls_key)
        if any(files) and not all(files):
            raise ValueError("tls_ca, tls_cert and tls_key are given together or not at all.")
        if self.name != "cluster" and (places or any(files)):
            raise ValueError("address, scheduler_file and tls files belong to executor=cluster.")
        return self


class Launch(BaseModel):
    """How a batch is run: everything outside a variant's hash."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    experiment: str | None = None
    runs: int = Field(default=2000, ge=1, le=10**10, description="replications of each variant")
    seed: int = Field(default=0, ge=0, le=2**63 - 1, description="names the random worlds")
    batch: str | None = None
    outputs: str | None = None
    plan: bool = False
    design: Design = NoDesign()
    executor: Executor = Executor()
    variants: dict[str, list[str]] = {}
    precision: float | None = Field(
        default=None, ge=0.0005, lt=0.5, description="half width of the interval of P(first)"
    )
    runs_max: int = Field(default=100_000, ge=1, le=10**10, description="runs, with a precision")

    @model_validator(mode="after")
    def _leaves_room_to_grow(self) -> Self:
        if self.precision is not None and self.runs > self.runs_max:
            raise ValueError(
                f"runs={self.runs} are the first round of precision={self.precision:g} and must"
                f" not exceed runs_max={self.runs_max}."
            )
        return self

    @model_validator(mode="after")
    def _asks_it_of_independent_runs(self) -> Self:
        if self.precision is not None and not isinstance(self.design, NoDesign):
            raise ValueError(
                f"precision={self.precision:g} counts independent runs, and the points of a design"
                " share their worlds: give runs= instead."
            )
        return self


@dataclass(frozen=True)
class PlannedVariant:
    """One validated configuration with its name, what was overridden and what varies in the batch.

    `overrides` are all overrides in effect, in order; `varied` maps the keys that set this
    variant apart (swept keys, or those its name stands for) to their values.
    """

    name: str
    overrides: list[str]
    config: Configuration
    hash: str
    varied: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The configuration as plain values, of which hash and file are made."""
        return self.config.model_dump(mode="json")


@dataclass(frozen=True)
class Plan:
    """A batch before it exists: its variants, runs and folder (not yet made)."""

    variants: list[PlannedVariant]
    runs: int
    seed: int
    experiment: str | None
    executor: Executor
    folder: Path
    command: list[str]
    only_plan: bool = False
    named: bool = False
    design: PlannedDesign | None = None
    precision: PrecisionRecord | None = None

    @property
    def total(self) -> int:
        """Runs in all."""
        return self.runs * self.points * len(self.variants)

    @property
    def points(self) -> int:
        """Points of the design; 1 without one."""
        return len(self.design.table) if self.design else 1

    @property
    def half_width(self) -> float:
        """Half width of the 95 % Wilson interval of a share of 1/2 in one variant, at one point."""
        return Z95 / (2 * math.sqrt(self.runs + Z95**2))

    def as_dict(self) -> dict[str, Any]:
        """The plan for a script and for the launch page; no configs."""
        return {
            "variants": [
                {"name": v.name, "hash": v.hash, "overrides": v.overrides, "varied": v.varied}
                for v in self.variants
            ],
            "runs": self.runs,
            "points": self.points,
            "total": self.total,
            "design": self.design.as_dict() if self.design else None,
            "seed": self.seed,
            "experiment": self.experiment,
            "executor": self.executor.model_dump(),
            "folder": str(self.folder),
            "half_width": self.half_width,
            "precision": self.precision.model_dump() if self.precision else None,
        }

    def varies(self) -> dict[str, int]:
        """Key -> number of different values it takes over the variants, in order of appearance."""
        values: dict[str, dict[str, None]] = {}
        for variant in self.variants:
            for key, value in variant.varied.items():
                values.setdefault(key, {})[repr(value)] = None
        return {key: len(seen) for key, seen in values.items()}


def counted(number: int, one: str, many: str = "") -> str:
    """`1 variant`, `2,000 runs`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def label(key: str) -> str:
    """A key as it is read: `leader@us` -> `us leader`, `policy@us.policy` -> `us policy`."""
    group, _, package = key.partition("@")
    return f"{package.split('.')[0]} {group}" if package else key


def plan_text(plan: Plan, cost: str) -> str:
    """The lines that precede every batch; `cost` says time and size ("about 6 s ... · 3 MB")."""
    lines = [
        f"{_size(plan)} x {counted(plan.runs, 'run')} = {counted(plan.total, 'run')} · {cost}"
        f" · P(first) to ±{plan.half_width:.1g}" + (" at a point" if plan.design else "")
    ]
    if len(plan.variants) > 1:
        lines.append(f"varies: {_varying(plan)} · same random worlds in every variant")
    if plan.precision is not None:
        lines.append(rule(plan.precision))
    return "\n".join(lines)


def _size(plan: Plan) -> str:
    """`3 variants`, or `6 levers · sobol · 8,192 points`."""
    variants = counted(len(plan.variants), "variant")
    if plan.design is None:
        return variants
    levers = counted(len(plan.design.table.paths), "lever")
    design = f"{levers} · {plan.design.kind.name} · {counted(plan.points, 'point')}"
    return f"{variants} x {design}" if len(plan.variants) > 1 else design


def _varying(plan: Plan) -> str:
    counts = plan.varies()
    if not plan.named:
        return ", ".join(f"{label(key)} ({count})" for key, count in counts.items())
    names = [variant.name for variant in plan.variants]
    keys = shortened([label(key) for key in counts])
    return f"{shortened(names)}" + (f" (in {keys})" if keys else "")


def shortened(names: Sequence[str], shown: int = 6) -> str:
    """The first names of a long list, and how many more there are."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more:,} more" if more > 0 else "")
