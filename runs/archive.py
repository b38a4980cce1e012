"""The archive: batches on disk, the only module that knows their file names.

    <outputs>/<batch>/manifest.json, status.jsonl
    <outputs>/<batch>/variants/<hash>/config.yaml
    <outputs>/<batch>/variants/<hash>/{outcomes,daily}/part-<rectangle>.parquet

Parts are the truth. The daily part is written first and the outcomes part last, so that the
outcomes part commits its rectangle; a rectangle is believed when both are whole and say that they
are it. Nothing here is imported that `taijie list` does not need: Arrow and pandas come in where
tables are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs import listing
from runs import manifest as records
from runs.errors import WrongInput, nearest
from runs.manifest import Failure, Manifest, VariantRecord
from runs.places import checked_name
from runs.rectangles import Rectangle, disjoint, subtract
from runs.resolved import loaded

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from model.parameters import Configuration
    from runs.designs.table import PointTable

PART = re.compile(r"part-(\d+)-(\d+)-(\d+)-(\d+)\.parquet")
KINDS = ("daily", "outcomes")  # in the order of writing


class Layout:
    """Where the files of one batch lie."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = path / "manifest.json"
        self.status = path / "status.jsonl"

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
        name = f"part-{r.first_point}-{r.points}-{r.first_replication}-{r.replications}.parquet"
        return [folder / name for folder in self.folders(r.variant)]

    def rectangles(self, variant: str, kind: str = KINDS[-1]) -> list[Rectangle]:
        """Return the rectangles whose part of that kind is there by name, unchecked."""
        folder = self.folders(variant)[KINDS.index(kind)]
        names = (PART.fullmatch(path.name) for path in folder.glob("part-*"))
        return [Rectangle(variant, *map(int, name.groups())) for name in names if name]

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
        return sorted(found, key=lambda summary: (summary.created, summary.name), reverse=True)

    def open(self, name: str) -> Batch:
        """Return the batch of that name, or of a beginning that only one name has."""
        names = [path.parent.name for path in self.outputs.glob("*/manifest.json")]
        fitting = [name] if name in names else [n for n in names if n.startswith(name) and name]
        if len(fitting) == 1:
            return Batch(self.outputs / checked_name(fitting[0]))
        reason = "several batches begin so" if fitting else f"there is none in {self.outputs}"
        close = sorted(fitting) or nearest(name, names)
        raise WrongInput(f"batch {name}: {reason}.", key="batch", value=name, nearest=close)


class Batch:
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
        found, engine = self.layout.rectangles(variant.hash), self.manifest.engine.digest
        return disjoint(r for r in found if _is_valid(self.layout, r, variant.horizon, engine))

    def missing(self) -> list[Rectangle]:
        """Return the rows wanted and not validly there, whatever wrote the others."""
        done = [r for v in self.manifest.variants for r in self.believed(v)]
        return list(subtract(self.manifest.wanted(), done))

    def failures(self) -> list[Failure]:
        """Return the tasks that raised and whose rows are missing still."""
        missing = self.missing()
        failed = records.failures(listing.log(self.layout))
        return [f for f in failed if any(r.overlaps(m) for r in f.rectangles for m in missing)]

    def counts(self) -> list[records.Counts]:
        """Return done, wanted and failed runs of each variant, from the parts."""
        failed = [r for failure in self.failures() for r in failure.rectangles]
        return records.counts(self.manifest, self.missing(), failed)

    def table(self, variant: str | None = None, columns: list[str] | None = None) -> pa.Table:
        """Return outcome rows as an Arrow table: keys first, variants in the manifest's order.

        Rows of a variant are sorted by (point, replication).
        """
        from runs import parts, tables

        rectangles = [r for v in self.variants(variant) for r in self.believed(v)]
        paths = [self.layout.parts(r)[-1] for r in rectangles]
        names = tables.outcome_schema().names if columns is None else columns
        names = [*tables.KEYS, *(name for name in names if name not in tables.KEYS)]
        return tables.in_order(parts.read(paths, tables.outcome_schema(), names))

    def outcomes(
        self, variant: str | None = None, columns: list[str] | None = None
    ) -> pd.DataFrame:
        """Return outcome rows as a frame: the keys, `variant_name`, then the columns asked for.

        Categories (also the two names of the variant) are pandas categories in the order of the
        column dictionary and of the manifest; what is missing is NaN.
        """
        from runs.frames import outcome_frame

        return outcome_frame(self.table(variant, columns), self.manifest.variants)

    def compare(self, a: str, b: str, metrics: Sequence[str] | None = None) -> pd.DataFrame:
        """Return what changes from variant a to variant b, run by run in the same random worlds.

        The rows of `taijie compare` and of the page: `runs.analysis.pairs.paired` names and
        explains the columns. `metrics` are names of its column `metric`; default: all.
        """
        from runs.analysis.pairs import paired

        try:
            return paired(self.outcomes(a), self.outcomes(b), metrics)
        except ValueError as error:
            reason = f"{a} and {b} cannot be compared: {error}."
            raise WrongInput(reason, key="variant") from None

    def histograms(self, variant: str) -> dict[str, np.ndarray]:
        """Return variable -> counts (days, BINS + 2) int64, summed over all believed runs."""
        from runs.frames import merged_counts

        record = self.manifest.variant(variant)
        paths = [self.layout.parts(r)[0] for r in self.believed(record)]
        return merged_counts(paths, record.horizon)

    def daily(self, variant: str | None = None) -> pd.DataFrame:
        """Return variant, variant_name, variable, day and counts (BINS + 2,), one row a day."""
        from runs.frames import daily_frame

        chosen = self.variants(variant)
        return daily_frame({(v.hash, v.name): self.histograms(v.hash) for v in chosen})


def _is_valid(layout: Layout, rectangle: Rectangle, days: int, engine: str) -> bool:
    """Say whether both parts of a rectangle are whole and hold its rows."""
    from model.outcomes import DAILY
    from runs import parts

    rows = (days * len(DAILY), rectangle.lanes)
    held = zip(layout.parts(rectangle), rows, strict=True)
    return all(parts.is_valid(path, rectangle, count, engine) for path, count in held)
