"""A run as a story of a few turns: the day, who did what, and why in one clause.

The turns are chosen by one rule for terminal, pages and pictures: how each side begins to seek
contact, the first meeting of envoys, the request that was accepted and its acceptance, the end, and
of the leaders' other choices the least probable ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from runs.analysis.runs.decision_reasons import infer_temperature, to_words
from runs.analysis.sides import get_dyad, get_sides, label_side, name_audience
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_number, with_minus_signs
from runs.analysis.text.pieces import join_words

TURNS = 6
"""Of a short story; a page of its own has more room."""
TOLD = ("contact", "material", "message", "reply")
"""Slots of what leaders decide that a story may tell; their readouts are told with the end."""
BASE = "constant"
"""The term by which an act is rare or common whatever happens: no reason of a day."""
WEIGHT = 0.05
"""A term with less of the lead than this, in log-odds, is no reason."""

Trace = Mapping[str, Any]


class Turn(NamedTuple):
    """A turn of a story: its day, who did what, and why."""

    day: int
    side: str
    """Whose doing it is, by key; empty for nobody's."""
    who: str
    """How the side stands at the beginning of the line; empty without one."""
    text: str
    why: str = ""
    """The reason in one clause; empty where nothing else is known of it."""


class StoryPair(NamedTuple):
    """Two runs' stories: the turns they share, then each run's own, from the day they diverge."""

    day: int | None
    common: list[Turn]
    own: tuple[list[Turn], list[Turn]]


class _Choice(NamedTuple):
    """A leader's choice of a day, with its probability and slot."""

    chance: float
    slot: str
    kind: str
    turn: Turn


def tell_story(
    trace: Trace, max_turns: int = TURNS, first_day: int = 1, required: Sequence[Turn] = ()
) -> list[Turn]:
    """Return the story of a run (the trace of `agents.block.trace_run`) in at most `max_turns`
    turns, by day; the last is the end.

    first_day: first day of the story; required: turns that have precedence over all others.
    """
    ending = _make_ending_turn(trace)
    choices = [one for one in _iterate_choices(trace) if first_day <= one.turn.day <= ending.day]
    accepted = _find_request_and_reply(trace, choices)
    wanted = [*required, *_find_first_approaches(choices), *accepted]
    wanted += _find_first_envoy_meeting(trace, first_day, ending.day)
    wanted += [one.turn for one in sorted(choices, key=lambda one: one.chance)]
    kept: dict[tuple[str, str], Turn] = {}
    for turn in wanted:
        if len(kept) < max_turns - 1:
            kept.setdefault((turn.side, turn.text), turn)
    if accepted:
        agreed = f"accepted on day {accepted[-1].day}"
        ending = ending._replace(why="; ".join(filter(None, (agreed, ending.why))))
    return [*sorted(kept.values(), key=lambda turn: turn.day), ending]


def tell_two_stories(traces: tuple[Trace, Trace], day: int | None, max_turns: int) -> StoryPair:
    """Return two runs' stories, each of at most `max_turns` turns, or up to two after those shared;
    day: on which they diverge, None if they never do.
    """
    whole = tell_story(traces[0], max_turns)
    if day is None:
        return StoryPair(None, whole, ([], []))
    common = [turn for turn in whole if turn.day < day]
    room = max(2, max_turns - len(common))
    own = [_list_turns_from_divergence(traces, place, day, room) for place in (0, 1)]
    return StoryPair(day, common, (own[0], own[1]))


def _list_turns_from_divergence(
    traces: tuple[Trace, Trace], run_index: int, day: int, max_turns: int
) -> list[Turn]:
    """Return turns of the run `run_index` (0, 1) from `day` on, first those it alone has then."""
    on = [[one.turn for one in _iterate_choices(trace) if one.turn.day == day] for trace in traces]
    other = {(turn.side, turn.text) for turn in on[1 - run_index]}
    alone = [turn for turn in on[run_index] if (turn.side, turn.text) not in other]
    return tell_story(traces[run_index], max_turns, day, alone)


def _iterate_choices(trace: Trace) -> Iterator[_Choice]:
    """Yield the choices of a run that a story may tell, in the order of its trace."""
    decisions = {(one["day"], one["side"], one["chosen"]): one for one in trace["decisions"]}
    for signal in trace["signals"]:
        decision = decisions.get((signal["day"], signal.get("side"), signal["kind"]))
        chance = None if decision is None else get_chosen_probability(decision)
        if decision is not None and chance is not None and signal["slot"] in TOLD:
            turn = _make_turn(signal, write_choice_clause(decision))
            yield _Choice(chance, signal["slot"], signal["kind"], turn)


def get_chosen_probability(decision: Mapping[str, Any]) -> float | None:
    """Return the probability of a decision's chosen option; None if it is not among the options."""
    own = [one for one in decision["options"] if one["name"] == decision["chosen"]]
    return float(own[0]["probability"]) if own else None


def _make_turn(signal: Mapping[str, Any], why: str) -> Turn:
    """Return a signal as a turn of the story, with its reason."""
    side, title = str(signal.get("side") or ""), str(signal["title"])
    how = "" if "private" in title or signal["public"] else ", in private"
    return Turn(int(signal["day"]), side, label_side(side), f"{write_act(title)}{how}.", why)


def write_act(title: str) -> str:
    """Return a signal's title as a phrase: unchanged but for a small first letter if its first word
    ends in "s", as a verb does, else `sends “TITLE”`.
    """
    if title.partition(" ")[0].rstrip(",").endswith("s"):
        return title[:1].lower() + title[1:]
    return f"sends “{title}”"


def _find_first_approaches(choices: Sequence[_Choice]) -> list[Turn]:
    """Return each side's first choice that is meant to bring about contact, as a turn."""
    first: dict[str, Turn] = {}
    for one in choices:
        if one.slot == "contact":
            first.setdefault(one.turn.side, one.turn)
    return list(first.values())


def _find_request_and_reply(trace: Trace, choices: Sequence[_Choice]) -> list[Turn]:
    """Return the request that led to contact, then its acceptance; [] if no leader accepted one."""
    mover = str(trace["outcome"]["first_mover_true"])
    if not trace["outcome"]["event_observed"] or mover not in get_dyad().keys:
        return []
    replies = [
        one.turn for one in choices if one.kind.startswith("accept") and one.turn.side != mover
    ]
    if not replies:
        return []
    asked = [
        one.turn
        for one in choices
        if (one.slot, one.turn.side) == ("contact", mover) and one.turn.day <= replies[-1].day
    ]
    return [*asked[-1:], replies[-1]]


def _find_first_envoy_meeting(trace: Trace, since: int, until: int) -> list[Turn]:
    """Return the first meeting of envoys from day `since` to `until`, in a list; [] if none."""
    for event in trace["events"]:
        if event["kind"] == "envoy_meeting" and since <= event["day"] <= until:
            on = [one for one in trace["signals"] if one["day"] == event["day"]]
            sides = {str(one["side"]): None for one in on if one["slot"] == "envoy"}
            why = f"proposed by {join_words([label_side(key) for key in sides])}" if sides else ""
            return [Turn(event["day"], "", "", str(event["text"]), why)]
    return []


def write_choice_clause(decision: Mapping[str, Any]) -> str:
    """Return a clause on why a choice was made: its probability, and the terms that add most to its
    lead over the nearest alternative and take most from it (log-odds); "" if it is no option.
    """
    chance = get_chosen_probability(decision)
    if chance is None:
        return ""
    odds = f"{write_chance(chance)} that day"
    options = {str(one["name"]): one for one in decision["options"]}
    own, other = options[decision["chosen"]], options.get(str(decision.get("nearest")))
    if other is not None and own["score"] < other["score"]:
        return f"{odds}; set from outside"
    weights = sorted(_list_lead_terms(own, other, decision["options"]), key=lambda p: -p[1])
    ends = {term: weight for term, weight in (*weights[:1], *weights[-1:]) if abs(weight) >= WEIGHT}
    reasons = [f"{to_words(term)} {_format_weight(weight)}" for term, weight in ends.items()]
    return f"{odds}: {', '.join(reasons)}" if reasons else odds


def _list_lead_terms(
    chosen: Mapping[str, Any], other: Mapping[str, Any] | None, options: Sequence[Mapping[str, Any]]
) -> list[tuple[str, float]]:
    """Return (term, its part in the lead over `other`, in log-odds), no BASE; options: all."""
    against = other["terms"] if other is not None else {}
    names = {name: None for name in (*chosen["terms"], *against) if to_words(name) != BASE}
    heat = infer_temperature(options) if names else 1.0
    return [(n, (chosen["terms"].get(n, 0.0) - against.get(n, 0.0)) / heat) for n in names]


def _format_weight(weight: float) -> str:
    """Return log-odds with one decimal and their sign, a true minus: "+1.2"."""
    return with_minus_signs(("+" if weight > 0 else "") + format_number(weight, 1))


def write_chance(chance: float) -> str:
    """Return a probability in words: "3 in 100", or in 1,000 if it is below one in a hundred."""
    for whole in (100, 1000):
        if round(chance * whole) >= 1:
            return f"{round(chance * whole)} in {whole:,}"
    return "less than 1 in 1,000"


def _make_ending_turn(trace: Trace) -> Turn:
    """Return the turn that ends a story: the contact and what is believed, or that none came."""
    outcome = trace["outcome"]
    day, mover = int(outcome["duration"]), str(outcome["first_mover_true"])
    if not outcome["event_observed"]:
        last = int(trace["horizon"])
        return Turn(last, "", "", "No leader has called.", _write_attempts(trace, last))
    why = _describe_beliefs(outcome)
    if mover not in get_dyad().keys:
        return Turn(day, "", "", "The leaders are in contact.", why)
    return Turn(day, mover, label_side(mover), "asked, and the leaders are in contact.", why)


def _write_attempts(trace: Trace, last: int) -> str:
    """Return a phrase on how often each side sought contact, without success, up to day `last`."""
    made = [
        one["side"] for one in trace["signals"] if one["slot"] == "contact" and one["day"] <= last
    ]
    told = [f"{format_count(made.count(one.key), 'attempt')} by {one.title}" for one in get_sides()]
    return f"{join_words(told)} led to none"


def _describe_beliefs(outcome: Mapping[str, Any]) -> str:
    """Return in words which side each audience believes to have asked; empty if unknown."""
    believed: dict[str, list[str]] = {}
    for audience in get_dyad().audiences:
        if outcome.get(f"believed_{audience}"):
            whom = str(outcome[f"believed_{audience}"])
            believed.setdefault(whom, []).append(name_audience(audience))
    told = [f"{label_side(whom)} by {join_words(who)}" for whom, who in believed.items()]
    return f"believed to have asked: {'; '.join(told)}" if told else ""
