"""Signals in play: what was sent, kept sparsely.

Of what a leader chose in one slot only the lanes are kept in which it is something other than
"nothing", and which kind.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.arrays import Bools, Codes, Floats, Ints, find_lanes
from model.draws import Draws
from model.menu import Menu, look_up


@dataclass(frozen=True)
class SentSignals:
    """What one sender sent in one slot on one day, where it sent anything.

    Args:
        menu: the menu it was chosen from.
        lanes: (m,) the lanes.
        kind: (m,) index into the menu's names.
        public: (m,) whether all could see it (a public kind, or a leak).
        muted_reply: (m,) whether an intervention keeps the other from replying.
    """

    menu: Menu
    lanes: Ints
    kind: Ints
    public: Bools
    muted_reply: Bools

    @property
    def side(self) -> int:
        """Index of the sender's side."""
        return self.menu.side

    @cached_property
    def cells(self) -> Ints:
        """(m,) places of the kinds sent in a flattened (options, lanes) table, not narrowed."""
        cells: Ints = self.kind * len(self.menu.width) + self.lanes
        return cells

    def look_up_lever(self, name: str) -> Floats:
        """(m,) a lever of the kinds sent."""
        return self.look_up(self.menu.tabulate_lever(name))

    def look_up(self, table: Floats) -> Floats:
        """(m,) what a table, narrowed or not, says of the kinds sent."""
        return table.reshape(-1).take(self.kind if table.shape[1] == 1 else self.cells)

    def look_up_effect(self, name: str) -> Floats | None:
        """(m,) one effect of the kinds sent; None when no kind of the menu has it."""
        table = self.menu.effects.get(name)
        return None if table is None else self.look_up(table)

    def select(self, some: Bools) -> "SentSignals":
        """The part of it where `some` ((m,) bool) holds."""
        return replace(
            self,
            lanes=self.lanes[some],
            kind=self.kind[some],
            public=self.public[some],
            muted_reply=self.muted_reply[some],
        )

    def select_form(self, form: str) -> "SentSignals":
        """The part of it that has this form."""
        return self.select(self.menu.tabulate_flags(f"form {form}")[self.kind])

    def look_up_flag(self, name: str) -> Bools:
        """(m,) a yes/no attribute of the kinds sent."""
        return self.menu.tabulate_flags(name)[self.kind]


def make_sent(menu: Menu, choice: Codes, draws: Draws, muted: Bools, leak: Floats) -> SentSignals:
    """The sparse record of a day's choices.

    Args:
        menu: the menu.
        choice: (lanes,) indices into it.
        draws: the day's draws, which decide leaks.
        muted: (lanes,) where no reply is allowed.
        leak: (options, lanes) chance of each to leak.
    """
    lanes = find_lanes(choice != max(menu.nothing, 0))
    kind = choice[lanes].astype(np.int64)
    public = menu.tabulate_flags("public")[kind]
    private = find_lanes(~public)
    some = lanes[private]
    draw = draws.select_lanes(some).uniform(menu.sender, menu.slot, "leak")
    public[private] = draw < look_up(leak, kind[private], some)
    return SentSignals(menu, lanes, kind, public, muted[lanes])


def expand_effect(what: SentSignals, effect: str, lanes: int) -> Floats:
    """One effect as a (lanes,) array, 0 where nothing was sent."""
    out = np.zeros(lanes)
    values = what.look_up_effect(effect)
    if values is not None:
        out[what.lanes] = values
    return out
