"""The table of the episodes as text for the terminal: cells, notes and two sentences."""

from __future__ import annotations

import re
from typing import Any

from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count

_NOTES = (
    "Days from the trigger; `> n`: no contact in n days. none: share of runs without contact by "
    "the horizon; {sides}, other: shares of runs by who moved first. Quantile: where the real "
    "day falls in the simulated days (>= where there was no contact by then). Log score in nats "
    "of the real day's probability, half a count added to each day, against an exponential fitted "
    "to the other standoffs; CRPS in days against the pool of the others' days. Higher log scores "
    "and lower CRPS are better. One number, contact.inertia, was placed by a band that rests on "
    "the days of seven freezes, some of them in this table; nothing else was set by these rows."
)
REMARK = re.compile(r"\s*[;(,:]")
"""Where the remark to a confidence begins: the page and the JSON have it whole."""


def make_column_heads() -> tuple[str, ...]:
    """Return the column heads of the table."""
    return ("episode", "stage", "happened", "who", "simulated days [5 %, 95 %]", "none",
            *get_dyad().keys, "other", "quantile", "log score", "exponential", "CRPS", "pool",
            "sure")  # fmt: skip


def write_notes() -> str:
    """Return the text that explains the columns and the basis of the figures."""
    return _NOTES.format(sides=", ".join(get_dyad().keys))


def format_episode_cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the texts of one row of the table, in the order of `make_column_heads`; a dash for a
    value that was not recorded or not scored.
    """
    other = row["first_broker"] + row["first_simultaneous"] + row["first_unasked"]
    bound = ">= " if row["censored"] or row["beyond_horizon"] else ""
    span = f"{_format_day(row, 'median')} [{_format_day(row, 'q05')}, {_format_day(row, 'q95')}]"
    return (
        row["id"], row["stage"], row["happened"] or "-", row["happened_first"], span,
        *(f"{row[f'first_{who}']:.2f}" for who in ("nobody", *get_dyad().keys)),
        f"{other:.2f}",
        bound + _format_number(row["quantile"], 2) if row["quantile"] is not None else "-",
        _format_number(row["log_score"], 2), _format_number(row["log_score_exponential"], 2),
        _format_number(row["crps"], 1), _format_number(row["crps_pool"], 1),
        REMARK.split(row["confidence"])[0],
    )  # fmt: skip


def write_score_sentences(means: list[dict[str, Any]]) -> list[str]:
    """Return a sentence on the mean scores of each stage that has any. means: of
    `compute_mean_scores`.
    """
    found = []
    for mean in means:
        if mean["crps"] is None:
            continue
        what = {"leader": "leader contact", "envoy": "envoys' contact"}.get(
            mean["stage"], "both stages together"
        )
        better = "below" if mean["crps"] < mean["crps_pool"] else "not below"
        higher = "above" if mean["log_score"] > mean["log_score_exponential"] else "not above"
        found.append(
            f"For {what}, {format_count(mean['rows'], 'row')} weighing {mean['standoffs']:g}:"
            f" the model's mean CRPS is {mean['crps']:.1f} days, {better} the pool's"
            f" {mean['crps_pool']:.1f}; its mean log score {mean['log_score']:.2f}, {higher} the"
            f" exponential's {mean['log_score_exponential']:.2f}."
        )
    return found


def _format_day(row: dict[str, Any], key: str) -> str:
    """Return a quantile of days, column `key`, as text; `> N` if beyond the simulated days."""
    return f"> {row['horizon'] - 1}" if row[key] is None else str(row[key])


def _format_number(value: float | None, digits: int) -> str:
    """Return a number with so many digits; a dash for None."""
    return "-" if value is None else f"{value:.{digits}f}"
