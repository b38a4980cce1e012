"""Where two runs of one random world diverge, and the cause.

Under two variants the numbers may differ from the first day on while both sides still do the same.
The runs *diverge* on the first day on which an act or an event differs; the first difference of
that day in the order of play (docs/ODD.md) is taken as the cause. Both runs have the same draws, so
if it is a decision, it is its utilities that differ, term by term.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from runs.analysis.runs.decision_reasons import infer_temperature

Trace = Mapping[str, Any]
Act = tuple[Any, ...]
"""phase, kind of entry, its place among its like, then what it was."""

SLOTS = ("contact", "material", "message")
CALENDAR, DELIVERY, CHOICE, ENVOYS, ANSWER, CONTACT, AFTERMATH = range(1, 8)
PHASES = {
    "calendar": CALENDAR,
    "shock": CALENDAR,
    "claim_checked": DELIVERY,
    "leaked": ENVOYS,
    "envoy_meeting": ENVOYS,
    "invitation": ENVOYS,
    "mediation": ENVOYS,
    "deal": ENVOYS,
    "refused": ANSWER,
    "agreed": ANSWER,
    "reply": ANSWER,
    "envoy": ENVOYS,
    "contact": CONTACT,
    "embarrassment": CONTACT,
    "readout": CONTACT,
}
"""Phase of the day (docs/ODD.md) of an event or of a slot; what is not named is an aftermath."""
REST = "temperature and family"
"""What a change of temperature or of a family's size adds beside the terms."""


@dataclass(frozen=True)
class Difference:
    """An act or event that differs on a day; a and b describe it under each variant (None: did not
    happen); phase: one of PHASES; about: "decision", "signal" or "event"; side: whose it is, None
    for nobody's; slot: the kind of decision, that under which a signal was sent, or of event.
    """

    phase: int
    about: str
    side: str | None
    slot: str | None
    a: str | None
    b: str | None


@dataclass(frozen=True)
class Divergence:
    """The first day on which two runs of one random world differ in what is done or happens.

    Args:
        day: that day; None if there is none.
        numbers: first day on which a daily value differs; None if none does.
        days: number of days compared (the shorter horizon).
        differences: what differs on that day, in the order of play; the first one is taken as the
            reason for the others.
        terms: of `decompose_utility_lead_change` where the first difference is a decision; else
            empty.
        leads: utility of a's choice less that of b's, under a and under b; None without terms.
        draw: draw of b's choice less that of a's, equal in both runs; None without terms.
    """

    day: int | None
    numbers: int | None
    days: int
    differences: tuple[Difference, ...]
    terms: pd.DataFrame
    leads: tuple[float, float] | None
    draw: float | None


def compare_traces(a: Trace, b: Trace) -> Divergence:
    """Return where two runs of one random world, given as traces (agents.block.trace_run), begin to
    differ: the first day, what differs on it, and why if it is a decision.
    """
    days = min(int(a["horizon"]), int(b["horizon"]))
    mine, other = _group_by_day(a), _group_by_day(b)
    found = (day for day in range(1, days + 1) if mine.get(day) != other.get(day))
    day = next(found, None)
    numbers = _find_first_unequal_day(a, b, days)
    terms, leads, draw = pd.DataFrame(columns=["term", "a", "b", "change"]), None, None
    if day is None:
        return Divergence(None, numbers, days, (), terms, leads, draw)
    differences = tuple(_find_differences(mine.get(day, {}), other.get(day, {})))
    first = differences[0]
    if first.about == "decision" and first.a is not None and first.b is not None:
        one, two = (_find_decision(trace, day, first) for trace in (a, b))
        if one is not None and two is not None:
            terms, leads = decompose_utility_lead_change(one, two)
            draws = {option["name"]: float(option["draw"]) for option in one["options"]}
            draw = draws[first.b] - draws[first.a]
    return Divergence(day, numbers, days, differences, terms, leads, draw)


def _group_by_day(trace: Trace) -> dict[int, dict[Act, tuple[Any, ...]]]:
    """Return day -> its acts and events, each `Act` (a key that sorts in the order of play) -> what
    it was, as a tuple.
    """
    days: dict[int, dict[Act, tuple[Any, ...]]] = {}

    def add_act(day: int, phase: int, key: Act, description: tuple[Any, ...]) -> None:
        """Add an act or event to its day, under phase, key and its number among equal keys."""
        entries = days.setdefault(day, {})
        place = sum(1 for known in entries if known[1:-1] == key)
        entries[(phase, *key, place)] = description

    for decision in trace["decisions"]:
        slot = str(decision["slot"])
        phase = CHOICE if slot in SLOTS else PHASES.get(slot, CONTACT)
        key = ("decision", SLOTS.index(slot) if slot in SLOTS else 3, decision["side"], slot)
        add_act(decision["day"], phase, key, (decision["chosen"],))
    for signal in trace["signals"]:
        slot = str(signal["slot"])
        phase = CHOICE if slot in SLOTS else PHASES.get(slot, CONTACT)
        key = ("signal", 4, signal["side"], slot)
        what = (signal["kind"], signal["sender"], signal["public"], signal["leaked"])
        add_act(signal["day"], phase, key, (*what, tuple(signal["receivers"])))
    for event in trace["events"]:
        kind = str(event["kind"])
        key = ("event", 5, event["side"] or "", kind)
        add_act(event["day"], PHASES.get(kind, AFTERMATH), key, (event["text"],))
    return days


def _find_differences(a: Mapping[Act, Any], b: Mapping[Act, Any]) -> Iterator[Difference]:
    """Yield the differences between two days of `_group_by_day`, in the order of play."""
    for key in sorted(a.keys() | b.keys(), key=lambda key: (key[0], key[2], *map(str, key))):
        one, two = a.get(key), b.get(key)
        if one != two:
            phase, about, _, side, slot, _ = key
            words = [None if what is None else str(what[0]) for what in (one, two)]
            if about == "signal" and one and two and one[0] == two[0]:
                words = [_describe_signal(what) for what in (one, two)]
            yield Difference(phase, about, side or None, slot, words[0], words[1])


def _describe_signal(signal: tuple[Any, ...]) -> str:
    """Return a signal in words: "KIND (SENDER, leaked, public or private, N receivers)"."""
    kind, sender, public, leaked, receivers = signal
    manner = "leaked" if leaked else "public" if public else "private"
    heard = "1 receiver" if len(receivers) == 1 else f"{len(receivers)} receivers"
    return f"{kind} ({sender}, {manner}, {heard})"


def _find_first_unequal_day(a: Trace, b: Trace, days: int) -> int | None:
    """Return the first of the days 1 .. days on which a daily value that both traces hold differs;
    None if none does.
    """
    shared = [name for name in a["series"] if name in b["series"]]
    for day in range(days):
        if any(a["series"][name][day] != b["series"][name][day] for name in shared):
            return day + 1
    return None


def _find_decision(trace: Trace, day: int, difference: Difference) -> dict[str, Any] | None:
    """Return the decision of this day with the side and slot of `difference`; None if there is
    none, or one of the two choices is not among its options.
    """
    for decision in trace["decisions"]:
        if (decision["day"], decision["side"], decision["slot"]) == (
            day,
            difference.side,
            difference.slot,
        ):
            names = {option["name"] for option in decision["options"]}
            return dict(decision) if {difference.a, difference.b} <= names else None
    return None


def decompose_utility_lead_change(
    a: Mapping[str, Any], b: Mapping[str, Any]
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """Return how each term changed the lead in utility of the option that run A chose over the one
    that run B chose, from run A to run B; a and b: this one decision as each run recorded it.

    Both runs share their draws, so only utilities can cost A's choice its lead in run B. A term
    contributes its value in A's choice minus that in B's.

    Returns:
        term, a, b (its contribution in each run, over the temperature), change (b - a), the
        largest change first; the last row is `REST`, so that the changes add up to the change of
        the lead. Then the lead in utility in run A and in run B.
    """
    parts, leads = [], []
    for decision in (a, b):
        options = {option["name"]: option for option in decision["options"]}
        one, two = options[a["chosen"]], options[b["chosen"]]
        heat = infer_temperature(decision["options"])
        names = [*one["terms"], *(term for term in two["terms"] if term not in one["terms"])]
        part = {t: (one["terms"].get(t, 0.0) - two["terms"].get(t, 0.0)) / heat for t in names}
        leads.append(float(one["utility"] - two["utility"]))
        parts.append(part | {REST: leads[-1] - sum(part.values())})
    names = [term for term in dict.fromkeys([*parts[0], *parts[1]]) if term != REST]
    rows = [(term, parts[0].get(term, 0.0), parts[1].get(term, 0.0)) for term in names]
    rows.sort(key=lambda row: -abs(row[2] - row[1]))
    table = pd.DataFrame(
        [*rows, (REST, parts[0][REST], parts[1][REST])], columns=["term", "a", "b"]
    )
    return table.assign(change=table["b"] - table["a"]), (leads[0], leads[1])


def tabulate_differences(divergence: Divergence) -> pd.DataFrame:
    """Return what differs on the day the runs diverge, one row a difference in the order of play:
    day, phase (number), about, side, slot, a, b (what happened under each; None: nothing); no row
    if they never do.
    """
    rows: Sequence[Difference] = divergence.differences
    columns = ["phase", "about", "side", "slot", "a", "b"]
    table = pd.DataFrame(
        [[getattr(row, name) for name in columns] for row in rows], columns=columns
    )
    table.insert(0, "day", divergence.day)
    return table
