"""Never sends anything and refuses every request."""

from agents.policies.decision import Decision
from model.arrays import Codes
from model.parameters.policy import Never


def never(decision: Decision[Never]) -> Codes:
    """Return "nothing" in every slot and a refusal of every request; (count,) options."""
    if decision.menu.slot == "reply":
        return decision.constant(decision.menu.find_options_by_form("refuse")[0])
    return decision.nothing()
