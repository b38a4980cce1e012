"""The roles the model calls: what `Standoff.step` needs of those who play, and nothing more.

The model never imports an agent; agents satisfy these protocols.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from model.arrays import Bools, Codes, Floats, Ints
from model.face import Book
from model.menu import Menu
from model.signals import Sent


class LeaderRole(Protocol):
    """A leader: its own state over lanes, its choices and its answers."""

    name: str
    side: int
    levers: Any
    menus: dict[str, Menu]
    book: Book
    pressure: Floats
    outrage: Floats
    audience_cost: Floats
    need: Floats
    seen_need: Floats
    courted: Floats
    accused: Floats
    line: Floats
    ambush: Floats
    vow: Floats
    stone: Floats
    power: Floats
    relief: Floats
    truth: Floats

    @property
    def imposition(self) -> Floats:
        """(lanes,) mean imposition of his requests."""

    @property
    def way(self) -> Any:
        """The diplomatic route to the other leader, or None."""

    def unmet(self) -> Floats:
        """(lanes,) share of his precondition still unmet."""

    def carry_over(self, first: Codes) -> None:
        """Begin a second standoff with part of what was believed."""

    def tire(self) -> None:
        """What wears off by itself in a tick."""

    def offer(self, lanes: Any) -> None:
        """Note a stepping stone he has just offered."""

    def receive_stone(self, lanes: Any) -> None:
        """A stepping stone of the other stands."""

    def leak(self, menu: Menu) -> Floats:
        """(options, lanes) chance that a private signal becomes public."""

    def log_need(self, menu: Menu) -> Floats:
        """(options, lanes) logarithm of the need read into a request."""

    def risk(self, lanes: Any = slice(None)) -> Floats:
        """(m,) ambush belief as it enters his choices, in some lanes."""

    def weight(self, lanes: Any = slice(None)) -> Floats:
        """(m,) W of a request of his mean imposition, in some lanes."""

    def feel(self, pain: Floats, outrage: Floats) -> None:
        """Take in what home feels today; (lanes,) weighted pain and outrage."""

    def choose(self, slot: str) -> Codes:
        """(lanes,) index into the slot's menu."""

    def answer(self, request: Sent) -> Codes:
        """(m,) index into the reply menu for the m lanes of a request."""

    def welcome(self) -> Floats:
        """(lanes,) chance that he accepts a third party's invitation."""

    def read_out(self, lanes: Any, asked: Bools) -> Codes:
        """(m,) index into the readout menu after a contact in these lanes."""


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
        """What they propose today."""


class Climate(NamedTuple):
    """What all groups of a side live under today; (lanes,) each.

    Tariffs are effective rates; `begging` is the outrage at a leader believed to beg.
    """

    other_tariff: Floats
    own_tariff: Floats
    control: Floats
    begging: Floats


class GroupRole(Protocol):
    """A constituency (or a set of alike ones): pain, outrage, opinion."""

    name: str
    side: int
    levers: Any
    tags: list[str]
    pain: Floats
    shortage: Floats
    outrage: Floats

    @property
    def opinion(self) -> Floats:
        """(lanes,) mean opinion."""

    def suffer(self, slights: Floats, climate: Climate) -> None:
        """One day of tariffs, controls and (lanes,) perceived slights."""

    def carry_over(self, share: Floats) -> None:
        """Begin a second standoff with a share of the outrage."""

    def soothe(self, relief: Floats, lanes: Any) -> None:
        """Some pain is taken away in some lanes."""

    def listen(self, heard: Floats, line: Floats) -> None:
        """One tick of others' opinions and of its leader's line, (lanes,) each."""

    def share(self) -> tuple[Floats, Floats]:
        """(lanes,) pain and outrage, tilted by opinion, before weighing."""


class HostRole(Protocol):
    """A third party: may invite both leaders, or seek an unscripted contact with one."""

    name: str
    tags: list[str]

    levers: Any

    def moves(self, purpose: str) -> Bools:
        """(lanes,) whether it takes an initiative of this sort today."""
