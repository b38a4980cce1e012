"""Protocols of the agents: what `Standoff.step` needs of each role, and nothing more.

The model never imports an agent; classes of agents/ satisfy these protocols.
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
    """A leader in all lanes: its state, its choices and its answers."""

    name: str
    side: int
    levers: LaneView[Side]
    menus: dict[str, Menu]
    book: Book

    @property
    def constants(self) -> LeaderConstantsRole:
        """What is fixed about it for the block."""

    @property
    def state(self) -> LeaderStateRole:
        """What it feels and believes now."""

    def carry_over(self, first_mover: Codes) -> None:
        """Begin a second standoff, keeping part of what it believed; `first_mover`: (lanes,) side
        that moved first in the first one (0, 1), other codes for nobody or both.
        """

    def update_home_pressure(self, pain: Floats, outrage: Floats) -> None:
        """Update its pressure by today's weighted pain and outrage of its publics; (lanes,)."""

    def choose(self, slot: str) -> Codes:
        """Return what it chooses in a slot, as (lanes,) indices into the slot's menu."""

    def choose_reply(self, request: SentSignals) -> Codes:
        """Return its replies to a request that arrived in m lanes, as (m,) indices into the reply
        menu.
        """

    def compute_broker_acceptance(self) -> Floats:
        """Return the chance that it accepts a third party's invitation; (lanes,) 0..1."""

    def choose_readout(self, lanes: Ints, has_asked: Bools) -> Codes:
        """Return what it says of a contact in some lanes, as (m,) indices into the readout menu;
        `has_asked`: (m,) whether it was the one who asked.
        """


Leaders = tuple[LeaderRole, LeaderRole]
"""Both leaders, the first side's first."""


class Proposals(NamedTuple):
    """Meetings that a side's envoys propose on one tick: one row per proposal, arrays (m,).

    `who`: index of the envoy in its team; `quiet`: whether by a deniable feeler; `skill`: its
    skill.
    """

    who: Ints
    lanes: Ints
    quiet: Bools
    skill: Floats


class TeamRole(Protocol):
    """The envoys of a side, who propose meetings."""

    envoys: Sequence[Any]

    def propose(self, unmet: Floats, team_share: Floats) -> Proposals:
        """Return which of this side's envoys propose a meeting on this tick, in which lanes, and
        how openly.

        Args:
            unmet: ln(1 - chance that envoys meet on this tick), at most 0; (lanes,).
            team_share: the part of that chance that this side brings about, 0..1; (lanes,).
        """


class Climate(NamedTuple):
    """What all constituencies of a side live under today; each (lanes,).

    Tariffs are effective rates; `control` the other's export controls; `begging` the outrage at a
    leader believed to beg; `withheld` the share of the other's purchases that it withholds, None
    without any.
    """

    other_tariff: Floats
    own_tariff: Floats
    control: Floats
    begging: Floats
    withheld: Floats | None = None


class GroupRole(Protocol):
    """A constituency: its pain, outrage and opinion. Arrays are (lanes,), or (members, lanes)."""

    name: str
    side: int
    levers: LaneView[Member]
    tags: list[str]
    pain: Floats
    shortage: Floats
    outrage: Floats

    @property
    def opinion(self) -> Floats:
        """Its mean opinion; (lanes,), above 0 for firmness."""

    def update_pain_and_outrage(self, slights: Floats, climate: Climate) -> None:
        """Let one tick pass under a climate of tariffs and controls, and (lanes,) slights by the
        other side.
        """

    def carry_over(self, share: Floats) -> None:
        """Begin a second standoff with a share ((lanes,) 0..1) of its outrage."""

    def relieve_pain(self, relief: Floats, lanes: Any) -> None:
        """Reduce its pain by an amount ((m,)), in some lanes."""

    def listen(self, others: Floats, line: Floats) -> None:
        """Move its opinion by one tick, towards what it hears of others and towards its leader's
        public line; (lanes,) each.
        """

    def compute_panic(self) -> Floats | None:
        """Return the factor on its weight with the leader; (lanes,) >= 1, or None where it is 1
        throughout.
        """

    def compute_pain_and_outrage(self) -> tuple[Floats, Floats]:
        """Return its pain and outrage as its opinion tilts them, before they are weighted; (lanes,)
        each.
        """


class HostRole(Protocol):
    """A third party: it may invite both leaders, or seek an unscripted contact with one."""

    name: str
    functions: list[Function]

    levers: LaneView[Member]

    def should_act(self, purpose: str) -> Bools:
        """Say in which lanes it takes an initiative of this purpose today, by a random draw;
        (lanes,).
        """


class ActingRole(Protocol):
    """An agent of a role of the user's own, which acts once a tick."""

    def act(self) -> None:
        """Act for one tick, in all lanes."""
