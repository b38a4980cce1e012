"""Credibility: how far a hearer believes a word, from the words that were kept and broken (E23,
M31).

A Beta distribution of the chance that the next word is kept, updated by Bayes's rule as words come
true or not; its mean, the credit, scales what the next word does.
"""

from typing import Any, NamedTuple

import numpy as np

from agents.leader_constants import LeaderConstants
from model.arrays import Floats, find_lanes


class Prediction(NamedTuple):
    """Predictions of a contact made on one day that are still untested.

    Args:
        made: when, in days since the standoff began.
        weight: (lanes,) number of such predictions, 0 where none.
    """

    made: float
    weight: Floats


class Credibility:
    """How far a leader believes the other's word; every array is (lanes,).

    Args:
        constants: what is fixed about the hearer.
    """

    def __init__(self, constants: LeaderConstants) -> None:
        self.shared, self.levers = constants.shared, constants.shared.levers.words
        self.kept = self.levers.kept_prior.copy()
        """a: number of words kept, including the prior's."""
        self.broken = self.levers.broken_prior.copy()
        """b: number of words broken, including the prior's."""
        self._open: list[Prediction] = []
        self._contacts = self.shared.talks.contacts.copy()

    @property
    def is_off(self) -> bool:
        """Whether the mechanism is off: credit scales nothing in any lane."""
        return bool(self.levers.always("credit_weight", 0.0))

    @property
    def credit(self) -> Floats:
        """E23: a / (a + b), the chance that the next word is kept; (lanes,) 0..1."""
        return self.kept / (self.kept + self.broken)

    def compute_factor(self, lanes: Any = slice(None)) -> Floats:
        """E23: return the factor on the next word's effects, in some lanes; (m,) 0..1: 1 at
        `credit_weight` 0, the credit at 1.
        """
        doubt = self.levers.credit_weight[lanes] * (1.0 - self.credit[lanes])
        factor: Floats = 1.0 - doubt
        return factor

    def note_word(self, kept: Floats, weight: float | Floats = 1.0, lanes: Any = ...) -> None:
        """E23: record how far a word of the other (a threat, a prediction, a claim) was kept;
        nothing if the mechanism is off.

        Args:
            kept: (m,) 0..1, how far it was kept.
            weight: number of words it counts as, 0 for none; a number or (m,).
            lanes: (m,) the lanes; all by default.
        """
        if self.is_off:
            return
        self.kept[lanes] += weight * kept
        self.broken[lanes] += weight * (1.0 - kept)

    def note_prediction(self, weight: Floats, lanes: Any) -> None:
        """Record that the other predicts a contact soon, with a weight in words ((m,)), in some
        lanes.
        """
        if self.is_off:
            return
        if not self._open:
            self._contacts = self.shared.talks.contacts.copy()
        words = np.zeros(self.shared.lanes)
        words[lanes] = weight
        self._open.append(Prediction(self.shared.now, words))

    def advance(self) -> None:
        """E23: let one tick pass: open predictions are kept if a contact is agreed or held, and
        broken after `soon_days`.
        """
        if not self._open:
            return
        talks, now = self.shared.talks, self.shared.now
        came = talks.agreed | (talks.contacts > self._contacts)
        self._contacts = talks.contacts.copy()
        for made, words in self._open:
            over = now - made >= self.levers.soon_days
            tested = find_lanes((came | over) & (words != 0.0))
            if len(tested):
                self.note_word(came[tested].astype(np.float64), words[tested], tested)
                words[tested] = 0.0
        self._open = [one for one in self._open if one.weight.any()]

    def forget(self, share: Floats) -> None:
        """M33: forget a share ((lanes,) 0..1) of what was learned, as with a new leader."""
        self.kept += share * (self.levers.kept_prior - self.kept)
        self.broken += share * (self.levers.broken_prior - self.broken)

    def inherit(self, earlier: "Credibility", share: Floats) -> None:
        """M19: take over a share ((lanes,) 0..1) of what was learned before, for a second
        standoff.
        """
        self.kept += share * (earlier.kept - self.kept)
        self.broken += share * (earlier.broken - self.broken)
