"""What asking puts at stake and what being asked gains, by contest and by rank (E10, M24)."""

from typing import Any

import numpy as np

from model.arrays import Floats, sigmoid
from model.face import Book, compute_prospect_value
from model.lanes import LaneView
from model.parameters.side import Accounting, Side
from model.state import State

HALF = 0.5
"""Weight of rank where rank and contest count alike."""


def compute_contest(state: State, lanes: Any = slice(None)) -> Floats:
    """E10: return z = Z / (Z + zw), how far tension Z turns asking and being asked into a contest,
    in some lanes; (m,) 0..1. zw is the lever `contest_tension`; 1 where that is 0 in all lanes.
    """
    contact = state.levers.contact
    if contact.always("contest_tension", 0.0):
        whole: Floats = state.pool.get_constant_array(1.0, state.lanes)[lanes]
        return whole
    tension: Floats = state.tension[lanes]
    share: Floats = tension / np.maximum(tension + contact.contest_tension[lanes], 1e-12)
    return share


def compute_loss_disutility(book: Book, at_stake: Floats) -> Floats:
    """E10: return the disutility, by prospect theory, to the keeper of the book of losing
    `at_stake` (>= 0, W) of its own face; (lanes,) >= 0.
    """
    aversion, face = book.sides[book.keeper].loss_aversion, book.compute_face(book.keeper)
    after = compute_prospect_value(face - at_stake, aversion)
    return compute_prospect_value(face, aversion) - after


def compute_rank_concern(levers: LaneView[Side]) -> Floats:
    """E10: return w, the weight of rank, rather than of the contest, in what asking stakes;
    (lanes,) 0..1.

    `hierarchy` weighs rank and `honor` the contest, each as far as its conviction goes; `mutual`
    weighs both alike.
    """
    accounting = Accounting(levers.accounting)
    if accounting is Accounting.HIERARCHY:
        return levers.conviction
    if accounting is Accounting.HONOR:
        return 1.0 - levers.conviction
    return np.full_like(levers.conviction, HALF)


def compute_stake_multiplier(levers: LaneView[Side], rank_lead: Floats, contest: Floats) -> Floats:
    """E10: return M, by which an act's weight is multiplied to give the face staked by asking;
    (lanes,) 0..4.

    2 [(1 - w) z + 2 w sigmoid(rho)] with w of `compute_rank_concern` (M24): a contest stakes the
    same whoever ranks higher; where rank counts, asking is the junior's part, and costs more the
    further above the other the asker sees itself. An asker of `mutual` accounting stakes half.

    Args:
        levers: of the side that asks.
        rank_lead: rho, how far it sees itself above the other; (lanes,) log-odds.
        contest: z of `compute_contest`; (lanes,) 0..1.
    """
    concern = compute_rank_concern(levers)
    shares = (1.0 - concern) * contest + concern * 2.0 * sigmoid(rank_lead)
    whole = 1.0 if Accounting(levers.accounting) is Accounting.MUTUAL else 2.0
    return whole * shares


def compute_gain_if_asked(levers: LaneView[Side], contest: Floats) -> Floats:
    """E10: return the factor on phi W (weight of face times weight of the request) that gives what
    a side gains in face if the other asks; (lanes,).

    Twice the contest (`compute_contest`); under `mutual` accounting the lever `mutual_gain`.
    """
    if Accounting(levers.accounting) is Accounting.MUTUAL:
        return levers.mutual_gain
    return 2.0 * contest
