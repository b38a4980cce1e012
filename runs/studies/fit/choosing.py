"""Finds the draws that `fit=NAME` means, and their weights without one cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.fit.draws import NONE, PRIOR, ParameterDraws, draw_prior

Weigh = Callable[[str], tuple[FloatArray, float] | None]


def load_parameter_draws(outputs: Path, name: str) -> ParameterDraws | None:
    """Return the sets of parameters of the finished fit called `name`, those of the prior for
    `prior`, and None for `none`, which means the configured values.

    Raises WrongInput for a fit that is unknown or not finished. outputs: the folder that holds
    batches and fits.
    """
    if name == NONE:
        return None
    if name == PRIOR:
        return draw_prior()
    from runs.studies.fit.staleness import list_changes, write_staleness_warning
    from runs.studies.fit.storage import (
        SETTINGS,
        find_finished_fit,
        read_draws,
        read_json,
        read_left_out,
    )

    draws, folder = read_draws(outputs, name), find_finished_fit(outputs, name)
    stale = write_staleness_warning(name, list_changes(read_json(folder / SETTINGS)))
    left_out = read_left_out(folder, draws.prior)
    return replace(draws, weigh=_make_reweighting_function(folder), left_out=left_out, stale=stale)


def _make_reweighting_function(folder: Path) -> Weigh:
    """Return a function: cluster (standoff) -> (weights of the fit's draws as if it had not been
    learned from, (draws,), Pareto k), or None for a cluster that the fit has not learned from.
    """
    from runs.studies.fit.diagnostics import smooth_log_weights
    from runs.studies.fit.storage import read_cluster_terms

    terms = read_cluster_terms(folder)

    def compute_weights_without(cluster: str) -> tuple[FloatArray, float] | None:
        """Return (weights of the draws without a cluster, Pareto k); None if it was not learned
        from.
        """
        if cluster not in terms:
            return None
        logs, k = smooth_log_weights(-terms[cluster])
        return np.exp(logs), k

    return compute_weights_without
