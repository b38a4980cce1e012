"""Quantal choice: nested logit within a slot, by Gumbel-max with one named draw per option.

McFadden (1978); quantal response: McKelvey and Palfrey (1995), doi:10.1006/game.1995.1023. Each
option's utility is lowered by the logarithm of its family's size, so that a copy of an option in
its family changes no outcome share.
"""

import numpy as np

from agents.policies.decision import Decision, sum_terms
from model.arrays import Codes, Floats
from model.parameters.policy import Quantal


def quantal(decision: Decision[Quantal]) -> Codes:
    """Return the option with the highest U / temperature - ln(family size) + Gumbel draw;
    (count,).
    """
    menu, settings, recorder = decision.menu, decision.settings, decision.recorder
    scores = decision.draws.gumbels(menu.keys)
    plain = settings.always("temperature", 1.0)
    for k, score in enumerate(scores):
        terms = decision.worth(k)
        utility = sum_terms(terms)
        if not plain:
            utility /= settings.temperature[decision.lanes]
        if menu.log_size[k]:
            utility -= menu.log_size[k]
        if recorder is not None:
            recorder.record_option(menu, k, terms, float(utility[0]), float(score[0]))
        score += utility
    return find_first_highest(scores)


def find_first_highest(scores: Floats) -> Codes:
    """Return the first option of the highest score, for (options, count) scores; (count,)."""
    last = np.int8(len(scores) - 1)
    highest = scores == scores.max(axis=0)
    behind = np.arange(last, -1, -1, dtype=np.int8).reshape(-1, 1)
    most_behind: Codes = (highest.view(np.int8) * behind).max(axis=0)
    return last - most_behind
