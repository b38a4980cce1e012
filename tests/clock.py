"""Processor seconds: what a command or a call costs, whatever else the machine is doing."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager


class Spent:
    """Processor seconds, user and system, of this process or of its ended children."""

    seconds = 0.0


@contextmanager
def measure_cost(*, by_children: bool = False) -> Iterator[Spent]:
    """Measure a block: `with spent(by_children=True) as cost: ...; assert cost.seconds < 3`."""
    who = resource.RUSAGE_CHILDREN if by_children else resource.RUSAGE_SELF
    before, cost = resource.getrusage(who), Spent()
    yield cost
    after = resource.getrusage(who)
    cost.seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
