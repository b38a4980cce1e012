"""Payoffs and regrets as estimates, so that terminal and pages write them by the one rule."""

from __future__ import annotations

from runs.analysis.estimates.estimates import Estimate, Interval, Row
from runs.analysis.text.numbers import format_plus_minus


def make_payoff_estimate(profile: Row, side: str) -> Estimate:
    """Return a side's mean payoff with its simulation error (95 %) and, where several sets of
    parameters were played, its interval over them.

    profile: a row of a stored game, with payoff_, half_width_, low_ and high_ of each side.
    """
    value, half = profile[f"payoff_{side}"], profile[f"half_width_{side}"]
    low, high = profile[f"low_{side}"], profile[f"high_{side}"]
    known = low is not None and low == low
    return Estimate(
        value, value - half, value + half, 0, counted="world",
        parameters=Interval(low, high) if known else None,
    )  # fmt: skip


def make_regret_estimate(profile: Row) -> Estimate:
    """Return the regret of a profile (a row of a stored game) with its resampled interval."""
    return Estimate(
        profile["regret"], profile["regret_low"], profile["regret_high"], 0, counted="world"
    )


def describe_worlds(result: Row, kind: str = "shared") -> str:
    """Return "500 shared worlds under each of 50 draws": on how many random worlds, of a kind named
    by its adjective, and draws of the parameters (if several) a stored game or race is based.
    """
    draws = f" under each of {result['draws']:,} draws" if result.get("draws", 1) > 1 else ""
    return f"{result['worlds']:,} {kind} worlds{draws}"


def write_lead(result: Row, second: str) -> str:
    """Return the end of a sentence on what the winner of a race pays: by how much that is more (or
    less) than the second pays in the same fresh worlds, or that the two cannot be told apart.

    result: a stored race; second: the name of the posture that the race put second.
    """
    lead, half = result["lead"], result["lead_half_width"]
    apart = f"{format_plus_minus(abs(lead), half)} {'more' if lead >= 0 else 'less'}"
    if not abs(lead) > half:  # also of one world, which has no half-width
        return f" and cannot be told from {second} ({apart})"
    known = "" if lead > 0 else ", which the race put second"
    return f", {apart} than {second}{known}"
