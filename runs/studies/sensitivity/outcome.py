"""An outcome as a user names it: a metric (`p_nobody`), a column (`duration`) or a condition.

Each is one number per run: for a share 0 or 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from runs.analysis.estimates.metrics import compute_metric_values, list_metrics
from runs.analysis.metric import Metric, get_own_metrics
from runs.analysis.sides import get_dyad
from runs.archive.tables import list_outcome_columns
from runs.errors import WrongInput, find_nearest_names
from runs.studies.sensitivity.conditions import Condition, parse_condition

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Outcome:
    """An outcome as the user typed it, with how to compute its number in each run."""

    name: str
    label: str
    unit: str
    of: Metric | Condition

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the outcome columns it reads."""
        return (self.of.column,) if isinstance(self.of, Metric) else self.of.columns

    def compute_run_values(self, frame: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return the number of each run, shape (rows,); WrongInput if some run has none."""
        if isinstance(self.of, Condition):
            return self.of.evaluate_condition(frame).astype(np.float64)
        found = compute_metric_values(frame, self.of)
        missing = int(np.isnan(found).sum())
        if missing:
            raise WrongInput(
                f"{self.name} has no value in {missing:,} of {len(found):,} runs, and is wanted of"
                " every run.", key="--outcome", value=self.name,
            )  # fmt: skip
        return found


def parse_outcome(text: str, key: str = "--outcome") -> Outcome:
    """Return the outcome that a text names; WrongInput, with the nearest names, if
    there is none.
    """
    metrics = {one.name: one for one in list_metrics()}
    columns = {one.name: one for one in list_outcome_columns(get_dyad(), get_own_metrics())}
    if text in metrics:
        return Outcome(text, metrics[text].label, metrics[text].unit, metrics[text])
    if text in columns and columns[text].dtype != "category":
        unit = "share" if columns[text].dtype == "bool" else columns[text].unit
        return Outcome(text, text, unit, Metric(text, text, unit, text))
    if text in columns:
        words = columns[text].categories or ("...",)
        raise WrongInput(
            f"{text} holds words: say which.", key=key, value=text,
            nearest=[f"{text} == '{word}'" for word in words],
        )  # fmt: skip
    if text.isidentifier():
        close = find_nearest_names(text, [*metrics, *columns])
        raise WrongInput(f"{text} is no outcome.", key=key, value=text, nearest=close,
                         allowed=[] if close else list(metrics))  # fmt: skip
    return Outcome(text, text, "share", parse_condition(text, key))
