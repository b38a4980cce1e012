"""Streams of draws under neighbouring keys, 10^7 in all, and what a test at a fixed level may say.

Every statistic is compared with its own distribution under independence at LEVEL, two-sided where
it can err on both sides. The suite makes 236 such comparisons: were the draws ideal, all of them
would hold with probability .977. Keys are the first ones that come; none was chosen for passing.
"""

from functools import cache

import numpy as np

from model.arrays import Floats
from model.draws import Draws, hash_names, hash_worlds

LEVEL = 1e-4
EACH = 1_000_000
"""Draws in a stream."""

ASK = ("us_leader", "contact", "ask_private")
FIRST = np.arange(EACH, dtype=np.int64)


def over_replications(seed: int, tick: int, name: tuple[str, ...], first: int = 0) -> Floats:
    """One draw of EACH neighbouring replications."""
    seeds = np.full(EACH, seed, dtype=np.int64)
    return Draws(hash_worlds(seeds, first + FIRST), tick).uniform(*name)


def over_ticks() -> Floats:
    """One draw of 100 neighbouring replications on 10,000 neighbouring ticks, tick by tick."""
    lanes, ticks = 100, EACH // 100
    world = hash_worlds(np.zeros(lanes, dtype=np.int64), FIRST[:lanes])
    return np.stack([Draws(world, tick).uniform(*ASK) for tick in range(1, ticks + 1)]).ravel(
        order="F"
    )


def over_names() -> Floats:
    """1,000 names that differ in a number, in 1,000 replications, name by name."""
    lanes, names = 1000, EACH // 1000
    world = hash_worlds(np.zeros(lanes, dtype=np.int64), FIRST[:lanes])
    named = hash_names([("us_leader", "contact", f"kind_{number}") for number in range(names)])
    return Draws(world, 1).uniforms(named).ravel(order="F")


@cache
def stream(name: str) -> Floats:
    """(EACH,) draws of one of the streams of STREAMS; kept, read-only."""
    made = _make_stream(name)
    made.setflags(write=False)
    return made


def _make_stream(name: str) -> Floats:
    if name == "ticks":
        return over_ticks()
    if name == "names":
        return over_names()
    if name == "seeds":
        return Draws(hash_worlds(FIRST, np.zeros(EACH, dtype=np.int64)), 1).uniform(*ASK)
    plain = {
        "base": (0, 1, ASK, 0),
        "next seed": (1, 1, ASK, 0),
        "next tick": (0, 2, ASK, 0),
        "next option": (0, 1, ("us_leader", "contact", "ask_public"), 0),
        "other side": (0, 1, ("china_leader", "contact", "ask_private"), 0),
        "far replications": (0, 1, ASK, 2**40),
        "last seed": (2**63 - 1, 1, ASK, 0),
    }
    return over_replications(*plain[name])


STREAMS = (
    "base", "next seed", "next tick", "next option", "other side", "far replications",
    "last seed", "ticks", "names", "seeds",
)  # fmt: skip
assert len(STREAMS) * EACH == 10**7
