"""From the word after `fit=` to the draws it names."""

from __future__ import annotations

from pathlib import Path

from runs.studies.fit.draws import NONE, PRIOR, ParameterDraws, draw_prior


def choose_draws(outputs: Path, name: str) -> ParameterDraws | None:
    """Return the draws of a fit, or of the prior; None for the configuration's own values.

    Raises WrongInput for a fit that there is not.
    """
    if name == NONE:
        return None
    if name == PRIOR:
        return draw_prior()
    from runs.studies.fit.storage import read_draws

    return read_draws(outputs, name)
