"""Reads a table of text, whichever program wrote it: separated by commas, semicolons or tabs.

The heads of columns contain none of these, so that the first line shows the separator. If that is
no comma, numbers may have a decimal comma, as spreadsheets in many countries write them; a table
that mixes points and commas is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
ANNOUNCED = re.compile(r'"?sep=(.)"?')
"""A first line by which Excel is told the separator."""
COMMA = re.compile(r"\s*[+-]?\d*,\d+(?:[eE][+-]?\d+)?\s*")
"""A number with a decimal comma."""

THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2}(?:\.\d{3})+\s*")
"""A number that may have points between groups of thousands."""


class Cells(NamedTuple):
    """The cells of a table: its column heads, and each row's line number with its cells."""

    separator: str
    names: list[str]
    rows: list[tuple[int, list[str]]]
    has_decimal_commas: bool

    def get_number(self, cell: str) -> str:
        """Return a cell with a decimal point in its number; unchanged if it has none to replace."""
        return cell.replace(",", ".") if self.has_decimal_commas and COMMA.fullmatch(cell) else cell

    def find_ambiguous_cell(self) -> tuple[int, str, str] | None:
        """Return (line, column, cell) of the first cell whose point may be a decimal point or one
        between thousands; None if the separator is a comma or some cell decides.
        """
        pointed = [
            (line, name, cell)
            for line, row in self.rows
            for name, cell in zip(self.names, row, strict=False)
            if "." in cell
        ]
        unclear = self.separator != "," and all(THOUSANDS.fullmatch(cell) for *_, cell in pointed)
        return pointed[0] if pointed and unclear else None


def find_separator(line: str) -> tuple[str, bool]:
    """Return what separates the cells of a table, by its first line, and whether that line says it
    for Excel (`sep=;`) and holds no heads.
    """
    told = ANNOUNCED.fullmatch(line.strip())
    if told and told[1] in SEPARATORS:
        return told[1], True
    return max(SEPARATORS, key=line.count), False


def number_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines of a text with their numbers, from 1; a line that is empty or begins with #
    is left out.
    """
    lines = enumerate(io.StringIO(text, newline=""), 1)
    return [(number, line) for number, line in lines if line.strip() and line[0] != "#"]


def read_cells(numbered: Sequence[tuple[int, str]], *, strict: bool = False) -> Cells:
    """Return the cells of numbered lines; csv.Error, naming the line at which the row begins, if
    they are no table.

    strict: whether a quotation mark that is not closed is an error.
    """
    lines = list(numbered)
    if not lines:
        return Cells(",", [], [], has_decimal_commas=False)
    separator, announced = find_separator(lines[0][1])
    lines = lines[1:] if announced else lines
    reader = csv.reader((line for _, line in lines), delimiter=separator, strict=strict)
    found: list[tuple[int, list[str]]] = []
    while len(found) == 0 or reader.line_num < len(lines):
        begun = reader.line_num
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise csv.Error(f"line {lines[begun][0]}: {error}") from None
        if row is None:
            break
        found.append((lines[reader.line_num - 1][0], row))
    if not found:
        return Cells(separator, [], [], has_decimal_commas=False)
    rows = found[1:]
    pointed = any("." in cell for _, row in rows for cell in row)
    names = [name.strip() for name in found[0][1]]
    return Cells(separator, names, rows, has_decimal_commas=separator != "," and not pointed)
