"""The settings of a launch, and the plan of a batch before anything is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from runs.analysis.text.names import format_count
from runs.errors import join_first_few
from runs.plan.bases import OverruledOverride
from runs.plan.designs.kinds import Design, NoDesign
from runs.plan.draws import FitRecord, write_fit_line
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.planned_variant import PlannedVariant
from runs.plan.plugins.catalogue import Plugin
from runs.plan.plugins.kinds import METRIC, POLICY, ROLE
from runs.plan.settings.overrides import format_label
from runs.plan.stopping import PrecisionRecord, describe_stopping_rule
from runs.plan.workers import describe_excess_workers, describe_quota

if TYPE_CHECKING:
    from model.parameters.sides import SideText
    from runs.plan.designs.planned import PlannedDesign

NO_FIT = "none"
"""The word of `fit=` for parameters as configured."""
Z95 = 1.959964  # normal quantile of a 95 % interval


class Launch(BaseModel):
    """The settings on how a batch is run; none of them is part of a variant's hash."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    experiment: str | None = None
    runs: int = Field(default=2000, ge=1, le=10**10, description="replications of each variant")
    seed: int = Field(default=0, ge=0, le=2**63 - 1, description="names the random worlds")
    fit: str = Field(default=NO_FIT, min_length=1, description="draws of the levers")
    batch: str | None = None
    outputs: str | None = None
    plan: bool = False
    design: Design = NoDesign()
    executor: ExecutorSettings = ExecutorSettings()
    variants: dict[str, list[str]] = {}
    metrics: list[str] = []
    precision: float | None = Field(
        default=None, ge=0.0005, lt=0.5, description="half width of the interval of P(first)"
    )
    runs_max: int = Field(default=100_000, ge=1, le=10**10, description="runs, with a precision")

    @field_validator("metrics", mode="before")
    @classmethod
    def _put_single_metric_in_list(cls, value: object) -> object:
        """Return one metric's name as a list of it; any other value unchanged."""
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_first_round_size(self) -> Self:
        """Return self; ValueError if a precision's first round has more runs than `runs_max`."""
        if self.precision is not None and self.runs > self.runs_max:
            raise ValueError(
                f"runs={self.runs} are the first round of precision={self.precision:g} and must"
                f" not exceed runs_max={self.runs_max}."
            )
        return self

    @model_validator(mode="after")
    def _check_precision_without_design(self) -> Self:
        """Return self; ValueError if a precision is wanted of the runs of a design."""
        if self.precision is not None and not isinstance(self.design, NoDesign):
            raise ValueError(
                f"precision={self.precision:g} counts independent runs, and the points of a design"
                " share their worlds: give runs= instead."
            )
        return self


@dataclass(frozen=True)
class Plan:
    """A batch before it exists: its variants, runs and folder (not yet made).

    `command`: the command line that requested it; `only_plan`: nothing is to be run; `named`: the
    variants have names of an experiment.
    """

    variants: list[PlannedVariant]
    runs: int
    seed: int
    experiment: str | None
    executor: ExecutorSettings
    folder: Path
    command: list[str]
    only_plan: bool = False
    named: bool = False
    design: PlannedDesign | None = None
    precision: PrecisionRecord | None = None
    base: list[str] = field(default_factory=list)
    """What the command line changed for all variants alike."""
    overruled: list[OverruledOverride] = field(default_factory=list)
    """What of it, or of anything else said there, a named variant overrules."""
    plugins: tuple[Plugin, ...] = ()
    fit: str = NO_FIT
    """Whose draws of the levers each variant's runs play."""

    @property
    def total(self) -> int:
        """Number of runs over all variants and design points."""
        return self.runs * self.points * len(self.variants)

    @property
    def points(self) -> int:
        """Number of points of the design; 1 without one."""
        return len(self.design.table) if self.design else 1

    @property
    def draws(self) -> int:
        """Number of draws (sets of parameters) of the fit that runs play; 0 without a fit."""
        table = self.variants[0].draws
        return 0 if table is None else len(table)

    @property
    def sides(self) -> dict[str, SideText]:
        """The two sides, the same in all variants: key -> their words."""
        return self.variants[0].config.sides

    @property
    def half_width(self) -> float:
        """Half width of the 95 % Wilson interval of a share of 1/2, in a variant at one point."""
        return Z95 / (2 * math.sqrt(self.runs + Z95**2))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values: variants, runs, points, total, design, seed, fit, experiment,
        executor, folder, half_width, precision, changed, overruled, policies, roles and metrics.
        """
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
            "fit": {"name": self.fit, "draws": self.draws},
            "experiment": self.experiment,
            "executor": self.executor.model_dump(),
            "folder": str(self.folder),
            "half_width": self.half_width,
            "precision": self.precision.model_dump() if self.precision else None,
            "changed": list(self.base),
            "overruled": [one._asdict() for one in self.overruled],
            **{
                kind.folder: [
                    {"name": one.name, "place": one.place}
                    for one in self.plugins
                    if one.kind == kind
                ]
                for kind in (POLICY, ROLE, METRIC)
            },
        }

    def count_varied_values(self) -> dict[str, int]:
        """Return varied key -> number of different values over the variants, keys in order of
        appearance.
        """
        values: dict[str, dict[str, None]] = {}
        for variant in self.variants:
            for key, value in variant.varied.items():
                values.setdefault(key, {})[repr(value)] = None
        return {key: len(seen) for key, seen in values.items()}


def format_plan(plan: Plan, cost: str) -> str:
    """Return the text shown before a batch is run; cost: the text of `Cost.format_cost`."""
    from runs.analysis.text.rounding import format_half_width

    lines = [
        f"{_format_plan_size(plan)} x {format_count(plan.runs, 'run')} = "
        f"{format_count(plan.total, 'run')} · {cost}"
        f" · P(first) to ±{format_half_width(plan.half_width)}"
        + (" at a point" if plan.design else "")
    ]
    if len(plan.variants) > 1:
        lines.append(f"varies: {_format_varied_keys(plan)} · same random worlds in every variant")
    if plan.draws:
        lines.append(write_fit_line(FitRecord(name=plan.fit, draws=plan.draws)))
    lines += _write_changed_setting_lines(plan)
    for own in plan.plugins:
        lines.append(f"a {own.kind.mark} of your own: {own.name}, of {own.place}")
    if plan.precision is not None:
        lines.append(describe_stopping_rule(plan.precision))
    chosen = plan.executor.name, plan.executor.workers
    lines += [told for told in (describe_excess_workers(*chosen), describe_quota(*chosen)) if told]
    return "\n".join(lines)


def _write_changed_setting_lines(plan: Plan) -> list[str]:
    """Return lines on the settings changed for all variants, the variants they apply to, and those
    that overrule them; empty if none was changed.
    """
    if not plan.base:
        return []
    changed = f"changed: {', '.join(plan.base)}"
    if not plan.named:
        return [changed]
    lost: dict[str, set[str]] = {}
    for one in plan.overruled:
        lost.setdefault(one.variant, set()).add(one.override)
    names = dict.fromkeys(variant.given for variant in plan.variants)
    reached = [name for name in names if lost.get(name, set()) < set(plan.base)]
    of = f" that of {plan.experiment}" if plan.experiment else " as its file has it"
    verb = "is played on this changed base" if len(reached) == 1 else "are played on this base"
    told = join_first_few([f"“{name}”" for name in reached], ", ", shown=6)
    lines = [f"{changed} · {told} {verb}, not on{of}"] if reached else [changed]
    return lines + [
        f"“{one.variant}” overrules {one.override} by its own {one.by}" for one in plan.overruled
    ]


def _format_plan_size(plan: Plan) -> str:
    """Return the size without runs: `3 variants`, or `6 levers · sobol · 8,192 points`."""
    variants = format_count(len(plan.variants), "variant")
    if plan.design is None:
        return variants
    levers = format_count(len(plan.design.table.paths), "lever")
    design = f"{levers} · {plan.design.kind.name} · {format_count(plan.points, 'point')}"
    return f"{variants} x {design}" if len(plan.variants) > 1 else design


def _format_varied_keys(plan: Plan) -> str:
    """Return the varied keys with their numbers of values, or the names of named variants."""
    counts = plan.count_varied_values()
    if not plan.named:
        return ", ".join(f"{format_label(key)} ({count})" for key, count in counts.items())
    swept = len(plan.variants) > len({variant.given for variant in plan.variants})
    names = [variant.name if swept else variant.given or variant.name for variant in plan.variants]
    keys = shorten_list([format_label(key) for key in counts])
    return f"{shorten_list(names)}" + (f" (in {keys})" if keys else "")


def shorten_list(names: Sequence[str], shown: int = 6) -> str:
    """Return the first names of a list, separated by commas, and how many more there are."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more:,} more" if more > 0 else "")
