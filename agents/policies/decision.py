"""One decision: everything that a policy may know of it, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from model.arrays import Codes, Floats
from model.draws import Draws
from model.lanes import LaneView
from model.menu import Menu
from model.parameters.lever import Parameters

Terms = dict[str, Floats]
"""Name -> term of a utility; (count,) log-odds each."""
Settings = TypeVar("Settings", bound=Parameters)


def sum_terms(terms: Terms) -> Floats:
    """Return the sum of the terms, added in their order; a new array, (count,) log-odds."""
    first, *rest = terms.values()
    if not rest:
        return first.copy()
    score: Floats = first + rest[0]
    for part in rest[1:]:
        score += part
    return score


class Clock(NamedTuple):
    """When a decision is taken: the day (first 1), the time and the length of a tick, both in
    days.
    """

    day: int
    now: float
    dt: float


class Rival(NamedTuple):
    """What a policy knows of the other leader: name (part of its draws' names) and policy."""

    name: str
    settings: LaneView[Any]


class Recorder(Protocol):
    """Records the options of a decision for a trace."""

    def record_option(self, menu: Menu, k: int, terms: Terms, utility: float, draw: float) -> None:
        """Record option k with its terms, its utility (their sum over the temperature, less the
        logarithm of its family's size) and its draw.
        """


@dataclass(frozen=True)
class Decision(Generic[Settings]):
    """What a policy is given; it never sees the leader.

    Args:
        leader: name of the leader who decides, part of the names of its draws.
        menu: the options.
        lanes: the lanes that decide: (count,) indices, or a slice for all.
        count: number of lanes that decide.
        worth: option -> its named utility terms, computed when called.
        draws: the draws of this tick, in the lanes that decide.
        lasting: the draws of the whole run, in all lanes.
        settings: the policy's own levers, in all lanes.
        clock: when it is.
        rival: the other leader.
        recorder: records the options for a trace; None without one.
    """

    leader: str
    menu: Menu
    lanes: Any
    count: int
    worth: Callable[[int], Terms]
    draws: Draws
    lasting: Draws
    settings: LaneView[Settings]
    clock: Clock
    rival: Rival
    recorder: Recorder | None

    def constant(self, option: int) -> Codes:
        """Return the same option for every lane; (count,)."""
        return np.full(self.count, option, dtype=np.int8)

    def nothing(self) -> Codes:
        """Return the option "nothing" for every lane (the first option if the slot has none);
        (count,).
        """
        return self.constant(max(self.menu.nothing, 0))

    def accept(self) -> Codes:
        """Return the first way to accept, for every lane; (count,); ValueError in a slot without
        one, which is every slot but "reply".
        """
        ways = self.menu.find_options_by_form("accept")
        if not ways:
            raise ValueError(f"nothing is accepted in the slot {self.menu.slot}, only in reply")
        return self.constant(ways[0])
