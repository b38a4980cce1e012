"""The issues in dispute: what each side has in force on them, and what an accord settles (M27,
M30).
"""

import numpy as np

from model.arrays import Bools, Floats
from model.parameters.issues import SETTLED, Issue
from model.state import State


def is_covered_by_accord(state: State, issue: str) -> Bools:
    """Return in which lanes an accord in force covers the issue, so that neither side acts on it
    (M27); (lanes,).
    """
    if issue not in state.config.accord.covers:
        return np.zeros(state.lanes, dtype=bool)
    return state.talks.accord


def list_settled_issues(state: State) -> list[Issue]:
    """Return the issues that an accord settles: those it names, or tariffs and scarce goods."""
    covers: list[Issue] = state.config.accord.covers
    return covers or list(SETTLED)


def compute_measures_in_force(state: State, issue: str) -> Floats | None:
    """Return the size of both sides' measures against each other on an issue; (lanes,) >= 0, None
    if the issue has none.

    Tariffs: shares of value above the bases, with the rises of pending threats; scarce goods:
    export controls; purchases: shares withheld.
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
    """M30: return, for each issue that an accord settles, in which lanes the measures in force are
    large enough for a deal of envoys (lever `deal_stake`); (lanes,).

    An issue without measures is at stake wherever any other is.
    """
    least = state.levers.envoys.deal_stake
    standing = {
        issue: compute_measures_in_force(state, issue) for issue in list_settled_issues(state)
    }
    some, measured = least <= 0.0, dict[str, Bools]()
    for issue, stands in standing.items():
        if stands is not None:
            measured[issue] = stands >= least
            some = some | measured[issue]
    return {issue: measured.get(issue, some) for issue in standing}


def find_all_issues(state: State) -> dict[str, Bools]:
    """M30: return each issue that an accord settles -> true in every lane, as leaders
    settle all.
    """
    everywhere = np.ones(state.lanes, dtype=bool)
    return dict.fromkeys(list_settled_issues(state), everywhere)
