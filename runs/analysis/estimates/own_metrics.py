"""Metrics of users' own, computed from the outcomes of runs before these are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from model.dyad import Dyad
from model.outcomes import Column, make_columns
from model.outcomes.own_metrics import OwnMetric
from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.metric import StoredMetric


class BrokenMetricError(ValueError):
    """A user's metric is not one number per run; the message says where it is and what it did."""


def make_stored_metric(metric: OwnMetric) -> StoredMetric:
    """Return a user's metric as tables and figures read it: its name, which is its column, label
    and unit.
    """
    return StoredMetric(metric.name, metric.label, metric.unit, metric.name)


def compute_own_metrics(
    metrics: Iterable[OwnMetric], dyad: Dyad, outcomes: Mapping[str, np.ndarray]
) -> dict[str, FloatArray]:
    """Return name -> values (lanes,) of users' metrics, NaN where a run has none.

    outcomes: column -> (lanes,) as the model returns them. Raises BrokenMetricError, or what a
    metric itself raises.
    """
    frame = make_metric_frame(dyad, outcomes)
    return {own.name: compute_own_metric(own, frame) for own in metrics}


def make_metric_frame(dyad: Dyad, outcomes: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return the outcomes of runs in the form that users' metrics get: the columns of
    `Batch.outcomes`, one row a run, without those that name a run.

    Words are categories; a value that a run does not have is NaN.
    """
    columns = [column for column in make_columns(dyad) if column.name in outcomes]
    return pd.DataFrame({one.name: _make_series(one, outcomes[one.name]) for one in columns})


def _make_series(column: Column, values: np.ndarray) -> Any:
    """Return an outcome's values as a column: categories for words (empty or negative: null), else
    numbers with NaN for the code of a missing value.
    """
    if column.dtype != "category":
        return values if column.missing is None else np.where(
            values == column.missing, np.nan, values
        )  # fmt: skip
    words = column.categories
    if values.dtype != object:
        return pd.Categorical.from_codes(np.where(values < 0, -1, values), pd.Index(words or ()))
    held = [word or None for word in values]
    return pd.Categorical(held, pd.Index(words or sorted({word for word in held if word})))


def compute_own_metric(metric: OwnMetric, frame: pd.DataFrame) -> FloatArray:
    """Return a user's metric of each run, shape (rows,), NaN where the run has none; infinities
    stay.

    Raises BrokenMetricError unless there is one number a run, in the order of the runs, and in
    unit "share" only 0, 1 and NaN, in unit "probability" none outside 0 to 1; what the metric
    itself raises is not caught.
    """
    found: Any = metric.compute(frame)  # whatever a stranger to our types returns
    code = metric.compute.__code__
    where = f"{code.co_filename}, line {code.co_firstlineno}: {metric.name}"
    shape = np.shape(found)
    if shape != (len(frame),):
        kind = f"{type(found).__name__} of shape {shape}" if shape else type(found).__name__
        raise BrokenMetricError(
            f"{where} returned {kind}, and one number for each of the {len(frame)} runs is wanted"
        )
    if isinstance(found, pd.Series) and not found.index.equals(frame.index):
        raise BrokenMetricError(f"{where} returned its runs in another order, or other runs")
    values = pd.Series(found)
    if getattr(values.dtype, "kind", "O") not in "biuf":
        raise BrokenMetricError(
            f"{where} returned values of type {values.dtype}, and numbers are wanted, or yes and no"
        )
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    if metric.unit == "share" and not (np.isnan(numbers) | np.isin(numbers, (0.0, 1.0))).all():
        raise BrokenMetricError(f'{where} is a "share", and is not yes or no (1 or 0) in each run')
    if metric.unit == "probability" and ((numbers < 0.0) | (numbers > 1.0)).any():
        raise BrokenMetricError(f'{where} is a "probability", and is not from 0 to 1 in each run')
    return numbers
