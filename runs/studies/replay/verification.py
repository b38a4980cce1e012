"""Some runs of a batch simulated again in a block of their own, and compared with their rows.

The strictest A/A comparison there is: the same configuration in the same random worlds, in a block
of another width, on this machine. Every column of every run should be equal to the last bit.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.archive import tables
from runs.archive.batch import Batch
from runs.archive.plugin_check import require_same_plugins
from runs.plan.designs.table import list_lever_values, make_piece, select_points
from runs.plan.plugins.loading import load_metrics, use_plugins
from runs.rectangles import Rectangle


def count_rerun_differences(batch: Batch, variant: str, runs: int) -> pd.DataFrame:
    """Return in how many columns a variant's first runs differ from their stored rows on a rerun.

    Args:
        batch: the batch; the variant's first point is simulated.
        variant: name or hash.
        runs: replications 0 to runs - 1; those that are not stored are left out.

    Returns:
        replication, columns (number compared), differing (number of these).

    Raises:
        EngineMismatchError: the engine is not the batch's; the message names what differs.
    """
    from agents.block import run_block
    from runs.analysis.comparison.pairing import KEYS, NAMES
    from runs.archive.frames import make_outcome_frame

    record = batch.manifest.find_variant(variant)
    plugins = require_same_plugins(batch.manifest, "running again")
    manifest = batch.manifest
    rectangle = Rectangle(record.hash, 0, 1, 0, min(runs, manifest.runs))
    levers = select_points(list_lever_values(batch.design(record.hash)), rectangle)
    config = batch.configuration(record.hash)
    draws = list_lever_values(batch.draws(record.hash))
    piece = make_piece(config, manifest.seed, rectangle, levers, draws)
    with use_plugins(plugins):
        found = run_block([piece]).outcomes, load_metrics(plugins)
    table = tables.make_measured_table(config.dyad, rectangle, manifest.seed, *found)
    again = make_outcome_frame(table, config.dyad, manifest.variants, manifest.fit)
    again, stored = again.set_index("replication"), batch.outcomes(record.hash)
    stored = stored[stored["point"] == 0].set_index("replication")
    common = stored.index.intersection(again.index)
    columns = [name for name in stored.columns if name not in (*KEYS, *NAMES)]
    differing = np.zeros(len(common), dtype=int)
    for name in columns:
        one, two = (frame.loc[common, name].astype(object) for frame in (stored, again))
        equal = (one == two) | (one.isna() & two.isna())
        differing += ~equal.to_numpy(dtype=bool)
    return pd.DataFrame({"replication": common, "columns": len(columns), "differing": differing})
