"""A constant probability of asking per day, for oracles O1 to O3; accepts any request."""

import numpy as np

from agents.policies.decision import Decision
from model.arrays import Codes, compute_tick_probability
from model.parameters.policy import ConstantHazard


def constant_hazard(decision: Decision[ConstantHazard]) -> Codes:
    """Return the policy's request where a draw is below its probability, else "nothing"; (count,)
    options.
    """
    menu, settings = decision.menu, decision.settings
    if menu.slot == "contact" and settings.request in menu.names:
        chance = compute_tick_probability(settings.probability, decision.clock.dt)
        asks = decision.draws.uniform(decision.leader, "contact", "hazard") < chance
        return np.where(asks, menu.names.index(settings.request), menu.nothing).astype(np.int8)
    return decision.accept() if menu.slot == "reply" else decision.nothing()
