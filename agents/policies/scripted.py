"""Plays a dated list of acts: history day by day, and oracles with forced moves."""

from typing import TYPE_CHECKING

from model.arrays import Codes
from model.draws import Draws

if TYPE_CHECKING:
    from agents.leader import Leader
    from agents.policies.decision import Decision


def scripted(leader: "Leader", decision: "Decision", _draws: Draws) -> Codes:
    """(count,) the kind the script plays today in this slot, else "nothing"; accepts requests
    unless the script names a refusal for the day.
    """
    menu, day = decision.menu, leader.world.day
    for act in leader.levers.policy.acts:
        last = act.day if act.until is None else act.until
        if act.kind in menu.names and act.day <= day <= last:
            return decision.constant(menu.names.index(act.kind))
    if menu.slot == "reply":
        return decision.constant(menu.of_form("accept")[0])
    return decision.constant(max(menu.nothing, 0))
