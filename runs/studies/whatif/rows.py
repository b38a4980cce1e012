"""The runs of settings, simulated when they are asked for and kept: more of them adds to those."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.outcomes import make_columns
from runs.analysis.estimates.draws import DRAW, FIT
from runs.analysis.estimates.tallies import STAGES
from runs.archive import engine
from runs.execute.tasks import pack_tasks
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plugins.choosing import collect_source_digests
from runs.rectangles import Rectangle
from runs.studies.simulation import OUTCOMES, Columns, LanePiece, LaneTask, simulate_task
from runs.studies.whatif.baseline import Baseline, Setting

COLUMNS = tuple(column for stage in STAGES.values() for column in stage)
MOST = 400_000
"""Runs kept; the settings asked for the longest ago go first."""


class RunStore:
    """Stores runs 0..n-1 of settings, by name; each is as in a batch of that setting and seed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Columns] = OrderedDict()

    def simulate(self, base: Baseline, settings: Mapping[str, Setting], runs: int) -> None:
        """Simulate the runs 0..runs - 1 of each setting (name -> setting) that are not stored, and
        store them; the settings used the longest ago may be dropped.
        """
        wanted = [_find_missing_runs(name, self._count_kept_runs(name), runs) for name in settings]
        wanted = [rectangle for rectangle in wanted if rectangle.replications > 0]
        configs = {name: setting.config for name, setting in settings.items()}
        digest = engine.get_engine_with_sources(collect_source_digests(base.plugins)).digest
        for rectangles in pack_tasks(wanted, configs, ExecutorSettings().lanes, workers=1):
            pieces = tuple(_make_piece(one, settings[one.variant]) for one in rectangles)
            task = LaneTask(digest, base.seed, pieces, base.plugins)
            for rectangle, columns in zip(rectangles, simulate_task(task), strict=True):
                self._append_runs(rectangle, columns)
        for name in settings:
            self._kept.move_to_end(name)
        self._evict_least_used(len(settings))

    def read(self, base: Baseline, name: str, runs: int) -> pd.DataFrame:
        """Return the first `runs` stored runs of a setting of a baseline, a row each: variant,
        seed, point (0), replication, with a fit draw and fit, and the columns of first contacts,
        categories as words. KeyError if none were simulated.
        """
        known = {column.name: column for column in make_columns(base.config.dyad)}
        frame: dict[str, object] = {"variant": name, "seed": base.seed, "point": 0}
        replication = frame["replication"] = np.arange(runs, dtype=np.int64)
        if base.fit is not None:
            frame |= {DRAW: replication % base.fit.draws, FIT: base.fit.name}
        for column, values in self._kept[name].items():
            categories, cut = known[column].categories, values[:runs]
            frame[column] = np.array(categories, dtype=object)[cut] if categories else cut
        return pd.DataFrame(frame)

    def _count_kept_runs(self, name: str) -> int:
        """Return how many runs of a setting are stored."""
        return len(self._kept[name][COLUMNS[0]]) if name in self._kept else 0

    def _append_runs(self, rectangle: Rectangle, columns: Columns) -> None:
        """Append simulated runs of a rectangle to those stored of its setting."""
        before = self._kept.get(rectangle.variant)
        if before is not None:
            columns = {key: np.concatenate([before[key], columns[key]]) for key in columns}
        self._kept[rectangle.variant] = columns

    def _evict_least_used(self, keep: int) -> None:
        """Drop settings, those asked for the longest ago first, until at most MOST runs are kept;
        the last `keep` settings stay.
        """
        total = sum(map(self._count_kept_runs, self._kept))
        while total > MOST and len(self._kept) > keep:
            _, columns = self._kept.popitem(last=False)
            total -= len(columns[COLUMNS[0]])


def _make_piece(rectangle: Rectangle, setting: Setting) -> LanePiece:
    """Return a rectangle of a setting's runs as a piece of a task."""
    return LanePiece(rectangle, setting.config, COLUMNS, {}, OUTCOMES, setting.draws)


def _find_missing_runs(name: str, kept: int, runs: int) -> Rectangle:
    """Return the runs kept..runs - 1 of a setting as a rectangle, which has no runs (0 or fewer
    replications) if all are kept.
    """
    return Rectangle(name, 0, 1, kept, runs - kept)
