"""A fit's draws for a plan of runs; nothing heavy is imported until a fit is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.parameters import Configuration
    from runs.studies.fit.prior import Draw


def compute_lever_draws(outputs: Path, name: str, config: Configuration) -> Draw:
    """Return dotted path of a lever -> its values in `config`, (draws,), one per set of parameters
    of the fit called `name`, or of the prior if that is `prior`.

    `name` must not be `none`. Raises WrongInput for an unknown fit. outputs: folder of batches.
    """
    from runs.studies.fit.choosing import load_parameter_draws

    draws = load_parameter_draws(outputs, name)
    assert draws is not None
    return draws.compute_lever_values(config)
