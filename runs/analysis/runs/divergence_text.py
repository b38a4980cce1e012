"""Where two runs diverge, in words: the day, the cause, and the term that differs most."""

from __future__ import annotations

from runs.analysis.runs.decision_reasons import format_log_odds, to_words
from runs.analysis.runs.divergence import Difference, Divergence
from runs.analysis.sides import name_side


def write_headline(divergence: Divergence) -> str:
    """Return a sentence: on which day two runs diverge, or that they never do."""
    if divergence.day is None:
        return "The two runs never part."
    return f"The two runs part on day {divergence.day}."


def write_divergence(divergence: Divergence, a: str, b: str) -> str:
    """Return sentences on the day on which two runs diverge and what differs first; a and b are the
    names of the variants.
    """
    if divergence.day is None:
        same = f"On all {divergence.days} days the two runs do the same"
        if divergence.numbers is None:
            return f"{same}, and every daily value is equal: they never part."
        return f"{same}; only their numbers differ, from day {divergence.numbers}: they never part."
    parts = [
        f"The two runs part on day {divergence.day}: "
        f"{_write_first_difference(divergence.differences[0], a, b)}."
    ]
    if divergence.leads is not None and len(divergence.terms):
        parts.append(_write_term_changes(divergence, a, b))
    more = len(divergence.differences) - 1
    if more:
        things = "thing differs" if more == 1 else "things differ"
        parts.append(f"{more} more {things} on that day.")
    if divergence.numbers is not None and divergence.numbers < divergence.day:
        parts.append(
            f"Before, they do the same, though their numbers differ from day {divergence.numbers}."
        )
    return " ".join(parts)


def _write_first_difference(first: Difference, a: str, b: str) -> str:
    """Return a clause on the first act or event that differs; a, b: names of the variants."""
    who = name_side(first.side or "")
    if first.about == "event":
        text, under = (first.b or first.a or "").rstrip("."), b if first.a is None else a
        if first.a is None or first.b is None:
            return f"“{text}” happens under “{under}” alone"
        return f"“{first.a}” under “{a}”, “{first.b}” under “{b}”"
    what = "chooses" if first.about == "decision" else "sends"
    slot = f" ({first.slot})" if first.slot else ""
    one, two = (to_words(name) if name is not None else "nothing" for name in (first.a, first.b))
    return f"{who}{slot} {what} “{one}” under “{a}” and “{two}” under “{b}”".strip()


def _write_term_changes(divergence: Divergence, a: str, b: str) -> str:
    """Return sentences on the lead in utility of a's choice under both variants, and the term that
    differs most; a, b: names of the variants.
    """
    top, first = divergence.terms.iloc[0], divergence.differences[0]
    one, two = (format_log_odds(lead) for lead in divergence.leads or ())
    draws = ""
    if divergence.draw is not None:
        to, where = (first.b, b) if divergence.draw >= 0 else (first.a, a)
        draws = (
            f" The draws, the same in both, give “{to_words(to)}” "
            f"{format_log_odds(abs(divergence.draw))} more: enough under “{where}” alone."
        )
    return (
        f"The utility of “{to_words(first.a)}” less that of “{to_words(first.b)}” is {one} under "
        f"“{a}” and {two} under “{b}”; of its terms, {to_words(top['term'])} differs most "
        f"({format_log_odds(top['a'])} against {format_log_odds(top['b'])}).{draws}"
    )
