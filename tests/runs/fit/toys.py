"""A datum, and a likelihood whose posterior is known, for the tests of the fit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from runs.plan.settings.compose import ConfigComposer
from runs.studies.fit.collecting import read_rows_from_file
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.forecasting import ComposedRows
from runs.studies.fit.likelihood import SimulatedLikelihood
from runs.studies.fit.prior import Prior
from runs.studies.fit.recorded_wait import RecordedWait
from runs.studies.fit.standoff_row import StandoffRow
from runs.studies.history.reading import FOLDER
from tests.model import standoffs

NAMES = ("first", "second", "third")


compose = cache(standoffs.compose)


def make_datum(day: int = 40, censored: bool = False, **changed: Any) -> RecordedWait:
    values: dict[str, Any] = {"id": "X1", "stage": "leader", "cluster": "x", "day": day,
                              "censored": censored}  # fmt: skip
    return RecordedWait(**(values | changed))


def make_likelihood(data: Sequence[RecordedWait], prior: Prior) -> SimulatedLikelihood:
    """The likelihood of data that have no beginning to simulate."""
    config = compose("scenario=minimal")
    row = StandoffRow("X1", tuple(data), lambda: config, "2020-01-01", frozenset())
    composed = ComposedRows((row,), {one.key: config for one in data})
    return SimulatedLikelihood(composed, prior, read_evidence())


def evaluate_gaussian(z: np.ndarray) -> np.ndarray:
    """One observation of the first lever, 2 with sd 1/2: posterior mean 1.6, variance 1/5."""
    return -0.5 * ((2.0 - z[:, :1]) / 0.5) ** 2


HEAD, *TABLE = (FOLDER / "freezes.csv").read_text(encoding="utf-8").splitlines()


def write_rows(path: Path, *ids: str) -> Path:
    """Write some rows of the record as a table of one's own; those of few days are quick."""
    rows = [line for line in TABLE if line.split(",")[0] in ids]
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def collect_rows(path: Path) -> list[StandoffRow]:
    """Return the rows of such a table."""
    return read_rows_from_file(ConfigComposer(), path, read_evidence())
