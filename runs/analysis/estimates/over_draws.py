"""Runs counted by draw of a fit: what the distributions over draws are made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.estimates.bounds import BOUNDS
from runs.analysis.estimates.cluster_errors import name_fit
from runs.analysis.estimates.draws import (
    DRAW,
    UNBOUNDED,
    Distribution,
    estimate_distribution,
    estimate_share_distribution,
    tabulate_spread,
)
from runs.analysis.estimates.estimates import IntArray
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.estimates.tallies import Tallies


def iterate_days_by_draw(counted: Tallies, stage: str) -> Iterator[IntArray]:
    """Yield, for each variant, its numbers of runs by draw (set of parameters of a fit), kind of
    end and day.

    Shape (draws with a run, KINDS, last day + 1); kinds and days are those of `Tallies.days`.
    """
    assert counted.draws is not None, "asked for where runs play draws"
    cells, shape = counted.draws.days[stage], counted.days[stage].shape[1:]
    for place in range(len(counted.names)):
        own = cells[cells["variant"] == place]
        draw, names = pd.factorize(own["world"])
        days = np.zeros((len(names), *shape), dtype=np.int64)
        np.add.at(days, (draw, own["kind"].to_numpy(), own["day"].to_numpy()), own["runs"])
        yield days


def describe_metric_over_draws(counted: Tallies, place: int) -> list[Distribution | None]:
    """Return, for each variant, the distribution of a metric's mean over the draws (sets of
    parameters) of a fit; None where there are too few runs a draw.

    place: of the metric in `Tallies.metrics`.
    """
    assert counted.draws is not None, "asked for where runs play draws"
    of, groups = find_metric(counted.metrics[place]), counted.draws
    owner, bounds = groups.places["variant"].to_numpy(), BOUNDS.get(of.bounded_unit, UNBOUNDED)
    found = []
    for variant, deviations in enumerate(counted.squares[:, place].tolist()):
        total, n = (part[owner == variant, place] for part in (groups.total, groups.n))
        found.append(
            estimate_share_distribution(total, n)
            if of.yes_no
            else estimate_distribution(total, n, deviations, bounds)
        )
    return found


def tabulate_cells_over_draws(
    rows: pd.DataFrame, cells: IntArray, size: int, name: str = ""
) -> dict[str, Any]:
    """Return draws_low and draws_high of the share of rows in each cell, each (size,), and fit; an
    empty dict without a fit, or without a row.

    Args:
        rows: outcomes of one variant.
        cells: each row's cell, 0 .. size - 1, shape (rows,).
        size: number of cells.
        name: prefix of draws_low and draws_high.
    """
    if not (fit := name_fit(rows)):
        return {}
    draw, names = pd.factorize(rows[DRAW])
    counts = np.bincount(draw * size + cells, minlength=len(names) * size).reshape(-1, size)
    runs = counts.sum(axis=1)
    found = [estimate_share_distribution(hits, runs) for hits in counts.T]
    return tabulate_spread(found, counts.sum(axis=0) / len(rows), fit, name)
