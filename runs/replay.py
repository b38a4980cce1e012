"""Replay: one run of a batch simulated again, alone, with everything that happened in it.

Nothing is stored per signal. With the batch's engine the run comes out bit for bit as its row says,
in well under a second, which is cheaper than keeping it.
"""

from __future__ import annotations

from typing import Any

from runs import engine
from runs.archive import Batch
from runs.designs.table import at_values
from runs.errors import WrongInput


def replay(batch: Batch, variant: str, replication: int, point: int = 0) -> dict[str, Any]:
    """Return the full trace of one run (`agents.block.trace_run`), with its variant and seed.

    Raises EngineMismatchError, naming what differs, with another engine than the batch's, and
    WrongInput for a run the batch does not have.
    """
    from agents.block import trace_run

    record = batch.manifest.variant(variant)
    _require_within("replication", replication, batch.manifest.runs)
    _require_within("point", point, record.points)
    engine.require(batch.manifest.engine, "a replay")
    config, table = batch.configuration(record.hash), batch.design(record.hash)
    if table is not None:
        config = at_values(config, table.at(point))
    trace = trace_run(config, batch.manifest.seed, replication)
    return {**trace, "variant": record.hash, "variant_name": record.name, "point": point}


def _require_within(key: str, value: int, end: int) -> None:
    if not 0 <= value < end:
        allowed = [f"0 to {end - 1}"]
        raise WrongInput(
            f"{key} {value} is not in the batch.", key=key, value=value, allowed=allowed
        )
