"""Sentences within the width of a terminal, in cells: a character of East Asia takes two.

A line of columns, which has several blanks in a row, stays as it stands, and so does a command at
the end of a line, which would not survive being pasted in two pieces: it gets a line of its own.
"""

from __future__ import annotations

import re

COMMAND = re.compile(r"(?<=: )taijie \w.*$")
COLUMNS = re.compile(r"\S {2,}\S")


def wrap_text(text: str, width: int) -> str:
    """Return a text whose sentences are broken between words, to at most `width` cells a line.

    A single word that is wider, such as a path, is left whole; one of wide characters, which has
    no blanks to be broken at, is broken anywhere.
    """
    return "\n".join(part for line in text.split("\n") for part in _wrap_line(line, width))


def _wrap_line(line: str, width: int) -> list[str]:
    from rich.cells import cell_len

    if cell_len(line) <= width or COLUMNS.search(line):
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


def _split_words(sentence: str, width: int) -> list[str]:
    from rich.cells import cell_len, chop_cells

    words: list[str] = []
    for word in sentence.split():
        is_wide = cell_len(word) > len(word)
        words += chop_cells(word, width) if is_wide and cell_len(word) > width else [word]
    return words
