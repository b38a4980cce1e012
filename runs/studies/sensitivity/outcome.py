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
    source: Metric | Condition

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the outcome columns that are read for it."""
        return (self.source.column,) if isinstance(self.source, Metric) else self.source.columns

    def compute_run_values(self, frame: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return the outcome's number in each run of a frame of outcomes, (rows,), 0 or 1 for a
        condition; WrongInput if some run has none.
        """
        if isinstance(self.source, Condition):
            return self.source.evaluate_condition(frame).astype(np.float64)
        found = compute_metric_values(frame, self.source)
        missing = int(np.isnan(found).sum())
        if missing:
            raise WrongInput(
                f"{self.name} has no value in {missing:,} of {len(found):,} runs, and is wanted of"
                " every run.", key="--outcome", value=self.name,
            )  # fmt: skip
        return found


def parse_outcome(text: str, key: str = "--outcome") -> Outcome:
    """Return the outcome that a text means: a metric, an outcome column or a condition; WrongInput,
    with the nearest names, for none of these and for a column of words. key: the option that the
    text was given for.
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
