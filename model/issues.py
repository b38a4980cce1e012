"""What stands on an issue, what deals settle, and what an accord that stands binds (M27, M30)."""

import numpy as np

from model.arrays import Bools, Floats
from model.parameters.issues import SETTLED, Issue
from model.state import State


def is_bound(state: State, issue: str) -> Bools:
    """(lanes,) where an accord that stands covers an issue, so that nobody moves on it (M27)."""
    if issue not in state.config.accord.covers:
        return np.zeros(state.lanes, dtype=bool)
    return state.talks.accord


def list_settled_issues(state: State) -> list[Issue]:
    """The issues that an accord settles: those it covers by name, else tariffs and scarce goods."""
    covers: list[Issue] = state.config.accord.covers
    return covers or list(SETTLED)


def compute_standing(state: State, issue: str) -> Floats | None:
    """(lanes,) what both sides have standing against each other on an issue; None where nothing
    is measured on it.

    Tariffs: points above their bases, and those of threats that are pending; scarce goods: export
    controls; purchases: shares withheld.
    """
    trade, threats = state.trade, state.threats
    if issue == "tariffs":
        stands = trade.compute_pressure_measure(0) + trade.compute_pressure_measure(1)
        if threats.dated:
            stands += threats.compute_threatened_points(
                0, trade
            ) + threats.compute_threatened_points(1, trade)
        return stands
    if issue == "scarce_goods":
        return trade.control[0] + trade.control[1]
    if issue == "purchases":
        return trade.withheld[0] + trade.withheld[1]
    return None


def find_issues_at_stake(state: State) -> dict[str, Bools]:
    """M30: issue -> (lanes,) where something stands on it that is worth a deal of envoys, of the
    issues that an accord settles; an issue on which nothing is measured goes with any deal.
    """
    least = state.levers.envoys.deal_stake
    standing = {issue: compute_standing(state, issue) for issue in list_settled_issues(state)}
    some, measured = least <= 0.0, dict[str, Bools]()
    for issue, stands in standing.items():
        if stands is not None:
            measured[issue] = stands >= least
            some = some | measured[issue]
    return {issue: measured.get(issue, some) for issue in standing}


def find_all_issues(state: State) -> dict[str, Bools]:
    """M30: every issue that an accord settles, in every lane: leaders deal on all of them."""
    everywhere = np.ones(state.lanes, dtype=bool)
    return dict.fromkeys(list_settled_issues(state), everywhere)
