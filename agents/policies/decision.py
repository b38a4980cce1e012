"""One decision to be taken: a menu, and what its options are worth, worked out only if asked
for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Codes

if TYPE_CHECKING:
    from agents.utilities import Terms
    from model.menu import Menu


@dataclass(frozen=True)
class Decision:
    """What a policy is given.

    Args:
        menu: the options.
        count: number of lanes that decide.
        worth: option -> its named terms, each (count,) log-odds.
    """

    menu: "Menu"
    count: int
    worth: Callable[[int], "Terms"]

    def constant(self, option: int) -> Codes:
        """(count,) the same option everywhere."""
        return np.full(self.count, option, dtype=np.int8)
