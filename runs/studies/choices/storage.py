"""The stored results of `taijie choose`: <outputs>/choices/<time>/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from runs.archive.engine import get_current_engine
from runs.archive.result_store import ResultStore

STORE = ResultStore("choices", "choice.csv", "choice.json")


def write_choice(outputs: Path, result: dict[str, Any]) -> Path:
    """Store a result and the engine's digest in a new folder; return the folder.

    result: plain values with kind and its rows: `profiles` if kind is "game", else `candidates`.
    """
    rows = result["profiles"] if result["kind"] == "game" else result["candidates"]
    whole = {**result, "engine": get_current_engine().digest}
    return STORE.write(outputs, pd.DataFrame(rows), whole)
