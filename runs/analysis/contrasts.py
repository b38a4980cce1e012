"""What differs between variants, in words; and, for one variant alone, whom audiences believe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from runs.analysis.beliefs import belief_shares
from runs.analysis.estimates import variants
from runs.analysis.overview import against
from runs.analysis.pairing import identical, pair
from runs.analysis.pairs import HIGHER, IDENTICAL, LOWER, UNDECIDED
from runs.analysis.phrases import (
    CONDITION,
    INTERVAL,
    LISTED,
    SIDE_NAMES,
    Row,
    leading_side,
    listed,
    rows_of,
    share_text,
)
from runs.analysis.rounding import shown
from runs.analysis.shares import proportions

AUDIENCE_NAMES = {"us_home": "the US public", "china_home": "the Chinese public"}


Rows = Callable[[str], pd.DataFrame]


def what_differs(
    frame: pd.DataFrame, sides: Mapping[str, str] | None = None, whole: Rows | None = None
) -> str:
    """Return the sentence on the variants against the first, in the same random worlds.

    whole: gives all columns of a variant by its name, where the frame has only some; asked for
    where two variants may be identical.
    """
    shares = proportions(frame)
    names = SIDE_NAMES if sides is None else sides
    if shares["variant"].nunique() == 1:
        return _whom_they_believe(frame, shares, names)
    side, _ = leading_side(shares)
    baseline = str(shares["variant"].iloc[0])
    table = against(frame, f"p_{side}", baseline)
    said = f"{CONDITION} and in the same random worlds as “{baseline}”, {names[side]} calls first"
    if len(table) < LISTED:
        rows = dict(variants(frame)).__getitem__ if whole is None else whole
        changes = [_change(row, rows, baseline) for row in rows_of(table)]
        return f"{said} {listed(changes)}."
    more, less, open_ = ((table["verdict"] == way).sum() for way in (HIGHER, LOWER, UNDECIDED))
    return (
        f"{said} more often under {more:,} of {len(table):,} other variants and less often under "
        f"{less:,}; {open_:,} cannot be told apart (Holm-adjusted)."
    )


def _change(row: Row, rows: Rows, baseline: str) -> str:
    name, pairs = str(row["variant"]), f"{row['n_pairs']:,} pairs"
    if row["n_pairs"] == 0:
        return f"in runs under “{name}” that share no world and are not compared"
    if row["effect"] == 0 and identical(*pair(rows(baseline), rows(name))):
        return f"in exactly as many runs under “{name}” (identical in all {pairs})"
    change, interval = _change_text(row, per=100)
    if row["verdict"] == UNDECIDED:
        return f"in a share that cannot be told apart under “{name}” ({interval}; {pairs})"
    return f"in {change} of 100 runs under “{name}” ({interval}; {pairs})"


def _change_text(row: Row, per: float) -> tuple[str, str]:
    """Return "7 more" and "95 % interval 5 to 9", or "7 fewer" and its interval turned round."""
    effect, low, high = row["effect"], row["low"], row["high"]
    undecided = row["verdict"] == UNDECIDED
    if effect < 0 and not undecided:
        effect, low, high = -effect, -high, -low
        way = _less(row, per)
    else:
        way = "more"
    middle, lower, upper = shown(effect, low, high, per=per)
    if undecided:
        lower, upper = (_with_direction(text, _less(row, per)) for text in (lower, upper))
    return f"{middle} {way}", f"{INTERVAL} {lower} to {upper}"


def _less(row: Row, per: float) -> str:
    """Return "fewer" of what is counted, runs or days, and "less" of anything else."""
    return "fewer" if per == 100 or row.get("unit") == "days" else "less"


def _with_direction(number: str, less: str) -> str:
    """Return "3 fewer" for "-3", "3 more" for "3", and "0" as it is."""
    if not number.strip("0.-"):
        return "0"
    return f"{number[1:]} {less}" if number.startswith("-") else f"{number} more"


def effect_sentence(row: Row, name_a: str, name_b: str, metrics: int) -> str:
    """Return the sentence on one row of `pairs.paired`.

    Args:
        row: a row of the table, as a mapping.
        name_a: the baseline's name.
        name_b: the other variant's name.
        metrics: rows of the table, over which p was adjusted.
    """
    label = f"{row['label'][0].upper()}{row['label'][1:]}"
    if row["verdict"] == IDENTICAL:
        both = f"“{name_a}” and “{name_b}”"
        return f"{label}: identical under {both} in all {row['n_pairs']:,} pairs."
    share = row["unit"] == "share"
    change, interval = _change_text(row, per=100 if share else 1)
    tail = f"({interval}; {row['n_pairs']:,} pairs; Holm-adjusted over {metrics} metrics)"
    if row["verdict"] == UNDECIDED:
        return f"{CONDITION} “{name_a}” and “{name_b}” cannot be told apart: {row['label']} {tail}."
    unit = "of 100 runs" if share else row["unit"]
    where = f"under “{name_b}” than under “{name_a}”"
    return f"{CONDITION} {row['label']}: {change} {unit} {where} {tail}."


def _whom_they_believe(frame: pd.DataFrame, shares: pd.DataFrame, names: Mapping[str, str]) -> str:
    believed = rows_of(belief_shares(frame, "us"))
    if not believed:
        nobody = rows_of(shares[shares["mover"] == "nobody"])[0]
        return f"{CONDITION} nobody calls by the horizon in {share_text(nobody)} of 100 runs."
    told = [
        f"{AUDIENCE_NAMES.get(row['audience'], 'the world')} in {share_text(row)}"
        for row in believed
    ]
    runs = f"{INTERVAL}s; n = {believed[0]['n']:,}"
    return (
        f"{CONDITION} those who believe that {names['us']} asked are "
        f"{listed(told)} of 100 runs ({runs})."
    )
