"""The metrics by which variants are compared, as summaries, pairs and pages read them.

Most are declared with the outcome column that they are (`model.outcomes.columns`); here stand those
that are worked out of a column, and the order of all.

A metric is a number per run, so that its mean is the displayed figure and its paired differences
are plain subtraction: a yes/no outcome is 0 or 1, a restricted mean is the mean of the days up to
the horizon. A batch may have metrics of the user's own besides, stored as columns of its runs;
whoever opens it puts them in use (`runs.archive.in_use`), as its sides.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.metric import Metric, get_own_metrics
from runs.analysis.sides import Pair, get_dyad, get_sides, name_audience

CONTACT_METRICS = ("rmst", "p_envoys", "p_deniable", "p_embarrassment")
SIDE_METRICS = (
    *("face_{side}", "face_{side}_call", "peak_{side}", "tariff_{side}", "pressure_{side}"),
    *("pain_{side}", "outrage_{side}", "asks_{side}", "hints_{side}", "refusals_{side}"),
)
WORLD_METRICS = ("tension", "goodwill", "terms_{side}", "visits")
"""The metrics of columns in the order of tables; those of the world with the first side's key. A
column's metric that is in none of these comes after them.
"""


def _make_mover_metrics() -> list[Metric]:
    """Return the metrics of who calls first."""
    column = "first_mover_true"
    return [
        *(
            Metric(f"p_{side.key}", f"{side.title} calls first", "share", column, side.key)
            for side in get_sides()
        ),
        Metric("p_broker", "a broker brings them together", "share", column, "broker"),
        Metric("p_simultaneous", "both call the same day", "share", column, "simultaneous"),
        Metric("p_nobody", "nobody calls by the horizon", "share", column, "nobody"),
    ]


def _make_belief_metrics() -> list[Metric]:
    """Return the metrics of audiences' beliefs; belief_<audience> is the probability that the first
    side asked, so the second side has none of its own.
    """
    from model.outcomes.vocabulary import GIVEN

    found = []
    first, _ = get_sides()
    for audience in get_dyad().audiences:
        who, column = name_audience(audience), f"believed_{audience}"
        label = f"{who} believes that {first.title} asked"
        found.append(Metric(f"p_{column}_{first.key}", label, "share", column, first.key))
        label = f"{who}'s belief that {first.title} asked, {GIVEN}"
        found.append(Metric(f"belief_{audience}", label, "probability", f"belief_{audience}"))
    return found


def _make_column_metrics(sides: Pair) -> dict[str, Metric]:
    """Return the metrics that outcome columns have as they are, by name in the columns' order."""
    from model.outcomes import make_columns

    adjectives = {side.key: side.adjective for side in sides}
    metrics = {}
    for column in make_columns(get_dyad()):
        if column.metric is not None:
            name, label, unit, side = column.metric
            label = f"{adjectives[side]} {label}" if side else label
            metrics[name] = Metric(name, label, unit, column.name)
    return metrics


def list_metrics() -> tuple[Metric, ...]:
    """Return every metric of the sides in use, in the order of tables and figures; the user's own
    come last.
    """
    return (*_make_metrics(get_sides()), *get_own_metrics())


@cache
def _make_metrics(sides: Pair) -> tuple[Metric, ...]:
    """Return the built-in metrics of two sides."""
    columns, first = _make_column_metrics(sides), sides[0]
    return (
        *_make_mover_metrics(),
        *(columns.pop(name) for name in CONTACT_METRICS),
        *_make_belief_metrics(),
        *(columns.pop(name.format(side=side.key)) for side in sides for name in SIDE_METRICS),
        *(columns.pop(name.format(side=first.key)) for name in WORLD_METRICS),
        *columns.values(),
    )


def find_metric(name: str | None = None) -> Metric:
    """Return the metric of that name; for None the share of runs in which the first side calls
    first. ValueError, listing the names, if there is none.
    """
    metrics = {known.name: known for known in list_metrics()}
    if name is None:
        return list_metrics()[0]
    if name not in metrics:
        raise ValueError(f"no metric {name!r}; there are {', '.join(metrics)}")
    return metrics[name]


def list_available_metrics(*frames: pd.DataFrame) -> list[Metric]:
    """Return the metrics whose columns all the frames hold, in the order of tables."""
    return [known for known in list_metrics() if all(known.column in frame for frame in frames)]


def compute_metric_values(
    frame: pd.DataFrame, metric: Metric, horizon: int | None = None
) -> FloatArray:
    """Return the metric of each run, shape (rows,); NaN where the run has no such value.

    Args:
        frame: outcomes.
        metric: the metric.
        horizon: days at which waiting times are cut, for variants of unequal horizon; None:
            nowhere.
    """
    column = frame[metric.column]
    if metric.category is not None:
        return np.asarray(column == metric.category, dtype=float)
    found = column.to_numpy(dtype=float, na_value=np.nan)
    return np.minimum(found, horizon) if metric.is_waiting_time and horizon is not None else found
