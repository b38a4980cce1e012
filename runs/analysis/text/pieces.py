"""The parts of a sentence: a share of each side, a day, a list, a range.

Both sides are always named, in one order, so that no sentence depends on which one leads; a
sentence about many variants gives the range instead of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.estimates import Estimate, extract_estimate
from runs.analysis.estimates.tallies import Outcomes
from runs.analysis.sides import get_dyad, get_sides
from runs.analysis.text.numbers import (
    format_estimate,
    format_interval_ends,
    format_missing_interval,
    has_interval,
)
from runs.analysis.waiting.durations import compute_median_days

CONDITION = "In this model, with these settings,"
INTERVAL = "95 % interval"
LISTED = 4
"""More variants than this are told as a range."""
VERBS = {"broker": "a broker brings them together", "simultaneous": "both call on the same day"}
"""What the movers do that are no side, where any run has it."""

Row = Mapping[str, Any]


def write_first_mover_sentence(frame: Outcomes) -> str:
    """Return a sentence on who calls first: both sides in their order, then others who do in some
    run.
    """
    shares = compute_mover_shares(frame)
    sides = get_sides()
    of = {
        mover: list_rows_as_dicts(shares[shares["mover"] == mover]) for mover in get_dyad().movers
    }
    variants = len(of[sides[0].key])
    if variants == 1:
        only = {mover: rows[0] for mover, rows in of.items()}
        return f"{CONDITION} {write_mover_shares(only)}."
    if variants <= LISTED:
        first, second = (
            _write_each_variant(of[side.key], side.title, not i) for i, side in enumerate(sides)
        )
        return f"{CONDITION} {first}. {_capitalise_first(second)}."
    first, second = (
        f"{side.title} calls first in {_write_share_range(of[side.key], not i)}"
        for i, side in enumerate(sides)
    )
    return f"{CONDITION} over {variants:,} variants, {first}. {_capitalise_first(second)}."


def write_contact_sentence(frame: Outcomes) -> str:
    """Return a sentence on the day by which half of the runs have had their first leader
    contact.
    """
    return write_waiting_sentence(list_rows_as_dicts(compute_median_days(frame)))


def write_waiting_sentence(rows: Sequence[Row], stage: str = "leader") -> str:
    """Return a sentence on the day by which half of the runs have had their first contact.

    Args:
        rows: of `compute_median_days`.
        stage: whose contact, leader or envoy.
    """
    start = f"{CONDITION} half of the runs have had their first {stage} contact"
    if len(rows) <= LISTED:
        each = _has_unequal_runs(rows)
        days = [format_median_day(row, not i, len(rows) > 1, each) for i, row in enumerate(rows)]
        return f"{start} {join_words(days)}."
    reached = sorted((row for row in rows if row["estimate"] > 0), key=lambda row: row["estimate"])
    late = f"{len(rows) - len(reached):,} of {len(rows):,} variants"
    if not reached:
        return f"{CONDITION} half of the runs have no {stage} contact by the horizon in {late}."
    each = _has_unequal_runs(rows)
    ends = [
        format_median_day(reached[0], True, True),
        format_median_day(reached[-1], False, True, each),
    ]
    return f"{start} {ends[0]} at the earliest and {ends[1]} at the latest; in {late} not at all."


def list_rows_as_dicts(table: pd.DataFrame) -> list[Row]:
    """Return the rows of a table, each as a dict column -> value."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def join_words(parts: Sequence[str]) -> str:
    """Return the parts, at least one, as a list in words: "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def format_share(
    row: Row, full: bool = False, named: bool = False, with_n: bool | None = None
) -> str:
    """Return a share as text, in a hundred: "61 (59 to 63)".

    full: "61 of 100 runs (95 % interval 59 to 63; n = 2,000)", with a fit "61 of 100 runs (40 to 78
    over the parameters the history allows; simulation error ±2; n = 2,000)"; named: with "under the
    variant"; with_n: with the number of runs (None: if full).
    """
    estimate = extract_estimate(row, unit="share")
    of = " of 100 runs" if full else ""
    value = f"{format_estimate(estimate).value}{of}{_write_variant_phrase(row, named)}"
    if not has_interval(estimate):
        return f"{value} ({format_missing_interval(estimate)})"
    runs = f"; n = {row['n']:,}" if (full if with_n is None else with_n) else ""
    ends = f"{write_interval_prefix(estimate, full)}{format_interval_ends(estimate, full)}"
    return f"{value} ({ends}{runs})"


def write_interval_prefix(estimate: Estimate, full: bool) -> str:
    """Return the words before an interval, "95 % interval "; empty if not full, and with a fit,
    whose text names its parts.
    """
    return f"{INTERVAL} " if full and not estimate.fit else ""


def format_median_day(row: Row, full: bool, named: bool, with_n: bool = False) -> str:
    """Return the median day as text: "by day 5 (4 to 6)", or "not within the 300 days".

    row: of `compute_median_days`; full: with "95 % interval" and n; named: with "under the
    variant"; with_n: with n.
    """
    estimate = extract_estimate(row, unit="day")
    runs = f"; n = {row['n']:,}" if full or with_n else ""
    ends = f"{write_interval_prefix(estimate, full)}{format_interval_ends(estimate, full)}{runs}"
    if row["estimate"] != row["estimate"]:
        since = f" ({ends})" if has_interval(estimate) else ""
        return f"not within the {row['horizon']:,} days{_write_variant_phrase(row, named)}{since}"
    day = format_estimate(estimate).value
    return f"by day {day}{_write_variant_phrase(row, named)} ({ends})"


def write_mover_shares(rows: Mapping[str, Row]) -> str:
    """Return a clause on who calls first: both sides, then others who do in some run.

    rows: mover -> its row of `compute_mover_shares`.
    """
    first, second = get_sides()
    parts = [f"{first.title} calls first in {format_share(rows[first.key], full=True)}",
             f"{second.title} in {format_share(rows[second.key])}"]  # fmt: skip
    parts += [
        f"{verb} in {format_share(rows[who])}" for who, verb in VERBS.items() if rows[who]["k"]
    ]
    if rows["nobody"]["k"]:
        parts.append(f"nobody calls in {format_share(rows['nobody'])}")
    return join_words(parts)


def _write_each_variant(rows: Sequence[Row], name: str, full: bool) -> str:
    """Return a clause on a side's share under each variant; full: the first share with unit and
    n.
    """
    (first, *rest), each = rows, _has_unequal_runs(rows)
    shares = [format_share(first, full, named=True, with_n=full or each)]
    shares += [f"in {format_share(row, named=True, with_n=each)}" for row in rest]
    return f"{name} calls first in {join_words(shares)}"


def _write_share_range(rows: Sequence[Row], full: bool) -> str:
    """Return a clause on the lowest and the highest share of a side; full: with unit and n."""
    ordered, each = sorted(rows, key=lambda row: row["estimate"]), _has_unequal_runs(rows)
    least, most = ordered[0], ordered[-1]
    if least["estimate"] == most["estimate"]:
        numbers = [int(row["n"]) for row in rows]
        runs = f" (n = {min(numbers):,} to {max(numbers):,})" if each else ""
        return f"{format_share(least, full, with_n=full and not each)} under each{runs}"
    ends = (format_share(least, full, named=True, with_n=full or each),
            format_share(most, named=True, with_n=each))  # fmt: skip
    return f"between {ends[0]} and {ends[1]}"


def _has_unequal_runs(rows: Sequence[Row]) -> bool:
    """Say whether the variants have unequal numbers of runs, so that each n must be given."""
    return len({int(row["n"]) for row in rows}) > 1


def _write_variant_phrase(row: Row, named: bool) -> str:
    """Return " under “NAME”" if `named`; else nothing."""
    return f" under “{row['variant']}”" if named else ""


def _capitalise_first(text: str) -> str:
    """Return the text with its first letter as a capital, the others unchanged."""
    return text[:1].upper() + text[1:]
