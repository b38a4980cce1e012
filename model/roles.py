"""The roles the model calls: what `Standoff.step` needs of those who play, and nothing more.

The model never imports an agent; agents satisfy these protocols.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from model.arrays import Bools, Codes, Floats, Ints
from model.face import Book
from model.lanes import LaneView
from model.menu import Menu
from model.parameters.cast import Function, Member
from model.parameters.side import Side
from model.routes import Route
from model.sent import SentSignals


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


class LeaderRole(Protocol):
    """A leader: its own state over lanes, its choices and its answers."""

    name: str
    side: int
    levers: LaneView[Side]
    menus: dict[str, Menu]
    book: Book

    @property
    def constants(self) -> LeaderConstantsRole:
        """What is fixed about it."""

    @property
    def state(self) -> LeaderStateRole:
        """What it feels and believes."""

    def carry_over(self, first_mover: Codes) -> None:
        """Begin a second standoff with part of what was believed."""

    def update_home_pressure(self, pain: Floats, outrage: Floats) -> None:
        """Take in what home feels today; (lanes,) weighted pain and outrage."""

    def choose(self, slot: str) -> Codes:
        """(lanes,) index into the slot's menu."""

    def choose_reply(self, request: SentSignals) -> Codes:
        """(m,) index into the reply menu for the m lanes of a request."""

    def compute_broker_acceptance(self) -> Floats:
        """(lanes,) chance that it accepts a third party's invitation."""

    def choose_readout(self, lanes: Ints, has_asked: Bools) -> Codes:
        """(m,) index into the readout menu after a contact in these lanes."""


Leaders = tuple[LeaderRole, LeaderRole]
"""Both leaders, the first side's first."""


class Proposals(NamedTuple):
    """Meetings that a side's envoys propose in a day; (m,) each, an envoy after the other.

    `who` is the place of the envoy in its team, `quiet` whether by a deniable feeler.
    """

    who: Ints
    lanes: Ints
    quiet: Bools
    skill: Floats


class TeamRole(Protocol):
    """The envoys of a side: propose meetings."""

    envoys: Sequence[Any]

    def propose(self, unmet: Floats, team_share: Floats) -> Proposals:
        """Return who of this side's envoys proposes a meeting today, where, and how openly.

        Args:
            unmet: ln(1 - chance that envoys meet today), at most 0; (lanes,).
            team_share: part of the work that falls on this side, 0 to 1; (lanes,).
        """


class Climate(NamedTuple):
    """What all groups of a side live under today; (lanes,) each.

    Tariffs are effective rates; `begging` is the outrage at a leader believed to beg; `withheld`
    the share of the other's purchases that it withholds, None where there are none to withhold.
    """

    other_tariff: Floats
    own_tariff: Floats
    control: Floats
    begging: Floats
    withheld: Floats | None = None


class GroupRole(Protocol):
    """A constituency (or a set of alike ones): pain, outrage, opinion."""

    name: str
    side: int
    levers: LaneView[Member]
    tags: list[str]
    pain: Floats
    shortage: Floats
    outrage: Floats

    @property
    def opinion(self) -> Floats:
        """(lanes,) mean opinion."""

    def update_pain_and_outrage(self, slights: Floats, climate: Climate) -> None:
        """One day of tariffs, controls and (lanes,) perceived slights."""

    def carry_over(self, share: Floats) -> None:
        """Begin a second standoff with a share of the outrage."""

    def relieve_pain(self, relief: Floats, lanes: Any) -> None:
        """Some pain is taken away in some lanes."""

    def listen(self, others: Floats, line: Floats) -> None:
        """Move its opinion by one tick, towards others' and its leader's line; (lanes,) each."""

    def compute_panic(self) -> Floats | None:
        """(lanes,) by what its weight with the leader is multiplied; None where by nothing."""

    def compute_pain_and_outrage(self) -> tuple[Floats, Floats]:
        """(lanes,) pain and outrage, tilted by opinion, before weighing."""


class HostRole(Protocol):
    """A third party: may invite both leaders, or seek an unscripted contact with one."""

    name: str
    functions: list[Function]

    levers: LaneView[Member]

    def should_act(self, purpose: str) -> Bools:
        """Return whether it takes an initiative of this sort today, drawn by lane; (lanes,)."""
