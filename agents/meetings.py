"""What asking for a meeting or a visit is worth (E26; M28)."""

from agents.availability import Availability
from agents.policies.decision import Terms
from agents.utilities import RequestUtilities
from model.menu import Menu

DATED = ("relief", "gain_of_meeting", "agenda")
"""Terms that a contact yields on its day, and that are discounted by the time until then."""


def compute_meeting_terms(
    utilities: RequestUtilities, menu: Menu, option: int, availability: Availability
) -> Terms:
    """E26: return the utility terms of asking for a meeting or visit; (lanes,) log-odds each.

    They are those of any request; the yield of the contact is discounted by exp(-days to it /
    patience). The term `available` bars it where it has no day (`availability`: of the menu's
    options).
    """
    available = {"available": availability.compute_log_odds(option)}
    if availability.is_barred_everywhere(option):
        return available
    terms = utilities.compute_terms(menu, option)
    worth = availability.compute_discounted_worth(option)
    return {
        name: term * worth if name in DATED else term for name, term in terms.items()
    } | available
