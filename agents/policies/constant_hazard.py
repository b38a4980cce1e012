"""A constant probability of asking on each day, for oracles O1 to O3; accepts whatever it is
asked.
"""

from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Codes, per_tick
from model.draws import Draws

if TYPE_CHECKING:
    from agents.leader import Leader
    from agents.policies.decision import Decision


def constant_hazard(leader: "Leader", decision: "Decision", draws: Draws) -> Codes:
    """(count,) the policy's request with its probability; elsewhere "nothing", or acceptance."""
    menu, policy = decision.menu, leader.levers.policy
    if menu.slot == "contact" and policy.request in menu.names:
        chance = per_tick(policy.probability, leader.world.dt)
        asks = draws.uniform(leader.name, "contact", "hazard") < chance
        return np.where(asks, menu.names.index(policy.request), menu.nothing).astype(np.int8)
    if menu.slot == "reply":
        return decision.constant(menu.of_form("accept")[0])
    return decision.constant(max(menu.nothing, 0))
