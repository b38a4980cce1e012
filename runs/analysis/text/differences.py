"""How variants differ, in words; for one variant alone, whom audiences believe.

A verdict is one of a family, which every sentence names, and the interval with it is adjusted as
the verdict is (`analysis.families`): it excludes 0 exactly if the verdict is a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from runs.analysis.comparison.families import (
    HIGHER,
    IDENTICAL,
    LOWER,
    UNDECIDED,
    count_decided_verdicts,
)
from runs.analysis.comparison.overview import compare_with_baseline
from runs.analysis.comparison.pairing import has_same_outcomes, pair_rows
from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.estimates import (
    Estimate,
    extract_estimate,
    iterate_variants,
    negate_estimate,
)
from runs.analysis.outcomes.beliefs import compute_belief_shares
from runs.analysis.sides import Pair, get_sides, name_audience
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import (
    format_estimate,
    format_interval_ends,
    format_missing_interval,
    get_unit,
    has_interval,
)
from runs.analysis.text.over_draws import replace_sign_by_word, write_change_over_draws
from runs.analysis.text.pieces import (
    CONDITION,
    INTERVAL,
    LISTED,
    Row,
    format_share,
    list_rows_as_dicts,
)

ADJUSTED = "adjusted interval"
UNITS_OF_DIFFERENCES = {"share": "of 100 runs", "rate": "percentage points"}
"""Units of a difference that are not those of the figure itself."""

Rows = Callable[[str], pd.DataFrame]


def write_difference_sentence(frame: pd.DataFrame, read_rows: Rows | None = None) -> str:
    """Return a sentence that compares the variants with the first one, in the same random worlds;
    with one variant, on which side each audience believes to have asked.

    read_rows: returns all columns of a variant by name, for a frame with only some; called if
    two variants may be identical.
    """
    shares = compute_mover_shares(frame)
    sides = get_sides()
    if shares["variant"].nunique() == 1:
        return _write_belief_sentence(frame, shares, sides)
    baseline = str(shares["variant"].iloc[0])
    tables = [compare_with_baseline(frame, f"p_{side.key}", baseline) for side in sides]
    start = f"{CONDITION} and in the same random worlds as “{baseline}”,"
    if len(tables[0]) >= LISTED:
        more = [
            _write_direction_counts(table, side.title)
            for table, side in zip(tables, sides, strict=True)
        ]
        return f"{start} {more[0]}. {more[1][:1].upper()}{more[1][1:]}."
    rows = dict(iterate_variants(frame)).__getitem__ if read_rows is None else read_rows
    of_sides = zip(*map(list_rows_as_dicts, tables), strict=True)
    changes = [_write_variant_change(both, rows, baseline, sides) for both in of_sides]
    family = _get_family_size(tables[0])
    adjusted = f" Holm-adjusted for each side over {family:,} variants." if family > 1 else ""
    return f"{start} {'; '.join(changes)}.{adjusted}"


def _write_direction_counts(table: pd.DataFrame, name: str) -> str:
    """Return a clause on how many variants raise, lower, or leave open the share of runs in which a
    side (`name`) calls first.
    """
    more, less, open_ = ((table["verdict"] == way).sum() for way in (HIGHER, LOWER, UNDECIDED))
    return (
        f"{name} calls first more often under {more:,} of {len(table):,} other variants and less "
        f"often under {less:,}; {open_:,} cannot be told apart (Holm-adjusted over "
        f"{format_count(_get_family_size(table), 'variant')})"
    )


def _get_family_size(table: pd.DataFrame) -> int:
    """Return the number of tests adjusted together, from a table of paired differences."""
    return int(table["family"].iloc[0])


def _write_variant_change(
    changes: Sequence[Row], read_rows: Rows, baseline: str, sides: Pair
) -> str:
    """Return a clause on how a variant changes the shares of the first and of the second side, or
    that it shares no random world with the baseline, or has identical outcomes.

    changes: the paired difference of each share; read_rows: returns a variant's outcomes by name.
    """
    first = changes[0]
    name, pairs = str(first["variant"]), format_count(int(first["n_pairs"]), "pair")
    if first["n_pairs"] == 0:
        return f"“{name}” shares no world and is not compared"
    unmoved = all(row["effect"] == 0 for row in changes)
    if unmoved and has_same_outcomes(*pair_rows(read_rows(baseline), read_rows(name))):
        return f"nothing differs under “{name}” (identical in all {pairs})"
    change = _write_share_change(changes[0], f"{sides[0].title} calls first", pairs)
    return f"under “{name}” {change} and {_write_share_change(changes[1], sides[1].title)}"


def _write_share_change(row: Row, clause_start: str, pairs: str = "") -> str:
    """Return a clause on the change of a side's share of runs; only that of the first side has unit
    and number of pairs.

    Args:
        row: the paired difference of the share.
        clause_start: subject and verb of the clause.
        pairs: the number of pairs, in words; empty for the second side.
    """
    unit = " of 100 runs" if pairs else ""
    change, interval = format_change(row, "share", prefixed=bool(pairs))
    tail = (
        f"({interval}; {pairs})"
        if pairs and has_interval(_extract_effect(row))
        else f"({interval})"
    )
    if row["verdict"] == UNDECIDED:
        return f"{clause_start} in a share that cannot be told apart {tail}"
    return f"{clause_start} in {change}{unit} {tail}"


def _extract_effect(row: Row, unit: str = "") -> Estimate:
    """Return a paired difference with its adjusted interval, from a table's row."""
    return extract_estimate(row, "effect", unit, "adjusted_")


def format_change(row: Row, unit: str, prefixed: bool = True) -> tuple[str, str]:
    """Return a change and its interval as texts: "7 more" and "adjusted interval 5 to 9"; for a
    negative change "7 fewer" and the interval with its signs and ends reversed. With a fit the
    second text is that of `write_change_over_draws`; without an interval, "no interval (1 pair)".
    row: effect, family (number of tests adjusted together), verdict and limits; prefixed: whether
    the interval is named. With a family of one test it is the "95 % interval".
    """
    estimate = _extract_effect(row, unit)
    if not has_interval(estimate):
        return f"{format_estimate(estimate).value} more", format_missing_interval(estimate)
    prefix = f"{ADJUSTED if row['family'] > 1 else INTERVAL} " if prefixed else ""
    less = "fewer" if unit in ("share", "days") else "less"
    undecided, way = row["verdict"] == UNDECIDED, "more"
    if estimate.value < 0 and not undecided:
        way, estimate = less, negate_estimate(estimate)
    if estimate.fit:
        ways = ("more", less) if way == "more" else (less, "more")
        spread = write_change_over_draws(row, estimate, ways, prefixed)
        return f"{format_estimate(estimate).value} {way}", spread
    middle, lower, upper = format_estimate(estimate)
    if undecided:
        lower, upper = (replace_sign_by_word(text, ("more", less)) for text in (lower, upper))
        return f"{middle} {way}", f"{prefix}{lower} to {upper}"
    return f"{middle} {way}", f"{prefix}{format_interval_ends(estimate)}"


def write_effect_sentence(row: Row, name_a: str, name_b: str) -> str:
    """Return a sentence on how a metric changes from variant a to variant b; row: of
    `compute_paired_differences`.
    """
    label = f"{row['label'][0].upper()}{row['label'][1:]}"
    pairs = format_count(int(row["n_pairs"]), "pair")
    if row["verdict"] == IDENTICAL:
        return f"{label}: identical under “{name_a}” and “{name_b}” in all {pairs}."
    if row["n_pairs"] == 0:
        return f"{label}: no pair of runs has a value under both “{name_a}” and “{name_b}”."
    change, interval = format_change(row, row["unit"])
    known = f"{interval}; {pairs}{_write_family_note(row)}"
    tail = f"({known if has_interval(_extract_effect(row)) else interval})"
    if row["verdict"] == UNDECIDED:
        return (
            f"{CONDITION} {row['label']}: whether this differs between “{name_a}” and “{name_b}” "
            f"cannot be told {tail}."
        )
    where = f"under “{name_b}” than under “{name_a}”"
    return (
        f"{CONDITION} {row['label']}: {change} {name_difference_unit(row['unit'])} {where} {tail}."
    )


def _write_family_note(row: Row) -> str:
    """Return the note on how many metrics p is adjusted over; empty for one."""
    family = int(row["family"])
    return f"; Holm-adjusted over {family:,} metrics" if family > 1 else ""


def name_difference_unit(unit: str) -> str:
    """Return the words for the unit of a difference: "of 100 runs", "percentage points"."""
    return UNITS_OF_DIFFERENCES.get(unit) or get_unit(unit).name


def write_differing_count(verdicts: Sequence[str], tests: int) -> str:
    """Return "16 metrics of 39 can be told apart (Holm-adjusted over 39)".

    verdicts: one a metric; tests: the number of tests adjusted together.
    """
    adjusted = f" (Holm-adjusted over {tests:,})" if tests > 1 else ""
    many = write_count_that_can(count_decided_verdicts(verdicts), len(verdicts), "metric")
    return f"{many} be told apart{adjusted}"


def write_count_that_can(number: int, total: int, noun: str) -> str:
    """Return "16 metrics of 39 can" for 16, 39 and "metric"; for 0 "none of 39 metrics can", for 1
    in all "the one metric can" or "the one metric cannot".
    """
    if total == 1:
        return f"the one {noun} can{'' if number else 'not'}"
    if not number:
        return f"none of {format_count(total, noun)} can"
    return f"{format_count(number, noun)} of {total:,} can"


def _write_belief_sentence(frame: pd.DataFrame, shares: pd.DataFrame, sides: Pair) -> str:
    """Return a sentence on in what shares of one variant's runs each audience believes either side
    to have asked; on the share without a call if there are no columns of beliefs.
    """
    of_sides = [list_rows_as_dicts(compute_belief_shares(frame, side.key)) for side in sides]
    if not of_sides[0]:
        nobody = list_rows_as_dicts(shares[shares["mover"] == "nobody"])[0]
        return f"{CONDITION} nobody calls by the horizon in {format_share(nobody, full=True)}."
    parts = []
    for i, both in enumerate(zip(*of_sides, strict=True)):
        who = name_audience(both[0]["audience"])
        first, second = (
            f"that {side.title} asked in {format_share(row, full=not i and side is sides[0])}"
            for side, row in zip(sides, both, strict=True)
        )
        parts.append(f"{who} believes {first} and {second}")
    return f"{CONDITION} {'; '.join(parts)}."
