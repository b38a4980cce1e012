"""Where a table of claims is stored, and the further tables of its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from runs.archive.result_store import ResultStore

STORE = ResultStore("claims", "table.csv", "table.json")
OTHERS = {"sets": "sets.csv", "maps": "maps.csv"}
"""The admissible parameter sets with the sign of each measure, and the head-to-head maps."""


def write_claim_table(
    outputs: Path,
    rows: pd.DataFrame,
    about: Mapping[str, Any],
    others: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write a table, how it was made (about) and further tables (of OTHERS) into a new folder;
    return it.
    """
    files = {OTHERS[name]: frame for name, frame in (others or {}).items()}
    return STORE.write(outputs, rows, {**about, "rows": make_plain_records(rows)}, files)


def make_plain_records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts of plain values, column -> value, NaN as None."""
    found: list[dict[str, Any]] = json.loads(rows.to_json(orient="records", double_precision=15))
    return found


def read_claim_table(folder: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return (table, how it was made), as `write_claim_table` stored them in this folder."""
    about = STORE.read(folder)
    return pd.DataFrame(about.pop("rows")), about


def read_head_to_head_maps(folder: Path) -> pd.DataFrame | None:
    """Return the head-to-head maps stored in a folder (`maps.COLUMNS`); None if there are none."""
    file = folder / OTHERS["maps"]
    return pd.read_csv(file) if file.exists() else None
