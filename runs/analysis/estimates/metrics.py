"""The metrics by which variants are compared: one table, read by summaries, pairs and pages.

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

GIVEN = "given leader contact"
"""Of which runs a metric is that is known at the call alone."""


def _make_mover_metrics() -> list[Metric]:
    """Return the metrics of who calls first, when, and how (envoys, deniable requests,
    embarrassment).
    """
    column = "first_mover_true"
    return [
        *(
            Metric(f"p_{side.key}", f"{side.title} calls first", "share", column, side.key)
            for side in get_sides()
        ),
        Metric("p_broker", "a broker brings them together", "share", column, "broker"),
        Metric("p_simultaneous", "both call the same day", "share", column, "simultaneous"),
        Metric("p_nobody", "nobody calls by the horizon", "share", column, "nobody"),
        Metric("rmst", "days without leader contact, to the horizon", "days", "duration"),
        Metric("p_envoys", "envoys meet by the horizon", "share", "envoy_event_observed"),
        Metric("p_deniable", "a deniable request is accepted", "share", "deniable"),
        Metric(
            "p_embarrassment", "the first contact embarrasses a leader", "share", "embarrassment"
        ),
    ]


def _make_belief_metrics() -> list[Metric]:
    """Return the metrics of audiences' beliefs; belief_<audience> is the probability that the first
    side asked, so the second side has none of its own.
    """
    found = []
    first, _ = get_sides()
    for audience in get_dyad().audiences:
        who, column = name_audience(audience), f"believed_{audience}"
        label = f"{who} believes that {first.title} asked"
        found.append(Metric(f"p_{column}_{first.key}", label, "share", column, first.key))
        label = f"{who}'s belief that {first.title} asked, {GIVEN}"
        found.append(Metric(f"belief_{audience}", label, "probability", f"belief_{audience}"))
    return found


def _make_side_metrics(side: str, who: str) -> list[Metric]:
    """Return the metrics of one side; who: its adjective, for the labels."""
    own = f"face_{side}_{side}"
    return [
        Metric(f"face_{side}", f"{who} face at the end, in its own book", "face", f"{own}_end"),
        Metric(f"face_{side}_call", f"{who} face at the call, {GIVEN}", "face", f"{own}_call"),
        Metric(f"peak_{side}", f"{who} peak tariff", "rate", f"tariff_{side}_peak"),
        Metric(f"tariff_{side}", f"{who} tariff at the end", "rate", f"tariff_{side}_end"),
        Metric(f"pressure_{side}", f"{who} pressure at the end", "index", f"pressure_{side}_end"),
        Metric(f"pain_{side}", f"{who} pain at the end", "index", f"pain_{side}_end"),
        Metric(f"outrage_{side}", f"{who} outrage at the end", "index", f"outrage_{side}_end"),
        Metric(f"asks_{side}", f"{who} explicit requests", "requests", f"asks_{side}"),
        Metric(f"hints_{side}", f"{who} hints", "hints", f"hints_{side}"),
        Metric(f"refusals_{side}", f"{who} requests refused", "requests", f"refusals_{side}"),
    ]


def list_metrics() -> tuple[Metric, ...]:
    """Return every metric of the sides in use, in the order of tables and figures; the user's own
    come last.
    """
    return (*_make_metrics(get_sides()), *get_own_metrics())


@cache
def _make_metrics(sides: Pair) -> tuple[Metric, ...]:
    """Return the built-in metrics of two sides."""
    first, _ = sides
    terms = f"terms_{first.key}"
    return (
        *_make_mover_metrics(),
        *_make_belief_metrics(),
        *(of for side in sides for of in _make_side_metrics(side.key, side.adjective)),
        Metric("tension", "tension at the end", "index", "tension_end"),
        Metric("goodwill", "goodwill at the end", "index", "goodwill_end"),
        Metric(
            terms, f"{first.adjective} share of the terms, {GIVEN}", "share of the surplus", terms
        ),
        Metric("visits", "envoy visits", "visits", "visits"),
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
