"""What differences are over the draws of a fit, in words: how far they reach, how often so."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from runs.analysis.comparison.families import HIGHER, LOWER, UNDECIDED
from runs.analysis.estimates.draws import HIGH, LOW, SIGN, SURE, TURNS
from runs.analysis.estimates.estimates import Estimate
from runs.analysis.text.names import format_count, write_parameters_phrase
from runs.analysis.text.numbers import (
    ERROR,
    TOO_FEW,
    format_draw_interval,
    format_parameter_interval,
    format_simulation_error,
)

TURNING = "turns with the assumptions"
HOLDING = "whatever the parameters"
ONE_SIDED = (
    "An interval leaves out 2.5 of 100 draws at each end: with 95 to 97 of 100 in one direction it "
    "may reach past 0."
)
"""How an interval over draws, 2.5 % at each end, goes with SURE, which is of one end alone."""
UNKNOWN = "too few runs per draw to say whether the parameters matter"

Row = Mapping[str, Any]


def format_sign_share(row: Row) -> str:
    """Return in how many of 100 draws (sets of parameters of a fit) a difference has its sign,
    never rounded up to 100; a dash if that is unknown, or if the difference cannot be told from 0
    and the draws do not differ.

    row: of a table of differences, with a fit.
    """
    share = float(row[SIGN])
    if not math.isfinite(share) or (row["verdict"] == UNDECIDED and row[LOW] == row[HIGH]):
        return "–"
    return "100" if share >= 1 - 1e-6 else f"{min(99, math.floor(share * 100 + 1e-9))}"


def write_change_over_draws(row: Row, estimate: Estimate, ways: tuple[str, str], full: bool) -> str:
    """Return a change's interval over the draws (sets of parameters) of a fit, then its simulation
    error.

    "5 to 22 over the parameters the history allows, more in 97 of 100 draws; simulation error ±2";
    if the sign turns, that is said after the share of draws.

    Args:
        row: has the columns of `draws.tabulate_change_over_draws` and `family` (tests adjusted
            together).
        estimate: the change, 0 or above if only its size is shown.
        ways: words for a change above 0, and below: "more", "fewer".
        full: whether each part is named.
    """
    name = f"{ERROR}, adjusted," if row["family"] > 1 else ERROR
    error = format_simulation_error(estimate, name if full else "")
    ends = format_parameter_interval(estimate)
    if ends is None or estimate.parameters is None:
        return f"{error}; {TOO_FEW}" if full else error
    reach = format_draw_interval(estimate)
    if estimate.parameters.low < 0 < estimate.parameters.high or ends.high.startswith("-"):
        reach = " to ".join(replace_sign_by_word(end, ways) for end in ends[1:])
    over = f" over {write_parameters_phrase(estimate.fit)}" if full else ""
    sign = ""
    if estimate.parameters.low != estimate.parameters.high and math.isfinite(row[SIGN]):
        share = format_sign_share(row)
        way = ways[0 if estimate.value > 0 else 1]
        sign = f", {way} in {'all' if share == '100' else f'{share} of 100'} draws"
    turning = f": {TURNING}" if row[TURNS] else ""
    return f"{reach}{over}{sign}{turning}; {error}"


def is_sign_known(row: Row) -> bool:
    """Say whether the share of draws (sets of parameters) with a difference's sign is known: it has
    a sign, and enough runs per draw.
    """
    return math.isfinite(row[SIGN])


def write_sign_stability(row: Row) -> str:
    """Return ", whatever the parameters" or "; the direction turns with the assumptions": the words
    after a significant difference on whether its sign holds over the draws (sets of parameters) of
    a fit; empty without a fit, or where that is not known.
    """
    if TURNS not in row or not (row[TURNS] or is_sign_known(row)):
        return ""
    return f"; the direction {TURNING}" if row[TURNS] else f", {HOLDING}"


def write_sign_stability_count(rows: Sequence[Row]) -> str:
    """Return a sentence on how many differences keep their sign over the draws of a fit, how many
    turn, and of how many that is unknown; rows: all differences, at least one.
    """
    turning = sum(bool(row[TURNS]) for row in rows)
    apart = [row for row in rows if row["verdict"] in (HIGHER, LOWER) and not row[TURNS]]
    holding = sum(map(is_sign_known, apart))
    fit = str(rows[0]["fit"])
    unknown = f"; for another {len(apart) - holding:,}, {UNKNOWN}" if holding < len(apart) else ""
    return (
        f"Of {format_count(len(rows), 'difference')}, {holding:,} can be told apart and keep their "
        f"sign over {write_parameters_phrase(fit)} (in at least {SURE:.0%} of the draws); "
        f"{turning:,} {'turns' if turning == 1 else 'turn'} with the assumptions{unknown}"
    )


def replace_sign_by_word(number: str, ways: tuple[str, str]) -> str:
    """Return "3 fewer" for "-3", "3 more" for "3", and "0" as it is; ways: ("more", "fewer")."""
    if not number.strip("0.-"):
        return "0"
    return f"{number[1:]} {ways[1]}" if number.startswith("-") else f"{number} {ways[0]}"
