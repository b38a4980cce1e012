"""The parts of a sentence: the condition, a share of each side, a day, a list, a range.

Both sides are always told, in one order, so that no sentence depends on who happens to lead; a
sentence about many variants tells the range rather than each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from runs.analysis.comparison.shares import proportions
from runs.analysis.estimates.estimates import MOVERS, SIDES, estimate_of
from runs.analysis.estimates.tallies import Outcomes
from runs.analysis.text.names import SIDE_NAMES
from runs.analysis.text.numbers import ends_text, has_interval, texts, without_interval
from runs.analysis.waiting.durations import median_days

CONDITION = "In this model, with these settings,"
INTERVAL = "95 % interval"
LISTED = 4
"""More variants than this are told as a range."""
VERBS = {"broker": "a broker brings them together", "simultaneous": "both call on the same day"}
"""What the movers do that are no side, where any run has it."""

Row = Mapping[str, Any]


def who_calls_first(frame: Outcomes, sides: Mapping[str, str] | None = None) -> str:
    """Return who calls first: the United States, China, then whoever else does in some run."""
    shares = proportions(frame)
    names = SIDE_NAMES if sides is None else sides
    of = {mover: rows_of(shares[shares["mover"] == mover]) for mover in MOVERS}
    variants = len(of["us"])
    if variants == 1:
        return f"{CONDITION} {firsts_text({mover: rows[0] for mover, rows in of.items()}, names)}."
    if variants <= LISTED:
        us, china = (_each_variant(of[side], names[side], side == "us") for side in SIDES)
        return f"{CONDITION} {us}. {_capital(china)}."
    us, china = (f"{names[side]} calls first in {_range(of[side], side == 'us')}" for side in SIDES)
    return f"{CONDITION} over {variants:,} variants, {us}. {_capital(china)}."


def days_to_contact(frame: Outcomes) -> str:
    """Return the sentence on the day by which half of the runs have had a leader contact."""
    return waits_text(rows_of(median_days(frame)))


def waits_text(rows: Sequence[Row], stage: str = "leader") -> str:
    """Return the same of rows of `median_days`, of the leaders' or of the envoys' contact."""
    start = f"{CONDITION} half of the runs have had their first {stage} contact"
    if len(rows) <= LISTED:
        each = _unequal(rows)
        days = [median_text(row, not i, len(rows) > 1, each) for i, row in enumerate(rows)]
        return f"{start} {join_words(days)}."
    reached = sorted((row for row in rows if row["estimate"] > 0), key=lambda row: row["estimate"])
    late = f"{len(rows) - len(reached):,} of {len(rows):,} variants"
    if not reached:
        return f"{CONDITION} half of the runs have no {stage} contact by the horizon in {late}."
    each = _unequal(rows)
    ends = [median_text(reached[0], True, True), median_text(reached[-1], False, True, each)]
    return f"{start} {ends[0]} at the earliest and {ends[1]} at the latest; in {late} not at all."


def rows_of(table: pd.DataFrame) -> list[Row]:
    """Return a table as one mapping a row."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def join_words(parts: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def share_text(
    row: Row, full: bool = False, named: bool = False, counted: bool | None = None
) -> str:
    """Return "61 (59 to 63)" of a row of shares, in a hundred.

    full: "61 of 100 runs (95 % interval 59 to 63; n = 2,000)"; named: with "under the variant";
    counted: with n; default: where it is full.
    """
    estimate = estimate_of(row, unit="share")
    value = f"{texts(estimate).value}{' of 100 runs' if full else ''}{_under(row, named)}"
    if not has_interval(estimate):
        return f"{value} ({without_interval(estimate)})"
    runs = f"; n = {row['n']:,}" if (full if counted is None else counted) else ""
    return f"{value} ({f'{INTERVAL} ' if full else ''}{ends_text(estimate)}{runs})"


def median_text(row: Row, full: bool, named: bool, counted: bool = False) -> str:
    """Return "by day 5 (4 to 6)" of a row of `median_days`, or "not within the 300 days".

    full, named, counted: as of `share_text`; a full one always has n.
    """
    day, low, high = texts(estimate_of(row, unit="day"))
    runs = f"; n = {row['n']:,}" if full or counted else ""
    prefix = f"{INTERVAL} " if full else ""
    if row["estimate"] != row["estimate"]:
        since = f" ({prefix}{low} to {high}{runs})" if row["low"] == row["low"] else ""
        return f"not within the {row['horizon']:,} days{_under(row, named)}{since}"
    return f"by day {day}{_under(row, named)} ({prefix}{low} to {high}{runs})"


def firsts_text(of: Mapping[str, Row], names: Mapping[str, str] = SIDE_NAMES) -> str:
    """Return who calls first of rows of shares by mover: both sides, then who else does."""
    parts = [f"{names['us']} calls first in {share_text(of['us'], full=True)}",
             f"{names['china']} in {share_text(of['china'])}"]  # fmt: skip
    parts += [f"{verb} in {share_text(of[who])}" for who, verb in VERBS.items() if of[who]["k"]]
    if of["nobody"]["k"]:
        parts.append(f"nobody calls in {share_text(of['nobody'])}")
    return join_words(parts)


def _each_variant(rows: Sequence[Row], name: str, full: bool) -> str:
    (first, *rest), each = rows, _unequal(rows)
    shares = [share_text(first, full, named=True, counted=full or each)]
    shares += [f"in {share_text(row, named=True, counted=each)}" for row in rest]
    return f"{name} calls first in {join_words(shares)}"


def _range(rows: Sequence[Row], full: bool) -> str:
    ordered, each = sorted(rows, key=lambda row: row["estimate"]), _unequal(rows)
    least, most = ordered[0], ordered[-1]
    if least["estimate"] == most["estimate"]:
        numbers = [int(row["n"]) for row in rows]
        runs = f" (n = {min(numbers):,} to {max(numbers):,})" if each else ""
        return f"{share_text(least, full, counted=full and not each)} under each{runs}"
    ends = (share_text(least, full, named=True, counted=full or each),
            share_text(most, named=True, counted=each))  # fmt: skip
    return f"between {ends[0]} and {ends[1]}"


def _unequal(rows: Sequence[Row]) -> bool:
    """Say whether the variants have unequal numbers of runs, so that each is told with its own."""
    return len({int(row["n"]) for row in rows}) > 1


def _under(row: Row, named: bool) -> str:
    return f" under “{row['variant']}”" if named else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
