"""Keeps a table of episodes: a folder of its own, never overwritten, beside the batches."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

from runs.paths import default_name

FOLDER, TABLE, WHOLE = "episodes", "episodes.csv", "episodes.json"


def store(outputs: Path, table: dict[str, Any]) -> Path:
    """Write the rows as CSV and the whole table as JSON; return the new folder.

    `<outputs>/episodes/<date>-<time>-<4 random>`.
    """
    folder = outputs / FOLDER / default_name(None).partition("_")[0]
    folder.mkdir(parents=True)
    rows = table["rows"]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = json.dumps(_plain(table), ensure_ascii=False, indent=1) + "\n"
    (folder / WHOLE).write_text(text, encoding="utf-8")
    return folder


def _plain(value: Any) -> Any:
    """JSON has no infinity and no NaN: null stands for them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def newest(outputs: Path) -> Path | None:
    """Return the folder of the newest whole table, None where there is none."""
    whole = [path.parent for path in (outputs / FOLDER).glob(f"*/{WHOLE}")]
    return max(whole, key=lambda path: path.name, default=None)


def read(folder: Path) -> dict[str, Any]:
    """Return a stored table: batch, engine, runs, seed, rows, means."""
    found: dict[str, Any] = json.loads((folder / WHOLE).read_text(encoding="utf-8"))
    return found
