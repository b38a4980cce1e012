"""Plain text for the terminal: tables in columns, numbers, times. No markup is interpreted."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Any, TextIO

import typer

from runs.consoles import discard_further_text, is_unicode
from runs.wrapping import wrap_text

GAP = 2
"""Blanks between two columns."""
WORD = 12
"""Letters of a word that no column is too narrow for."""
FIGURE = re.compile(r"[\d\s.,%\[\]()<>≤≥=+−-]{1,24}")
"""A number with its interval, which is one thing: no column is too narrow for it either."""


def say(text: str = "", error: bool = False, end: str = "\n") -> None:
    """Print a text, to standard error if `error`; no markup is interpreted.

    In a terminal, wide lines are wrapped between words. A pipe or a file gets one line per
    sentence, so that scripts and `grep` find it whole. A text with another `end` is a document and
    not wrapped. Once nobody reads any more, as after `| head`, what is said vanishes.
    """
    stream = sys.stderr if error else sys.stdout
    if end == "\n" and is_terminal(stream):
        text = wrap_text(text, get_terminal_width())
    _write(text + end, stream)


def is_terminal(stream: TextIO) -> bool:
    """Say whether a stream is a terminal."""
    return stream.isatty()


def say_json(value: Any) -> None:
    """Print a value as JSON for a script, NaN as null, a moment as in ISO 8601; letters that the
    output cannot encode are escaped.
    """
    plain, whole = _replace_nonfinite(value), is_unicode(sys.stdout)
    text = json.dumps(plain, ensure_ascii=not whole, default=_convert_to_text)
    _write(f"{text}\n", sys.stdout)


def _convert_to_text(value: Any) -> str:
    """Return a moment as in ISO 8601, with its T; the text of anything else."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _write(text: str, stream: TextIO) -> None:
    """Write a text to a stream; if its reader has left, to nowhere."""
    try:
        typer.echo(text, file=stream, nl=False)
    except BrokenPipeError:
        discard_further_text(stream)


def get_terminal_width() -> int:
    """Return the width of the terminal in columns; 80 without a terminal."""
    return shutil.get_terminal_size((80, 24)).columns


def get_help_width() -> int:
    """Return the width of a help page in columns: that of the terminal, at most 80."""
    return min(get_terminal_width(), 80)


def format_table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], width: int | None = None, unwrapped: int = 0
) -> str:
    """Return rows as text in aligned columns under their heads, columns of numbers to the right.

    Text wider than the terminal (or than `width`) is wrapped within its cells; nothing is cut. If
    that would break a word of up to `WORD` letters, the remaining columns follow in a second table
    below, which repeats the first columns. A cell may hold several lines. The first `unwrapped`
    columns, names to be copied, are not wrapped.
    """
    texts = [[str(cell) for cell in row] for row in rows]
    columns = list(zip(head, *texts, strict=True))
    least_widths = [
        _compute_minimum_width(column, i < unwrapped) for i, column in enumerate(columns)
    ]
    total_width = width or get_terminal_width()
    return "\n\n".join(
        _draw_table(
            [columns[i] for i in block], [least_widths[i] for i in block], total_width, unwrapped
        )
        for block in _group_columns(least_widths, total_width, max(unwrapped, 1))
    )


def _compute_minimum_width(cells: Sequence[str], is_unwrapped: bool) -> int:
    """Return the width below which a column of these cells would have to break a word, or any line
    if the column is not to be wrapped.
    """
    from rich.cells import cell_len

    lines = [line for cell in cells for line in cell.splitlines()]
    whole = [line for line in lines if is_unwrapped or FIGURE.fullmatch(line)]
    words = [word for line in lines if line not in whole for word in line.split()]
    longest = max(map(cell_len, words), default=0)
    return max([min(longest, WORD), *map(cell_len, whole)])


def _group_columns(least_widths: Sequence[int], total_width: int, repeated: int) -> list[list[int]]:
    """Return the columns (numbers from 0) of each table if they do not fit in one; all have the
    first `repeated` columns.

    least_widths: of each column; total_width: the width there is.
    """
    shared = list(range(min(repeated, len(least_widths))))
    blocks = [list(shared)]
    for i in range(len(shared), len(least_widths)):
        wanted = sum(least_widths[j] + GAP for j in [*blocks[-1], i]) - GAP
        if wanted > total_width and len(blocks[-1]) > len(shared):
            blocks.append(list(shared))
        blocks[-1].append(i)
    return blocks


def _compute_column_widths(
    full_widths: Sequence[int], least_widths: Sequence[int], total_width: int
) -> list[int] | None:
    """Return the width of each column, narrow ones unwrapped; None if not even single words fit.

    full_widths: without wrapping; least_widths: without breaking words; total_width: of all columns
    with their gaps.
    """
    left = total_width - GAP * (len(least_widths) - 1)
    spare = left - sum(least_widths)
    if spare < 0:
        return None
    shares = list(least_widths)
    order = sorted(range(len(least_widths)), key=lambda i: full_widths[i] - least_widths[i])
    for position, i in enumerate(order):
        more = min(full_widths[i] - least_widths[i], spare // (len(order) - position))
        shares[i] += more
        spare -= more
    return shares


def _measure_widest_line(cells: Sequence[str]) -> int:
    """Return the width of the longest line of these cells, in columns of the terminal."""
    from rich.cells import cell_len

    return max((cell_len(line) for cell in cells for line in cell.splitlines()), default=0)


def _draw_table(
    columns: Sequence[Sequence[str]], least_widths: Sequence[int], total_width: int, unwrapped: int
) -> str:
    """Return one table as text; each column begins with its head.

    least_widths: of each column; total_width: that of the table; unwrapped: first columns not to be
    wrapped.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # A head that wraps takes lines once, a cell in its row: so spare width goes to cells first.
    bodies = [_measure_widest_line(column[1:]) for column in columns]
    full_widths = [_measure_widest_line(column) for column in columns]
    shares = _compute_column_widths(list(map(max, bodies, least_widths)), least_widths, total_width)
    if shares:
        shares = _compute_column_widths(list(map(max, full_widths, shares)), shares, total_width)
    drawn = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="")
    for i, (name, *cells) in enumerate(columns):
        right = bool(cells) and all(map(_is_number, cells))
        drawn.add_column(
            Text(name), justify="right" if right else "left", overflow="fold",
            no_wrap=i < unwrapped, width=shares[i] if shares else None,
        )  # fmt: skip
    for row in zip(*(column[1:] for column in columns), strict=True):
        drawn.add_row(*map(Text, row))
    page = StringIO()
    # The gap after the last column is blank: it may stand beyond the edge.
    console = Console(file=page, width=total_width + (GAP if shares else 0), color_system=None,
                      markup=False, highlight=False, emoji=False, legacy_windows=False)  # fmt: skip
    console.print(drawn)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def format_duration(seconds: float) -> str:
    """Return a duration, rounded, as text: `under 1 s`, `6 s`, `4 min`, `2.5 h`."""
    if seconds < 1:
        return "under 1 s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def format_size(count: float) -> str:
    """Return a number of bytes as text in kB, MB or GB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if count >= scale:
            return (
                f"{count / scale:.2g} {unit}"
                if count < 100 * scale
                else f"{count / scale:.0f} {unit}"
            )
    return f"{max(1, count / 1e3):.0f} kB"


def _is_number(text: str) -> bool:
    """Say whether a text is a plain number, with a sign, commas and a point at most."""
    return text.replace(",", "").replace(".", "", 1).lstrip("-−+").isdigit()


def _replace_nonfinite(value: Any) -> Any:
    """Return a value with None for NaN and infinities, in dicts and lists too; keys become
    texts.
    """
    if isinstance(value, dict):
        return {str(key): _replace_nonfinite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replace_nonfinite(item) for item in value]
    return None if isinstance(value, float) and value - value != 0 else value
