"""Where a table of claims is kept: a folder of its own, written once, names known here alone.

<outputs>/claims/<date>-<time>-<4 random>/table.csv, table.json, sets.csv, maps.csv
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from runs.archive.parts import write_atomically
from runs.paths import stamp

FOLDER = "claims"
TABLE, PLAIN = "table.csv", "table.json"
OTHERS = {"sets": "sets.csv", "maps": "maps.csv"}


def write_claim_table(
    outputs: Path,
    rows: pd.DataFrame,
    about: Mapping[str, Any],
    others: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write a table in a new folder; return the folder.

    Args:
        outputs: the folder of batches.
        rows: the table.
        about: how it was made (engine, seed, runs, commands), kept beside the rows.
        others: `sets`, the admissible parameter sets with the sign of each measure, and `maps`,
            where there are any.
    """
    folder = outputs / FOLDER / stamp()
    folder.mkdir(parents=True)
    plain = {**about, "rows": to_records(rows)}
    for name, frame in (others or {}).items():
        write_atomically(folder / OTHERS[name], frame.to_csv(index=False).encode())
    write_atomically(folder / TABLE, rows.to_csv(index=False).encode())
    write_atomically(folder / PLAIN, json.dumps(plain, indent=1, allow_nan=False).encode())
    return folder


def to_records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain mappings: NaN as null."""
    found: list[dict[str, Any]] = json.loads(rows.to_json(orient="records", double_precision=15))
    return found


def read_claim_table(folder: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return a stored table and what is known of how it was made."""
    about: dict[str, Any] = json.loads((folder / PLAIN).read_text(encoding="utf-8"))
    return pd.DataFrame(about.pop("rows")), about


def find_newest_table(outputs: Path) -> Path | None:
    """Return the folder of the newest whole table, None where there is none."""
    whole = [path.parent for path in (outputs / FOLDER).glob(f"*/{PLAIN}")]
    return max(whole, key=lambda path: path.name, default=None)


def read_maps(folder: Path) -> pd.DataFrame | None:
    """Return the stored head-to-head maps; None where none were asked for."""
    file = folder / OTHERS["maps"]
    return pd.read_csv(file) if file.exists() else None
