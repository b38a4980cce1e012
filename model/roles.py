"""The roles the model calls: what `Standoff.step` needs of those who play, and nothing more.

The model never imports an agent; agents satisfy these protocols.
"""

from typing import Any, Protocol

from model.arrays import Bools, Codes, Floats
from model.face import Book
from model.signals import Menu, Sent


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
    ambush: Floats
    vow: Floats
    stone: Floats
    power: Floats
    relief: Floats

    def feel(self, pain: Floats, outrage: Floats) -> None:
        """Take in what home feels today; (lanes,) weighted pain and outrage."""

    def choose(self, slot: str) -> Codes:
        """(lanes,) index into the slot's menu."""

    def answer(self, request: Sent) -> Codes:
        """(m,) index into the reply menu for the m lanes of a request."""

    def invited(self, lanes: Any) -> Bools:
        """(m,) whether it accepts a third party's invitation in these lanes."""

    def read_out(self, lanes: Any, asked: Bools) -> Codes:
        """(m,) index into the readout menu after a contact in these lanes."""

    def approached(self, request: Sent, accepted: Bools, read: Bools) -> None:
        """Learn from a request of the other, read or not, accepted or not ((m,) each)."""


class EnvoyRole(Protocol):
    """An envoy: proposes meetings."""

    name: str
    side: int
    levers: Any

    def propose(self, hazard: Floats) -> Bools:
        """(lanes,) whether it brings a meeting about today, given the team's hazard."""


class GroupRole(Protocol):
    """A constituency (or a set of alike ones): pain, outrage, opinion."""

    name: str
    side: int
    levers: Any
    tags: list[str]
    pain: Floats
    outrage: Floats
    opinion: Floats

    def suffer(self, slights: Floats) -> None:
        """One day of tariffs, controls and (lanes,) perceived slights."""

    def listen(self, heard: Floats) -> None:
        """One day of others' opinions, (lanes,)."""

    def share(self) -> tuple[Floats, Floats]:
        """(lanes,) pain and outrage, tilted by opinion, before weighing."""


class HostRole(Protocol):
    """A third party: may invite both leaders, or seek an unscripted contact with one."""

    name: str
    tags: list[str]

    def invites(self) -> Bools:
        """(lanes,) whether it invites both today."""
