"""The terms of an agreement: who needs it more, and who set the agenda (E21, M15)."""

import numpy as np

from model.arrays import Floats, Ints, sigmoid
from model.roles import Leaders
from model.state import State

EQUAL = 0.5
"""The first side's share in terms that favour neither side."""


def compute_first_side_terms(state: State, leaders: Leaders, lanes: Ints) -> Floats:
    """E21: return the first side's share in the terms of the agreement, in some lanes; (m,) 0..1.

    1/2 + need_in_terms (s(n_1) - s(n_2)), with s the logistic function and n_1, n_2 the need of the
    other as the first and the second side see it. With agenda power the first mover also gains what
    its move adds in Rubinstein bargaining (M15).
    """
    by, accord = state.talks.agreed_by[lanes], state.levers.accord
    power = accord.agenda_power[lanes]
    needs = [sigmoid(leader.state.other_need[lanes]) for leader in leaders]
    terms: Floats = EQUAL + accord.need_in_terms[lanes] * (needs[0] - needs[1])
    edges = [
        power * (compute_first_proposer_share(leaders, side)[lanes] - EQUAL) for side in (0, 1)
    ]
    edge = np.where(by == 0, edges[0], np.where(by == 1, -edges[1], 0.0))
    return np.clip(terms + edge, 0.0, 1.0)


def compute_first_proposer_share(leaders: Leaders, side: int) -> Floats:
    """Return a side's share in Rubinstein bargaining if it proposes first; (lanes,) 0..1.

    (1 - dB) / (1 - dA dB), with dA the discount factor of the side and dB of the other; Rubinstein
    1982, doi:10.2307/1912531.
    """
    discount, rival = leaders[side].levers.discount, leaders[1 - side].levers.discount
    return (1.0 - rival) / (1.0 - discount * rival)
