"""What asking for a meeting or a visit is worth (E26; M28)."""

from agents.availability import Availability
from agents.policies.decision import Terms
from agents.utilities import RequestUtilities
from model.menu import Menu

DATED = ("relief", "gain_of_meeting", "agenda")
"""Terms that a contact brings on its day, and that are worth less the further off it is."""


def compute_meeting_terms(
    utilities: RequestUtilities, menu: Menu, option: int, openings: Availability
) -> Terms:
    """E26: terms of a request for a contact on a day to be planned: those of any request, with what
    it brings times exp(-days to it / patience), and whether there is such a day.
    """
    available = {"available": openings.compute_log_odds(option)}
    if openings.find_barred_lanes(option).all():
        return available
    terms = utilities.compute_terms(menu, option)
    worth = openings.compute_discounted_worth(option)
    return {
        name: term * worth if name in DATED else term for name, term in terms.items()
    } | available
