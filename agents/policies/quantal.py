"""Quantal choice: nested logit within a slot, by Gumbel-max with one named draw per option.

McFadden (1978); quantal response: McKelvey and Palfrey (1995), doi:10.1006/game.1995.1023. Each
option's utility is lowered by the logarithm of its family's size, so that a copy of an option in
its family changes no outcome share.
"""

from typing import TYPE_CHECKING

import numpy as np

from agents.utilities import total
from model.arrays import Codes, Floats
from model.draws import Draws

if TYPE_CHECKING:
    from agents.leader import Leader
    from agents.policies.decision import Decision


def quantal(leader: "Leader", decision: "Decision", draws: Draws) -> Codes:
    """(count,) the option with the highest U / temperature - ln(family size) + Gumbel draw."""
    menu, levers, trace = decision.menu, leader.levers.policy, leader.world.trace
    scores = draws.gumbels(menu.keys)
    plain = levers.always("temperature", 1.0)
    for k, score in enumerate(scores):
        terms = decision.worth(k)
        utility = total(terms)
        if not plain:
            utility /= levers.temperature[leader.deciding]
        if menu.log_size[k]:
            utility -= menu.log_size[k]
        if trace is not None:
            trace.option(leader, menu, k, terms, float(utility[0]), float(score[0]))
        score += utility
    return first_highest(scores)


def first_highest(scores: Floats) -> Codes:
    """(count,) the first of the options whose (options, count) score is the highest."""
    last = np.int8(len(scores) - 1)
    highest = scores == scores.max(axis=0)
    behind = np.arange(last, -1, -1, dtype=np.int8).reshape(-1, 1)
    most_behind: Codes = (highest.view(np.int8) * behind).max(axis=0)
    return last - most_behind
