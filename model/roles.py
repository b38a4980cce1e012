"""The roles the model calls: what `Standoff.step` needs of those who play, and nothing more.

The model never imports an agent; agents satisfy these protocols.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from model.arrays import Bools, Codes, Floats, Ints
from model.face import Book
from model.lanes import LaneView
from model.leader_roles import LeaderConstantsRole, LeaderStateRole
from model.menu import Menu
from model.parameters.cast import Function, Member
from model.parameters.side import Side
from model.sent import SentSignals


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
