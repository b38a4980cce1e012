"""Quantal choice: nested logit within a slot, by Gumbel-max with one named draw per option.

McFadden (1978); quantal response: McKelvey and Palfrey (1995), doi:10.1006/game.1995.1023. Each
option's utility is lowered by the logarithm of its family's size, so that a copy of an option in
its family changes no outcome share.
"""

from typing import TYPE_CHECKING

import numpy as np

from agents.utilities import total
from model.arrays import Codes
from model.draws import Draws

if TYPE_CHECKING:
    from agents.leader import Leader
    from agents.policies.decision import Decision


def quantal(leader: "Leader", decision: "Decision", draws: Draws) -> Codes:
    """(count,) the option with the highest U / temperature - ln(family size) + Gumbel draw."""
    menu = decision.menu
    noise = draws.gumbels(menu.keys)
    temperature = leader.levers.policy.temperature
    plain = leader.levers.policy.always("temperature", 1.0)
    choice = decision.constant(0)
    best = np.empty(0)
    for k in range(len(menu)):
        terms = decision.worth(k)
        score = total(terms)
        if not plain:
            score = score / temperature[leader.deciding]
        if menu.log_size[k]:
            score = score - menu.log_size[k]
        if leader.world.trace is not None:
            leader.world.trace.option(leader, menu, k, terms, float(score[0]), float(noise[k][0]))
        score = score + noise[k]
        if k == 0:
            best = score
            continue
        better = score > best
        np.copyto(choice, np.int8(k), where=better)
        best = np.maximum(best, score)
    return choice
