"""Reads a table of text, whichever program wrote it: separated by commas, semicolons or tabs.

The heads are paths of levers, which contain none of these, so that the first line shows the
separator. If that is no comma, numbers may have a decimal comma, as spreadsheets in many countries
write them; a table that mixes points and commas is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import NamedTuple

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
ANNOUNCED = re.compile(r'"?sep=(.)"?')
"""A first line by which Excel is told the separator."""
COMMA = re.compile(r"\s*[+-]?\d*,\d+(?:[eE][+-]?\d+)?\s*")
"""A number with a decimal comma."""


class Cells(NamedTuple):
    """The cells of a table: its column heads, and each row's line number with its cells."""

    separator: str
    names: list[str]
    rows: list[tuple[int, list[str]]]
    has_decimal_commas: bool

    def get_number(self, cell: str) -> str:
        """Return a cell's number as text with a decimal point."""
        return cell.replace(",", ".") if self.has_decimal_commas and COMMA.fullmatch(cell) else cell


def read_cells(numbered: Sequence[tuple[int, str]]) -> Cells:
    """Return the cells of numbered lines; csv.Error if they are no table."""
    lines = list(numbered)
    separator = ""
    if lines and (told := ANNOUNCED.fullmatch(lines[0][1].strip())):
        separator, lines = told[1], lines[1:]
    if not lines:
        return Cells(",", [], [], has_decimal_commas=False)
    head = lines[0][1]
    if separator not in SEPARATORS:
        separator = max(SEPARATORS, key=head.count)
    reader = csv.reader((line for _, line in lines), delimiter=separator)
    found = [(lines[reader.line_num - 1][0], row) for row in reader]
    rows = found[1:]
    pointed = any("." in cell for _, row in rows for cell in row)
    names = [name.strip() for name in found[0][1]]
    return Cells(separator, names, rows, has_decimal_commas=separator != "," and not pointed)
