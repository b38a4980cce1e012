"""What the model needs of a leader's constants, state and what its state is made of.

Beside model/roles.py, which has the roles themselves; agents satisfy these protocols.
"""

from typing import Any, Protocol

from model.arrays import Bools, Floats, Ints
from model.menu import Menu
from model.routes import Route


class LeaderConstantsRole(Protocol):
    """What is fixed about a leader over a block."""

    @property
    def route(self) -> Route | None:
        """The diplomatic route to the other leader, or None."""

    def get_leak_chances(self, menu: Menu) -> Floats:
        """(options, lanes) chance that a private signal becomes public."""

    def get_log_needs(self, menu: Menu) -> Floats:
        """(options, lanes) logarithm of the need read into a request."""


class ReasonsRole(Protocol):
    """What gives a leader a reason to ask, and what stands in its way."""

    agenda: Floats

    def fill_agenda(self, strike: Floats) -> None:
        """A tick's strikes of the other ((lanes,) strikes) fill its agenda."""

    def open_door(self, share: Floats, lanes: Any = slice(None)) -> None:
        """A share ((m,) 0..1) of its shut door opens, in some lanes."""

    def shut_door(self, amount: Floats, lanes: Any = slice(None)) -> None:
        """It cuts contact by an amount ((m,) 0..1) more, in some lanes."""


class ApprovalRole(Protocol):
    """A leader's approval at home."""

    value: Floats

    def note_refusal(self, where: Bools) -> None:
        """Its leader refuses a request of the other in view, in some lanes ((lanes,))."""


class EagernessRole(Protocol):
    """How far a leader's words have shown its wish for contact."""

    def add(self, words: Floats, lanes: Any) -> None:
        """Eager words ((m,)) of its own were heard in some lanes."""


class CredibilityRole(Protocol):
    """A leader's credit of the other's word."""

    @property
    def is_off(self) -> bool:
        """Whether credit scales nothing, in any lane."""

    def compute_factor(self, lanes: Any = slice(None)) -> Floats:
        """(m,) 0..1, what scales the next word's effects in some lanes."""

    def note_word(self, kept: Floats, weight: float | Floats = 1.0, lanes: Any = ...) -> None:
        """A word of the other was kept ((m,) 0..1) or not, in some lanes."""

    def note_prediction(self, weight: Floats, lanes: Any) -> None:
        """The other predicts a contact: (m,) words, in some lanes."""


class LeaderStateRole(Protocol):
    """What a leader feels and believes; every array is (lanes,)."""

    pressure: Floats
    outrage: Floats
    relief: Floats
    other_need: Floats
    own_need: Floats
    power: Floats
    humiliation_risk: Floats
    commitment: Floats
    courtship: Floats
    accusation: Floats
    public_line: Floats
    days_of_offer: Floats
    truth: Floats

    @property
    def reasons(self) -> ReasonsRole:
        """Its door, agenda and occasions."""

    @property
    def approval(self) -> ApprovalRole:
        """Its approval at home."""

    @property
    def eagerness(self) -> EagernessRole:
        """Its eager words that are still remembered."""

    @property
    def credibility(self) -> CredibilityRole:
        """Its credit of the other's word."""

    def replace_leader(self, share: Floats) -> None:
        """A share ((lanes,) 0..1) of what is personal goes with a leader."""

    def compute_unmet_precondition(self) -> Floats:
        """(lanes,) share of its precondition still unmet."""

    def compute_contact_risk(self, lanes: Any = slice(None)) -> Floats:
        """(m,) chance of being humiliated at a contact as it enters choices, in some lanes."""

    def compute_weight(self, lanes: Any = slice(None)) -> Floats:
        """(m,) W of a request of its mean imposition, in some lanes."""

    def apply_decay(self) -> None:
        """One tick of what wears off by itself."""

    def make_offer(self, lanes: Ints) -> None:
        """Note a face-saving offer it has just made."""

    def receive_offer(self, lanes: Ints) -> None:
        """A face-saving offer of the other stands."""
