"""A rehearsal of users' own roles: a small standoff to its horizon, in a block and in part of it.

What an agent does must be elementwise over lanes and drawn by name, so that a run is the same in
any block. It finds mistakes, not malice.
"""

from collections.abc import Sequence

import numpy as np

from agents.cast import create_cast
from model.lanes import Piece
from model.outcomes.results import Columns
from model.parameters.root import Configuration
from model.standoff import Standoff

DAYS = 366
"""At most: a role may act late, and a second is less than a batch that no replay gives again."""
RUNS = tuple(range(12))
PART = [9, 4, 1]
"""Places in RUNS of the runs that are played again, without the others and in another order."""


class BrokenRoleError(ValueError):
    """The runs of a cast with roles of the user's own depend on what they are simulated with, or
    end with numbers that are none.
    """


def rehearse_roles(config: Configuration) -> None:
    """Simulate some runs twice, up to DAYS; raise BrokenRoleError if a run's outcomes depend on
    the runs beside it or are not finite.

    What an agent itself raises is not caught.
    """
    whole = simulate_runs(config, RUNS, DAYS)
    part = simulate_runs(config, [RUNS[at] for at in PART], DAYS)
    for name, values in whole.items():
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise BrokenRoleError(
                f"{name} is NaN or infinite in a run of the trial: what an agent leaves in the"
                " state is within the range of what it changes"
            )
        if values[PART].tobytes() != part[name].tobytes():
            raise BrokenRoleError(
                f"a run comes out otherwise beside other runs, in {name}: an agent acts elementwise"
                " over lanes, and draws by name from shared.draws"
            )


def simulate_runs(config: Configuration, runs: Sequence[int], days: int) -> Columns:
    """Return the outcomes of the first days of these replications in a block of their own: column
    -> (runs,).
    """
    short = config.model_copy(update={"horizon": min(config.horizon, days)}, deep=True)
    piece = Piece(short, seed=0, replications=np.array(runs, dtype=np.int64))
    standoff = Standoff([piece], create_cast)
    try:
        return standoff.run()
    finally:
        standoff.release()
