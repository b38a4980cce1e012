"""A run as a story of a few lines: how it begins, what was least to be expected, how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from runs.analysis.sides import get_dyad, label_side

LINES = 6
RARE = 0.05
"""A choice less probable than this is said to be so."""
TOLD = ("contact", "material", "message", "reply")
"""What leaders decide that a story may tell; their readouts are told with the end."""

Trace = Mapping[str, Any]


class Line(NamedTuple):
    """A line of a story: the day, whose doing it is (a side's key, or none), and what."""

    day: int
    side: str
    who: str
    """How the side stands at the beginning of the line; empty without one."""
    text: str
    why: str = ""


def tell_story(trace: Trace, most: int = LINES) -> list[Line]:
    """Return the story of a run in at most so many lines, in order of the days.

    Told are the first thing each side does to bring about contact, the first meeting of envoys,
    the end, and of the leaders' other choices until then those that were least probable.
    """
    ending = _find_ending(trace)
    until = [one for one in _list_choices(trace) if one[1].day <= ending.day]
    openings = _find_openings(trace, until)
    met = [
        Line(event["day"], "", "", str(event["text"]))
        for event in trace["events"]
        if event["kind"] == "envoy_meeting" and event["day"] <= ending.day
    ][:1]
    kept = [*openings, *met][: most - 1]
    said = {(line.side, line.text) for line in kept}
    for _, line in sorted(until, key=lambda one: one[0]):
        if len(kept) < most - 1 and (line.side, line.text) not in said:
            kept.append(line)
            said.add((line.side, line.text))
    return [*sorted(kept, key=lambda line: line.day), ending]


def _list_choices(trace: Trace) -> list[tuple[float, Line]]:
    """Return what the leaders did, each with its probability on its day."""
    chances = {
        (one["day"], one["side"], one["chosen"]): option["probability"]
        for one in trace["decisions"]
        for option in one["options"]
        if option["name"] == one["chosen"]
    }
    found = []
    for signal in trace["signals"]:
        chance = chances.get((signal["day"], signal.get("side"), signal["kind"]))
        if chance is not None and signal["slot"] in TOLD:
            found.append((float(chance), _make_line(signal, float(chance))))
    return found


def _find_openings(trace: Trace, choices: Sequence[tuple[float, Line]]) -> list[Line]:
    """Return the first line of each side that is meant to bring contact."""
    meant = {
        (one["day"], one.get("side"), _write_act(one))
        for one in trace["signals"]
        if one["slot"] == "contact"
    }
    found: dict[str, Line] = {}
    for _, line in sorted(choices, key=lambda one: one[1].day):
        if (line.day, line.side, line.text) in meant:
            found.setdefault(line.side, line)
    return list(found.values())


def _make_line(signal: Mapping[str, Any], chance: float) -> Line:
    side = str(signal.get("side") or "")
    why = f"A {_write_odds(chance)} choice that day." if chance < RARE else ""
    return Line(int(signal["day"]), side, label_side(side), _write_act(signal), why)


def _write_act(signal: Mapping[str, Any]) -> str:
    title = str(signal["title"])
    how = "" if "private" in title or signal["public"] else ", in private"
    return f"{title[:1].lower()}{title[1:]}{how}."


def _write_odds(chance: float) -> str:
    """Return "3 in 100", or of a thousand where that were less than one."""
    for whole in (100, 1000):
        if chance * whole >= 1:
            return f"{chance * whole:.0f} in {whole:,}"
    return "less than 1 in 1,000"


def _find_ending(trace: Trace) -> Line:
    outcome = trace["outcome"]
    day, mover = int(outcome["duration"]), str(outcome["first_mover_true"])
    if not outcome["event_observed"]:
        return Line(int(trace["horizon"]), "", "", "No leader has called.")
    if mover not in get_dyad().keys:
        return Line(day, "", "", "The leaders are in contact.")
    return Line(day, mover, label_side(mover), "asked, and the leaders are in contact.")
