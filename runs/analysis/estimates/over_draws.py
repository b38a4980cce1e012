"""Runs counted by draw of a fit: what the distributions over draws are made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.estimates.bounds import BOUNDS
from runs.analysis.estimates.cluster_errors import find_fit_name
from runs.analysis.estimates.draws import (
    DRAW,
    UNBOUNDED,
    Distribution,
    estimate_distribution,
    estimate_share_distribution,
    tabulate_draw_intervals,
)
from runs.analysis.estimates.estimates import IntArray
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.estimates.tallies import Tallies


def iterate_day_counts_by_draw(tallies: Tallies, stage: str) -> Iterator[IntArray]:
    """Yield, for each variant, its numbers of runs by draw (set of parameters of a fit), kind of
    end and day: (draws with a run, KINDS, last day + 1), kinds and days as in `Tallies.days`.
    """
    assert tallies.draws is not None, "asked for where runs play draws"
    cells, shape = tallies.draws.days[stage], tallies.days[stage].shape[1:]
    for place in range(len(tallies.names)):
        own = cells[cells["variant"] == place]
        draw, names = pd.factorize(own["world"])
        days = np.zeros((len(names), *shape), dtype=np.int64)
        np.add.at(days, (draw, own["kind"].to_numpy(), own["day"].to_numpy()), own["runs"])
        yield days


def estimate_metric_over_draws(tallies: Tallies, index: int) -> list[Distribution | None]:
    """Return, for each variant, the distribution of a metric's mean over the draws (sets of
    parameters) of a fit; None where there are too few runs per draw.

    index: position of the metric in `Tallies.metrics`.
    """
    assert tallies.draws is not None, "asked for where runs play draws"
    of, groups = find_metric(tallies.metrics[index]), tallies.draws
    owner, bounds = groups.places["variant"].to_numpy(), BOUNDS.get(of.bounded_unit, UNBOUNDED)
    found = []
    for variant, deviations in enumerate(tallies.squares[:, index].tolist()):
        total, n = (part[owner == variant, index] for part in (groups.total, groups.n))
        found.append(
            estimate_share_distribution(total, n)
            if of.yes_no
            else estimate_distribution(total, n, deviations, bounds)
        )
    return found


def tabulate_cells_over_draws(
    rows: pd.DataFrame, cells: IntArray, n_cells: int, prefix: str = ""
) -> dict[str, Any]:
    """Return draws_low and draws_high of the share of rows in each cell, each (n_cells,), and fit;
    an empty dict without a fit, or without a row.

    Args:
        rows: outcomes of one variant.
        cells: each row's cell (category), 0 .. n_cells - 1, shape (rows,).
        n_cells: number of cells.
        prefix: put before draws_low and draws_high with a "_".
    """
    if not (fit := find_fit_name(rows)):
        return {}
    draw, names = pd.factorize(rows[DRAW])
    counts = np.bincount(draw * n_cells + cells, minlength=len(names) * n_cells).reshape(
        -1, n_cells
    )
    runs = counts.sum(axis=1)
    found = [estimate_share_distribution(hits, runs) for hits in counts.T]
    return tabulate_draw_intervals(found, counts.sum(axis=0) / len(rows), fit, prefix)
