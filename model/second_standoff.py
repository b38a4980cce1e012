"""What a first standoff leaves to a second one in the same lane (M19)."""

import numpy as np

from model.outcomes.record import Record
from model.roles import GroupRole, Leaders
from model.state import State


def begin_second_standoff(
    state: State, leaders: Leaders, groups: list[GroupRole], record: Record
) -> None:
    """Begin the second standoff in all lanes: the ledgers of face stay; beliefs, grievance and
    outrage are carried over in part (levers of `memory`).
    """
    first = np.where(record.call_day > 0.0, record.mover, -1).astype(np.int8)
    state.begin_second_standoff()
    for leader in leaders:
        leader.carry_over(first)
    for group in groups:
        group.carry_over(state.levers.memory.carried)
