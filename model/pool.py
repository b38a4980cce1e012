"""Arrays of one value in every lane, shared by all who read them."""

import numpy as np

from model.arrays import Floats, uniform


class Pool:
    """Arrays that hold one value in every lane, kept once for a whole block.

    Most levers are such: one array, which the cache holds, stands for hundreds.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], Floats] = {}

    def full(self, value: float, lanes: int) -> Floats:
        """(lanes,) the value in every lane; read-only."""
        key = (lanes, float(value).hex())
        found = self._kept.get(key)
        if found is None:
            found = np.full(lanes, float(value))
            found.setflags(write=False)
            self._kept[key] = found
        return found

    def shared(self, values: Floats) -> Floats:
        """(lanes,) the same values, from the pool where they are one value to the last bit."""
        if len(values) and uniform(values):
            return self.full(float(values[0]), len(values))
        return values
