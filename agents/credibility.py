"""Credibility: what a hearer makes of a word, from the words that were kept and broken (E23, M31).

A Beta distribution of the chance that the next word is kept, updated as words come true or not
(Bayes's rule for a Bernoulli trial); its mean, the credit, scales what the next word does.
"""

from typing import Any, NamedTuple

import numpy as np

from agents.leader_constants import LeaderConstants
from model.arrays import Floats


class Prediction(NamedTuple):
    """Predictions of a contact made on one day.

    Args:
        made: when, in days since the standoff began.
        weight: (lanes,) words, 0 where none is open.
    """

    made: float
    weight: Floats


class Credibility:
    """A leader's credit of the other's word; every array is (lanes,).

    Args:
        constants: what is fixed about the hearer.
    """

    def __init__(self, constants: LeaderConstants) -> None:
        self.shared, self.levers = constants.shared, constants.shared.levers.words
        self.kept = self.levers.kept_prior.copy()
        """a: words kept, with those it counts at the start."""
        self.broken = self.levers.broken_prior.copy()
        """b: words broken, with those it counts at the start."""
        self._open: list[Prediction] = []
        self._contacts = self.shared.talks.contacts.copy()

    @property
    def is_off(self) -> bool:
        """Whether credit scales nothing, in any lane."""
        return bool(self.levers.always("credit_weight", 0.0))

    @property
    def credit(self) -> Floats:
        """E23: (lanes,) 0..1, a / (a + b), the chance that the next word is kept."""
        return self.kept / (self.kept + self.broken)

    def compute_factor(self, lanes: Any = slice(None)) -> Floats:
        """E23: (m,) 0..1, what scales the next word's effects in some lanes: 1 at weight 0, the
        credit at weight 1.
        """
        doubt = self.levers.credit_weight[lanes] * (1.0 - self.credit[lanes])
        factor: Floats = 1.0 - doubt
        return factor

    def note_word(self, kept: Floats, weight: float | Floats = 1.0, lanes: Any = ...) -> None:
        """E23: a word of the other was put to the test.

        Args:
            kept: (m,) 0..1, how far it was kept.
            weight: how many words it counts for, 0 for none; a number or (m,).
            lanes: (m,) the lanes, all where none are given.
        """
        if self.is_off:
            return
        self.kept[lanes] += weight * kept
        self.broken[lanes] += weight * (1.0 - kept)

    def note_prediction(self, weight: Floats, lanes: Any) -> None:
        """The other says that a contact will come soon: so many words ((m,)), in some lanes."""
        if self.is_off:
            return
        if not self._open:
            self._contacts = self.shared.talks.contacts.copy()
        words = np.zeros(self.shared.lanes)
        words[lanes] = weight
        self._open.append(Prediction(self.shared.now, words))

    def advance(self) -> None:
        """E23: one tick: predictions come true once a contact is agreed or held, and are broken
        when their days are over.
        """
        if not self._open:
            return
        talks, now = self.shared.talks, self.shared.now
        came = talks.agreed | (talks.contacts > self._contacts)
        self._contacts = talks.contacts.copy()
        for made, words in self._open:
            over = now - made >= self.levers.soon_days
            tested = np.where(came | over, words, 0.0)
            self.note_word(came.astype(np.float64), tested)
            words -= tested
        self._open = [one for one in self._open if one.weight.any()]

    def forget(self, share: Floats) -> None:
        """M33: (lanes,) share 0..1 of what was learned goes with a leader."""
        self.kept += share * (self.levers.kept_prior - self.kept)
        self.broken += share * (self.levers.broken_prior - self.broken)

    def inherit(self, before: "Credibility", share: Floats) -> None:
        """M19: a second standoff begins with a share ((lanes,) 0..1) of what was learned."""
        self.kept += share * (before.kept - self.kept)
        self.broken += share * (before.broken - self.broken)
