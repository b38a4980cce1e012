"""The launch form as text in the URL, and as the overrides of a command line that equals it.

    set=experiment=first_call;leader@us=honor,hierarchy;us.insulation=0.2,0.8;runs=500

Only what is declared goes in: a group with options it has, a lever with plain numbers, settings of
the launch and of a design. Anything else is dropped with a notice, so that no text of a browser
ever becomes an override of another kind. Several values of a group or lever are a sweep; those in
brackets, `us.insulation=[0.1,0.9]`, are what a design ranges over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from runs.designs.kinds import SETTINGS
from runs.errors import WrongInput
from runs.places import checked_name, outputs_folder
from runs.validation import lever_at

NUMBER = re.compile(r"[+-]?(\d{1,15}\.?\d{0,22}|\.\d{1,22})([eE][+-]?\d{1,3})?")
PATH = re.compile(r"\w+(\.\w+){1,5}", re.ASCII)
SINGLE = ("experiment", "executor", "design")
"""Groups that say how a batch is run, and have one option for all of it."""
LAUNCH = ("horizon", "runs", "precision", "runs_max", "seed", "batch")
DESIGN = tuple(f"design.{name}" for name in SETTINGS)
NAMED = "design.levers"
"""The levers that a design moves one at a time, where they are named."""
PAIRS = 60
VALUES = 40
COMBINATIONS = 1000
"""Variants a form may sweep over; more are a matter for the command line."""

BLOCKS = {"points": False, "base": True, "trajectories": True}
"""Setting that says how many points a design has -> whether levers multiply it."""
CELLS = 2_000_000
"""Values of a design's table, points by levers, that a form may ask for."""

Values = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """What is chosen: options by group, numbers by lever, settings of the launch, all as text."""

    choices: Mapping[str, Values] = field(default_factory=dict)
    levers: Mapping[str, Values] = field(default_factory=dict)
    launch: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, Values] = field(default_factory=dict)
    """What a design ranges over, by lever."""
    design: Mapping[str, str] = field(default_factory=dict)
    """Settings of the design, by key."""

    @property
    def swept(self) -> bool:
        """Whether anything has several values."""
        return any(len(v) > 1 for v in (*self.choices.values(), *self.levers.values()))

    @property
    def combinations(self) -> int:
        """Number of combinations of all values."""
        product = 1
        for values in (*self.choices.values(), *self.levers.values()):
            product *= max(1, len(values))
        return product

    @property
    def cells(self) -> int:
        """Values that a design's table would have, by the settings given; 0 without ranges."""
        levers = len(self.ranges)
        given = {name: int(self.design.get(f"design.{name}", 0)) for name in BLOCKS}
        points = max(given[name] * (1 + levers * crossed) for name, crossed in BLOCKS.items())
        if self.choices.get("design") == ("grid",):
            points = math.prod(len(values) for values in self.ranges.values())
        return points * levers

    def with_lever(self, path: str, values: Values | None) -> Form:
        """Return the form with other values of a lever; without it where there are none."""
        levers = {key: old for key, old in self.levers.items() if key != path}
        ranges = {key: old for key, old in self.ranges.items() if key != path}
        if values is not None:
            levers = dict(self.levers) | {path: values}
        return replace(self, levers=levers, ranges=ranges)

    def with_range(self, path: str, values: Values) -> Form:
        """Return the form with a lever that a design ranges over, and no value of its own."""
        free = self.with_lever(path, None)
        return replace(free, ranges=dict(self.ranges) | {path: values})

    def overrides(self) -> list[str]:
        """Return the overrides that say the same on the command line, in one fixed order."""
        single = {k: (v,) for k, v in (*self.design.items(), *self.launch.items())}
        ranges = {key: (f"[{','.join(values)}]",) for key, values in self.ranges.items()}
        pairs = {**self.choices, **self.levers, **ranges, **single}
        return [f"{key}={','.join(values)}" for key, values in pairs.items() if values]

    def text(self) -> str:
        """Return the form as it stands in the URL."""
        return ";".join(self.overrides())


def read(text: str, groups: Mapping[str, Sequence[str]]) -> tuple[Form, list[str]]:
    """Return the form of a text and the notices it gave; `groups` are the options by group."""
    found: dict[str, Values] = {}
    ranges: dict[str, Values] = {}
    notices: list[str] = []
    pairs = [pair for pair in text.split(";") if pair]
    if len(pairs) > PAIRS:
        notices.append(f"The link changes {len(pairs)} settings; the first {PAIRS} were read.")
    for pair in pairs[:PAIRS]:
        key, _, said = pair.partition("=")
        listed = said[:1] == "[" and said[-1:] == "]"
        inner = said[1:-1] if listed else said
        values = tuple(dict.fromkeys(inner.split(","))) if inner else ()
        try:
            if listed and not values:
                raise ValueError("it has no value")
            found[key] = _checked(key, values, groups, listed)
            if listed and key != NAMED:
                ranges[key] = found.pop(key)
        except ValueError as error:
            notices.append(f"The link’s setting “{_shown(key)}” was dropped: {error}.")
    form = Form(
        choices={key: found[key] for key in groups if found.get(key)},
        levers={k: v for k, v in found.items() if _is_lever(k) and k not in ranges},
        launch={key: found[key][0] for key in LAUNCH if found.get(key)},
        ranges=ranges,
        design={key: found[key][0] for key in (*DESIGN, NAMED) if found.get(key)},
    )
    return form, notices[:6]


def command(form: Form, outputs: Path) -> list[str]:
    """Return the words of the command that equals the form, to be joined for a shell or run."""
    sweep = ["-m"] if form.swept else []
    place = [] if outputs == outputs_folder(None) else [f"outputs={_quoted(outputs)}"]
    return ["taijie", "run", *sweep, *form.overrides(), *place]


def check_size(form: Form) -> None:
    """Raise WrongInput for a form that sweeps over more variants than a page should hold."""
    if form.combinations > COMBINATIONS:
        raise WrongInput(
            f"these values make {form.combinations:,} variants, and the form takes at most"
            f" {COMBINATIONS:,}: take fewer, or use the command line.",
            key="variants",
        )
    if form.cells > CELLS:
        raise WrongInput(
            f"this design would have {form.cells:,} values, and the form takes at most {CELLS:,}:"
            " take fewer, or use the command line.",
            key="design",
        )


def number(text: str) -> str:
    """Return a number in one spelling, whole numbers without a point; ValueError if it is none."""
    if not NUMBER.fullmatch(text):
        raise ValueError(f"“{_shown(text)}” is not a plain number")
    value = float(text)
    whole = value.is_integer() and abs(value) < 10**15
    return str(int(value)) if whole else repr(value)


def _checked(
    key: str, values: Values, groups: Mapping[str, Sequence[str]], listed: bool = False
) -> Values:
    if len(values) > VALUES:
        raise ValueError(f"more than {VALUES} values")
    if listed and not _is_lever(key) and key != NAMED:
        raise ValueError("it takes no list in brackets")
    if key == NAMED:
        return _named(values)
    if key in groups:
        unknown = [value for value in values if value not in groups[key]]
        if unknown:
            raise ValueError(f"there is no option “{_shown(unknown[0])}”")
        if key in SINGLE and len(values) > 1:
            raise ValueError("it takes one option")
        return values
    if _is_lever(key):
        return tuple(dict.fromkeys(number(value) for value in values))
    if key in _SETTINGS and len(values) <= 1:
        return tuple(_SETTINGS[key](value) for value in values)
    raise ValueError("it is no lever, group or setting of the launch")


def _is_lever(key: str) -> bool:
    return PATH.fullmatch(key) is not None and lever_at(key) is not None


def _named(values: Values) -> Values:
    unknown = [value for value in values if not _is_lever(value)]
    if unknown:
        raise ValueError(f"there is no lever “{_shown(unknown[0])}”")
    return (f"[{','.join(values)}]",) if values else ()


def _whole(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise ValueError(f"“{_shown(text)}” is not a whole number")
    return str(int(text))


def _batch(text: str) -> str:
    try:
        name = checked_name(text)
    except WrongInput as error:
        raise ValueError(error.reason.rstrip(".")) from None
    if not re.fullmatch(r"[\w.+@-]+", name, re.ASCII):
        raise ValueError(f"“{_shown(name)}” is not a plain name")
    return name


_SETTINGS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("horizon", "runs", "runs_max", "seed", *DESIGN), _whole),
    "precision": number,
    "design.spread": number,
    "batch": _batch,
}


def _quoted(path: Path) -> str:
    """The path as the grammar of overrides reads it."""
    text = str(path)
    if re.fullmatch(r"[\w/.-]+", text, re.ASCII):
        return text
    if "'" in text or "\\" in text or not text.isprintable():
        raise WrongInput(f"outputs={text} cannot be given as a setting.", key="outputs", value=text)
    return f"'{text}'"


def _shown(text: str) -> str:
    shown = "".join(character if character.isprintable() else "·" for character in text)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
