"""One run as a text: who sent what on which day, why, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from runs.analysis.sides import get_dyad, label_side

TERMS_SHOWN = 3


def write_narrative(trace: Mapping[str, Any]) -> str:
    """Return a trace as text: a head, a paragraph for each day on which something happened, the
    outcome.

    A decision is explained if it had a consequence: the chosen option with its probability, the
    largest terms, and the nearest alternative.
    """
    name = trace.get("variant_name", trace["variant"])
    head = f"{name}, run {trace['replication']}, seed {trace['seed']}, {trace['horizon']} days"
    days = sorted({entry["day"] for key in ("signals", "events") for entry in trace[key]})
    parts = [
        head,
        *(_write_day(trace, day) for day in days),
        _write_outcome_lines(trace["outcome"]),
    ]
    return "\n\n".join(part for part in parts if part)


def _write_day(trace: Mapping[str, Any], day: int) -> str:
    """Return the paragraph of a day: signals with their reasons, and events; "" if nothing
    happened.
    """
    lines = []
    for signal in (one for one in trace["signals"] if one["day"] == day):
        lines.append(_write_signal(signal))
        lines += [f"      {text}" for text in _describe_signal_reason(trace, signal)]
    for event in (one for one in trace["events"] if one["day"] == day):
        side = label_side(event.get("side") or "")
        lines.append(f"  {event['text'] or event['kind']}" + (f" ({side})" if side else ""))
    on = date.fromisoformat(trace["start"]) + timedelta(days=day - 1)
    return "\n".join([f"day {day} ({on.isoformat()})", *lines]) if lines else ""


def _write_signal(signal: Mapping[str, Any]) -> str:
    """Return the line of a signal: side, title, sender, and whether it was public, leaked or
    private.
    """
    side = label_side(signal.get("side") or "")
    how = "in public" if signal["public"] else "leaked" if signal.get("leaked") else "in private"
    return f"  {side + ': ' if side else ''}{signal['title']} ({signal['sender']}, {how})"


def _describe_signal_reason(trace: Mapping[str, Any], signal: Mapping[str, Any]) -> list[str]:
    """Return lines on the leader's decision behind a signal; [] if no leader decided it."""
    for decision in trace["decisions"]:
        same = (decision["day"], decision["side"]) == (signal["day"], signal.get("side"))
        if same and decision["chosen"] == signal["kind"]:
            return _describe_decision(decision)
    return []


def _describe_decision(decision: Mapping[str, Any]) -> list[str]:
    """Return one or two lines: the chosen option's probability and largest terms, then the nearest
    alternative; [] if the chosen option is not listed.
    """
    options = {option["name"]: option for option in decision["options"]}
    chosen, nearest = options.get(decision["chosen"]), str(decision.get("nearest"))
    if chosen is None:
        return []
    text = f"why: probability {_format_probability(chosen['probability'])} that day"
    terms = sorted(chosen["terms"].items(), key=lambda term: -abs(term[1]))[:TERMS_SHOWN]
    weights = ", ".join(f"{name.replace('_', ' ')} {value:+.1f}" for name, value in terms)
    lines = [f"{text}; {weights}" if weights else text]
    if nearest in options:
        other = _format_probability(options[nearest]["probability"])
        lines.append(f"nearest alternative: {nearest.replace('_', ' ')} ({other})")
    return lines


def _format_probability(probability: float) -> str:
    """Return a probability with two digits, or one significant one if it is tiny."""
    return f"{probability:.2f}" if probability >= 0.005 else f"{probability:.1g}"


def _write_outcome_lines(outcome: Mapping[str, Any]) -> str:
    """Return the last paragraph: contact and first mover, then the sides' claims and who is
    believed to have asked, if there are any.
    """
    mover = outcome.get("first_mover_true")
    days = outcome.get("duration")
    if not outcome.get("event_observed"):
        first = f"No leader contact by the horizon (day {days:g})."
    else:
        first = f"First leader contact on day {days:g}; first mover: {label_side(str(mover))}."
    claims = [
        f"{label_side(side)} says: {outcome[f'claimed_{side}']}"
        for side in get_dyad().keys
        if outcome.get(f"claimed_{side}")
    ]
    beliefs = [
        f"{audience.replace('_', ' ')}: {outcome[f'believed_{audience}']}"
        for audience in get_dyad().audiences
        if outcome.get(f"believed_{audience}")
    ]
    sentences = [
        f"{title}: {'; '.join(items)}."
        for title, items in (("Claims", claims), ("Believed to have asked", beliefs))
        if items
    ]
    return "\n".join([first, *sentences])
