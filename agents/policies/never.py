"""Never sends anything and refuses whatever it is asked."""

from typing import TYPE_CHECKING

from model.arrays import Codes
from model.draws import Draws

if TYPE_CHECKING:
    from agents.leader import Leader
    from agents.policies.decision import Decision


def never(_leader: "Leader", decision: "Decision", _draws: Draws) -> Codes:
    """(count,) "nothing" in every slot, a refusal to every request."""
    menu = decision.menu
    if menu.slot == "reply":
        return decision.constant(menu.of_form("refuse")[0])
    return decision.constant(max(menu.nothing, 0))
