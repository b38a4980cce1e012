"""The menu of one leader in one slot: its options, with their levers and effects as tables.

Tables are (options, lanes), made once per block.
"""

from functools import cached_property
from typing import NamedTuple, Self

import numpy as np

from model.arrays import Bools, Floats, Ints, is_equal_across_lanes
from model.draws import Words, hash_names
from model.lanes import LaneView
from model.parameters.side import Side
from model.parameters.signal import Effects, Motives, Signal

EFFECTS = tuple(Effects.model_fields)
MOTIVES = tuple(Motives.model_fields)
SLOTS = ("contact", "material", "message")
HARDENS = (("slight", 1.0), ("strike", 1.0), ("reaction", 1.0), ("goodwill", -1.0))
"""Effects by which a signal shows a firm public line (sign 1), or a soft one (-1)."""
USUAL_RARITY = -float(np.log(Side.model_fields["gesture_rate"].default))


def narrow_table(table: Floats) -> Floats:
    """Return an (options, lanes) table, as (options, 1) if no option differs between lanes."""
    return table[:, :1].copy() if table.shape[1] and is_equal_across_lanes(table).all() else table


def look_up(table: Floats, options: Ints, lanes: Ints) -> Floats:
    """Return a table's values for (m,) options in (m,) lanes, shape (m,); the table is (options,
    lanes) or narrowed to (options, 1).
    """
    return table.reshape(-1).take(options) if table.shape[1] == 1 else table[options, lanes]


class Motive(NamedTuple):
    """One reason to choose an option: a feature of the situation and its weight ((lanes,)).

    `key` is the same for options whose weights are the same array; `term` names it in a utility.
    """

    term: str
    feature: str
    weight: Floats
    key: tuple[str, int]

    @classmethod
    def list_nonzero_motives(cls, weights: LaneView[Motives]) -> list[Self]:
        """Return the motives of an option that weigh something (other than 0) in some lane."""
        motives = []
        for feature in MOTIVES:
            if not weights.always(feature, 0.0):
                weight = getattr(weights, feature)
                motives.append(cls(f"motive_{feature}", feature, weight, (feature, id(weight))))
        return motives


class Menu:
    """The options that one leader has in one slot.

    Args:
        side: index of the sender's side.
        slot: a slot of `model.parameters.signal.Slot`.
        kinds: name -> levers of every kind of signal that the side may send.
        sender: the sender's name, part of the names of its draws.
        rarity: (lanes,) minus the logarithm of the sender's gesture rate; the rarer its gestures,
            the more a kind moved by rarity means (M08).
        line_step: (lanes,) by how much a firm or a soft kind moves its sender's public line.
    """

    def __init__(
        self, side: int, slot: str, kinds: dict[str, LaneView[Signal]], sender: str, rarity: Floats,
        line_step: Floats,
    ) -> None:  # fmt: skip
        self.side, self.slot, self.sender = side, slot, sender
        self._meaning, self.line_step = rarity / USUAL_RARITY, line_step
        self.names = [name for name, kind in kinds.items() if kind.slot == slot and kind.enabled]
        self.kinds = [kinds[name] for name in self.names]
        families = [kind.family or name for name, kind in zip(self.names, self.kinds, strict=True)]
        self.families = families
        self.log_size = [float(np.log(families.count(family))) for family in families]
        self.forms = [kind.form for kind in self.kinds]

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def nothing(self) -> int:
        """Index of the first option that does nothing; -1 if the slot has none."""
        return self.forms.index("nothing") if "nothing" in self.forms else -1

    @cached_property
    def keys(self) -> Words:
        """The hashes of the options' draws, (options, 1): one named draw per option."""
        return hash_names([(self.sender, self.slot, name) for name in self.names])

    def find_options_by_form(self, *forms: str) -> list[int]:
        """Return the indices of the options of these forms."""
        return [k for k, form in enumerate(self.forms) if form in forms]

    def tabulate_lever(self, name: str) -> Floats:
        """Return a lever of every option; (options, lanes), or (options, 1) if lanes agree."""
        if name not in self.__dict__.setdefault("_tables", {}):
            self._tables[name] = narrow_table(
                np.stack([getattr(kind, name) for kind in self.kinds])
            )
        return self._tables[name]

    def tabulate_flags(self, name: str) -> Bools:
        """Return a yes/no attribute ("form X": whether it is X) of every option; (options,)."""
        if name not in self._flags:
            flags = [
                kind.form == name[5:] if name.startswith("form ") else getattr(kind, name)
                for kind in self.kinds
            ]
            self._flags[name] = np.array(flags, dtype=bool)
        return self._flags[name]

    @cached_property
    def reading(self) -> "OptionReadings":
        """How a receiver reads each of its options."""
        return OptionReadings(self)

    def is_meant_for(self, tags: tuple[str, ...]) -> Bools:
        """Return which options are for a group with these tags, or for all; bool, (options,)."""
        if tags not in self._meant:
            targets = [kind.target for kind in self.kinds]
            self._meant[tags] = np.array([t is None or t in tags for t in targets], dtype=bool)
        return self._meant[tags]

    @cached_property
    def _meant(self) -> dict[tuple[str, ...], Bools]:
        """Tags -> which options are for a group with them; filled by `is_meant_for`."""
        return {}

    @cached_property
    def any_lever(self) -> Floats:
        """A (lanes,) lever of the first option, whichever is at hand: for the number of lanes."""
        return self.kinds[0].potency

    @cached_property
    def _flags(self) -> dict[str, Bools]:
        """Attribute -> whether each option has it; filled by `tabulate_flags`."""
        return {}

    @cached_property
    def _tables(self) -> dict[str, Floats]:
        """Lever -> its table; filled by `tabulate_lever`."""
        return {}

    @cached_property
    def effects(self) -> dict[str, Floats]:
        """Effect -> its size for every option, times potency; (options, lanes) or (options, 1).
        Effects that no option has are left out.
        """
        effects = {}
        for name in EFFECTS:
            if all(kind.effects.always(name, 0.0) for kind in self.kinds):
                continue
            rows = [
                self._compute_potency(kind) * getattr(kind.effects, name) for kind in self.kinds
            ]
            effects[name] = narrow_table(np.stack(rows))
        return effects

    def _compute_potency(self, kind: LaneView[Signal]) -> Floats:
        """Return a kind's potency, (lanes,), greater for rare gestures if rarity moves it."""
        potency: Floats = kind.potency
        if kind.motives.always("rarity", 0.0):
            return potency
        return np.where(kind.motives.rarity == 0.0, potency, potency * self._meaning)

    @cached_property
    def motives(self) -> list[list[Motive]]:
        """The motives of each option, without those of weight 0 in every lane."""
        return [Motive.list_nonzero_motives(kind.motives) for kind in self.kinds]


class OptionReadings:
    """How a receiver reads each option of a menu; each (options, lanes), or (options, 1).

    `eagerness`: log-odds of need read into it (E4). `courtship`: how much a vague approach makes a
    later acceptance look less like giving in (M06). `line`: by how much it hardens (above 0) or
    softens its sender's public line, which elites echo.
    """

    def __init__(self, menu: Menu) -> None:
        clarity, approach = (
            menu.tabulate_lever("clarity"),
            menu.tabulate_flags("approach").reshape(-1, 1),
        )
        self.eagerness: Floats = np.log(menu.tabulate_lever("need")) * clarity
        self.courtship: Floats = approach * menu.tabulate_lever("deniability") * clarity
        hard = np.zeros_like(clarity)
        for effect, sign in HARDENS:
            if effect in menu.effects:
                hard = hard + sign * np.sign(menu.effects[effect])
        self.line: Floats = narrow_table(menu.line_step * np.sign(hard))
