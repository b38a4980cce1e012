"""A datum, and a likelihood whose posterior is known, for the tests of the fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from runs.plan.settings.compose import ConfigComposer
from runs.studies.fit.collecting import collect_file
from runs.studies.fit.datum import Datum
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.likelihood import Likelihoods
from runs.studies.fit.standoff_row import StandoffRow
from runs.studies.history.reading import FOLDER

NAMES = ("first", "second", "third")


def make_datum(day: int = 40, censored: bool = False, **changed: Any) -> Datum:
    values: dict[str, Any] = {"id": "X1", "stage": "leader", "cluster": "x", "day": day,
                              "censored": censored}  # fmt: skip
    return Datum(**(values | changed))


def evaluate_gaussian(z: np.ndarray) -> Likelihoods:
    """One observation of the first lever, 2 with sd 1/2: posterior mean 1.6, variance 1/5."""
    terms = -0.5 * ((2.0 - z[:, :1]) / 0.5) ** 2
    return Likelihoods(terms, np.repeat(terms, 2, axis=1))


HEAD, *TABLE = (FOLDER / "freezes.csv").read_text(encoding="utf-8").splitlines()


def write_rows(path: Path, *ids: str) -> Path:
    """Write some rows of the record as a table of one's own; those of few days are quick."""
    rows = [line for line in TABLE if line.split(",")[0] in ids]
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def collect_rows(path: Path) -> list[StandoffRow]:
    """Return the rows of such a table."""
    return collect_file(ConfigComposer(), path, read_evidence())
