"""A dyad: the keys of the two sides of a standoff, and the codes in which outcomes name them.

Keys come from the scenario (`Configuration.sides`); no rule knows which governments are played. A
side is 0 (the first) or 1 (the second) everywhere in the engine, and named by its key outside.
"""

from typing import NamedTuple


class Dyad(NamedTuple):
    """The keys of the two sides, in the order of the scenario.

    The tuples below are the categories of outcome columns; a code is an index into them.
    """

    first: str
    second: str

    @property
    def keys(self) -> tuple[str, str]:
        """The keys of both sides, the first side's first."""
        return (self.first, self.second)

    @property
    def movers(self) -> tuple[str, ...]:
        """The values of "who made the first move": a side's key, broker, simultaneous or nobody."""
        return (*self.keys, "broker", "simultaneous", "nobody")

    @property
    def second_movers(self) -> tuple[str, ...]:
        """The values of "who moved first in the second standoff", among them `not_played`."""
        return (*self.movers, "not_played")

    @property
    def claims(self) -> tuple[str, ...]:
        """The values of "who asked, as a side's readout says"."""
        return (*self.keys, "joint", "silent", "nobody")

    @property
    def beliefs(self) -> tuple[str, ...]:
        """What an audience may believe of who asked: the key of a side, "undecided", "nobody"."""
        return (*self.keys, "undecided", "nobody")

    @property
    def breaches(self) -> tuple[str, ...]:
        """The values of "who complied less with an accord"."""
        return (*self.keys, "both", "nobody")

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences whose beliefs are tracked: the first side's home, the second's, the
        world.
        """
        return (f"{self.first}_home", f"{self.second}_home", "world")

    def find_side(self, key: str | None) -> int:
        """Return the index (0 or 1) of the side with that key; ValueError for any other key."""
        return self.keys.index(str(key))

    def get_other(self, key: str) -> str:
        """Return the key of the other side."""
        return self.keys[1 - self.keys.index(key)]
