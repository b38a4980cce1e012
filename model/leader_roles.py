"""Protocols of a leader's parts (constants, state, reasons, credit) that the model relies on.

The roles themselves are in model/roles.py; classes of agents/ satisfy these protocols.
"""

from typing import Any, Protocol

from model.arrays import Bools, Floats, Ints
from model.menu import Menu
from model.routes import Route


class LeaderConstantsRole(Protocol):
    """What is fixed about a leader for a whole block."""

    @property
    def route(self) -> Route | None:
        """The diplomatic route to the other leader; None if there is none."""

    def get_leak_chances(self, menu: Menu) -> Floats:
        """Return the chance that a private signal becomes public; (options, lanes) in 0..1."""

    def get_log_needs(self, menu: Menu) -> Floats:
        """Return the logarithm of the need that the other reads into each request; (options,
        lanes).
        """


class ReasonsRole(Protocol):
    """What gives a leader a reason to ask today, and what keeps it from asking. `agenda`: (lanes,)
    how full its agenda is, 0..1.
    """

    agenda: Floats

    def fill_agenda(self, strike: Floats) -> None:
        """Raise the agenda by the other's strikes of a tick; (lanes,) share of value."""

    def open_door(self, share: Floats, lanes: Any = slice(None)) -> None:
        """Reopen, in some lanes, a share ((m,) 0..1) of the readiness for contact that it had
        withdrawn.
        """

    def shut_door(self, amount: Floats, lanes: Any = slice(None)) -> None:
        """Withdraw readiness for contact by an amount ((m,) 0..1), in some lanes."""


class ApprovalRole(Protocol):
    """A leader's approval at home; `value`: (lanes,) share, 0..1."""

    value: Floats

    def note_refusal(self, where: Bools) -> None:
        """Record in which lanes ((lanes,)) the leader has publicly refused a request of the
        other.
        """


class EagernessRole(Protocol):
    """How much wish for contact a leader's own words have shown so far."""

    def add(self, words: Floats, lanes: Any) -> None:
        """Add eager words ((m,) >= 0) of the leader that were heard in some lanes."""


class CredibilityRole(Protocol):
    """How much a leader believes the other side's word."""

    @property
    def is_off(self) -> bool:
        """Whether the mechanism is off: credit scales nothing in any lane."""

    def compute_factor(self, lanes: Any = slice(None)) -> Floats:
        """Return the factor on what the other's next word does to this leader, in some lanes; (m,)
        0..1.
        """

    def note_word(self, kept: Floats, weight: float | Floats = 1.0, lanes: Any = ...) -> None:
        """Record words of the other as kept (`kept` 1) or broken (0), each with a weight; (m,),
        some lanes.
        """

    def note_prediction(self, weight: Floats, lanes: Any) -> None:
        """Record that the other predicted a contact, with a weight ((m,)), in some lanes."""


class LeaderStateRole(Protocol):
    """What a leader feels and believes now; every array is (lanes,).

    `other_need`: how needy the other seems to it, `own_need`: how needy it seems to the other
    (log-odds); `power`: relative power of the other (W); `commitment`: its vow not to ask;
    `courtship`, `accusation`: how present the other's vague approaches, and its claim that this one
    asks, still are, 0..1; `public_line`: how firm it speaks, -1..1; `days_of_offer`: days for which
    the other's face-saving offer still stands; `truth`: 1 where it asked (for readouts).
    """

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
        """Its reasons to ask today: occasions, agenda, open or shut door."""

    @property
    def approval(self) -> ApprovalRole:
        """Its approval at home."""

    @property
    def eagerness(self) -> EagernessRole:
        """The eager words of its own that others still remember."""

    @property
    def credibility(self) -> CredibilityRole:
        """How much it believes the other's word."""

    def replace_leader(self, share: Floats) -> None:
        """Reset a share ((lanes,) 0..1) of what is personal, as when another person takes
        office.
        """

    def compute_unmet_precondition(self) -> Floats:
        """Return the share of its precondition for contact that is not yet met; (lanes,) 0..1."""

    def compute_contact_risk(self, lanes: Any = slice(None)) -> Floats:
        """Return the chance of humiliation at a contact as the leader weighs it, in some lanes;
        (m,) 0..1.
        """

    def compute_weight(self, lanes: Any = slice(None)) -> Floats:
        """Return the weight W of a request of average imposition, in some lanes; (m,)."""

    def apply_decay(self) -> None:
        """Let one tick pass: whatever fades by itself fades."""

    def make_offer(self, lanes: Ints) -> None:
        """Record that this leader has made a face-saving offer; lanes: indices of the runs."""

    def receive_offer(self, lanes: Ints) -> None:
        """Record a face-saving offer of the other leader to this one; lanes: indices of runs."""
