"""Memory: what one standoff leaves to the next in a lane (M19)."""

import numpy as np

from model.outcomes.record import Record
from model.roles import GroupRole, Leaders
from model.state import State


def begin_second_standoff(
    state: State, leaders: Leaders, groups: list[GroupRole], record: Record
) -> None:
    """A second standoff, with the ledger and part of the beliefs and grievance of the first."""
    first = np.where(record.call_day > 0.0, record.mover, -1).astype(np.int8)
    state.begin_second_standoff()
    for leader in leaders:
        leader.carry_over(first)
    for group in groups:
        group.carry_over(state.levers.memory.carried)
