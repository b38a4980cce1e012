"""Keeps a table of episodes: a folder of its own, never overwritten, beside the batches."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

from runs.paths import make_default_name

FOLDER, TABLE, WHOLE = "episodes", "episodes.csv", "episodes.json"


def write_episode_table(outputs: Path, table: dict[str, Any]) -> Path:
    """Write the rows as CSV and the whole table as JSON; return the new folder.

    `<outputs>/episodes/<date>-<time>-<4 random>`.
    """
    folder = outputs / FOLDER / make_default_name(None).partition("_")[0]
    folder.mkdir(parents=True)
    rows = table["rows"]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = json.dumps(_replace_nonfinite(table), ensure_ascii=False, indent=1) + "\n"
    (folder / WHOLE).write_text(text, encoding="utf-8")
    return folder


def _replace_nonfinite(value: Any) -> Any:
    """JSON has no infinity and no NaN: null stands for them."""
    if isinstance(value, dict):
        return {key: _replace_nonfinite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_replace_nonfinite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def find_newest_table(outputs: Path) -> Path | None:
    """Return the folder of the newest whole table, None where there is none."""
    whole = [path.parent for path in (outputs / FOLDER).glob(f"*/{WHOLE}")]
    return max(whole, key=lambda path: path.name, default=None)


def read_episode_table(folder: Path) -> dict[str, Any]:
    """Return a stored table: batch, engine, runs, seed, rows, means."""
    found: dict[str, Any] = json.loads((folder / WHOLE).read_text(encoding="utf-8"))
    return found
