"""The paths of a batch's files: with `archive.parts` the only module that knows their names.

    <outputs>/labels.json, .labels.lock
    <outputs>/<batch>/manifest.json, status.jsonl, summary.parquet, excerpt.parquet
    <outputs>/<batch>/variants/<hash>/config.yaml
    <outputs>/<batch>/variants/<hash>/{outcomes,daily}/part-<rectangle>.parquet

What is done is decided by the parts alone. The daily part is written first and the outcomes part
last, so that the outcomes part commits its rectangle; a rectangle is valid if both are complete and
name it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from runs.rectangles import Rectangle

PART = re.compile(r"part-(\d+)-(\d+)-(\d+)-(\d+)\.parquet")
KINDS = ("daily", "outcomes")  # in the order of writing


def get_labels_path(outputs: Path) -> Path:
    """Return the path of the file of labels (titles, notes, tags) of the batches in a folder."""
    return outputs / "labels.json"


def get_labels_lock_path(outputs: Path) -> Path:
    """Return the path of the file that is locked while the labels are changed."""
    return outputs / ".labels.lock"


class Layout:
    """The paths of the files of one batch."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = path / "manifest.json"
        self.status = path / "status.jsonl"
        self.summary = path / "summary.parquet"
        self.excerpt = path / "excerpt.parquet"
        self.variants = path / "variants"

    def get_config_path(self, variant: str) -> Path:
        """Return the path of a variant's resolved configuration; variant: its hash."""
        return self.variants / variant / "config.yaml"

    def get_points_path(self, variant: str) -> Path:
        """Return the path of a variant's design points; it exists only with a design. variant: its
        hash.
        """
        return self.variants / variant / "points.parquet"

    def get_draws_path(self, variant: str) -> Path:
        """Return the path of a variant's lever values in each draw (set of parameters) of a fit; it
        exists only with a fit. variant: its hash.
        """
        return self.variants / variant / "draws.parquet"

    def list_part_folders(self, variant: str) -> list[Path]:
        """Return the folders of a variant's parts: daily histograms, then outcomes; variant: its
        hash.
        """
        return [self.variants / variant / kind for kind in KINDS]

    def list_part_paths(self, r: Rectangle) -> list[Path]:
        """Return the paths of the two parts (files) of a rectangle: daily histograms, then
        outcomes.
        """
        return [Path(name) for name in self._list_part_names(r)]

    def _list_part_names(self, r: Rectangle) -> list[str]:
        """Return the paths of a rectangle's parts as text, which is faster for thousands of
        them.
        """
        name = f"part-{r.first_point}-{r.points}-{r.first_replication}-{r.replications}.parquet"
        return [f"{self.path}/variants/{r.variant}/{kind}/{name}" for kind in KINDS]

    def list_rectangles(self, variant: str, kind: str = KINDS[-1]) -> list[Rectangle]:
        """Return the rectangles (points x replications) of a variant that have a part of that kind
        ("daily", "outcomes"), read from file names, unchecked; empty without a folder.
        """
        try:
            found = os.listdir(f"{self.path}/variants/{variant}/{kind}")  # noqa: PTH208 (see _list_part_names)
            names = [PART.fullmatch(name) for name in found]
        except FileNotFoundError:
            return []
        return [Rectangle(variant, *map(int, name.groups())) for name in names if name]

    def read_sizes_and_times(self, r: Rectangle) -> tuple[int, ...]:
        """Return size (bytes) and modification time (ns) of the daily part, then of the outcomes
        part, of a rectangle; OSError if one is missing.
        """
        found = [os.stat(name) for name in self._list_part_names(r)]  # noqa: PTH116 (see _list_part_names)
        return tuple(number for one in found for number in (one.st_size, one.st_mtime_ns))

    def list_leftover_files(self) -> Iterable[Path]:
        """Yield the temporary files that interrupted writers left behind."""
        return self.path.glob("**/.*.tmp")
