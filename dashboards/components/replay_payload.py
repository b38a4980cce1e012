"""The data that a replay sends to the browser: a run in columns, reasons by span of days on demand.

A trace is some megabytes of plain values, nine tenths of them the terms of its thousand decisions.
The page gets the rest, each column and each word once; the reasons of a span of days are loaded
when those days are near. Numbers are rounded for display only: the table of each panel (its address
with `format=csv`) has the trace's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

Trace = Mapping[str, Any]
SPAN = 15
"""Days whose reasons are sent at once."""
PLACES = 3
"""Decimals of daily values, postings and probabilities, as sent and as shown."""
LOG_ODDS_PLACES = 2
"""Decimals of utilities, draws and terms, as sent and as shown."""
SMALL = 0.005
"""A term is left out where no option of the decision has so much of it; it would read 0.00."""

SIGNALS = ("day", "title", "kind", "slot", "side", "sender", "receivers", "channel")
HOW = ("public", "leaked")
EVENTS = ("day", "kind", "side", "text")
POSTINGS = ("day", "keeper", "side", "audience", "amount", "event", "source")


def pack_trace(trace: Trace) -> dict[str, Any]:
    """Return a run as data for the page's script, without its decisions; numbers rounded to PLACES.

    Keys: replication, start, series (variable -> values by day), and signals, events and postings
    by column (`pack_columns`).
    """
    delays = _collect_channel_delays(trace)
    signals = [
        signal
        | {
            "delays": [
                delays.get((signal["sender"], receiver, signal["channel"]), 0)
                for receiver in signal["receivers"]
            ]
        }
        for signal in trace["signals"]
    ]
    return {
        "replication": trace["replication"],
        "start": trace["start"],
        "series": {name: _round_numbers(values) for name, values in trace["series"].items()},
        "signals": pack_columns(signals, (*SIGNALS, *HOW, "delays")),
        "events": pack_columns(trace["events"], EVENTS),
        "postings": pack_columns(trace["postings"], POSTINGS),
    }


def _collect_channel_delays(trace: Trace) -> dict[tuple[str, str, str], int]:
    """Return (sender, receiver, channel) -> days a signal takes, where it takes any."""
    return {
        (edge["source"], edge["target"], edge["channel"]): round(edge["delay"])
        for edge in trace["edges"]
        if edge["delay"] > 0
    }


def pack_columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """Return rows by column: numbers rounded to PLACES, other values as codes.

    Returns:
        name -> [numbers] or, for text, booleans, lists and None, {words: the distinct values,
            codes: index into words by row}.
    """
    made: dict[str, Any] = {}
    for name in names:
        values = [row[name] for row in rows]
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            made[name] = _round_numbers(values)
            continue
        places: dict[Any, int] = {}
        words: list[Any] = []
        codes = []
        for value in values:
            key = tuple(value) if isinstance(value, list) else value
            if key not in places:
                places[key] = len(words)
                words.append(value)
            codes.append(places[key])
        made[name] = {"words": words, "codes": codes}
    return made


def _round_numbers(values: Sequence[float], places: int = PLACES) -> list[float]:
    """Return numbers rounded to `places` decimals; whole ones as int, which takes half the
    space.
    """
    near = [round(value, places) for value in values]
    return [int(value) if value == int(value) else value for value in near]


def pack_pains(table: pd.DataFrame) -> dict[str, Any]:
    """Return titles and sides of the groups, and under `days` each group's pain by day, in one
    order.

    table: of runs.studies.replay.replay.simulate_run_pain.
    """
    groups = table.groupby("group", sort=False)
    return {
        "titles": groups["title"].first().tolist(),
        "sides": groups["side"].first().tolist(),
        "days": [_round_numbers(own.tolist()) for _, own in groups["pain"]],
    }


def find_day_span(day: int) -> tuple[int, int]:
    """Return first and last day of the SPAN days, counted from day 1, in which a day lies."""
    first = (max(1, day) - 1) // SPAN * SPAN + 1
    return first, first + SPAN - 1


def pack_decision_reasons(trace: Trace, day: int) -> dict[str, Any]:
    """Return the reasons of every decision in the span of days (`find_day_span`) that holds `day`:
    {first, last (days), menus, decisions}.

    Of each menu (key: side/slot/number of options; a slot is one of the day's choices): name and
    family of every option. Of each decision: day, side, slot, menu, chosen (option), nearest (the
    option next in sum), lead (of the chosen over it), said (its explanation in words), odd
    (whether another option was likelier), and lists over the options: probability, utility, draw
    (of chance), sum (of both), and terms (term -> its part of utility).
    """
    first, last = find_day_span(day)
    menus: dict[str, Any] = {}
    told = [_pack_decision(one, menus) for one in trace["decisions"] if first <= one["day"] <= last]
    return {"first": first, "last": last, "menus": menus, "decisions": told}


def _pack_decision(decision: Mapping[str, Any], menus: dict[str, Any]) -> dict[str, Any]:
    """Return one decision of `pack_decision_reasons`, and add its menu to `menus`."""
    from runs.analysis.runs.decision_reasons import explain_decision, write_reason

    why, options = explain_decision(decision), decision["options"]
    menu = f"{decision['side']}/{decision['slot']}/{len(options)}"
    menus[menu] = {key: [option[key] for option in options] for key in ("name", "family")}
    numbers = {"utility": "utility", "draw": "draw", "sum": "score"}
    return {
        **{key: decision[key] for key in ("day", "side", "slot", "chosen", "nearest")},
        "menu": menu,
        "lead": None if why.lead is None else round(why.lead, LOG_ODDS_PLACES),
        "odd": why.likeliest not in (None, why.chosen),
        "said": write_reason(decision, why),
        "probability": _round_numbers([option["probability"] for option in options]),
        **{name: _round_log_odds([o[key] for o in options]) for name, key in numbers.items()},
        "terms": _pack_terms(options),
    }


def _pack_terms(options: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """Return term -> its part of each option's utility; terms below SMALL everywhere
    are left out.
    """
    names = dict.fromkeys(term for option in options for term in option["terms"])
    columns = {name: [option["terms"].get(name, 0.0) for option in options] for name in names}
    return {
        name: _round_log_odds(values)
        for name, values in columns.items()
        if max(abs(value) for value in values) >= SMALL
    }


def _round_log_odds(values: Sequence[float]) -> list[float]:
    """Return utilities, draws or terms rounded to LOG_ODDS_PLACES."""
    return _round_numbers(values, LOG_ODDS_PLACES)


def select_day_decisions(trace: Trace, day: int) -> list[Mapping[str, Any]]:
    """Return the decisions of one day, in their order."""
    return [decision for decision in trace["decisions"] if decision["day"] == day]


def make_trace_table(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> pd.DataFrame:
    """Return rows of a trace as a data frame with the columns `names`; a list becomes a text, its
    items separated by spaces.
    """
    frame = pd.DataFrame([[row[name] for name in names] for row in rows], columns=list(names))
    for name in names:
        frame[name] = [" ".join(v) if isinstance(v, list) else v for v in frame[name]]
    return frame
