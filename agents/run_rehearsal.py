"""A rehearsal of users' own roles and policies: a small standoff, in a block and in part of it.

What they do must be elementwise over lanes and drawn by name, so that a run is the same in any
block. It finds mistakes, not malice.
"""

from collections.abc import Sequence

import numpy as np

from agents.cast import create_cast
from model.lanes import Piece
from model.outcomes.results import Columns
from model.parameters.root import Configuration
from model.standoff import Standoff

DAYS, MOST_DAYS = 30, 366
"""Of a rehearsal before a study, which answers at once; and, at most, before a batch: a plug-in may
act late, and a second is less than a batch that no replay gives again."""
RUNS = tuple(range(12))
PART = [9, 4, 1]
"""Places in RUNS of the runs that are played again, without the others and in another order."""


class BrokenRunsError(ValueError):
    """Runs with plug-ins of the user's own depend on what they are simulated with, or end with
    numbers that are none.
    """


def rehearse_runs(config: Configuration, days: int, promise: str) -> None:
    """Simulate the first days of some runs twice; raise BrokenRunsError if a run's outcomes depend
    on the runs beside it or are not finite.

    promise: what plug-ins of this kind do, for the message. What one itself raises is not caught.
    """
    whole = simulate_runs(config, RUNS, days)
    part = simulate_runs(config, [RUNS[at] for at in PART], days)
    for name, values in whole.items():
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise BrokenRunsError(
                f"{name} is NaN or infinite in a run of the trial: what an agent leaves in the"
                " state is within the range of what it changes"
            )
        if values[PART].tobytes() != part[name].tobytes():
            raise BrokenRunsError(
                f"a run comes out otherwise beside other runs, in {name}: {promise}"
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
