"""Memory: what one standoff leaves to the next in a lane (M19)."""

import numpy as np

from model.asking import Leaders
from model.record import Record
from model.roles import GroupRole
from model.state import World


def begin_again(world: World, leaders: Leaders, groups: list[GroupRole], record: Record) -> None:
    """A second standoff, with the ledger and part of the beliefs and grievance of the first."""
    first = np.where(record.call_day > 0.0, record.mover, -1).astype(np.int8)
    world.begin_again()
    for leader in leaders:
        leader.carry_over(first)
    for group in groups:
        group.carry_over(world.levers.memory.carried)
