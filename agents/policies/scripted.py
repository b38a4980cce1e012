"""Follows a dated list of acts: history day by day, and tests with forced moves."""

from agents.policies.decision import Decision
from model.arrays import Codes
from model.parameters.policy import Scripted


def scripted(decision: Decision[Scripted]) -> Codes:
    """Return the kind that the script names for today in this slot, else "nothing"; (count,)
    options. Accepts requests unless the script names another reply for the day.
    """
    menu, day = decision.menu, decision.clock.day
    for act in decision.settings.acts:
        last = act.day if act.until is None else act.until
        if act.kind in menu.names and act.day <= day <= last:
            return decision.constant(menu.names.index(act.kind))
    return decision.accept() if menu.slot == "reply" else decision.nothing()
