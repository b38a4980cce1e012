"""Measures of what it cost: face, tariffs, pain, terms, what follows a contact."""

from __future__ import annotations

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sides import get_dyad
from runs.studies.claims.measures import Runs, mask_where_false, register_measure


@register_measure("W")
def face(
    runs: Runs, keeper: str, side: str, audience: str | None = None, when: str = "end"
) -> FloatArray:
    """Face of a side in a keeper's book, before one audience or weighted over all.

    Return (runs,), in W, the unit of face. keeper: the side whose book it is; when: "end", or
    "call" for the first contact; NaN at the call without one.
    """
    ear = f"_{audience}" if audience else ""
    return runs.get_numbers(f"face_{keeper}_{side}{ear}_{when}")


@register_measure("W")
def face_sum(runs: Runs, keeper: str, when: str = "end") -> FloatArray:
    """Face of both sides together in one book.

    Return (runs,), in W; keeper, when: as in `face`.
    """
    first, second = (face(runs, keeper, key, None, when) for key in get_dyad().keys)
    return first + second


@register_measure("W")
def face_gap(runs: Runs, audience: str | None = None, when: str = "end") -> FloatArray:
    """Face of the second side minus face of the first, each in its own book.

    Return (runs,), in W; audience, when: as in `face`.
    """
    own = [face(runs, side, side, audience, when) for side in get_dyad().keys]
    return own[1] - own[0]


@register_measure("W")
def face_change_at_call(runs: Runs, side: str) -> FloatArray:
    """What contact itself did to a side's face in its own book, given contact.

    Return (runs,), in W; NaN without leader contact.
    """
    return mask_where_false(runs.had_leader_contact, runs.get_numbers(f"face_{side}_from_contact"))


@register_measure("W")
def face_from(runs: Runs, side: str, source: str = "refusal") -> FloatArray:
    """Part of a side's face, in its own book at the end, that came from one source.

    Return (runs,), in W; source: an ending of the columns `face_<side>_from_`.
    """
    return runs.get_numbers(f"face_{side}_from_{source}")


@register_measure("W")
def backfire(runs: Runs, side: str) -> FloatArray:
    """Face a side lost, in its own book, to statements that were checked.

    Return (runs,), positive for a loss.
    """
    return np.asarray(-face_from(runs, side, "claim"))


@register_measure("W")
def second_face_world(runs: Runs, side: str) -> FloatArray:
    """Face of a side before the world after the second standoff, own book.

    Return (runs,), in W; NaN where no second standoff was played.
    """
    return runs.get_numbers(f"second_face_{side}_{side}_world_end")


@register_measure("probability")
def accord_by_horizon(runs: Runs) -> FloatArray:
    """Share of runs with an accord, by leaders or by envoys, that has not relapsed.

    1 or 0 in each run.
    """
    reached = runs.had_leader_contact | runs.get_flags("settled_by_envoys")
    return np.asarray(reached & np.isnan(runs.get_numbers("relapse_day")), dtype=float)


@register_measure("days")
def relapse_days(runs: Runs, within: int = 60) -> FloatArray:
    """Days from leader contact to relapse, at most `within`, of contacts so long followed.

    NaN without contact, where the horizon comes sooner, and where the relapse came before.
    """
    call, relapse = runs.get_numbers("duration"), runs.get_numbers("relapse_day")
    followed = runs.had_leader_contact & (call + within <= runs.horizon) & ~(relapse < call)
    gap = np.where(np.isnan(relapse), within, relapse - call)
    return mask_where_false(followed, np.minimum(gap, within))


@register_measure("probability")
def settled_by_envoys(runs: Runs) -> FloatArray:
    """Share of runs that envoys settled before the leaders.

    Return (runs,) 1 or 0.
    """
    return runs.get_numbers("settled_by_envoys")


@register_measure("probability")
def embarrassment(runs: Runs) -> FloatArray:
    """Share of contacts at which a leader was embarrassed.

    NaN without leader contact.
    """
    return mask_where_false(runs.had_leader_contact, runs.get_flags("embarrassment"))


@register_measure("count")
def visits(runs: Runs) -> FloatArray:
    """Envoys' meetings up to the end.

    Return (runs,) numbers of them.
    """
    return runs.get_numbers("visits")


@register_measure("count")
def unscripted(runs: Runs, side: str) -> FloatArray:
    """Unscripted contacts with that side's leader.

    Return (runs,) numbers of them.
    """
    return runs.get_numbers(f"unscripted_{side}")


@register_measure("share of the surplus")
def terms(runs: Runs, side: str) -> FloatArray:
    """Terms of a side at the first contact.

    Its share of the surplus, 0 to 1; NaN without contact.
    """
    first = get_dyad().first
    found = runs.get_numbers(f"terms_{first}")
    return found if side == first else np.asarray(1.0 - found)


@register_measure("ad valorem share")
def tariff_peak(runs: Runs, side: str) -> FloatArray:
    """Highest tariff of that side.

    Return (runs,) ad valorem shares: 0.25 is 25 %.
    """
    return runs.get_numbers(f"tariff_{side}_peak")


@register_measure("ad valorem share")
def tariff_end(runs: Runs, side: str) -> FloatArray:
    """Tariff of that side at the end.

    Return (runs,) ad valorem shares: 0.25 is 25 %.
    """
    return runs.get_numbers(f"tariff_{side}_end")


@register_measure("pressure")
def pressure(runs: Runs, side: str, when: str = "end") -> FloatArray:
    """Pressure on that side's leader.

    Return (runs,), 0 or more; when: "end", or "call" for the first contact (NaN without one).
    """
    return runs.get_numbers(f"pressure_{side}_{when}")


@register_measure("pain")
def pain(runs: Runs, side: str) -> FloatArray:
    """Pain of that side's publics at the end.

    Return (runs,), 0 or more.
    """
    return runs.get_numbers(f"pain_{side}_end")


@register_measure("pain")
def pain_gap(runs: Runs) -> FloatArray:
    """Pain of the second side's publics minus that of the first side's at the end.

    Return (runs,); positive if the second side's publics suffer more.
    """
    first, second = (pain(runs, key) for key in get_dyad().keys)
    return second - first


@register_measure("approval")
def approval(runs: Runs, side: str) -> FloatArray:
    """Minus the pain and the outrage of that side's publics at the end: what approval there is."""
    return np.asarray(
        -(runs.get_numbers(f"pain_{side}_end") + runs.get_numbers(f"outrage_{side}_end"))
    )


@register_measure("approval squared", "variance")
def approval_variance(runs: Runs, side: str) -> FloatArray:
    """Variance over runs of that side's approval.

    Return (runs,) approval, as `approval`; the variance is taken over runs.
    """
    return approval(runs, side)


@register_measure("tension squared", "variance")
def tension_call_variance(runs: Runs) -> FloatArray:
    """Variance over runs of the tension just after the first contact.

    Return (runs,) tension; the variance is taken over runs.
    """
    return runs.get_numbers("tension_call")


@register_measure("tension")
def tension_end(runs: Runs) -> FloatArray:
    """Tension at the end.

    Return (runs,).
    """
    return runs.get_numbers("tension_end")


@register_measure("share")
def mockery(runs: Runs, side: str) -> FloatArray:
    """Widest reach abroad of mockery of that side's leader.

    Return (runs,) shares, 0 to 1.
    """
    return runs.get_numbers(f"mockery_{side}")


@register_measure("share")
def others_conceded(runs: Runs, side: str) -> FloatArray:
    """What other trading partners conceded to that side.

    Return (runs,) shares, 0 to 1.
    """
    return runs.get_numbers(f"others_conceded_{side}")
