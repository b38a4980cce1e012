"""Why a leader chose as it did in one decision, and what change would have reversed it.

Quantal choice takes the highest sum of utility and draw, so a decision is reversed as soon as its
lead over the nearest alternative is gone. Two things are reported: how large that lead is, and
which single terms of the utility carry it, in that without them another option would have been
chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from runs.analysis.sides import name_side
from runs.analysis.text.numbers import format_number, with_minus_signs

TURNS_SAID = 3
SAME = 1e-9


@dataclass(frozen=True)
class DecisiveTerm:
    """A term of the utility without which another option would have been chosen.

    Args:
        term: its name.
        to: the option then chosen.
        weight: the term of the chosen option minus that of the other option, in log-odds.
    """

    term: str
    to: str
    weight: float


@dataclass(frozen=True)
class Reason:
    """Why an option was chosen.

    Args:
        chosen: the option.
        probability: its probability before the draw; None if the policy gives no terms.
        nearest: the alternative with the next highest sum; None if there is none.
        lead: sum of utility and draw of the chosen option minus that of the nearest, in log-odds;
            below 0 if something else decided (an intervention, another act of the day); None
            without a nearest.
        likeliest: the option with the highest utility; None if the policy gives no terms.
        turns: the terms without which another option would have been chosen, largest weight first.
    """

    chosen: str
    probability: float | None
    nearest: str | None
    lead: float | None
    likeliest: str | None
    turns: tuple[DecisiveTerm, ...]


def explain_decision(decision: Mapping[str, Any]) -> Reason:
    """Return why an option was chosen: its lead, the nearest alternative, and the terms that
    decided; of a choice not among the options only its name.

    decision: an entry of "decisions" in a run's trace (agents.trace).
    """
    options, name = decision["options"], str(decision["chosen"])
    own = next((option for option in options if option["name"] == name), None)
    if own is None:
        return Reason(name, None, None, None, None, ())
    nearest, lead = decision["nearest"], None
    if nearest is not None:
        lead = own["score"] - max(o["score"] for o in options if o["name"] == nearest)
    likeliest = max(options, key=lambda option: float(option["utility"]))["name"]
    turns = () if lead is None or lead < 0 else _find_pivotal_terms(options, own)
    return Reason(name, own["probability"], nearest, lead, likeliest, turns)


def _find_pivotal_terms(
    options: Sequence[Mapping[str, Any]], chosen: Mapping[str, Any]
) -> tuple[DecisiveTerm, ...]:
    """Return the terms without which another option than `chosen` would have been chosen, largest
    weight first; options: all options of the decision, as its trace has them.
    """
    heat = infer_temperature(options)
    names = {term for option in options for term in option["terms"]}
    found = []
    for term in sorted(names):

        def compute_score_without(option: Mapping[str, Any], term: str = term) -> float:
            """Return an option's sum of utility and draw without the term, in log-odds."""
            return float(option["score"]) - float(option["terms"].get(term, 0.0)) / heat

        best = max(options, key=compute_score_without)
        if best["name"] != chosen["name"]:
            weight = chosen["terms"].get(term, 0.0) - best["terms"].get(term, 0.0)
            found.append(DecisiveTerm(term, str(best["name"]), weight / heat))
    return tuple(sorted(found, key=lambda turn: -abs(turn.weight)))


def infer_temperature(options: Sequence[Mapping[str, Any]]) -> float:
    """Return the temperature by which the terms of the options' utilities were divided (1 if all
    are 0).

    options: all options of a decision, with terms, utility and family. A trace has U = sum of terms
    / temperature - ln(number of options in the option's family).
    """
    families = [option["family"] for option in options]
    heat, largest = 1.0, 0.0
    for option in options:
        raw = sum(option["terms"].values())
        scaled = option["utility"] + math.log(families.count(option["family"]))
        if abs(scaled) > max(largest, SAME):
            heat, largest = raw / scaled, abs(scaled)
    return 1.0 if abs(heat - 1.0) < SAME else heat


def to_words(name: object) -> str:
    """Return an identifier in words: `motive_public_ask` as "public ask"."""
    return str(name).removeprefix("motive_").replace("_", " ")


def write_reason(decision: Mapping[str, Any], reason: Reason | None = None) -> str:
    """Return sentences on why an option was chosen; numbers are log-odds.

    decision: an entry of "decisions" in a run's trace; reason: of `explain_decision`, by default
    computed here.
    """
    reason = reason or explain_decision(decision)
    who = name_side(decision["side"])
    start = f"{who[:1].upper()}{who[1:]} chose “{to_words(reason.chosen)}”"
    if reason.probability is None:
        policy = to_words(decision.get("policy"))
        return f"{start}; the policy {policy} weighs no terms."
    parts = [f"{start}, with probability {format_probability(reason.probability)}."]
    if reason.likeliest != reason.chosen:
        parts.append(
            f"Its draw decided: by utility alone, “{to_words(reason.likeliest)}” was likeliest."
        )
    if reason.nearest is None or reason.lead is None:
        return " ".join(parts)
    if reason.lead < 0:
        parts.append(
            f"“{to_words(reason.nearest)}” had the higher sum: an intervention, or another act "
            "of the day that left it no object, stood against it."
        )
        return " ".join(parts)
    parts.append(
        f"“{to_words(reason.nearest)}” came nearest, {format_log_odds(reason.lead)} behind: with "
        "so much more utility or draw it would have been chosen."
    )
    parts.append(_write_pivotal_terms(reason.turns))
    return " ".join(parts)


def _write_pivotal_terms(pivotal_terms: Sequence[DecisiveTerm]) -> str:
    """Return a sentence on the first TURNS_SAID terms without which another option would have been
    chosen.
    """
    if not pivotal_terms:
        return "No single term, taken away, would have turned it."
    told = [
        f"without {to_words(turn.term)} ({format_log_odds(turn.weight)}) “{to_words(turn.to)}”"
        for turn in pivotal_terms[:TURNS_SAID]
    ]
    more = len(pivotal_terms) - len(told)
    rest = f" ({more} more terms would have turned it too)" if more else ""
    text = ", ".join(told)
    return f"{text[:1].upper()}{text[1:]} would have been chosen{rest}."


def format_probability(probability: float) -> str:
    """Return a probability as text: three decimals, or one significant digit if it is smaller."""
    return f"{probability:.3f}" if probability >= 0.0005 else f"{probability:.1g}"


def format_log_odds(amount: float) -> str:
    """Return an amount of log-odds with two decimals and a true minus sign."""
    return with_minus_signs(format_number(amount, 2))


def tabulate_options(decisions: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return every option of the decisions (of a run's trace) with its exact numbers, one row an
    option.

    Returns:
        day, side, slot (kind of decision), policy, option, family, chosen and nearest (bool),
        probability (0 to 1), utility, draw (random term), sum (log-odds), then one column a term,
        `term_<name>` (0 where an option does not have it).
    """
    rows = []
    for decision in decisions:
        keys = {key: decision[key] for key in ("day", "side", "slot", "policy")}
        for option in decision["options"]:
            rows.append(
                keys
                | {"option": option["name"], "family": option["family"]}
                | {key: option["name"] == decision[key] for key in ("chosen", "nearest")}
                | {key: option[key] for key in ("probability", "utility", "draw")}
                | {"sum": option["score"]}
                | {f"term_{term}": value for term, value in option["terms"].items()}
            )
    table = pd.DataFrame(rows)
    terms = [column for column in table if str(column).startswith("term_")]
    return table.assign(**{str(term): table[term].fillna(0.0) for term in terms})
