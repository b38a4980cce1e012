"""Never sends anything and refuses whatever it is asked."""

from agents.policies.decision import Decision
from model.arrays import Codes
from model.parameters.policy import Never


def never(decision: Decision[Never]) -> Codes:
    """(count,) "nothing" in every slot, a refusal to every request."""
    if decision.menu.slot == "reply":
        return decision.constant(decision.menu.find_options_by_form("refuse")[0])
    return decision.nothing()
