"""A user's own network: a GraphML file or an edge list (CSV), read safely into plain rows.

GraphML is parsed with entity expansion forbidden. Columns or attributes: source, target, channel,
and optionally delay (days), leak, distortion (0 to 1) and, for influence, weight (> 0). The rows
become part of the configuration, so that a batch no longer needs the file. A file may be anywhere;
one of more than BYTES is not opened.
"""

import csv
import warnings
from pathlib import Path
from typing import Any

from model.parameters.cells import number_lines, read_cells

SUFFIXES = (".graphml", ".xml", ".csv")
BYTES = 20_000_000
"""Size above which a file is refused: some hundred thousand ties."""
NUMBERS = ("delay", "leak", "distortion", "weight")


def read_ties(file: str) -> list[dict[str, Any]]:
    """Return the rows of a .graphml, .xml or .csv file: source, target, channel and the numbers
    given.

    Raises:
        ValueError: the file is missing, too large or malformed, or has something else for a number.
    """
    path = Path(file)
    if not path.is_file():
        raise ValueError(f"file {file!r} does not exist")
    if path.suffix not in SUFFIXES:
        raise ValueError(f"file {file!r} is none of {', '.join(SUFFIXES)}")
    if path.stat().st_size > BYTES:
        raise ValueError(f"file {file!r} has more than {BYTES:,} bytes")
    rows = _read_graphml(path) if path.suffix in (".graphml", ".xml") else _read_edge_list(path)
    if not rows:
        raise ValueError(f"file {file!r} holds no ties")
    return [
        _parse_tie(row, f"{path.name}, tie {number}") for number, row in enumerate(rows, start=1)
    ]


def _read_edge_list(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a CSV file, column -> text; ValueError if it cannot be read."""
    try:
        table = read_cells(number_lines(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path.name} is not a readable edge list: {error}") from error
    ties: list[dict[str, Any]] = [
        dict(zip(table.names, row, strict=False)) for _, row in table.rows
    ]
    for tie in ties:
        tie |= {key: table.get_number(tie[key]) for key in NUMBERS if key in tie}
    return ties


def _read_graphml(path: Path) -> list[dict[str, Any]]:
    """Return the ties of a GraphML file: source, target and attributes; ValueError if malformed."""
    import networkx as nx
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    malformed = (ParseError, DefusedXmlException, nx.NetworkXError, KeyError, UserWarning)
    try:
        text = path.read_text(encoding="utf-8-sig")
        fromstring(text)
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # an attribute without a type is no number
            graph = nx.parse_graphml(text)
    except (OSError, UnicodeDecodeError, *malformed) as error:
        raise ValueError(f"{path.name} is not readable GraphML: {error}") from error
    return [{"source": u, "target": v, **data} for u, v, data in graph.edges(data=True)]


def _parse_tie(row: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a tie's names and the numbers given, as numbers; ValueError, naming `where`, for
    text.
    """
    tie = {key: row.get(key) for key in ("source", "target", "channel")}
    for key in NUMBERS:
        if row.get(key) in (None, ""):
            continue
        try:
            value = float(row[key])
        except ValueError:
            raise ValueError(f"{where}: {key} {row[key]!r} is no number") from None
        tie[key] = int(value) if key == "delay" and value.is_integer() else value
    return tie
