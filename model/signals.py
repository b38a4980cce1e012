"""Signals in play: the menu a leader chooses from in one slot, and what was sent.

A menu stacks the kinds of one slot that are enabled for one side. What was sent is kept sparsely:
the lanes in which something other than "nothing" was chosen, and which kind.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from model.arrays import Bools, Codes, Floats, Ints
from model.draws import Draws, Words, keys
from model.parameters.root import SIDES
from model.parameters.side import Side
from model.parameters.signal import Effects, Motives

EFFECTS = tuple(Effects.model_fields)
MOTIVES = tuple(Motives.model_fields)
SLOTS = ("contact", "material", "message")
USUAL_RARITY = -float(np.log(Side.model_fields["gesture_rate"].default))


class Menu:
    """The options of one slot for one sender.

    Args:
        side: index of the sender's side.
        slot: a slot of `model.parameters.signal.Slot`.
        kinds: kind -> LaneView of every signal of the configuration.
        sender: the sender's name, which keys its draws.
        rarity: (lanes,) minus the logarithm of the sender's gesture rate: what a kind moved by
            rarity means grows with it, against that of the default rate (M08).
    """

    def __init__(
        self, side: int, slot: str, kinds: dict[str, Any], sender: str, rarity: Floats
    ) -> None:
        self.side, self.slot, self.sender = side, slot, sender
        self._meaning = rarity / USUAL_RARITY
        self.names = [
            name
            for name, kind in kinds.items()
            if kind.slot == slot and kind.enabled and SIDES[side] in kind.sides
        ]
        self.kinds = [kinds[name] for name in self.names]
        families = [kind.family or name for name, kind in zip(self.names, self.kinds, strict=True)]
        self.families = families
        self.log_size = [float(np.log(families.count(family))) for family in families]
        self.forms = [kind.form for kind in self.kinds]

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def nothing(self) -> int:
        """Index of the option "nothing" (the first one of that form), or -1 where the slot has
        none.
        """
        return self.forms.index("nothing") if "nothing" in self.forms else -1

    @cached_property
    def keys(self) -> Words:
        """(options, 1) keys of the draws, one named draw per option."""
        return keys([(self.sender, self.slot, name) for name in self.names])

    def of_form(self, *forms: str) -> list[int]:
        """Indices of the options of these forms."""
        return [k for k, form in enumerate(self.forms) if form in forms]

    def table(self, name: str) -> Floats:
        """(options, lanes) of one lever of the kinds."""
        if name not in self.__dict__.setdefault("_tables", {}):
            self._tables[name] = np.stack([getattr(kind, name) for kind in self.kinds])
        table: Floats = self._tables[name]
        return table

    def flags(self, name: str) -> Bools:
        """(options,) a yes/no attribute of the kinds, or ("form stone") whether of a form."""
        if name not in self._flags:
            told = [
                kind.form == name[5:] if name.startswith("form ") else getattr(kind, name)
                for kind in self.kinds
            ]
            self._flags[name] = np.array(told, dtype=bool)
        return self._flags[name]

    def meant_for(self, tags: tuple[str, ...]) -> Bools:
        """(options,) whether a kind is meant for a group with these tags (or for all)."""
        if tags not in self._meant:
            targets = [kind.target for kind in self.kinds]
            self._meant[tags] = np.array([t is None or t in tags for t in targets], dtype=bool)
        return self._meant[tags]

    @cached_property
    def _meant(self) -> dict[tuple[str, ...], Bools]:
        return {}

    @cached_property
    def width(self) -> Floats:
        """(lanes,) any one lever of the kinds, for its shape."""
        width: Floats = self.kinds[0].potency
        return width

    @cached_property
    def _flags(self) -> dict[str, Bools]:
        return {}

    @cached_property
    def _tables(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def effects(self) -> dict[str, Floats]:
        """Effect -> (options, lanes), times potency; only effects that some option has."""
        found = {}
        for name in EFFECTS:
            if all(kind.effects.always(name, 0.0) for kind in self.kinds):
                continue
            found[name] = np.stack(
                [self._scale(kind) * getattr(kind.effects, name) for kind in self.kinds]
            )
        return found

    def _scale(self, kind: Any) -> Floats:
        potency: Floats = kind.potency
        if kind.motives.always("rarity", 0.0):
            return potency
        return np.where(kind.motives.rarity == 0.0, potency, potency * self._meaning)

    @cached_property
    def motives(self) -> list[list[tuple[str, Floats]]]:
        """For each option the (feature, (lanes,) weight) pairs that are not zero everywhere."""
        return [
            [
                (name, getattr(kind.motives, name))
                for name in MOTIVES
                if not kind.motives.always(name, 0.0)
            ]
            for kind in self.kinds
        ]


@dataclass(frozen=True)
class Sent:
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
        """(m,) places of the kinds sent in a flattened (options, lanes) table."""
        cells: Ints = self.kind * len(self.menu.width) + self.lanes
        return cells

    def lever(self, name: str) -> Floats:
        """(m,) a lever of the kinds sent."""
        return self.menu.table(name).reshape(-1).take(self.cells)

    def effect(self, name: str) -> Floats | None:
        """(m,) one effect of the kinds sent; None when no kind of the menu has it."""
        table = self.menu.effects.get(name)
        return None if table is None else table.reshape(-1).take(self.cells)

    def only(self, some: Bools) -> "Sent":
        """The part of it where `some` ((m,) bool) holds."""
        return replace(
            self,
            lanes=self.lanes[some],
            kind=self.kind[some],
            public=self.public[some],
            muted_reply=self.muted_reply[some],
        )

    def of_form(self, form: str) -> "Sent":
        """The part of it that has this form."""
        return self.only(self.menu.flags(f"form {form}")[self.kind])

    def flag(self, name: str) -> Bools:
        """(m,) a yes/no attribute of the kinds sent."""
        return self.menu.flags(name)[self.kind]


def sent(menu: Menu, choice: Codes, draws: Draws, muted: Bools, leak: Floats) -> Sent:
    """The sparse record of a day's choices.

    Args:
        menu: the menu.
        choice: (lanes,) indices into it.
        draws: the day's draws, which decide leaks.
        muted: (lanes,) where no reply is allowed.
        leak: (options, lanes) chance of each to leak.
    """
    lanes = np.flatnonzero(choice != max(menu.nothing, 0))
    kind = choice[lanes].astype(np.int64)
    public = menu.flags("public")[kind]
    drawn = draws.at(lanes).uniform(menu.sender, menu.slot, "leak")
    leaked = drawn < leak[kind, lanes]
    return Sent(menu, lanes, kind, public | leaked, muted[lanes])


def dense(what: Sent, effect: str, lanes: int) -> Floats:
    """One effect as a (lanes,) array, 0 where nothing was sent."""
    out = np.zeros(lanes)
    values = what.effect(effect)
    if values is not None:
        out[what.lanes] = values
    return out
