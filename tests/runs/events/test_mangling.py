"""Event files mangled at random: a sentence that names line and column, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from runs.errors import WrongInput
from tests.runs.events.test_importing import FIXTURES, read

FILES = {
    "csv": ("made_by_hand.csv", ",", 0, 3),
    "polecat": ("made_by_hand.txt", "\t", 1, 2),
    "gdelt2": ("made_by_hand.export.CSV", "\t", 1, 26),
}
"""Format -> file, delimiter, and the cells of the day and of the code."""
Cut = Callable[[bytes, bytes, np.random.Generator], bytes]


def _insert(row: bytes, what: bytes, draws: np.random.Generator) -> bytes:
    place = int(draws.integers(0, len(row) + 1))
    return row[:place] + what + row[place:]


def _drop_cell(row: bytes, by: bytes, draws: np.random.Generator) -> bytes:
    cells = row.split(by)
    for _ in range(1 + row.count(b'"') // 2):  # a delimiter in quotation marks parts no cells
        cells.pop(int(draws.integers(0, len(cells))))
    return by.join(cells).replace(b'"', b"")


def _add_cells(row: bytes, by: bytes, draws: np.random.Generator) -> bytes:
    return row + by * int(draws.integers(1, 9))


def _no_text(row: bytes, by: bytes, draws: np.random.Generator) -> bytes:
    return _insert(row, bytes([int(draws.integers(0x80, 0xC0))]), draws)


def _control(row: bytes, by: bytes, draws: np.random.Generator) -> bytes:
    return _insert(row, bytes([int(draws.integers(0, 9))]), draws)


def _truncate(row: bytes, by: bytes, draws: np.random.Generator) -> bytes:
    cells = row.split(by)
    return by.join(cells[: int(draws.integers(1, len(cells) - 1))])


ROWS: dict[str, Cut] = {
    "a cell is gone": _drop_cell, "cells too many": _add_cells, "no UTF-8": _no_text,
    "a control character": _control, "the row breaks off": _truncate,
}  # fmt: skip
DAYS = (b"2025-02-31", b"20250431", b"yesterday", b"", b"2025/04/03", b"25-04-03", b"20251301")
CODES = (b"x", b"1", b"16a", b"99999", b"-16", b"1.6", b"accuse", b"\xc3\xa9")


def mangle(number: int) -> tuple[str, bytes, int]:
    """Return format, bytes and broken line of one of the files."""
    draws = np.random.default_rng([20251129, number])
    form = list(FILES)[number % len(FILES)]
    name, delimiter, day, code = FILES[form]
    lines = (FIXTURES / name).read_bytes().rstrip(b"\n").split(b"\n")
    line = int(draws.integers(form != "gdelt2", len(lines)))
    by, kind = delimiter.encode(), int(draws.integers(0, len(ROWS) + 2))
    if kind < len(ROWS):
        lines[line] = list(ROWS.values())[kind](lines[line], by, draws)
    else:
        cells = lines[line].split(by)
        texts = DAYS if kind == len(ROWS) else CODES
        cells[day if texts is DAYS else code] = texts[int(draws.integers(0, len(texts)))]
        lines[line] = by.join(cells)
    return form, b"\n".join(lines) + b"\n", line + 1


@pytest.mark.parametrize("number", range(200))
def test_a_mangled_file_is_refused_by_line_and_column(tmp_path: Path, number: int) -> None:
    form, data, line = mangle(number)
    file = tmp_path / "mangled.txt"
    file.write_bytes(data)
    with pytest.raises(WrongInput, match=rf"^mangled\.txt: line {line}, column \d+: .+\."):
        read(tmp_path, file, form)
    assert [path.name for path in tmp_path.iterdir()] == ["mangled.txt"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "line 1, column 1: the head has no column date"),
        ("date,actor,recipient\n", "line 1, column 4: the head has no column cameo or plover"),
        ("date,actor,date\n", "line 1, column 3: column 'date' stands there twice"),
        ('date,actor,recipient,cameo\n2025-04-03,A,B,"16\n', "line 2, column 1"),
        (
            'date,actor,recipient,cameo\n2025-04-03,A,B,16\n2025-04-03,A,B,"16\nx,y\nz\n',
            "line 3, column 1",
        ),
        ("date,actor,recipient,cameo\r2025-04-03,A,B,16\r", "its lines end in CR alone"),
        ("date,actor,recipient,cameo\n2025-04-03,A,B,١١٢\n", "is no event of the ontology"),
        ("date,actor,recipient,cameo\n2025-04-03,A,B,26\n", "(a spreadsheet makes 026 26)"),
        (
            "date,actor,recipient,cameo,public\n2025-04-03,A,B,163,maybe\n",
            "line 2, column 5: public 'maybe' is neither true nor false",
        ),
    ],
)
def test_a_broken_head_or_cell_is_named(tmp_path: Path, text: str, where: str) -> None:
    file = tmp_path / "file.csv"
    file.write_text(text)
    with pytest.raises(WrongInput) as refusal:
        read(tmp_path, file, "csv")
    assert where in str(refusal.value)
