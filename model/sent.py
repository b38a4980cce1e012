"""Signals that were sent, kept sparsely: only the lanes in which a leader did something."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.arrays import Bools, Codes, Floats, Ints, find_lanes
from model.draws import Draws
from model.menu import Menu, look_up


@dataclass(frozen=True)
class SentSignals:
    """What one leader sent in one slot on one day, in the m lanes in which it sent anything.

    Args:
        menu: the menu it was chosen from.
        lanes: (m,) the lanes.
        kind: (m,) index into the menu's options.
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
        """The index of each signal in a flattened, not narrowed (options, lanes) table; (m,)."""
        cells: Ints = self.kind * len(self.menu.any_lever) + self.lanes
        return cells

    def look_up_lever(self, name: str) -> Floats:
        """Return a lever of the kinds sent; (m,)."""
        return self.look_up(self.menu.tabulate_lever(name))

    def look_up(self, table: Floats) -> Floats:
        """Return a table's value for each signal sent, (m,); table: (options, lanes or 1)."""
        return table.reshape(-1).take(self.kind if table.shape[1] == 1 else self.cells)

    def look_up_effect(self, name: str) -> Floats | None:
        """Return the size of an effect for the signals sent, (m,); None if no option of the menu
        has it.
        """
        table = self.menu.effects.get(name)
        return None if table is None else self.look_up(table)

    def select(self, holds: Bools) -> "SentSignals":
        """Return only the signals for which `holds` ((m,) bool) is true."""
        return replace(
            self,
            lanes=self.lanes[holds],
            kind=self.kind[holds],
            public=self.public[holds],
            muted_reply=self.muted_reply[holds],
        )

    def select_form(self, form: str) -> "SentSignals":
        """Return only the signals of this form."""
        return self.select(self.menu.tabulate_flags(f"form {form}")[self.kind])

    def look_up_flag(self, name: str) -> Bools:
        """Return a yes/no attribute of the kinds sent; (m,)."""
        return self.menu.tabulate_flags(name)[self.kind]


def make_sent_signals(
    menu: Menu, choice: Codes, draws: Draws, muted: Bools, leak: Floats
) -> SentSignals:
    """Return what a leader sent in a slot, with random leaks.

    Args:
        menu: the menu.
        choice: (lanes,) indices of the chosen options.
        draws: the day's draws, which decide leaks.
        muted: (lanes,) where the other is kept from replying.
        leak: (options, lanes) probability that each option leaks.
    """
    lanes = find_lanes(choice != max(menu.nothing, 0))
    kind = choice[lanes].astype(np.int64)
    public = menu.tabulate_flags("public")[kind]
    private = find_lanes(~public)
    some = lanes[private]
    draw = draws.select_lanes(some).uniform(menu.sender, menu.slot, "leak")
    public[private] = draw < look_up(leak, kind[private], some)
    return SentSignals(menu, lanes, kind, public, muted[lanes])


def fill_lanes_with_effect(signals: SentSignals, effect: str, lanes: int) -> Floats:
    """Return the size of an effect in every lane, 0 where nothing was sent; (lanes,)."""
    out = np.zeros(lanes)
    values = signals.look_up_effect(effect)
    if values is not None:
        out[signals.lanes] = values
    return out
