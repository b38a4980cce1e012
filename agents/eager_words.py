"""What an eager public word costs and saves its speaker, beyond its motives (E22, M10)."""

import numpy as np

from agents.features import FeatureCache
from agents.policies.decision import Terms
from agents.utilities import RequestUtilities
from model.menu import Menu
from model.stake import compute_loss_disutility


class EagerWords:
    """The utility of the eager words (public messages that show a wish for contact) of a menu on
    one day.

    Args:
        features: those of the leader.
        menu: its menu of messages.
        utilities: today's of its requests, if they have been computed.
    """

    def __init__(
        self, features: FeatureCache, menu: Menu, utilities: RequestUtilities | None = None
    ) -> None:
        self._state, self._menu = features.state, menu
        self.is_silent = features.state.eagerness.is_off or "eager" not in menu.effects
        """Whether no word of the menu has such terms."""
        if not self.is_silent:
            self._compute_common_factors(utilities or RequestUtilities(features))

    def _compute_common_factors(self, utilities: RequestUtilities) -> None:
        """Compute what the terms of all eager words of the day share: disutility of the face at
        stake, the present belief in eagerness, and the chance that a request is accepted; (lanes,)
        each.
        """
        state = self._state
        at_stake = utilities.stake * state.compute_weight()
        self._loss = compute_loss_disutility(state.book, at_stake)
        talks = state.shared.talks
        self._saved = np.where(talks.agreed, 0.0, utilities.acceptance)
        assert utilities.believed is not None, "eager words count"
        self._believed = utilities.believed

    def compute_terms(self, k: int) -> Terms:
        """E22: return the terms of option k of the menu; (lanes,) log-odds each, none for a word
        that is not eager.

        `face_of_eagerness`: the part of the face staked by asking that the word gives away, as it
        is believed. `saved_on_asking`: what the next request then no longer puts at stake, times
        the chance that it is accepted; 0 if a contact is agreed.
        """
        kind = self._menu.kinds[k]
        if self.is_silent or kind.effects.always("eager", 0.0):
            return {}
        more = self._state.eagerness.compute_belief(kind.effects.eager * kind.potency)
        given_away = (more - self._believed) * self._loss
        return {
            "face_of_eagerness": -given_away,
            "saved_on_asking": given_away * self._saved,
        }
