"""Plain text for the terminal: tables in columns, numbers, times. No markup is interpreted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import typer


def say(text: str = "", error: bool = False, end: str = "\n") -> None:
    """Print one text; brackets are brackets."""
    typer.echo(text + end, err=error, nl=False)


def say_json(value: Any) -> None:
    """Print a value for a script: NaN, which JSON has not, as null."""
    typer.echo(json.dumps(_finite(value), ensure_ascii=False, default=str))


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows in aligned columns under their heads; columns of numbers to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max([len(head[i]), *(len(row[i]) for row in texts)]) for i in range(len(head))]
    right = [bool(texts) and all(_is_number(row[i]) for row in texts) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        parts = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        ]
        return "  ".join(parts).rstrip()

    return "\n".join([line(head), *(line(row) for row in texts)])


def duration(seconds: float) -> str:
    """About how long: `under 1 s`, `6 s`, `4 min`, `2.5 h`."""
    if seconds < 1:
        return "under 1 s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def size(count: float) -> str:
    """Bytes as kB, MB or GB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if count >= scale:
            return (
                f"{count / scale:.2g} {unit}"
                if count < 100 * scale
                else f"{count / scale:.0f} {unit}"
            )
    return f"{max(1, count / 1e3):.0f} kB"


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).lstrip("-−+").isdigit()


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and value - value != 0 else value
