"""The launch form as text in the URL, and as the overrides of a command line that equals it.

    set=experiment=first_call;leader@us=honor,hierarchy;us.insulation=0.2,0.8;runs=500

Only what is declared goes in: a group with options it has, a lever with plain numbers, and four
settings of the launch. Anything else is dropped with a notice, so that no text of a browser ever
becomes an override of another kind. Several values of a group or lever are a sweep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from runs.errors import WrongInput
from runs.places import checked_name, outputs_folder
from runs.validation import lever_at

NUMBER = re.compile(r"[+-]?(\d{1,15}\.?\d{0,22}|\.\d{1,22})([eE][+-]?\d{1,3})?")
PATH = re.compile(r"\w+(\.\w+){1,5}", re.ASCII)
SINGLE = ("experiment", "executor")
"""Groups that say how a batch is run, and have one option for all of it."""
LAUNCH = ("horizon", "runs", "seed", "batch")
PAIRS = 60
VALUES = 40
COMBINATIONS = 1000
"""Variants a form may sweep over; more are a matter for the command line."""

Values = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """What is chosen: options by group, numbers by lever, settings of the launch, all as text."""

    choices: Mapping[str, Values] = field(default_factory=dict)
    levers: Mapping[str, Values] = field(default_factory=dict)
    launch: Mapping[str, str] = field(default_factory=dict)

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

    def with_lever(self, path: str, values: Values | None) -> Form:
        """Return the form with other values of a lever; without it where there are none."""
        levers = {key: old for key, old in self.levers.items() if key != path}
        if values is not None:
            levers = dict(self.levers) | {path: values}
        return replace(self, levers=levers)

    def overrides(self) -> list[str]:
        """Return the overrides that say the same on the command line, in one fixed order."""
        pairs = {**self.choices, **self.levers, **{k: (v,) for k, v in self.launch.items()}}
        return [f"{key}={','.join(values)}" for key, values in pairs.items() if values]

    def text(self) -> str:
        """Return the form as it stands in the URL."""
        return ";".join(self.overrides())


def read(text: str, groups: Mapping[str, Sequence[str]]) -> tuple[Form, list[str]]:
    """Return the form of a text and the notices it gave; `groups` are the options by group."""
    found: dict[str, Values] = {}
    notices: list[str] = []
    pairs = [pair for pair in text.split(";") if pair]
    if len(pairs) > PAIRS:
        notices.append(f"The link changes {len(pairs)} settings; the first {PAIRS} were read.")
    for pair in pairs[:PAIRS]:
        key, _, said = pair.partition("=")
        values = tuple(dict.fromkeys(said.split(","))) if said else ()
        try:
            found[key] = _checked(key, values, groups)
        except ValueError as error:
            notices.append(f"The link’s setting “{_shown(key)}” was dropped: {error}.")
    form = Form(
        choices={key: found[key] for key in groups if found.get(key)},
        levers={key: values for key, values in found.items() if _is_lever(key)},
        launch={key: found[key][0] for key in LAUNCH if found.get(key)},
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


def number(text: str) -> str:
    """Return a number in one spelling, whole numbers without a point; ValueError if it is none."""
    if not NUMBER.fullmatch(text):
        raise ValueError(f"“{_shown(text)}” is not a plain number")
    value = float(text)
    whole = value.is_integer() and abs(value) < 10**15
    return str(int(value)) if whole else repr(value)


def _checked(key: str, values: Values, groups: Mapping[str, Sequence[str]]) -> Values:
    if len(values) > VALUES:
        raise ValueError(f"more than {VALUES} values")
    if key in groups:
        unknown = [value for value in values if value not in groups[key]]
        if unknown:
            raise ValueError(f"there is no option “{_shown(unknown[0])}”")
        if key in SINGLE and len(values) > 1:
            raise ValueError("it takes one option")
        return values
    if _is_lever(key):
        return tuple(dict.fromkeys(number(value) for value in values))
    if key in _LAUNCH and len(values) <= 1:
        return tuple(_LAUNCH[key](value) for value in values)
    raise ValueError("it is no lever, group or setting of the launch")


def _is_lever(key: str) -> bool:
    return PATH.fullmatch(key) is not None and lever_at(key) is not None


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


_LAUNCH: dict[str, Callable[[str], str]] = {
    "horizon": _whole,
    "runs": _whole,
    "seed": _whole,
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
