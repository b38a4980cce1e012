"""The parts of a sentence: the condition, a share with its interval, a list, a range.

Digits are those that the interval allows (`rounding`); a sentence about many variants tells
the range rather than each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from runs.analysis.durations import median_days
from runs.analysis.rounding import shown
from runs.analysis.shares import proportions
from runs.analysis.tallies import Outcomes

SIDE_NAMES = {"us": "the United States", "china": "China"}
CONDITION = "In this model, with these settings,"
INTERVAL = "95 % interval"
LISTED = 4
"""More variants than this are told as a range."""

Row = Mapping[str, Any]


def who_calls_first(frame: Outcomes, sides: Mapping[str, str] | None = None) -> str:
    """Return the sentence on who calls first: the side more often first in the first variant."""
    shares = proportions(frame)
    names = SIDE_NAMES if sides is None else sides
    side, other = leading_side(shares)
    mine = rows_of(shares[shares["mover"] == side])
    said = f"{CONDITION} {names[side]} calls first in"
    if len(mine) > LISTED:
        return f"{said} {_range(mine)}."
    if len(mine) > 1:
        rest = [f"in {share_text(row, named=True)}" for row in mine[1:]]
        return f"{said} {listed([_first_share(mine[0], named=True), *rest])}."
    told = [_first_share(mine[0], named=False)]
    for mover, name in ((other, names[other]), ("nobody", "nobody")):
        told.append(f"{name} in {share_text(rows_of(shares[shares['mover'] == mover])[0])}")
    return f"{said} {listed(told)}."


def days_to_contact(frame: Outcomes) -> str:
    """Return the sentence on the day by which half of the runs have had a leader contact."""
    rows = rows_of(median_days(frame))
    said = f"{CONDITION} half of the runs have had their first leader contact"
    if len(rows) <= LISTED:
        texts = [_median(row, i == 0, len(rows) > 1) for i, row in enumerate(rows)]
        return f"{said} {listed(texts)}."
    reached = sorted((row for row in rows if row["estimate"] > 0), key=lambda row: row["estimate"])
    late = f"{len(rows) - len(reached):,} of {len(rows):,} variants"
    if not reached:
        return f"{CONDITION} half of the runs have no leader contact by the horizon in {late}."
    ends = [_median(reached[0], True, True), _median(reached[-1], False, True)]
    return f"{said} {ends[0]} at the earliest and {ends[1]} at the latest; in {late} not at all."


def leading_side(shares: pd.DataFrame) -> tuple[str, str]:
    """Return the sides, the one more often first in the first variant of `proportions` first."""
    first = shares[shares["variant"] == shares["variant"].iloc[0]].set_index("mover")["k"]
    return ("us", "china") if first["us"] >= first["china"] else ("china", "us")


def rows_of(table: pd.DataFrame) -> list[Row]:
    """Return a table as one mapping a row."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def listed(parts: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def texts_of(row: Row, per: float = 1.0, whole: bool = False) -> tuple[str, str, str]:
    """Return a row's estimate, low and high as text, with the digits they allow."""
    return shown(row["estimate"], row["low"], row["high"], per=per, whole=whole)


def share_text(row: Row, named: bool = False) -> str:
    """Return "61 (59 to 63)" of a row of shares, or "61 under the variant (59 to 63)"."""
    middle, low, high = texts_of(row, per=100)
    return f"{middle}{_under(row, named)} ({low} to {high})"


def _first_share(row: Row, named: bool) -> str:
    middle, low, high = texts_of(row, per=100)
    return (
        f"{middle} of 100 runs{_under(row, named)} ({INTERVAL} {low} to {high}; n = {row['n']:,})"
    )


def _under(row: Row, named: bool) -> str:
    return f" under “{row['variant']}”" if named else ""


def _range(rows: list[Row]) -> str:
    ordered = sorted(rows, key=lambda row: row["estimate"])
    fewest, most = _first_share(ordered[0], True), share_text(ordered[-1], True)
    return f"between {fewest} and {most}, over {len(ordered):,} variants"


def _median(row: Row, full: bool, named: bool) -> str:
    day, low, high = texts_of(row, whole=True)
    runs = f"; n = {row['n']:,}" if full else ""
    prefix = f"{INTERVAL} " if full else ""
    if day == "not reached":
        since = f" ({prefix}{low} to {high}{runs})" if low != day else ""
        return f"not within the {row['horizon']:,} days{_under(row, named)}{since}"
    return f"by day {day}{_under(row, named)} ({prefix}{low} to {high}{runs})"
