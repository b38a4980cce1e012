"""What a leader takes from one standoff into the next (M19).

A share of what he believed of the other's need, of how needy he looks, of an ambush and of rank,
and a lesson: the side that asked first the last time is taken to be the needier one.
"""

from typing import Any

from model.arrays import Bools, Floats

Beliefs = tuple[Floats, Floats, Floats, Floats]
"""Need of the other, own need as seen, ambush belief, relative power; (lanes,) each."""


def learn(memory: Any, fresh: Beliefs, before: Beliefs, asked: tuple[Bools, Bools]) -> None:
    """Move fresh beliefs, in place, towards those of the standoff before.

    Args:
        memory: the levers of M19.
        fresh: beliefs at the start of a standoff; changed.
        before: beliefs at the end of the one before.
        asked: where the other, and where he himself, moved first before; (lanes,) each.
    """
    for now, then in zip(fresh, before, strict=True):
        now += memory.carried * (then - now)
    for now, who in zip(fresh[:2], asked, strict=True):
        now += memory.carried * memory.lesson * who
