"""Measures of a pattern: a value for each run, NaN where a run has none.

Named in configs/pattern as `tariff(side=KEY, day=10)`. Days are the record's (0 is the trigger's).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.parameters import Configuration
from model.threats import FATES
from runs.analysis.estimates.estimates import FloatArray
from runs.studies.patterns.measure_text import MEASURES, parse_measure, register_measure
from runs.studies.patterns.run_record import RunRecord
from runs.studies.simulation import Columns, Reader

QUADS = {"verbal_cooperation": (1, 5), "material_cooperation": (6, 8),
         "verbal_conflict": (9, 14), "material_conflict": (15, 20)}  # fmt: skip
"""Classes of events by the first two digits of a CAMEO code, as quad counts are taken."""


def compute_measure(text: str, runs: RunRecord) -> FloatArray:
    """Return a measure's values, shape (runs,), NaN where a run has none; ValueError if the text is
    no measure.
    """
    name, arguments = parse_measure(text)
    return np.asarray(MEASURES[name](runs, **arguments), dtype=float)


def compute_measures(
    config: Configuration, result: Any, lanes: slice, names: tuple[str, ...]
) -> Columns:
    """Return measure text -> its values, (runs,), for the runs in `lanes` of a block's result;
    names: the texts.
    """
    record = RunRecord(config, result.outcomes, result.journal, lanes.start, lanes.stop)
    return {name: compute_measure(name, record) for name in names}


MEASURED = Reader(compute_measures, with_journal=True)


@register_measure
def tariff(runs: RunRecord, side: str, day: int) -> FloatArray:
    """Return the tariff of a side at the end of a day, (runs,), ad valorem share."""
    return runs.get_tariff(side, day)


@register_measure
def approval(runs: RunRecord, side: str, day: int) -> FloatArray:
    """Return the approval of a side's leader at home at the end of a day, (runs,), share."""
    return np.asarray(runs.get_approval(side)[day], dtype=float)


@register_measure
def approval_persistence(runs: RunRecord, side: str, days: int) -> FloatArray:
    """Return the autocorrelation of a side's daily approval at a lag of `days`, (runs,); NaN where
    approval never changes.
    """
    daily = runs.get_approval(side)
    away = daily - daily.mean(axis=0)
    whole = (away * away).sum(axis=0)
    shared = (away[days:] * away[:-days]).sum(axis=0)
    return np.where(whole > 0.0, shared / np.where(whole > 0.0, whole, 1.0), np.nan)


@register_measure
def tariff_reaches(runs: RunRecord, side: str, level: float, by: int) -> FloatArray:
    """Return 1 where a side's tariff was at `level` or above on some day up to `by`, else 0,
    (runs,).
    """
    own = runs.journal.tariff[runs.dyad.find_side(side), : by + 1, runs.first : runs.end]
    return np.asarray((own >= level - 1e-6).any(axis=0), dtype=float)


@register_measure
def truce_before_call(runs: RunRecord, by: int) -> FloatArray:
    """Return 1 if envoys settled an accord before any leader contact, by a day, else 0, (runs,)."""
    settled = (runs.accord[: by + 1] & (runs.contacts[: by + 1] == 0)).any(axis=0)
    return np.asarray(settled, dtype=float)


@register_measure
def contact_under_truce(runs: RunRecord, by: int) -> FloatArray:
    """Return 1 if leaders first met, by a day, under an accord of envoys, else 0, (runs,)."""
    span = slice(1, by + 1)
    before = runs.accord[:by] & (runs.contacts[:by] == 0)
    came = runs.contacts[span] > runs.contacts[:by]
    return np.asarray((before & came).any(axis=0), dtype=float)


@register_measure
def rises_per_100_days(runs: RunRecord, side: str, under_accord: bool) -> FloatArray:
    """Return a side's tariff rises per 100 days with (or without) an accord, (runs,); NaN without
    such a day.
    """
    levels = runs.journal.tariff[runs.dyad.find_side(side), :, runs.first : runs.end]
    stood = runs.accord[:-1] == under_accord
    rises = ((np.diff(levels, axis=0) > 1e-6) & stood).sum(axis=0)
    days = stood.sum(axis=0)
    return np.where(days > 0, 100.0 * rises / np.maximum(days, 1), np.nan)


@register_measure
def acts(
    runs: RunRecord,
    kinds: str,
    side: str | None = None,
    since: int = 0,
    until: int | None = None,
    under_accord: bool | None = None,
) -> FloatArray:
    """Return the number of signals of some kinds (joined by +) sent on days `since` to `until`,
    (runs,).

    side: the sender's; None for both. under_accord: None for all signals; else only while an accord
    was in force at the end of the day before (False: none was).
    """
    return runs.count_acts(kinds.split("+"), side, since, until, under_accord)


@register_measure
def empty_acts(runs: RunRecord, side: str) -> FloatArray:
    """Return the share of a side's tariff answers that raised no tariff, (runs,); NaN without an
    answer.

    Left out are answers on the day an accord is concluded, since the accord cuts what they raised,
    and those on the first day, since no level is known from before it.
    """
    levels = runs.journal.tariff[runs.dyad.find_side(side), :, runs.first : runs.end]
    rose = np.diff(levels, axis=0) > 1e-6
    concluded = np.diff(runs.accord.astype(int), axis=0) > 0
    sent = runs.mark_act_days("tariff_raise", side)[1:] & ~concluded
    answers = sent.sum(axis=0)
    return np.where(answers > 0, (sent & ~rose).sum(axis=0) / np.maximum(answers, 1), np.nan)


@register_measure
def event_share(runs: RunRecord, quad: str, since: int = 0, until: int | None = None) -> FloatArray:
    """Return the share of a class of events (a key of QUADS) in all events of both sides, (runs,);
    NaN without events.
    """
    counts = {}
    for name, (low, high) in QUADS.items():
        codes = {key: kind.cameo for key, kind in runs.config.signal.items() if kind.cameo}
        kinds = [key for key, code in codes.items() if low <= int(code[:2]) <= high]
        counts[name] = runs.count_acts(kinds, None, since, until)
    total = sum(counts.values(), np.zeros(runs.runs))
    return np.where(total > 0, counts[quad] / np.maximum(total, 1), np.nan)


@register_measure
def threats(
    runs: RunRecord, side: str, fate: str = "made", since: int = 0, until: int | None = None
) -> FloatArray:
    """Return the number of a side's dated threats made, or ended in a certain way, on days
    since..until, (runs,).

    fate: made, carried_out, withdrawn, traded_away; ValueError for another.
    """
    if fate not in FATES:
        raise ValueError(f"fate={fate}: nothing of that name comes of a threat: {FATES}")
    own = runs.journal.threats[FATES.index(fate), runs.dyad.find_side(side)]
    so_far = own[:, runs.first : runs.end].astype(float)
    last = runs.days - 1 if until is None else until
    return np.asarray(so_far[last] - (so_far[since - 1] if since > 0 else 0.0))


@register_measure
def purchases_withheld(runs: RunRecord, side: str, day: int) -> FloatArray:
    """Return 1 where a side withholds its purchases at the end of a day, else 0, (runs,)."""
    held = runs.journal.withheld[runs.dyad.find_side(side), day, runs.first : runs.end]
    return np.asarray(held, dtype=float)


@register_measure
def envoy_meetings(runs: RunRecord, by: int) -> FloatArray:
    """Return the number of envoys' meetings up to a day, (runs,)."""
    return np.asarray(runs.visits[by], dtype=float)


@register_measure
def days_to_contact(runs: RunRecord, stage: str = "leader") -> FloatArray:
    """Return the days from trigger to first contact, (runs,); infinity without one."""
    if stage == "envoy":
        return runs.get_days("envoy_duration", "envoy_event_observed")
    return runs.get_days("duration", "event_observed")


@register_measure
def first_mover_is(runs: RunRecord, side: str) -> FloatArray:
    """Return 1 where `side` asked for the first contact, 0 where the other did; NaN where neither
    did.
    """
    asked = runs.has_category("first_mover_true", *runs.dyad.keys)
    own = runs.has_category("first_mover_true", side)
    return np.where(asked, own.astype(float), np.nan)


@register_measure
def claims_other_asked(runs: RunRecord, side: str) -> FloatArray:
    """Return 1 where a side's readout says that the other asked, else 0, (runs,); NaN without a
    contact.
    """
    claims = runs.has_category(f"claimed_{side}", runs.dyad.get_other(side)).astype(float)
    return np.where(runs.get_flags("event_observed"), claims, np.nan)


@register_measure
def brought_by_broker(runs: RunRecord) -> FloatArray:
    """Return 1 where a third party brought the contact about, else 0, (runs,); NaN without one."""
    broker = runs.has_category("first_mover_true", "broker").astype(float)
    return np.where(runs.get_flags("event_observed"), broker, np.nan)


@register_measure
def envoys_before_leaders(runs: RunRecord) -> FloatArray:
    """Return 1 where envoys met before leaders, else 0; NaN where either did not happen."""
    leader, envoy = days_to_contact(runs), days_to_contact(runs, "envoy")
    both = np.isfinite(leader) & np.isfinite(envoy)
    return np.where(both, (envoy < leader).astype(float), np.nan)


@register_measure
def envoy_share_of_wait(runs: RunRecord) -> FloatArray:
    """Return envoys' days over leaders' days; NaN where either is missing or leaders' is 0."""
    leader, envoy = days_to_contact(runs), days_to_contact(runs, "envoy")
    known = np.isfinite(leader) & np.isfinite(envoy) & (leader > 0)
    return np.where(known, envoy / np.where(known, leader, 1.0), np.nan)
