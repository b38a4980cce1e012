"""Finds the draws that `fit=NAME` means, and their weights without one cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.fit.draws import NONE, PRIOR, ParameterDraws, draw_prior

Weigh = Callable[[str], tuple[FloatArray, float] | None]


def choose_draws(outputs: Path, name: str) -> ParameterDraws | None:
    """Return the draws of a fit, or of the prior; None for the configuration's own values.

    Raises WrongInput for an unknown fit.
    """
    if name == NONE:
        return None
    if name == PRIOR:
        return draw_prior()
    from runs.studies.fit.staleness import list_changes, write_sentence
    from runs.studies.fit.storage import SETTINGS, choose_fit_folder, read_draws, read_json

    draws, folder = read_draws(outputs, name), choose_fit_folder(outputs, name)
    stale = write_sentence(name, list_changes(read_json(folder / SETTINGS)))
    return replace(draws, weigh=_make_weigh(folder), stale=stale)


def _make_weigh(folder: Path) -> Weigh:
    from runs.studies.fit.diagnostics import smooth_weights
    from runs.studies.fit.storage import SETTINGS, read_json, read_last_step

    clusters = [one["cluster"] for one in read_json(folder / SETTINGS)["data"]]
    kept = read_last_step(folder)
    assert kept is not None
    terms = kept[1].terms

    def weigh(cluster: str) -> tuple[FloatArray, float] | None:
        own = [place for place, known in enumerate(clusters) if known == cluster]
        if not own:
            return None
        logs, k = smooth_weights(-terms[:, own].sum(axis=1))
        return np.exp(logs), k

    return weigh
