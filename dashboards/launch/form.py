"""The launch form as text in the URL, and as the overrides of an equal command line.

    set=experiment=first_call;leader@<side>=honor,hierarchy;<side>.insulation=0.2, 0.8;runs=500

The text is that of the fields, as it was typed (`;` and `%` escaped). Only what is declared becomes
an override: a group with options it has, a lever with plain numbers, settings of the launch and of
a design. A field that cannot be read keeps its text, with a sentence on why; a key that is no field
is dropped with a notice. Several values of a group or lever are a sweep; those in brackets,
`<side>.insulation=[0.1,0.9]`, are the range of a design.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, unquote

from dashboards.launch import readings
from dashboards.launch.readings import Values, quote_value, shorten_text
from dashboards.text.hints import make_outputs_setting
from runs.errors import WrongInput
from runs.plan.designs.kinds import SETTINGS
from runs.plan.settings.levers import find_lever

PATH = re.compile(r"\w+(\.\w+){1,5}", re.ASCII)
SINGLE = ("experiment", "executor", "design")
"""Groups that say how a batch is run, and have one option for all of it."""
LAUNCH = ("horizon", "runs", "precision", "runs_max", "seed", "fit", "metrics", "batch")
DESIGN = tuple(f"design.{name}" for name in SETTINGS)
NAMED = "design.levers"
"""The levers that a design moves one at a time, where they are named."""
PAIRS = 60
COMBINATIONS = 1000
"""Variants a form may sweep over; more are a matter for the command line."""

BLOCKS = {"points": False, "base": True, "trajectories": True}
"""Setting that says how many points a design has -> whether levers multiply it."""
CELLS = 2_000_000
"""Values of a design's table, points by levers, that a form may ask for."""


@dataclass(frozen=True)
class Form:
    """A filled-in launch form: options by group, numbers by lever, settings of the launch; all as
    text.
    """

    choices: Mapping[str, Values] = field(default_factory=dict)
    levers: Mapping[str, Values] = field(default_factory=dict)
    launch: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, Values] = field(default_factory=dict)
    """The values that a design ranges over, by lever."""
    design: Mapping[str, str] = field(default_factory=dict)
    """Settings of the design, by key."""
    typed: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The text of each field as it was typed, by key."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with each field that cannot be read, by key."""

    @property
    def is_sweep(self) -> bool:
        """Whether any group or lever has several values."""
        return any(len(v) > 1 for v in (*self.choices.values(), *self.levers.values()))

    @property
    def combination_count(self) -> int:
        """Number of combinations of all values of groups and levers."""
        product = 1
        for values in (*self.choices.values(), *self.levers.values()):
            product *= max(1, len(values))
        return product

    @property
    def design_cell_count(self) -> int:
        """Number of cells (points times levers) of the table of the form's design; 0 if no lever
        has a range.
        """
        levers = len(self.ranges)
        given = {name: int(self.design.get(f"design.{name}", 0)) for name in BLOCKS}
        points = max(given[name] * (1 + levers * crossed) for name, crossed in BLOCKS.items())
        if self.choices.get("design") == ("grid",):
            points = math.prod(len(values) for values in self.ranges.values())
        return points * levers

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all fields that are not empty, in the order of the URL text."""
        groups = (self.choices, self.levers, self.ranges, self.design, self.launch)
        said = dict.fromkeys(key for pairs in groups for key in pairs)
        return tuple(said | dict.fromkeys((*self.typed, *self.unread)))

    @property
    def opened_levers(self) -> list[str]:
        """The levers that have a field on the form, in the order in which these were opened."""
        keys = dict.fromkeys((*self.typed, *self.levers, *self.ranges))
        return [key for key in keys if _is_lever(key)]

    def without_fields(self, *keys: str) -> Form:
        """Return the form with some fields cleared."""
        parts = ("choices", "levers", "launch", "ranges", "design", "typed", "unread")
        kept = {part: dict(getattr(self, part)) for part in parts}
        for pairs in kept.values():
            for key in keys:
                pairs.pop(key, None)
        return replace(self, **kept)

    def list_overrides(self) -> list[str]:
        """Return the equivalent overrides (`key=value`) of the command line, in one fixed order."""
        choices = {
            key: [quote_value(one) for one in values] for key, values in self.choices.items()
        }
        ranges = {key: (f"[{','.join(values)}]",) for key, values in self.ranges.items()}
        settings = {key: (value,) for key, value in (*self.design.items(), *self.launch.items())}
        for key in {"batch", "fit"} & settings.keys():
            settings[key] = (quote_value(self.launch[key]),)
        pairs = {**choices, **self.levers, **ranges, **settings}
        return [f"{key}={','.join(values)}" for key, values in pairs.items() if values]

    def get_field_text(self, key: str) -> str:
        """Return the text of a field: as typed or, if it was not typed, its values joined by
        commas.
        """
        if key in self.typed:
            return self.typed[key]
        if key in self.ranges:
            return f"[{', '.join(self.ranges[key])}]"
        single = self.launch.get(key, self.design.get(key))
        values = self.choices.get(key, self.levers.get(key, ()))
        return ", ".join(values) if single is None else single

    def to_url_text(self) -> str:
        """Return the form as the text that the URL holds: `key=text` joined by semicolons."""
        return ";".join(f"{key}={escape_text(self.get_field_text(key))}" for key in self.keys)


def escape_text(text: str) -> str:
    """Return a text with `%`, `;` and unprintable characters percent-encoded."""
    return "".join(
        quote(one, safe="") if one in "%;" or not one.isprintable() else one for one in text
    )


def parse_form(text: str, groups: Mapping[str, Sequence[str]]) -> tuple[Form, list[str]]:
    """Return the form in a URL text, and at most six sentences on what was dropped.

    groups: config group -> its options. A field that cannot be parsed is kept in `unread`.
    """
    form, notices = Form(), []
    pairs = [pair for pair in text.split(";") if pair]
    if len(pairs) > PAIRS:
        notices.append(f"The link changes {len(pairs)} settings; the first {PAIRS} were read.")
    found: dict[str, Values] = {}
    typed: dict[str, str] = {}
    unread: dict[str, str] = {}
    ranges: dict[str, Values] = {}
    for pair in pairs[:PAIRS]:
        key, _, said = pair.partition("=")
        if not is_field_key(key, groups):
            reason = "it is no lever, group or setting of the launch"
            notices.append(f"The link’s setting “{shorten_text(key)}” was dropped: {reason}.")
            continue
        typed[key] = unquote(said)
        try:
            values, listed = _parse_values(key, typed[key], groups)
            (ranges if listed else found)[key] = values
        except ValueError as error:
            unread[key] = str(error)
    form = Form(
        choices={key: found[key] for key in groups if found.get(key)},
        levers={key: values for key, values in found.items() if _is_lever(key) and values},
        launch={key: found[key][0] for key in LAUNCH if found.get(key)},
        ranges=ranges,
        design={key: found[key][0] for key in (*DESIGN, NAMED) if found.get(key)},
        typed=typed,
        unread=unread,
    )
    return form, notices[:6]


def is_field_key(key: str, groups: Mapping[str, Sequence[str]]) -> bool:
    """Say whether the form can have a field of this key; groups: config group -> its options."""
    return key in groups or key in _SETTINGS or key == NAMED or _is_lever(key)


def _parse_values(key: str, text: str, groups: Mapping[str, Sequence[str]]) -> tuple[Values, bool]:
    """Return the values typed into a field, and whether they are the range of a design; ValueError
    with a reason if it cannot be parsed.
    """
    if key == NAMED:
        return _parse_lever_names(text), False
    if key in groups:
        return readings.parse_options(text, groups[key], key in SINGLE), False
    if key in _SETTINGS:
        return ((_SETTINGS[key](text),) if text.strip() else ()), False
    return readings.parse_numbers(text)


def make_command(form: Form, outputs: Path) -> list[str]:
    """Return the command that is equivalent to the form, as a list of words."""
    sweep = ["-m"] if form.is_sweep else []
    return ["taijie", "run", *sweep, *form.list_overrides(), *make_outputs_setting(outputs)]


def check_size(form: Form) -> None:
    """Raise WrongInput if the form makes more variants, or a larger design, than a page can
    take.
    """
    if form.combination_count > COMBINATIONS:
        raise WrongInput(
            f"these values make {form.combination_count:,} variants, and the form takes at most"
            f" {COMBINATIONS:,}: take fewer, or use the command line.",
            key="variants",
        )
    if form.design_cell_count > CELLS:
        raise WrongInput(
            f"this design would have {form.design_cell_count:,} values, and the form takes at most"
            f" {CELLS:,}: take fewer, or use the command line.",
            key="design",
        )


def _is_lever(key: str) -> bool:
    """Say whether a key is the dotted path of a lever, a numeric setting."""
    return PATH.fullmatch(key) is not None and find_lever(key) is not None


def _parse_lever_names(text: str) -> Values:
    """Return the levers that a one-at-a-time design varies, as one text `[a,b]`; () if none is
    typed, ValueError for an unknown one.
    """
    names = [name.strip() for name in text.strip().removeprefix("[").removesuffix("]").split(",")]
    names = [name for name in names if name]
    unknown = [name for name in names if not _is_lever(name)]
    if unknown:
        raise ValueError(f"there is no lever “{shorten_text(unknown[0])}”")
    return (f"[{','.join(names)}]",) if names else ()


_SETTINGS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("horizon", "runs", "runs_max", "seed", *DESIGN), readings.parse_whole_number),
    "precision": readings.parse_single_number,
    "design.spread": readings.parse_single_number,
    "fit": readings.parse_folder_name,
    "metrics": readings.parse_plain_names,
    "batch": readings.parse_folder_name,
}
