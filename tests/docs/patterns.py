"""Renews the rows of docs/calibration.md that set the record beside the model.

python -m tests.docs.patterns FILE, which `taijie patterns --json` wrote. The column "before", of
rules that are no more, stays as it is.
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

from runs.studies.fit.staleness import read_golden_table_name
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "calibration.md"
BEFORE = slice(0, 4)
"""Cells of a row that stay: datum, what was observed, before, and its p."""


def format_value(value: float | None) -> str:
    """Return a number to two digits behind the point, without zeros at its end; a dash for none."""
    if value is None or not math.isfinite(value):
        return "-"
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def format_cells(row: dict[str, Any]) -> list[str]:
    """Return after, p, width and the width by lot."""
    low, high = row["low80"], row["high80"]
    width = None if low is None or high is None else high - low
    after = format_value(row["simulated"])
    if width is not None:
        after += f" [{format_value(low)}, {format_value(high)}]"
    return [after, *map(format_value, (row["p"], width, row["width80_random_caller"]))]


def renew_rows(page: str, rows: dict[str, dict[str, Any]]) -> str:
    """Return a page with the last four cells of every row that names a datum of `rows`."""

    def renew(found: re.Match[str]) -> str:
        cells = [cell.strip() for cell in found.group().strip("|").split("|")]
        row = rows.get(cells[0])
        return "| " + " | ".join([*cells[BEFORE], *format_cells(row)] if row else cells) + " |"

    return re.sub(r"^\| P\d+.*\|$", renew, page, flags=re.MULTILINE)


def main(path: Path) -> None:
    """Write the page again."""
    rows = {row["id"]: row for row in json.loads(path.read_text(encoding="utf-8"))["rows"]}
    golden = read_golden_table_name()
    page = renew_rows(PAGE.read_text(encoding="utf-8"), rows)
    page = re.sub(r"(each, seed 0, golden table) `[0-9a-f]{12}`", rf"\1 `{golden}`", page)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
