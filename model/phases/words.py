"""Phase 2, words: how far a word counts with its hearer, and what it is later tested against (E22,
E23; M10, M31).
"""

import numpy as np

from model.arrays import Bools, Floats
from model.roles import Leaders
from model.sent import SentSignals


def scale_by_credit(signals: SentSignals, values: Floats, leaders: Leaders) -> Floats:
    """E23: return the effects of a message, (m,) `values`, times the credit that the hearer gives
    its speaker; effects of a material act are unchanged.
    """
    credibility = leaders[1 - signals.side].state.credibility
    if signals.menu.slot != "message" or credibility.is_off:
        return values
    return values * credibility.compute_factor(signals.lanes)


def remember_words(signals: SentSignals, leaders: Leaders) -> None:
    """E22, E23: record the speaker's eager words, and predictions of a contact to be tested."""
    speaker, hearer = leaders[signals.side].state, leaders[1 - signals.side].state
    eager = signals.look_up_effect("eager")
    if eager is not None:
        speaker.eagerness.add(np.where(signals.public, eager, 0.0), signals.lanes)
    predicted = signals.look_up_effect("predict")
    if predicted is not None and predicted.any():
        hearer.credibility.note_prediction(predicted, signals.lanes)


def accuse_receiver(signals: SentSignals, leaders: Leaders) -> None:
    """M05: record that the receiver is accused in public, so that it may deny."""
    accuse = signals.look_up_effect("accuse")
    if accuse is not None and accuse.any():
        state, lanes = leaders[1 - signals.side].state, signals.lanes
        accused = np.where(signals.public, accuse, 0.0)
        state.accusation[lanes] = np.maximum(state.accusation[lanes], accused)


def note_checked_words(
    signals: SentSignals, false: Bools, checked: Bools, leaders: Leaders
) -> None:
    """E23: count checked words as kept or broken with their hearer; `false`, `checked`: (m,)."""
    credibility = leaders[1 - signals.side].state.credibility
    if not credibility.is_off and checked.any():
        kept = (~false).astype(np.float64)
        credibility.note_word(kept, checked.astype(np.float64), signals.lanes)
