"""Replay: one run of a batch simulated again, alone, with everything that happened in it.

Signals are not stored. With the batch's engine the run equals its row bit for bit, in well under a
second, which is cheaper than storing it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from model.parameters import Configuration
from runs.archive.batch import Batch
from runs.archive.plugin_check import require_same_plugins
from runs.archive.run_config import make_run_config, require_number_in_batch
from runs.plan.designs.table import list_lever_values
from runs.plan.plugins.loading import use_plugins

if TYPE_CHECKING:
    import pandas as pd

    from model.arrays import Floats, Ints

Change = Callable[[Configuration], Configuration]
PAINS = 200
"""Replications over which the groups' pain is averaged; a page waits for them."""


def replay(
    batch: Batch, variant: str, replication: int, point: int = 0, change: Change | None = None
) -> dict[str, Any]:
    """Return the full trace of one run (`agents.block.trace_run`), or with `change` (configuration
    -> changed one) of its twin in the same random world; `variant`, `variant_name` and `point` are
    added.

    Raises EngineMismatchError, naming what differs, with another engine than the batch's, and
    WrongInput for a run the batch does not have.
    """
    from agents.block import trace_run

    record = batch.manifest.find_variant(variant)
    require_number_in_batch("replication", replication, batch.manifest.runs)
    require_number_in_batch("point", point, record.points)
    with use_plugins(require_same_plugins(batch.manifest, "a replay")):
        config = make_run_config(batch, record.hash, point, replication)
        played = change(config) if change else config
        trace = trace_run(played, batch.manifest.seed, replication)
    return {**trace, "variant": record.hash, "variant_name": record.name, "point": point}


def simulate_group_pain(batch: Batch, variant: str, point: int = 0) -> pd.DataFrame:
    """Return the mean pain of each constituency over the first replications, simulated again.

    Returns:
        group, day, estimate, low, high, q25, q75, n (`spread.summarise_by_day`; at most `PAINS`
        runs), title and side, in the order of the cast; with a fit draws_low, draws_high and fit.

    Raises:
        EngineMismatchError: the engine is not the batch's; the message names what differs.
        WrongInput: the variant does not have this point.
    """
    import numpy as np
    import pandas as pd

    from runs.analysis.estimates.spread import summarise_by_day
    from runs.analysis.waiting.over_draws import tabulate_daily_means_over_draws

    runs = range(min(PAINS, batch.manifest.runs))
    pains, named = _simulate_pains(batch, variant, point, runs)
    table = summarise_by_day(pains).assign(
        title=lambda rows: [named[name][0] for name in rows["group"]],
        side=lambda rows: [named[name][1] for name in rows["group"]],
    )
    if (fit := batch.manifest.fit) is None:
        return table
    draw = np.asarray(runs) % fit.draws
    found = [pd.DataFrame(tabulate_daily_means_over_draws(days, draw, fit.name))
             for days in pains.values()]  # fmt: skip
    return table.join(pd.concat(found, ignore_index=True))


def simulate_run_pain(
    batch: Batch, variant: str, replication: int, point: int = 0, change: Change | None = None
) -> pd.DataFrame:
    """Return the pain of each constituency on each day of one run, or with `change` (as in
    `replay`) of its twin, simulated again: group, title, side, day, pain (0 and more), in the order
    of the cast.

    Raises EngineMismatchError with another engine than the batch's, WrongInput for a run or point
    that the batch does not have.
    """
    import pandas as pd

    require_number_in_batch("replication", replication, batch.manifest.runs)
    pains, named = _simulate_pains(batch, variant, point, [replication], change)
    rows = [
        (group, *named[group], day, float(pain))
        for group, days in pains.items()
        for day, pain in enumerate(days[:, 0], start=1)
    ]
    return pd.DataFrame(rows, columns=["group", "title", "side", "day", "pain"])


def _simulate_pains(
    batch: Batch,
    variant: str,
    point: int,
    replications: Sequence[int],
    change: Change | None = None,
) -> tuple[dict[str, Floats], dict[str, tuple[str, str]]]:
    """Return (group -> pain on each day, (days, runs); group -> (title, side)), of runs simulated
    again, with `change` of their twins.
    """
    import numpy as np

    from agents.block import compute_group_pain
    from model.lanes import Piece

    record = batch.manifest.find_variant(variant)
    require_number_in_batch("point", point, record.points)
    plugins = require_same_plugins(batch.manifest, "the pain of groups")
    config = make_run_config(batch, record.hash, point)
    runs = np.array(replications, dtype=np.int64)
    levers = _select_draws(batch, record.hash, runs)
    with use_plugins(plugins):
        config = change(config) if change else config
        pains = compute_group_pain(Piece(config, batch.manifest.seed, runs, levers))
    cast = {name: config.cast[name] for name in pains}
    return pains, {name: (one.title, str(one.side)) for name, one in cast.items()}


def _select_draws(batch: Batch, variant: str, runs: Ints) -> dict[str, Floats]:
    """Return lever's path -> its value in each run, (runs,), by the draws of the batch's fit, but
    for levers of its design; {} without a fit. runs: replications.
    """
    table = batch.design(variant)
    held = () if table is None else table.paths
    drawn = list_lever_values(batch.draws(variant))
    return {path: at[runs % len(at)] for path, at in drawn.items() if path not in held}
