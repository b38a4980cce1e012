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
    menu, levers, trace = decision.menu, leader.levers.policy, leader.world.trace
    noise = draws.gumbels(menu.keys)
    plain = levers.always("temperature", 1.0)
    choice, best = decision.constant(0), np.empty(0)
    for k in range(len(menu)):
        terms = decision.worth(k)
        score = total(terms)
        if not plain:
            score /= levers.temperature[leader.deciding]
        if menu.log_size[k]:
            score -= menu.log_size[k]
        if trace is not None:
            trace.option(leader, menu, k, terms, float(score[0]), float(noise[k][0]))
        score += noise[k]
        if k:
            # The last option that beats all before it has the highest number: a maximum of codes.
            better = np.greater(score, best).view(np.int8)
            np.maximum(choice, np.multiply(better, np.int8(k)), out=choice)
            np.maximum(best, score, out=best)
        else:
            best = score
    return choice
