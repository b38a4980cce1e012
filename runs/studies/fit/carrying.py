"""A fit's draws for a plan of runs; nothing heavy is imported until a fit is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.parameters import Configuration
    from runs.studies.fit.prior import Draw


def compute_lever_draws(outputs: Path, name: str, config: Configuration) -> Draw:
    """Return lever's path -> its value in a configuration at each draw (set of parameters),
    (draws,), of a fit, or of the prior for `prior`.

    Raises WrongInput for an unknown fit. outputs: folder of batches.
    """
    from runs.studies.fit.choosing import choose_draws

    draws = choose_draws(outputs, name)
    assert draws is not None
    return draws.carry(config)
