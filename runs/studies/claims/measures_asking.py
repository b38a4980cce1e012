"""Measures of the waiting and of who asks: days, first movers, channels, readouts, beliefs."""

from __future__ import annotations

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sides import get_dyad
from runs.studies.claims.measures import Runs, mask_where_false, register_measure


@register_measure("days")
def days_to_call(runs: Runs) -> FloatArray:
    """Days without leader contact, to the horizon (restricted mean).

    Return (runs,) days.
    """
    return runs.get_days("duration")


@register_measure("days", "median")
def median_days(runs: Runs) -> FloatArray:
    """Median days to leader contact; the horizon where it is not reached.

    Return (runs,) days; the median is taken over runs.
    """
    return runs.get_days("duration")


@register_measure("days")
def days_after(runs: Runs, day: int) -> FloatArray:
    """Days without leader contact after a day, to the horizon, given none up to it.

    NaN in runs with a contact up to that day.
    """
    left = runs.get_days("duration") - day
    return mask_where_false(left > 0, left)


@register_measure("days")
def days_to_envoys(runs: Runs) -> FloatArray:
    """Days without envoys' meeting, to the horizon (restricted mean).

    Return (runs,) days.
    """
    return runs.get_days("envoy_duration")


@register_measure("probability")
def call_by(runs: Runs, day: int) -> FloatArray:
    """Share of runs with leader contact by a day.

    1 or 0 in each run, as in all measures that are a share of runs.
    """
    return np.asarray(runs.had_leader_contact & (runs.get_numbers("duration") <= day), dtype=float)


@register_measure("probability")
def first_mover_is(runs: Runs, side: str) -> FloatArray:
    """Share of runs whose first leader contact followed from that side's request.

    Return (runs,) 1 or 0; 0 also without contact.
    """
    return np.asarray(runs.is_category("first_mover_true", side), dtype=float)


@register_measure("probability")
def first_signal_is(runs: Runs, side: str) -> FloatArray:
    """Share of runs in which that side sent the first signal meant to bring contact.

    Return (runs,) 1 or 0.
    """
    return np.asarray(runs.is_category("first_signal", side), dtype=float)


@register_measure("probability")
def first_ask_is(runs: Runs, side: str) -> FloatArray:
    """Share of runs in which that side was the first to ask explicitly.

    Return (runs,) 1 or 0.
    """
    return np.asarray(runs.is_category("first_ask", side), dtype=float)


@register_measure("probability")
def second_first_mover_is(runs: Runs, side: str, minus_first: bool = False) -> FloatArray:
    """Share of runs in which that side calls first in the second standoff (minus the first).

    NaN where no second standoff was played; minus_first: 1 or 0 less that of the first standoff.
    """
    second = "second_first_mover_true"
    found = mask_where_false(
        ~runs.is_category(second, "not_played"), runs.is_category(second, side)
    )
    return found - first_mover_is(runs, side) if minus_first else found


@register_measure("probability")
def deniable_share(runs: Runs) -> FloatArray:
    """Share of contacts whose accepted request was deniable.

    NaN without leader contact.
    """
    return mask_where_false(runs.had_leader_contact, runs.get_flags("deniable"))


@register_measure("count")
def deniable_signals(runs: Runs, side: str | None = None) -> FloatArray:
    """Deniable signals, requests and material approaches, of one side or of both.

    Return (runs,) numbers of them; side: None for both.
    """
    chosen = get_dyad().keys if side is None else (side,)
    counts = [
        runs.get_numbers(f"{kind}_{one}") for one in chosen for kind in ("hints", "purchases")
    ]
    return np.asarray(sum(counts))


@register_measure("count")
def purchases(runs: Runs, side: str) -> FloatArray:
    """Deniable material approaches by that side.

    Return (runs,) numbers of them.
    """
    return runs.get_numbers(f"purchases_{side}")


@register_measure("count")
def asks(runs: Runs, side: str) -> FloatArray:
    """Explicit requests by that side's leader.

    Return (runs,) numbers of them.
    """
    return runs.get_numbers(f"asks_{side}")


@register_measure("count")
def refusals(runs: Runs, side: str) -> FloatArray:
    """Requests of that side that were read and not accepted.

    Return (runs,) numbers of them.
    """
    return runs.get_numbers(f"refusals_{side}")


@register_measure("probability")
def accepted_share(runs: Runs, side: str) -> FloatArray:
    """Share of a side's answered requests that were accepted.

    Return (runs,) shares, 0 to 1; NaN in runs in which none was answered.
    """
    accepted = first_mover_is(runs, side)
    answered = accepted + refusals(runs, side)
    return mask_where_false(answered > 0, accepted / np.maximum(answered, 1.0))


@register_measure("probability")
def readout_gap(runs: Runs) -> FloatArray:
    """Share of contacts whose two readouts contradict each other about who asked.

    NaN without leader contact.
    """
    first, second = get_dyad()
    gap = np.zeros(runs.had_leader_contact.shape, dtype=bool)
    for one, other in ((first, second), (second, first)):
        gap |= runs.is_category(f"claimed_{first}", one) & runs.is_category(
            f"claimed_{second}", other
        )
    return mask_where_false(runs.had_leader_contact, gap)


@register_measure("probability")
def admitted(runs: Runs, side: str) -> FloatArray:
    """Share of that side's first moves that its own readout admits.

    NaN in runs in which the side did not move first.
    """
    return mask_where_false(
        runs.is_category("first_mover_true", side), runs.is_category(f"claimed_{side}", side)
    )


@register_measure("probability")
def concealed(runs: Runs, side: str) -> FloatArray:
    """Share of all runs in which that side moved first and its readout says the other did."""
    moved = runs.is_category("first_mover_true", side)
    return np.asarray(
        moved & runs.is_category(f"claimed_{side}", get_dyad().get_other(side)), dtype=float
    )


@register_measure("probability")
def belief_error(runs: Runs, audience: str) -> FloatArray:
    """Distance between an audience's belief that the first side asked and the truth (1 or 0).

    Return (runs,), 0 to 1; NaN in runs in which neither side moved first.
    """
    first, second = (runs.is_category("first_mover_true", key) for key in get_dyad().keys)
    return mask_where_false(first | second, np.abs(runs.get_numbers(f"belief_{audience}") - first))


@register_measure("probability")
def belief_distance(runs: Runs, audience: str, prior: float = 0.5) -> FloatArray:
    """Distance of an audience's belief from its prior, given contact.

    NaN without leader contact.
    """
    return np.abs(runs.get_numbers(f"belief_{audience}") - prior)


@register_measure("probability")
def believed_is(runs: Runs, audience: str, side: str) -> FloatArray:
    """Share of contacts after which an audience believes that side to have asked.

    NaN where the audience believes that nobody asked: without contact.
    """
    name = f"believed_{audience}"
    return mask_where_false(~runs.is_category(name, "nobody"), runs.is_category(name, side))


@register_measure("probability")
def breach_belief(runs: Runs, side: str) -> FloatArray:
    """Belief of the world that a side broke the accord, given a breach.

    NaN without a breach.
    """
    first = get_dyad().first
    found = runs.get_numbers(f"belief_breach_{first}_world")
    return found if side == first else np.asarray(1.0 - found)


@register_measure("share of variance")
def sobol_share(runs: Runs, mover: str | None = None) -> FloatArray:
    """Share of variance of who calls first by the first group of factors minus the second's.

    The values of a run are those of `first_mover_is`; mover: default the first side.
    """
    return first_mover_is(runs, mover or get_dyad().first)
