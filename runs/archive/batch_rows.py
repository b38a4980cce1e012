"""The rows of a batch: tables, frames, counts, histograms, comparisons.

The base class of `runs.archive.batch.Batch` that reads parts without knowing files: which parts are
valid, and where they are, its subclass says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from runs.archive.columns import (
    Columns,
    list_stored_columns,
    require_known_columns,
    require_known_metrics,
)
from runs.archive.in_use import use_batch
from runs.archive.manifest import Counts, Manifest, VariantRecord
from runs.errors import WrongInput
from runs.rectangles import Rectangle

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from runs.analysis.estimates.tallies import Tallies
    from runs.archive.summary_file import Summary
    from runs.layout import Layout

T = TypeVar("T")
P = ParamSpec("P")
B = TypeVar("B", bound="BatchRows")

ATTEMPTS = 3
"""Times that rows are read where parts go while they are read, which only merging does."""


def read_with_retries(read: Callable[[], T]) -> T:
    """Return `read()`, repeated while parts vanish by being merged, up to ATTEMPTS times in all;
    the last FileNotFoundError is raised.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(FileNotFoundError):
            return read()
    return read()


def use_this_batch(method: Callable[Concatenate[B, P], T]) -> Callable[Concatenate[B, P], T]:
    """Return a method of a batch, wrapped: while it runs, the sides and the user's metrics in use
    are those of the batch.
    """

    @wraps(method)
    def call(batch: B, /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the method with the batch's sides and metrics in use."""
        with use_batch(batch.manifest):
            return method(batch, *args, **kwargs)

    return call


def make_no_runs_error(batch: BatchRows, variant: str) -> WrongInput:
    """Return the WrongInput for a variant without runs, with the command that computes them."""
    from runs.archive.continuing import make_completion_advice

    needed = make_completion_advice(batch)
    reason = f"nothing is said of “{variant}”: it has no runs."
    way_out = f" {needed.text}" if needed else ""
    return WrongInput(reason + way_out, key="variant", value=variant)


class BatchRows(ABC):
    """The rows of a batch, as tables; `Batch` adds where the files are."""

    path: Path
    layout: Layout

    @property
    @abstractmethod
    def manifest(self) -> Manifest:
        """The batch's manifest."""

    @abstractmethod
    def variants(self, name: str | None = None) -> list[VariantRecord]:
        """Return the variant of that name or hash, or all in the manifest's order."""

    @abstractmethod
    def list_valid_rectangles(self, variant: VariantRecord) -> list[Rectangle]:
        """Return a variant's valid rows on disk as disjoint rectangles, points by replications."""

    @abstractmethod
    def counts(self) -> list[Counts]:
        """Return the numbers of done, wanted and failed runs of each variant."""

    @abstractmethod
    def summary(self) -> Summary:
        """Return the tallies of all rows, and the parts they were counted in."""

    def table(self, variant: str | None = None, columns: Columns = None) -> pa.Table:
        """Return a variant's rows (None: all) as a sorted Arrow table: `tables.KEYS`, `columns`."""
        from runs.archive import parts, tables

        schema = tables.make_outcome_schema(self.manifest.dyad, self.manifest.own_metrics)
        wanted = require_known_columns(columns, schema.names)
        names = [*tables.KEYS, *(name for name in wanted if name not in tables.KEYS)]

        def read_rows() -> pa.Table:
            """Return the rows from the excerpt if it has them, else from the parts, unsorted."""
            held = {v.hash: self.list_valid_rectangles(v) for v in self.variants(variant)}
            whole = variant is None and columns is not None
            if whole and (short := self._read_excerpt_columns(held, names)) is not None:
                return short
            paths = [self.layout.list_part_paths(r)[-1] for found in held.values() for r in found]
            return parts.read_parts(paths, schema, names)

        return tables.sort_rows(read_with_retries(read_rows))

    def _read_excerpt_columns(
        self, rows: Mapping[str, Sequence[Rectangle]], names: Sequence[str]
    ) -> pa.Table | None:
        """Return columns of `rows` from the excerpt; None if it is outdated or lacks a column."""
        from runs.archive import excerpt

        if not self.layout.excerpt.is_file():
            return None
        stamps = {
            v: {r: self.layout.read_sizes_and_times(r) for r in rs} for v, rs in rows.items() if rs
        }
        return excerpt.read_excerpt(self.layout.excerpt, stamps, names)

    def outcomes(self, variant: str | None = None, columns: Columns = None) -> pd.DataFrame:
        """Return a variant's rows (None: all) as a frame: keys, `variant_name`, then `columns`.

        Texts are categories in the order of the column dictionary and of the manifest; missing
        values are NaN. With a fit, `draw` and `fit` come last. WrongInput for an unknown column.
        """
        from runs.archive.frames import make_outcome_frame

        own = self.manifest
        table = self.table(variant, list_stored_columns(columns, own))
        return make_outcome_frame(table, own.dyad, own.variants, own.fit)

    def require_rows(self, variant: str) -> pd.DataFrame:
        """Return the outcome rows of one variant; WrongInput, with advice, if it has none."""
        name = self.manifest.find_variant(variant).name
        if (found := self.outcomes(variant)).empty:
            raise make_no_runs_error(self, name)
        return found

    @use_this_batch
    def compare(self, a: str, b: str, metrics: Columns = None) -> pd.DataFrame:
        """Return the paired differences (b minus a) of `pairs.compute_paired_differences`, the rows
        of `taijie compare`; metrics: values of its column `metric` (None: all). WrongInput without
        a pair, and for an unknown metric.
        """
        from runs.analysis.comparison.pairs import compute_paired_differences

        wanted = require_known_metrics(metrics)
        try:
            return compute_paired_differences(self.require_rows(a), self.require_rows(b), wanted)
        except ValueError as error:
            raise WrongInput(f"{a} and {b} cannot be compared: {error}.", key="variant") from None

    def histograms(self, variant: str) -> dict[str, np.ndarray]:
        """Return daily variable -> number of runs by day and bin, (days, BINS + 2) int64."""
        from runs.archive.frames import merge_counts

        record = self.manifest.find_variant(variant)

        def read_counts() -> dict[str, np.ndarray]:
            paths = [self.layout.list_part_paths(r)[0] for r in self.list_valid_rectangles(record)]
            return merge_counts(paths, self.manifest.dyad, record.horizon)

        return read_with_retries(read_counts)

    def daily(self, variant: str | None = None) -> pd.DataFrame:
        """Return variant, variant_name, variable, day, counts (runs by bin), a row for each day."""
        from runs.archive.frames import make_daily_frame

        return make_daily_frame(
            {(v.hash, v.name): self.histograms(v.hash) for v in self.variants(variant)}
        )

    def tallies(self, variant: str | None = None) -> Tallies | None:
        """Return the tallies of one variant or all, in the manifest's order; None without a row."""
        tallies = read_with_retries(self.summary).tallies
        if tallies is None:
            return None
        places = {name: i for i, name in enumerate(tallies.names)}
        held = [one for one in self.variants(variant) if one.hash in places]
        return tallies.select_variants([places[v.hash] for v in held], [v.name for v in held])
