"""The manifest of a batch, and the log of its launches.

The manifest is written when a batch begins and gains one entry per launch; the log only grows. The
log is for people and progress: what is done is decided by the parts alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from model.dyad import Dyad
from runs.analysis.metric import StoredMetric
from runs.analysis.sides import read_preset_sides
from runs.archive import naming
from runs.archive.engine import Engine
from runs.plan.draws import FitRecord
from runs.plan.plugins.record import MetricRecord, PluginRecord
from runs.plan.stopping import PrecisionRecord
from runs.rectangles import Rectangle, drop_overlaps, subtract_rectangles


class _Record(BaseModel):
    """A frozen record that is stored as JSON and refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class DesignRecord(_Record):
    """The design (points at which levers have set values) shared by all variants of a batch."""

    name: str
    """The kind: grid, latin_hypercube, sobol, morris, table, one_at_a_time."""
    settings: dict[str, Any]
    """The kind's own: sizes, seed, file."""
    levers: dict[str, list[float]]
    """Path -> range; grid: values; one at a time: lower value, as configured, upper value."""
    points: int
    library: str | None
    """What made the points, with its version."""


class VariantRecord(_Record):
    """One variant of a batch, as it was requested."""

    name: str
    hash: str
    """Full SHA-256, hexadecimal: the `variant` of every row."""
    overrides: list[str]
    varied: dict[str, Any]
    """Only what differs between the variants: setting -> value."""
    horizon: int
    """Days simulated."""
    points: int = 1
    """Rows of the design table; 1 without one."""


class LaunchRecord(_Record):
    """One launch of a batch: the first, a resume, a retry, or more runs."""

    time: str
    command: list[str]
    runs: int
    executor: str
    workers: int
    commit: str | None = None
    """As `Manifest.commit`, at this launch; None also where it was not recorded."""


class Manifest(_Record):
    """A batch's manifest: all that is needed to resume the batch and to state its origin."""

    format_version: int
    name: str
    created: str
    """ISO time with offset; its milliseconds order batches of one second."""
    experiment: str | None
    runs: int
    """Replications wanted of every point of every variant."""
    seed: int
    engine: Engine
    versions: dict[str, str]
    platform: str
    commit: str | None
    commands: list[LaunchRecord]
    variants: list[VariantRecord]
    design: DesignRecord | None = None
    precision: PrecisionRecord | None = None
    fit: FitRecord | None = None
    policies: list[PluginRecord] = []
    roles: list[PluginRecord] = []
    metrics: list[MetricRecord] = []
    sides: dict[str, dict[str, Any]] = Field(default_factory=lambda: dict(read_preset_sides()))
    """Key -> words and colours of the two sides, the first first; those of the preset for a batch
    of before sides were named."""

    @property
    def dyad(self) -> Dyad:
        """The keys of the two sides, and the codes made of them."""
        return Dyad(*self.sides)

    @property
    def own_metrics(self) -> tuple[StoredMetric, ...]:
        """The metrics of the user's own that its runs have, in the order of their columns."""
        return tuple(StoredMetric(m.name, m.label, m.unit, m.name) for m in self.metrics)

    @property
    def horizon(self) -> int:
        """Days simulated, the most of any variant."""
        return max(variant.horizon for variant in self.variants)

    @property
    def lanes(self) -> int:
        """Number of runs wanted, over all variants and design points."""
        return sum(rectangle.lanes for rectangle in self.list_planned_rectangles())

    def find_variant(self, name: str) -> VariantRecord:
        """Return the one variant of that name or hash, or beginning of either; else WrongInput."""
        return naming.require_variant_by_word(self.name, self.variants, name)

    def list_planned_rectangles(self) -> list[Rectangle]:
        """Return the rows that the batch should hold: a rectangle, points by runs, a variant."""
        return [Rectangle(v.hash, 0, v.points, 0, self.runs) for v in self.variants]


@dataclass(frozen=True)
class Failure:
    """A task that raised an error: its rows, the error, and the command that repeats it."""

    rectangles: tuple[Rectangle, ...]
    error: str
    """In one line, after the place of the user's own code that raised it, if any did."""
    traceback: str
    rerun: str
    time: str
    is_plain: bool = False
    """The operating system's refusal: its sentence says all, the traceback nothing more."""
    since: str = ""
    """When rows of it first failed, where that was before `time`."""
    attempts: int = 1
    """How often rows of it were tried."""


@dataclass(frozen=True)
class BatchSummary:
    """A summary of a batch, one line of `taijie list`; `done` by the log, without one by parts."""

    name: str
    path: Path
    created: str
    made: datetime
    """The moment of `created`, which orders batches made in different time zones."""
    experiment: str | None
    variants: int
    runs: int
    seed: int
    wanted: int
    done: int
    failed: int
    running: bool | None
    """Whether a launcher holds it; None where the file system has no locks to tell."""
    changed: tuple[str, ...] = ()
    """Swept overrides, then those that all variants share: how batches of an experiment differ."""
    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    hidden: bool = False
    """What people say of it (`runs.archive.labels`)."""


@dataclass(frozen=True)
class Counts:
    """Numbers of runs of one variant: valid on disk, wanted, and missing after a failed task."""

    name: str
    hash: str
    done: int
    wanted: int
    failed: int


def count_runs(
    manifest: Manifest, missing: Iterable[Rectangle], failed: Iterable[Rectangle]
) -> list[Counts]:
    """Return the numbers of done, wanted and failed runs of each variant, in the manifest's order.

    missing: rows that are not on disk; failed: rows whose task raised.
    """
    missing = list(missing)
    left = _count_runs_by_variant(missing)
    unexplained = _count_runs_by_variant(subtract_rectangles(missing, drop_overlaps(failed)))
    return [
        Counts(v.name, v.hash, w.lanes - left[v.hash], w.lanes, left[v.hash] - unexplained[v.hash])
        for v, w in zip(manifest.variants, manifest.list_planned_rectangles(), strict=True)
    ]


def _count_runs_by_variant(rectangles: Iterable[Rectangle]) -> Counter[str]:
    """Return variant hash -> number of runs in its rectangles."""
    lanes: Counter[str] = Counter()
    for rectangle in rectangles:
        lanes[rectangle.variant] += rectangle.lanes
    return lanes


def format_current_time(timespec: str = "seconds") -> str:
    """Return the local time with its UTC offset as ISO text, to the precision `timespec`."""
    return datetime.now(UTC).astimezone().isoformat(timespec=timespec)


def format_log_line(event: str, **fields: Any) -> str:
    """Return one line of the log as JSON text: time, event and fields."""
    return (
        json.dumps({"time": format_current_time(), "event": event, **fields}, default=asdict) + "\n"
    )


def parse_failures(entries: Iterable[dict[str, Any]]) -> list[Failure]:
    """Return the failed tasks in a log, oldest first; entries without readable rows are omitted."""
    found = []
    for entry in entries:
        if entry["event"] != "failed":
            continue
        with suppress(TypeError):
            lost = tuple(Rectangle(**fields) for fields in entry["rectangles"])
            told = {name: entry[name] for name in ("error", "traceback", "rerun", "time")}
            found.append(Failure(rectangles=lost, **told))
    return found


def count_done_runs(entries: Iterable[dict[str, Any]]) -> int:
    """Return the number of completed runs according to the log: those the last launch found, and
    those written since.
    """
    done = 0
    for entry in entries:
        if entry["event"] == "launched":
            done = entry["done"]
        elif entry["event"] == "done":
            done += entry["lanes"]
    return done
