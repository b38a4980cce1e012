"""A folder of batches, and one batch: listed, opened, read and added to.

Where their files are is in `runs.layout`. Nothing is imported here that `taijie list` does not
need: Arrow and pandas are imported where tables are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.archive import catalogue
from runs.archive import manifest as records
from runs.archive.batch_rows import use_this_batch
from runs.archive.batch_views import BatchViews
from runs.archive.failures import find_unresolved_failures
from runs.archive.html_tables import BatchList
from runs.archive.labels import Label, add_label_to_summary, read_labels
from runs.archive.manifest import BatchSummary, Failure, Manifest, VariantRecord
from runs.archive.opening import ManifestReader
from runs.errors import WrongInput
from runs.layout import Layout
from runs.paths import check_folder_name
from runs.rectangles import Rectangle, drop_overlaps, subtract_rectangles

if TYPE_CHECKING:
    import pandas as pd

    from model.dyad import Dyad
    from model.parameters import Configuration
    from runs.archive.summary_file import Collect, Summary
    from runs.plan.designs.table import PointTable


class NoBatchError(Exception):
    """A worker cannot find the batch's folder: it is on another file system, or was removed."""


def require_batch(batch: Path) -> None:
    """Raise NoBatchError if this process finds no manifest in the batch's folder."""
    if not Layout(batch).manifest.is_file():
        raise NoBatchError(f"this worker sees no batch at {batch}: do all machines share it?")


def write_part(batch: Path, rectangle: Rectangle, daily: bytes, outcomes: bytes) -> None:
    """Write the two parts (outcomes and daily histograms) of a rectangle of rows; the outcomes
    part, written last, makes both valid.

    A removed folder of parts is made again, so that failed rows can be computed again; the folder
    of the variant, which holds its configuration, is not.
    """
    from runs.archive.parts import make_folder, write_atomically

    for path, data in zip(Layout(batch).list_part_paths(rectangle), (daily, outcomes), strict=True):
        make_folder(path.parent)
        write_atomically(path, data)


class Archive:
    """A folder of batches (`outputs`)."""

    def __init__(self, outputs: Path) -> None:
        self.outputs = outputs

    def batches(self) -> BatchList:
        """Return a summary of each batch, newest first; a folder without a readable manifest has
        none (`catalogue.explain_unread_batches`).
        """
        found, labels = [], self.read_labels()
        for path in self.outputs.glob("*/manifest.json"):
            with suppress(OSError, ValueError, KeyError, WrongInput):  # another program's, or going
                line = catalogue.read_batch_summary(Layout(path.parent))
                found.append(add_label_to_summary(line, labels, self.outputs))
        return BatchList(sorted(found, key=lambda one: (one.made, one.name), reverse=True))

    def find_summary(self, name: str) -> BatchSummary:
        """Return the summary of the batch in the folder of that name; WrongInput, saying why, if it
        cannot be read.
        """
        line = catalogue.require_batch_summary(Layout(self.outputs / name))
        return add_label_to_summary(line, self.read_labels(), self.outputs)

    def read_labels(self) -> dict[str, Label]:
        """Return name of a batch -> its label (title, note, tags); empty if the file cannot be
        read.
        """
        with suppress(WrongInput):
            return read_labels(self.outputs)
        return {}

    def open(self, name: str) -> Batch:
        """Return the batch of that name, or the one that `catalogue.resolve_batch_name` finds for
        it; WrongInput if there is none.
        """
        names = [path.parent.name for path in self.outputs.glob("*/manifest.json")]
        if name not in names:
            name = catalogue.resolve_batch_name(self.batches(), name, self.outputs)
        return Batch(self.outputs / check_folder_name(name))


class Batch(BatchViews):
    """One batch, for reading. Only complete and valid parts count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.layout = Layout(path)
        self._reader = ManifestReader(self.layout.manifest)

    @property
    def manifest(self) -> Manifest:
        """The manifest as it is now; WrongInput if it cannot be read, or if the folder is gone."""
        return self._reader.read()

    def variants(self, name: str | None = None) -> list[VariantRecord]:
        """Return the variant of that name or hash, or all in order; WrongInput if unknown."""
        return self.manifest.variants if name is None else [self.manifest.find_variant(name)]

    def config(self, variant: str) -> dict[str, Any]:
        """Return a variant's configuration as nested dicts; WrongInput if it cannot be read."""
        from runs.archive.config_check import read_plain_config

        record = self.manifest.find_variant(variant)
        return read_plain_config(self.layout.get_config_path(record.hash), record)

    def configuration(self, variant: str) -> Configuration:
        """Return a variant's validated configuration; WrongInput naming changed settings."""
        from runs.archive.config_check import load_verified_config

        record = self.manifest.find_variant(variant)
        tables = (self.design(record.hash), self.draws(record.hash))
        return load_verified_config(self.layout, self.manifest, record, tables)

    def design(self, variant: str) -> PointTable | None:
        """Return the levers' values at a variant's points, checked; None without a design."""
        from runs.archive.point_tables import read_point_table

        path = self.layout.get_points_path(self.manifest.find_variant(variant).hash)
        return None if self.manifest.design is None else read_point_table(path)

    def points(self, variant: str) -> pd.DataFrame:
        """Return a variant's design as a frame to be joined with outcomes on `point`: point, and
        one column a lever, named by its path; no row without a design.
        """
        from runs.archive.point_tables import to_frame

        return to_frame(self.design(variant))

    def list_valid_rectangles(self, variant: VariantRecord) -> list[Rectangle]:
        """Return a variant's valid rows on disk as disjoint rectangles (points by replications)."""
        found, days = self.layout.list_rectangles(variant.hash), variant.horizon
        dyad, engine = self.manifest.dyad, self._engine
        known = self._summary.parts.get(variant.hash, {})
        return drop_overlaps(
            r
            for r in found
            if self._is_part_unchanged(r, known.get(r))
            or _has_valid_parts(self.layout, r, dyad, days, engine)
        )

    def _is_part_unchanged(self, rectangle: Rectangle, recorded: tuple[int, ...] | None) -> bool:
        """Say whether a part's files have the recorded sizes and times, those at its last check."""
        try:
            return recorded is not None and self.layout.read_sizes_and_times(rectangle) == recorded
        except OSError:
            return False

    @cached_property
    @use_this_batch
    def _summary(self) -> Summary:
        """The content of the summary file, read once; an empty summary without such a file."""
        from runs.archive import summary_file

        if not self.layout.summary.is_file():
            return summary_file.Summary({})
        return summary_file.read_summary(self.layout.summary, self._engine)

    @use_this_batch
    def summary(self) -> Summary:
        """Return the tallies of all rows, from the summary file where valid, else from the rows."""
        from runs.archive import summary_file

        return summary_file.summarise_batch(self, self._summary)

    @use_this_batch
    def summarise_from_rows(self, collect: Collect) -> Summary:
        """Return the tallies of all rows, computed from the rows and not from the summary file.

        collect: called with each table of rows as it is read.
        """
        from runs.archive import summary_file

        return summary_file.summarise_batch(self, summary_file.Summary({}), collect)

    @cached_property
    def _engine(self) -> str:
        """The digest of the engine that the batch's runs were computed with."""
        return self.manifest.engine.digest

    def missing(self) -> list[Rectangle]:
        """Return the planned rows that are not on disk, as rectangles of points by runs."""
        return _find_missing_rows(self, self.manifest)

    def failures(self) -> list[Failure]:
        """Return the failed tasks with rows still missing, each row with its newest error."""
        return self._find_failures_of(self.missing())

    def _find_failures_of(self, missing: Sequence[Rectangle]) -> list[Failure]:
        """Return the failures in the batch's log that are of `missing` rows."""
        return find_unresolved_failures(
            records.parse_failures(catalogue.read_log(self.layout.status)), missing
        )

    def counts(self) -> list[records.Counts]:
        """Return each variant's numbers of done, wanted and failed runs, from the parts on disk."""
        own = self.manifest
        missing = _find_missing_rows(self, own)
        failed = [r for failure in self._find_failures_of(missing) for r in failure.rectangles]
        return records.count_runs(own, missing, failed)


def _find_missing_rows(batch: Batch, own: Manifest) -> list[Rectangle]:
    """Return the rows that `own`, the batch's manifest, plans and that are not on disk."""
    done = [r for v in own.variants for r in batch.list_valid_rectangles(v)]
    return list(subtract_rectangles(own.list_planned_rectangles(), done))


def _has_valid_parts(
    layout: Layout, rectangle: Rectangle, dyad: Dyad, days: int, engine: str
) -> bool:
    """Say whether both parts (files) of a rectangle are complete and hold its rows, of so many days
    and of the engine with the digest `engine`.
    """
    from model.outcomes.daily import count_daily_variables
    from runs.archive import parts

    daily, outcomes = layout.list_part_paths(rectangle)
    return parts.is_valid_part(outcomes, rectangle, rectangle.lanes, engine) and any(
        parts.is_valid_part(daily, rectangle, days * count, engine)
        for count in count_daily_variables(dyad)
    )
