"""Reads files of event data row by row: plain CSV, POLECAT's tables, GDELT 2.0's.

Every row of a file is checked, also those of other actors: a file with an error anywhere is refused
with its line and column, a column being the number of the cell from 1.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from model.parameters.cells import find_separator
from runs.archive.export.files import DELIMITERS
from runs.errors import WrongInput

CODE = re.compile(r"(0[1-9]|1[0-9]|20)[0-9]{0,2}")
DIGITS = "two to four digits, of which the first two are 01 to 20 (a spreadsheet makes 026 26)"
TYPE = re.compile(r"[A-Z][A-Z_ -]*")
OLD_LINES = "its lines end in CR alone; save it with line feeds"
WORDS = {"": None, "true": True, "false": False}


class Event(NamedTuple):
    """One event of a file: when, who towards whom, and what (CAMEO `code`, PLOVER `type` and
    `contexts`, the model's `kind`); None or "" if the file does not say.
    """

    line: int
    day: date
    actor: str
    recipient: str
    code: str
    type: str
    contexts: str
    kind: str
    public: bool | None
    requested_by_true: str
    requested_by_claimed: str
    run: str
    variant: str
    simulated: bool | None

    @property
    def label(self) -> str:
        """The event's kind, else its code, else its type, as the file gives it."""
        return self.kind or self.code or self.type


@dataclass(frozen=True)
class FileFormat:
    """The layout of a file of event data.

    Args:
        delimiter: what separates its cells, in a file without a head; one with a head shows it.
        names: field of `Event` -> name of the column.
        wanted: groups of fields; a file must have at least one field of each group.
        places: field -> number of the cell, from 0, in files without a head; None with one.
        width: number of cells of a row without a head.
        is_quoted: whether cells may be in quotation marks.
        parse_day: converts a cell to a date, written as `allowed_day` says; ValueError for others.
    """

    delimiter: str
    names: Mapping[str, str]
    wanted: tuple[tuple[str, ...], ...]
    parse_day: Callable[[str], date]
    allowed_day: str
    places: Mapping[str, int] | None = None
    width: int = 0
    is_quoted: bool = True


def parse_iso_day(text: str) -> date:
    """Return the date of a text YYYY-MM-DD; ValueError for another text."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _parse_plain_day(text: str) -> date:
    """Return the date of a text YYYYMMDD; ValueError for another text."""
    if not re.fullmatch(r"[0-9]{8}", text):
        raise ValueError(text)
    return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")


OWN = {
    name: name
    for name in ("kind", "public", "requested_by_true", "requested_by_claimed", "run", "variant",
                 "simulated")
}  # fmt: skip
"""Fields that no event data set has, and files exported here do."""
WHO_AND_WHEN = (("day",), ("actor",), ("recipient",))
FORMATS: dict[str, FileFormat] = {
    "csv": FileFormat(
        DELIMITERS["csv"],
        OWN | {"day": "date", "actor": "actor", "recipient": "recipient", "code": "cameo",
               "type": "plover", "contexts": "contexts"},
        (*WHO_AND_WHEN, ("code", "type", "kind")), parse_iso_day, "YYYY-MM-DD",
    ),
    "polecat": FileFormat(
        DELIMITERS["polecat"],
        OWN | {"day": "Event Date", "actor": "Actor Country", "recipient": "Recipient Country",
               "type": "Event Type", "contexts": "Contexts", "code": "CAMEO Code"},
        (*WHO_AND_WHEN, ("type",)), parse_iso_day, "YYYY-MM-DD",
    ),
    "gdelt2": FileFormat(
        "\t", {"day": "SQLDATE", "actor": "Actor1CountryCode", "recipient": "Actor2CountryCode",
               "code": "EventCode"},
        (), _parse_plain_day, "YYYYMMDD",
        places={"day": 1, "actor": 7, "recipient": 17, "code": 26}, width=61, is_quoted=False,
    ),
}  # fmt: skip
"""The formats that are read, by name."""


def read_events(path: Path, format_name: str) -> Iterator[Event]:
    """Yield the events of a file in order; WrongInput, with line and column, for an error.
    format_name: a name in FORMATS.
    """
    layout, is_separator_line = _detect_delimiter(path, FORMATS[format_name])
    places, names, width = layout.places, dict(layout.names), layout.width
    with closing(_read_lines(path, layout.delimiter)) as lines:
        rows = _read_rows(path, lines, layout)
        if is_separator_line:
            next(rows)
        if places is None:
            line, head = next(rows, (1, []))
            places, width = _map_fields_to_cells(path, layout, head, line), len(head)
        for line, cells in rows:
            if len(cells) != width:
                column = min(len(cells), width) + 1
                reason = f"{len(cells)} cells stand in the row, and {width} are wanted"
                raise make_position_error(path, line, column, reason)
            yield _read_event(path, line, cells, places, names, layout)


def make_position_error(
    path: Path, line: int, column: int, reason: str, allowed: Sequence[str] = ()
) -> WrongInput:
    """Return the WrongInput for wrong content at a line and column of a file."""
    where = f"line {line}, column {column}"
    return WrongInput(f"{path.name}: {where}: {reason}.", key=path.name, value=where,
                      allowed=allowed)  # fmt: skip


def _detect_delimiter(path: Path, layout: FileFormat) -> tuple[FileFormat, bool]:
    """Return (the layout with the delimiter found in the first line, whether that line holds
    nothing else); (the layout unchanged, False) for a format without a head.
    """
    if layout.places is not None:
        return layout, False
    with closing(_read_lines(path, layout.delimiter)) as lines:
        separator, is_separator_line = find_separator(next(lines, layout.delimiter))
    return replace(layout, delimiter=separator), is_separator_line


def _read_rows(
    path: Path, lines: Iterator[str], layout: FileFormat
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of every row that is not empty; WrongInput if it is no CSV."""
    rows = csv.reader(
        lines, strict=True, delimiter=layout.delimiter,
        quoting=csv.QUOTE_MINIMAL if layout.is_quoted else csv.QUOTE_NONE,
    )  # fmt: skip
    while True:
        first = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = OLD_LINES if "new-line character" in str(error) else str(error)
            raise make_position_error(path, first, 1, reason) from None
        if cells:
            yield rows.line_num, cells


def _read_lines(path: Path, delimiter: str) -> Generator[str, None, None]:
    """Yield the lines of a file as text; WrongInput if it cannot be read or is not UTF-8."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                yield _decode_line(path, number, raw, delimiter)
    except OSError as error:
        reason = f"{path} cannot be read: {error.strerror}."
        raise WrongInput(reason, key="file", value=str(path)) from None


def _decode_line(path: Path, number: int, raw: bytes, delimiter: str) -> str:
    """Return a line as text; WrongInput, naming the cell, if it is no UTF-8 or no plain text."""
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        column = raw[: error.start].count(delimiter.encode()) + 1
        raise make_position_error(path, number, column, "this is no UTF-8 text") from None
    for place, letter in enumerate(text):
        if ord(letter) < ord(" ") and letter not in "\t\r\n":
            column = text[:place].count(delimiter) + 1
            raise make_position_error(path, number, column, "a control character is no text")
    return text


def _map_fields_to_cells(
    path: Path, layout: FileFormat, head: Sequence[str], line: int
) -> dict[str, int]:
    """Return field of `Event` -> index of its cell; WrongInput for a column twice or missing."""
    for index, name in enumerate(head):
        if name in head[:index]:
            raise make_position_error(path, line, index + 1, f"column {name!r} stands there twice")
    for group in layout.wanted:
        names = [layout.names[field] for field in group]
        if not set(names) & set(head):
            reason = f"the head has no column {' or '.join(names)}"
            raise make_position_error(path, line, len(head) + 1, reason, names)
    return {field: head.index(name) for field, name in layout.names.items() if name in head}


def _read_event(
    path: Path, line: int, cells: list[str], cell_numbers: Mapping[str, int],
    column_names: Mapping[str, str], layout: FileFormat,
) -> Event:  # fmt: skip
    """Return the event of one row; WrongInput, with line and column, for a wrong cell."""
    found = {field: cells[place].strip() for field, place in cell_numbers.items()}

    def make_cell_error(field: str, reason: str, allowed: Sequence[str]) -> WrongInput:
        """Return the WrongInput for a field's cell."""
        what = f"{column_names[field]} {found[field]!r} {reason}"
        return make_position_error(path, line, cell_numbers[field] + 1, what, allowed)

    try:
        day = layout.parse_day(found["day"])
    except ValueError:
        raise make_cell_error("day", "is no date", [layout.allowed_day]) from None
    for field, pattern, wanted in (("code", CODE, DIGITS), ("type", TYPE, "capital letters")):
        if found.get(field) and not pattern.fullmatch(found[field]):
            raise make_cell_error(field, "is no event of the ontology", [wanted])
    for field in ("public", "simulated"):
        if found.get(field, "").lower() not in WORDS:
            raise make_cell_error(field, "is neither true nor false", ["true", "false"])
    truths = {f: WORDS[found.get(f, "").lower()] for f in ("public", "simulated")}
    texts = {f: found.get(f, "") for f in Event._fields if f not in ("line", "day", *truths)}
    return Event(line=line, day=day, **texts, **truths)  # type: ignore[arg-type]
