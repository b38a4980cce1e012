"""Phase 2, words: how much a word counts with who hears it, and what it is later held to (E22, E23;
M10, M31).
"""

import numpy as np

from model.arrays import Bools, Floats
from model.roles import Leaders
from model.sent import SentSignals


def scale_by_credit(what: SentSignals, values: Floats, leaders: Leaders) -> Floats:
    """E23: (m,) what a word does to who hears it, times the speaker's credit there; a material act
    is no word.
    """
    credibility = leaders[1 - what.side].state.credibility
    if what.menu.slot != "message" or credibility.is_off:
        return values
    return values * credibility.compute_factor(what.lanes)


def note_words(what: SentSignals, leaders: Leaders) -> None:
    """E22, E23: eager words are remembered, predictions wait for their test."""
    speaker, hearer = leaders[what.side].state, leaders[1 - what.side].state
    eager = what.look_up_effect("eager")
    if eager is not None:
        speaker.eagerness.add(np.where(what.public, eager, 0.0), what.lanes)
    predicted = what.look_up_effect("predict")
    if predicted is not None and predicted.any():
        hearer.credibility.note_prediction(predicted, what.lanes)


def accuse_receiver(what: SentSignals, leaders: Leaders) -> None:
    """M05: what is said of the receiver in view is in the air, and may be denied."""
    accuse = what.look_up_effect("accuse")
    if accuse is not None and accuse.any():
        state, lanes = leaders[1 - what.side].state, what.lanes
        accused = np.where(what.public, accuse, 0.0)
        state.accusation[lanes] = np.maximum(state.accusation[lanes], accused)


def note_checked_words(what: SentSignals, false: Bools, checked: Bools, leaders: Leaders) -> None:
    """E23: words that were checked by events count as kept or broken with who heard them."""
    credibility = leaders[1 - what.side].state.credibility
    if not credibility.is_off and checked.any():
        kept = (~false).astype(np.float64)
        credibility.note_word(kept, checked.astype(np.float64), what.lanes)
