"""Where a table of episodes is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from runs.archive.result_store import ResultStore

STORE = ResultStore("episodes", "episodes.csv", "episodes.json")


def write_episode_table(outputs: Path, table: dict[str, Any]) -> Path:
    """Write a table (batch, engine, runs, seed, rows, means); return the new folder."""
    return STORE.write(outputs, pd.DataFrame(table["rows"], dtype=object), table)
