"""Links from a mark to the runs behind it, and from such a link back to the runs.

A link is relative: page and query without the batch, which the page adds, so that a figure function
needs to know only the runs it drew. A condition is `column:value` or `column:low..high` (both ends
included); several are joined by `;`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import pandas as pd

Condition = str | tuple[float, float]

LONGEST = 2000
"""Characters of a condition list that are read; a longer one is refused."""


def link_to_runs(variant: str, where: Mapping[str, Condition] | None = None) -> str:
    """Return the link to the runs of a variant that meet all conditions (default: to all its runs).

    where: column of the outcome rows -> value, or (lowest, highest) of a range.
    """
    query = {"variant": variant}
    if where:
        query["where"] = ";".join(f"{name}:{_format_value(value)}" for name, value in where.items())
    return f"runs?{urlencode(query, safe=':;.,-')}"


def link_to_replay(variant: str, run: int, point: int = 0) -> str:
    """Return the link to the replay of one run; `point`: its row of the design table."""
    return f"replay?{urlencode({'variant': variant, 'run': run} | _make_point_query(point))}"


def link_to_paired_replay(a: str, b: str, run: int, point: int = 0) -> str:
    """Return the link to the replays, side by side, of one random world under two variants."""
    return link_to_paired_replays(a, b, [(run, point)])[0]


def link_to_paired_replays(a: str, b: str, worlds: Iterable[tuple[int, int]]) -> list[str]:
    """Return the links to the replays of each (run, point) of `worlds` under two variants; fast for
    ten thousand.
    """
    named = f"replay?{urlencode({'a': a, 'b': b})}"
    return [
        f"{named}&run={run}&point={point}" if point else f"{named}&run={run}"
        for run, point in worlds
    ]


def _make_point_query(point: int) -> dict[str, int]:
    """Return {"point": row of the design table} for a link; {} for the first row."""
    return {"point": point} if point else {}


def link_to_run_pairs(a: str, b: str, mover_a: str, mover_b: str) -> str:
    """Return the link to the pairs of runs whose first mover is `mover_a` under variant a, and
    `mover_b` under b.
    """
    where = f"a.first_mover_true:{mover_a};b.first_mover_true:{mover_b}"
    return f"runs?{urlencode({'a': a, 'b': b, 'where': where}, safe=':;.')}"


def link_to_comparison(a: str, b: str, metric: str | None = None) -> str:
    """Return the link to the comparison of two variants in a metric; None: the page's default."""
    query = {"a": a, "b": b} | ({"metric": metric} if metric else {})
    return f"compare?{urlencode(query)}"


def link_to_claim(claim_id: str) -> str:
    """Return the link to the details of a claim."""
    return f"claims?{urlencode({'claim': claim_id})}"


def _format_value(value: Condition) -> str:
    """Return a condition's value as a link has it: the value, or `low..high` for a range."""
    return value if isinstance(value, str) else f"{value[0]:.15g}..{value[1]:.15g}"


def parse_conditions(text: str) -> dict[str, Condition]:
    """Return column -> value, or (lowest, highest), of the conditions written in a link.

    Raises ValueError with a sentence for what cannot be read.
    """
    if len(text) > LONGEST:
        raise ValueError("the list of conditions is too long")
    found: dict[str, Condition] = {}
    for piece in filter(None, text.split(";")):
        name, colon, value = piece.partition(":")
        if not colon or not value:
            raise ValueError(f"“{piece}” is not of the form column:value")
        low, dots, high = value.partition("..")
        found[name] = _parse_range(piece, low, high) if dots else value
    return found


def _parse_range(piece: str, low: str, high: str) -> tuple[float, float]:
    """Return lowest and highest value of a range; ValueError, which quotes the whole condition
    (`piece`), if they are no numbers.
    """
    try:
        return float(low), float(high)
    except ValueError:
        raise ValueError(f"“{piece}” has no number on each side of its two dots") from None


def match_conditions(frame: pd.DataFrame, where: Mapping[str, Condition]) -> pd.Series:
    """Return a boolean for each row of a frame: whether it meets every condition of `where` (as of
    `parse_conditions`), case ignored; a missing value meets no range.

    Raises ValueError for a column that the frame does not have.
    """
    chosen = pd.Series(True, index=frame.index)
    for name, value in where.items():
        if name not in frame:
            raise ValueError(f"runs have no column “{name}”")
        if isinstance(value, tuple):
            chosen &= pd.to_numeric(frame[name], errors="coerce").between(*value)
        else:
            chosen &= frame[name].astype(str).str.lower() == value.lower()
    return chosen
