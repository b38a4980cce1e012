"""A constant probability of asking on each day, for oracles O1 to O3; accepts whatever it is
asked.
"""

import numpy as np

from agents.policies.decision import Decision
from model.arrays import Codes, compute_tick_probability
from model.parameters.policy import ConstantHazard


def constant_hazard(decision: Decision[ConstantHazard]) -> Codes:
    """(count,) the policy's request with its probability; elsewhere "nothing", or acceptance."""
    menu, settings = decision.menu, decision.settings
    if menu.slot == "contact" and settings.request in menu.names:
        chance = compute_tick_probability(settings.probability, decision.clock.dt)
        asks = decision.draws.uniform(decision.leader, "contact", "hazard") < chance
        return np.where(asks, menu.names.index(settings.request), menu.nothing).astype(np.int8)
    return decision.accept() if menu.slot == "reply" else decision.nothing()
