"""Wraps sentences to the width of a terminal, in cells: an East Asian character takes two.

A command would not survive being pasted in two pieces: it stays in one, on a line of its own if
necessary. Of a line of a few columns the last is wrapped below itself; a row of a table, which was
drawn to the width, is unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

COMMAND = re.compile(r"(?<=: )taijie [a-z-].*$")
ALONE = re.compile(r"\s*taijie [a-z-]")
"""The beginning of a line that is a command from its first word on."""
COLUMNS = re.compile(r"\S {2,}\S")
CELL = re.compile(r"\S+(?: \S+)*")
UNIT = re.compile(r"taijie [a-z-].*$|\S+")
"""What is not broken within a cell: a command, else a word."""
FEW = 4
"""Columns, at most, of a line that is wrapped: a name, what is said of it, and where from."""
NARROW = 24
"""Cells below which a column is not continued under itself."""


def wrap_text(text: str, width: int) -> str:
    """Return a text with its sentences broken between words into lines of at most `width` cells.

    A single wider word, such as a path, stays whole; one of wide characters, which has no spaces,
    is broken anywhere.
    """
    return "\n".join(part for line in text.split("\n") for part in _wrap_line(line, width))


def _wrap_line(line: str, width: int) -> list[str]:
    """Return one line as lines of at most `width` cells, if it can be broken."""
    if line.isascii() and len(line) <= width:
        return [line]  # without loading what counts the cells of other scripts
    from rich.cells import cell_len

    if cell_len(line) <= width:
        return [line]
    if COLUMNS.search(line):
        cells = list(CELL.finditer(line))
        return _wrap_columns(cells, width) if len(cells) <= FEW else [line]
    if ALONE.match(line):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    found = COMMAND.search(line)
    sentence = line[: found.start()] if found else line
    lines: list[str] = []
    row = indent
    for word in _split_words(sentence, width - len(indent)):
        if row.strip() and cell_len(f"{row} {word}") > width:
            lines.append(row)
            row = indent
        row += f" {word}" if row.strip() else word
    if found and cell_len(f"{row} {found.group()}") <= width:
        return [*lines, f"{row} {found.group()}"]
    return [*lines, row, *([f"{indent}  {found.group()}"] if found else [])]


def _wrap_columns(cells: list[re.Match[str]], width: int) -> list[str]:
    """Return a line of columns with the text after the first one wrapped under the second."""
    from rich.cells import cell_len

    first, second = cells[0].start(), cells[1].start()
    hang = " " * (second if width - second >= NARROW else first + 2)
    rows = [" " * first + cells[0].group()]
    for cell in cells[1:]:
        gap = " " * max(2, cell.start() - cell_len(rows[-1]))
        for unit in _split_units(cell.group(), width - len(hang)):
            if rows[-1].strip() and cell_len(f"{rows[-1]}{gap}{unit}") > width:
                rows.append(hang + unit)
            else:
                rows[-1] += gap + unit if rows[-1].strip() else unit
            gap = " "
    return rows


def _split_units(cell: str, width: int) -> Iterator[str]:
    """Yield the pieces of a cell that must not be broken: a command as a whole, else single words
    (wide characters cut at `width`).
    """
    for found in UNIT.finditer(cell):
        is_command = found.group().startswith("taijie ")
        yield from [found.group()] if is_command else _split_words(found.group(), width)


def _split_words(sentence: str, width: int) -> list[str]:
    """Return the words of a sentence; one of wide characters that exceeds `width` in pieces."""
    from rich.cells import cell_len, chop_cells

    words: list[str] = []
    for word in sentence.split():
        is_wide = cell_len(word) > len(word)
        words += chop_cells(word, width) if is_wide and cell_len(word) > width else [word]
    return words
