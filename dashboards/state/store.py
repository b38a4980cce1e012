"""The data behind the pages: archive, analysis and replays, each computed once and kept.

No model is stepped here. Results are kept per state of a batch (its finished and failed runs), so
that a batch in progress is seen to grow.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from dashboards.launch.control import BatchControl
from dashboards.state.twin import Twin
from runs.analysis.estimates.tallies import Tallies, add_tallies, tally_outcomes
from runs.archive.batch import Archive, Batch
from runs.archive.catalogue import is_running
from runs.archive.in_use import use_batch
from runs.archive.manifest import BatchSummary
from runs.archive.parts import DamagedPartError
from runs.archive.status import BatchStatus, read_status
from runs.studies.whatif.asking import get_whatif_processes

T = TypeVar("T")
KEPT = 96
"""Results kept in memory; the least recently used goes first."""
TRACE = "trace"
OWN = 4
"""Where the name of what is kept stands in its key, behind the state of the batch."""
FIGURE = "figure"
LIMITS = {TRACE: 8, FIGURE: 64}
"""Kept beside these: traces of runs, of some ten megabytes each, and figures as drawn."""


class Source:
    """A folder of batches, and a cache of what pages compute; desk: None if they only read."""

    def __init__(self, outputs: Path, desk: BatchControl | None = None) -> None:
        self.outputs = outputs
        self.desk = desk
        self.archive = Archive(outputs)
        self.players = get_whatif_processes()
        self._kept: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
        self._lock = threading.Lock()
        self._building: dict[Hashable, threading.Lock] = {}
        self._statuses: dict[Path, tuple[Hashable, BatchStatus]] = {}

    def list_batches(self) -> list[BatchSummary]:
        """Return the summaries of the folder's batches, newest first."""
        return self.archive.batches()

    def open_batch(self, summary: BatchSummary) -> Batch:
        """Return a listed batch, opened again when its numbers of done or failed runs change."""
        return self._get_or_compute(summary, ("batch",), lambda: self.archive.open(summary.name))

    def read_outcomes(
        self, summary: BatchSummary, *variants: str, columns: tuple[str, ...] = ()
    ) -> pd.DataFrame:
        """Return outcome rows, a row for each run, of the named variants and columns (or all)."""
        wanted = list(columns) or None

        def read_frames() -> pd.DataFrame:
            batch = self.open_batch(summary)
            if not variants:
                return batch.outcomes(columns=wanted)
            frames = [batch.outcomes(name, wanted) for name in variants]
            return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)

        return self.compute_once(summary, ("outcomes", columns, *variants), read_frames)

    def tally_outcomes(self, summary: BatchSummary) -> Tallies:
        """Return counts by end and day and sums of metrics, by variant; ValueError without runs."""

        def tally() -> Tallies:
            found = _tally_rows(self, summary)
            if found is None:
                raise ValueError("no run is done yet")
            return found

        return self.compute_once(summary, ("tallies",), tally)

    def read_daily_histograms(self, summary: BatchSummary, variant: str) -> pd.DataFrame:
        """Return a variant's histograms over runs: a row for each variable, day and bin."""
        return self.compute_once(
            summary, ("daily", variant), lambda: self.open_batch(summary).daily(variant)
        )

    def trace_run(
        self, summary: BatchSummary, variant: str, run: int, point: int, twin: Twin | None = None
    ) -> dict[str, Any]:
        """Return the trace of one run, simulated again; with `twin`, of that run with a change."""
        from runs.studies.replay.replay import replay

        key, change = (TRACE, variant, run, point, twin), twin.alter_configuration if twin else None
        return self.compute_once(
            summary, key, lambda: replay(self.open_batch(summary), variant, run, point, change)
        )

    def read_status(self, summary: BatchSummary) -> BatchStatus:
        """Return how many runs are done, failed and left, read again when its files change."""
        layout = self.archive.open(summary.name).layout
        files = [path.stat() for path in (layout.status, layout.manifest) if path.exists()]
        stamp = (*((f.st_mtime_ns, f.st_size) for f in files), is_running(layout), summary.done)
        known = self._statuses.get(summary.path)
        if known is None or known[0] != stamp:
            known = (stamp, read_status(Batch(summary.path)))
            self._statuses[summary.path] = known
        return known[1]

    def compute_once(
        self, summary: BatchSummary, key: tuple[Hashable, ...], compute: Callable[[], T]
    ) -> T:
        """Return `compute()`, called within `use_batch` once for each key and state of the batch
        (numbers of done and failed runs); simultaneous requests wait for one computation.
        """

        def compute_with_batch_sides() -> T:
            with use_batch(self.open_batch(summary).manifest):
                return compute()

        return self._get_or_compute(summary, key, compute_with_batch_sides)

    def _get_or_compute(
        self, summary: BatchSummary, key: tuple[Hashable, ...], compute: Callable[[], T]
    ) -> T:
        """Return the result kept for this state of the batch and key; without one `compute()`,
        which is kept.
        """
        whole = (summary.name, summary.created, summary.done, summary.failed, *key)
        with self._lock:
            if whole in self._kept:
                self._kept.move_to_end(whole)
                return self._kept[whole]  # type: ignore[no-any-return]  # kept under its own key
            gate = self._building.setdefault(whole, threading.Lock())
        with gate:
            with self._lock:
                if whole in self._kept:
                    return self._kept[whole]  # type: ignore[no-any-return]  # as above
            made = compute()
            with self._lock:
                self._kept[whole] = made
                self._building.pop(whole, None)
                self._evict_least_used()
            return made

    def _evict_least_used(self) -> None:
        """Drop the least recently used results beyond LIMITS (traces, figures) and KEPT."""
        of_kind: dict[Hashable, list[tuple[Hashable, ...]]] = {}
        for known in self._kept:
            kind = known[OWN] if known[OWN] in LIMITS else None
            of_kind.setdefault(kind, []).append(known)
        for kind, held in of_kind.items():
            for known in held[: -LIMITS.get(str(kind), KEPT)]:
                del self._kept[known]


def _tally_rows(source: Source, summary: BatchSummary) -> Tallies | None:
    """Return the tallies of all runs, None before the first; if a file of outcome rows is damaged,
    those of the undamaged variants.
    """
    try:
        return source.open_batch(summary).tallies()
    except DamagedPartError as error:
        return _tally_readable_variants(source, summary, error)


def _tally_readable_variants(
    source: Source, summary: BatchSummary, error: DamagedPartError
) -> Tallies:
    """Return the tallies of all variants that can be read; raises `error` if none can."""
    batch, pieces = source.open_batch(summary), []
    names = [record.name for record in batch.manifest.variants]
    pooled = batch.manifest.design is not None
    for name in names:
        with suppress(DamagedPartError):
            rows = source.read_outcomes(summary, name)
            if len(rows):
                pieces.append(tally_outcomes(rows.assign(variant=name), by_world=pooled))
    if not pieces:
        raise error
    return add_tallies(pieces, names)
