"""The archive: batches on disk, the only module that knows their file names.

    <outputs>/<batch>/manifest.json, status.jsonl, summary.parquet, excerpt.parquet
    <outputs>/<batch>/variants/<hash>/config.yaml
    <outputs>/<batch>/variants/<hash>/{outcomes,daily}/part-<rectangle>.parquet

Parts are the truth. The daily part is written first and the outcomes part last, so that the
outcomes part commits its rectangle; a rectangle is believed when both are whole and say that they
are it. Nothing here is imported that `taijie list` does not need: Arrow and pandas come in where
tables are read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs import listing
from runs import manifest as records
from runs.batch_rows import BatchRows
from runs.errors import WrongInput, nearest
from runs.manifest import Failure, Manifest, VariantRecord
from runs.places import checked_name
from runs.rectangles import Rectangle, disjoint, subtract
from runs.resolved import loaded

if TYPE_CHECKING:
    import pandas as pd

    from model.parameters import Configuration
    from runs.designs.table import PointTable
    from runs.summaries import Keep, Summary

PART = re.compile(r"part-(\d+)-(\d+)-(\d+)-(\d+)\.parquet")
KINDS = ("daily", "outcomes")  # in the order of writing


class Layout:
    """Where the files of one batch lie."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = path / "manifest.json"
        self.status = path / "status.jsonl"
        self.summary = path / "summary.parquet"
        self.excerpt = path / "excerpt.parquet"

    def config(self, variant: str) -> Path:
        """Return the file of a variant's resolved configuration."""
        return self.path / "variants" / variant / "config.yaml"

    def points(self, variant: str) -> Path:
        """Return the file of a variant's points, which only a design has."""
        return self.path / "variants" / variant / "points.parquet"

    def folders(self, variant: str) -> list[Path]:
        """Return the folders of a variant's parts, in the order of `KINDS`."""
        return [self.path / "variants" / variant / kind for kind in KINDS]

    def parts(self, r: Rectangle) -> list[Path]:
        """Return a rectangle's parts, in the order of `KINDS`."""
        return [Path(name) for name in self._names(r)]

    def _names(self, r: Rectangle) -> list[str]:
        """The same as text: a look at five thousand variants asks for ten thousand of them."""
        name = f"part-{r.first_point}-{r.points}-{r.first_replication}-{r.replications}.parquet"
        return [f"{self.path}/variants/{r.variant}/{kind}/{name}" for kind in KINDS]

    def rectangles(self, variant: str, kind: str = KINDS[-1]) -> list[Rectangle]:
        """Return the rectangles whose part of that kind is there by name, unchecked."""
        try:
            found = os.listdir(f"{self.path}/variants/{variant}/{kind}")  # noqa: PTH208 (see _names)
            names = [PART.fullmatch(name) for name in found]
        except FileNotFoundError:
            return []
        return [Rectangle(variant, *map(int, name.groups())) for name in names if name]

    def stamp(self, r: Rectangle) -> tuple[int, ...]:
        """Return size and time of change of a rectangle's parts; raise OSError if one is gone."""
        found = [os.stat(name) for name in self._names(r)]  # noqa: PTH116 (see _names)
        return tuple(number for one in found for number in (one.st_size, one.st_mtime_ns))

    def leftovers(self) -> Iterable[Path]:
        """Yield what interrupted writers left aside."""
        return self.path.glob("**/.*.tmp")


class NoBatchError(Exception):
    """A worker does not see the batch's folder: it is on another file system, or was removed."""


def require_batch(batch: Path) -> None:
    """Raise NoBatchError unless this process sees the batch it is to write into."""
    if not Layout(batch).manifest.is_file():
        raise NoBatchError(f"this worker sees no batch at {batch}: do all machines share it?")


def write_part(batch: Path, rectangle: Rectangle, daily: bytes, outcomes: bytes) -> None:
    """Write both parts of a rectangle; the outcomes part, written last, commits it."""
    from runs.parts import write_atomically

    for path, data in zip(Layout(batch).parts(rectangle), (daily, outcomes), strict=True):
        write_atomically(path, data)


class Archive:
    """A folder of batches."""

    def __init__(self, outputs: Path) -> None:
        self.outputs = outputs

    def batches(self) -> list[records.BatchSummary]:
        """Return the batches, newest first; folders without a manifest are none."""
        found = []
        for path in self.outputs.glob("*/manifest.json"):
            try:
                found.append(listing.summary(Layout(path.parent)))
            except (OSError, ValueError, KeyError):
                continue  # another program's folder, or one being removed
        return sorted(found, key=lambda summary: (summary.made, summary.name), reverse=True)

    def open(self, name: str) -> Batch:
        """Return the batch of that name, or of a beginning that only one name has."""
        names = [path.parent.name for path in self.outputs.glob("*/manifest.json")]
        fitting = [name] if name in names else [n for n in names if n.startswith(name) and name]
        if len(fitting) == 1:
            return Batch(self.outputs / checked_name(fitting[0]))
        reason = "several batches begin so" if fitting else f"there is none in {self.outputs}"
        close = sorted(fitting) or nearest(name, names)
        raise WrongInput(f"batch {name}: {reason}.", key="batch", value=name, nearest=close)


class Batch(BatchRows):
    """The read side of one batch. Only whole and valid parts are believed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.layout = Layout(path)

    @cached_property
    def manifest(self) -> Manifest:
        """What the batch is, as read once."""
        return Manifest.model_validate_json(self.layout.manifest.read_bytes())

    def variants(self, name: str | None = None) -> list[VariantRecord]:
        """Return the one variant named, or all in the manifest's order."""
        return self.manifest.variants if name is None else [self.manifest.variant(name)]

    def config(self, variant: str) -> dict[str, Any]:
        """Return the resolved configuration a variant was run with, as a plain dict."""
        return loaded(self.layout.config(self.manifest.variant(variant).hash).read_bytes())

    def configuration(self, variant: str) -> Configuration:
        """Return the same, validated again; raise WrongInput naming what has changed."""
        from runs.kept_configs import kept

        record = self.manifest.variant(variant)
        return kept(self.layout, self.manifest, record, self.design(record.hash))

    def design(self, variant: str) -> PointTable | None:
        """Return the table of points a variant plays, whole and checked; None without a design."""
        from runs.designs.storage import read

        path = self.layout.points(self.manifest.variant(variant).hash)
        return None if self.manifest.design is None else read(path)

    def points(self, variant: str) -> pd.DataFrame:
        """Return point and one column a lever path, to be joined with outcomes on `point`."""
        from runs.designs.storage import frame

        return frame(self.design(variant))

    def believed(self, variant: VariantRecord) -> list[Rectangle]:
        """Return a variant's valid rectangles, disjoint and in canonical order."""
        found, days, engine = self.layout.rectangles(variant.hash), variant.horizon, self._engine
        known = self._summary.parts.get(variant.hash, {})
        return disjoint(
            r
            for r in found
            if self._is_known(r, known.get(r)) or _is_valid(self.layout, r, days, engine)
        )

    def _is_known(self, rectangle: Rectangle, stamp: tuple[int, ...] | None) -> bool:
        """Say whether a part is as it was when it was checked and counted."""
        try:
            return stamp is not None and self.layout.stamp(rectangle) == stamp
        except OSError:
            return False

    @cached_property
    def _summary(self) -> Summary:
        """What the last launch counted, as read once; empty where there is none."""
        from runs import summaries

        if not self.layout.summary.is_file():
            return summaries.Summary({})
        return summaries.read(self.layout.summary, self._engine)

    def summary(self) -> Summary:
        """Return all rows counted, from the summary file as far as it holds, else from the rows."""
        from runs import summaries

        return summaries.summarised(self, self._summary)

    def summary_anew(self, keep: Keep) -> Summary:
        """Return the same, counted from all rows, each of which is given to `keep`."""
        from runs import summaries

        return summaries.summarised(self, summaries.Summary({}), keep)

    @cached_property
    def _engine(self) -> str:
        return self.manifest.engine.digest

    def missing(self) -> list[Rectangle]:
        """Return the rows wanted and not validly there, whatever wrote the others."""
        done = [r for v in self.manifest.variants for r in self.believed(v)]
        return list(subtract(self.manifest.wanted(), done))

    def failures(self) -> list[Failure]:
        """Return the tasks that raised and whose rows are missing still."""
        return self._failures(self.missing())

    def _failures(self, missing: Sequence[Rectangle]) -> list[Failure]:
        failed = records.failures(listing.log(self.layout.status))
        return [f for f in failed if any(r.overlaps(m) for r in f.rectangles for m in missing)]

    def counts(self) -> list[records.Counts]:
        """Return done, wanted and failed runs of each variant, from the parts."""
        missing = self.missing()
        failed = [r for failure in self._failures(missing) for r in failure.rectangles]
        return records.counts(self.manifest, missing, failed)


def _is_valid(layout: Layout, rectangle: Rectangle, days: int, engine: str) -> bool:
    """Say whether both parts of a rectangle are whole and hold its rows."""
    from model.outcomes import DAILY
    from runs import parts

    rows = (days * len(DAILY), rectangle.lanes)
    held = zip(layout.parts(rectangle), rows, strict=True)
    return all(parts.is_valid(path, rectangle, count, engine) for path, count in held)
