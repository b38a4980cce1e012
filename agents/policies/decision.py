"""One decision to be taken: everything a policy may know of it, and nothing else."""

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
"""Named terms of a utility; (count,) log-odds each."""
Settings = TypeVar("Settings", bound=Parameters)


def sum_terms(terms: Terms) -> Floats:
    """The sum of the terms in their order; (count,) log-odds, an array of its own."""
    first, *rest = terms.values()
    if not rest:
        return first.copy()
    score: Floats = first + rest[0]
    for part in rest[1:]:
        score += part
    return score


class Clock(NamedTuple):
    """When a decision is taken: the day (first day 1), the time and the length of a tick (days)."""

    day: int
    now: float
    dt: float


class Rival(NamedTuple):
    """What is known of the other leader: its name, which keys its draws, and its policy."""

    name: str
    settings: LaneView[Any]


class Recorder(Protocol):
    """Takes down the options of a decision for a replay."""

    def record_option(self, menu: Menu, k: int, terms: Terms, utility: float, draw: float) -> None:
        """Record option k with its terms, their sum and its draw."""


@dataclass(frozen=True)
class Decision(Generic[Settings]):
    """What a policy is given; it never sees the leader.

    Args:
        leader: name of the leader who decides, which keys its draws.
        menu: the options.
        lanes: the lanes that decide, (count,) indices or all as a slice.
        count: number of lanes that decide.
        worth: option -> its named terms, computed when it is called.
        draws: the draws of this tick, in the lanes that decide.
        lasting: the draws of the whole run, in all lanes.
        settings: the policy's own levers, in all lanes.
        clock: when it is.
        rival: the other leader.
        recorder: takes down the options, where a replay asks.
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
        """(count,) the same option everywhere."""
        return np.full(self.count, option, dtype=np.int8)

    def nothing(self) -> Codes:
        """(count,) the option "nothing" everywhere (the first option where the slot has none)."""
        return self.constant(max(self.menu.nothing, 0))

    def accept(self) -> Codes:
        """(count,) the first way to accept, everywhere; for the slot "reply"."""
        return self.constant(self.menu.find_options_by_form("accept")[0])
