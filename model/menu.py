"""A menu: the kinds of signal a leader chooses from in one slot, stacked.

What the kinds do and mean is laid out in (options, lanes) tables once a block.
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
"""Effects that show a firm line, and the one that shows a soft one."""
USUAL_RARITY = -float(np.log(Side.model_fields["gesture_rate"].default))


def narrow_table(table: Floats) -> Floats:
    """An (options, lanes) table, as (options, 1) where every option has one value in all lanes."""
    return table[:, :1].copy() if table.shape[1] and is_equal_across_lanes(table).all() else table


def look_up(table: Floats, kind: Ints, lanes: Ints) -> Floats:
    """(m,) what a table, narrowed or not, says of (m,) kinds in as many lanes."""
    return table.reshape(-1).take(kind) if table.shape[1] == 1 else table[kind, lanes]


class Motive(NamedTuple):
    """What moves a leader to a kind: a feature and its (lanes,) weight.

    Options whose weight is one array have one `key`; `term` names it in a sum.
    """

    term: str
    feature: str
    weight: Floats
    key: tuple[str, int]

    @classmethod
    def list_nonzero_motives(cls, weights: LaneView[Motives]) -> list[Self]:
        """The features whose weight is not zero everywhere."""
        motives = []
        for feature in MOTIVES:
            if not weights.always(feature, 0.0):
                weight = getattr(weights, feature)
                motives.append(cls(f"motive_{feature}", feature, weight, (feature, id(weight))))
        return motives


class Menu:
    """The options of one slot for one sender.

    Args:
        side: index of the sender's side.
        slot: a slot of `model.parameters.signal.Slot`.
        kinds: kind -> LaneView of every signal that the side may send.
        sender: the sender's name, which keys its draws.
        rarity: (lanes,) minus the logarithm of the sender's gesture rate: what a kind moved by
            rarity means grows with it, against that of the default rate (M08).
        line_step: (lanes,) how far a firm or a soft kind moves its sender's line.
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
        """Index of the option "nothing" (the first one of that form), or -1 where the slot has
        none.
        """
        return self.forms.index("nothing") if "nothing" in self.forms else -1

    @cached_property
    def keys(self) -> Words:
        """(options, 1) keys of the draws, one named draw per option."""
        return hash_names([(self.sender, self.slot, name) for name in self.names])

    def find_options_by_form(self, *forms: str) -> list[int]:
        """Indices of the options of these forms."""
        return [k for k, form in enumerate(self.forms) if form in forms]

    def tabulate_lever(self, name: str) -> Floats:
        """(options, lanes) of one lever of the kinds, narrowed."""
        if name not in self.__dict__.setdefault("_tables", {}):
            self._tables[name] = narrow_table(
                np.stack([getattr(kind, name) for kind in self.kinds])
            )
        return self._tables[name]

    def tabulate_flags(self, name: str) -> Bools:
        """(options,) a yes/no attribute of the kinds, or ("form stone") whether of a form."""
        if name not in self._flags:
            flags = [
                kind.form == name[5:] if name.startswith("form ") else getattr(kind, name)
                for kind in self.kinds
            ]
            self._flags[name] = np.array(flags, dtype=bool)
        return self._flags[name]

    @cached_property
    def reading(self) -> "OptionReadings":
        """How its kinds are read as they arrive."""
        return OptionReadings(self)

    def is_meant_for(self, tags: tuple[str, ...]) -> Bools:
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
        return self.kinds[0].potency

    @cached_property
    def _flags(self) -> dict[str, Bools]:
        return {}

    @cached_property
    def _tables(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def effects(self) -> dict[str, Floats]:
        """Effect -> (options, lanes), narrowed, times potency; only those that some option has."""
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
        potency: Floats = kind.potency
        if kind.motives.always("rarity", 0.0):
            return potency
        return np.where(kind.motives.rarity == 0.0, potency, potency * self._meaning)

    @cached_property
    def motives(self) -> list[list[Motive]]:
        """For each option its motives that are not zero everywhere."""
        return [Motive.list_nonzero_motives(kind.motives) for kind in self.kinds]


class OptionReadings:
    """How the kinds of a menu are read as they arrive; (options, lanes) each, narrowed.

    `eagerness`: log-odds of need read into a kind (E4). `courtship`: cover that a vague approach
    gives for later (M06). `line`: by how much a kind hardens its sender's line, which elites echo.
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
