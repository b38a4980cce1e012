"""What a fork says, in words that the terminal and the pages share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.numbers import format_estimate


def describe_turned_share(worlds: Mapping[str, Any]) -> str:
    """Return "in 12 of 100 worlds (95 % interval 8 to 17; n = 200)": where an outcome turns.

    worlds: share, low, high, worlds (their number) and, with a fit, draws (their number), of
    `fork.estimate_turned_share`.
    """
    share, low, high = format_estimate(extract_estimate(worlds, "share", "share"))
    n = f"n = {worlds['worlds']:,}"
    n += f", {worlds['draws']:,} draws of the parameters" if worlds.get("draws", 1) > 1 else ""
    return f"in {share} of 100 worlds (95 % interval {low} to {high}; {n})"
