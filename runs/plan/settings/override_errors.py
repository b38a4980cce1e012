"""What is said to an override that cannot be taken, each refusal in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from runs.errors import WrongInput, nearest

PAIRS = (("[", "]", "bracket"), ("(", ")", "parenthesis"), ("{", "}", "brace"))


def not_a_pair(text: str, keys: Iterable[str]) -> WrongInput:
    """A word without `=`."""
    return WrongInput(
        f"{text} is not an override: write key=value.", key=text, nearest=nearest(text, keys)
    )


def unreadable(text: str, said: str) -> WrongInput:
    """Text outside the grammar; unclosed brackets and quotation marks are named."""
    key, _, value = text.partition("=")
    for opening, closing, name in PAIRS:
        surplus = value.count(opening) - value.count(closing)
        if surplus:
            missing = closing if surplus > 0 else opening
            reason = f"{text}: a {name} is not closed, '{missing}' is missing."
            return WrongInput(reason, key=key, value=value)
    if value.count("'") % 2 or value.count('"') % 2:
        return WrongInput(f"{text}: a quotation mark is not closed.", key=key, value=value)
    return WrongInput(f"{text} cannot be read: {said.splitlines()[0]}", key=key, value=value)


def refuse_prefix(text: str, key: str) -> WrongInput:
    """`+key`, `++key` or `~key`: nothing is added to a config or taken from it."""
    bare = key.lstrip("+~")
    sign = key[: len(key) - len(bare)]
    reason = f"{text}: '{sign}' is not used here; a setting that exists is changed by key=value."
    return WrongInput(reason, key=bare, value=text)


def of_hydra(text: str, key: str) -> WrongInput:
    """`hydra.*`: the loop over runs is not Hydra's, its settings would do nothing."""
    return WrongInput(f"{text}: settings of hydra itself have no effect here.", key=key, value=text)


def reference(text: str, key: str) -> WrongInput:
    """`${...}`: a lever has a value, not a reference to another."""
    reason = f"{text}: references (${{...}}) are not used in settings; give the value itself."
    return WrongInput(reason, key=key, value=text)


def no_list(text: str, key: str) -> WrongInput:
    """A sweep that names no value, or an interval, which has no list of values."""
    reason = f"{text} is not a list of values: use a,b,c or range(start,stop,step)."
    return WrongInput(reason, key=key, value=text)


def whole(key: str, value: str, choice: str) -> WrongInput:
    """A package given as a value (`us.policy=never`) where a group chooses it."""
    reason = f"{key} is no single value: its group chooses it as a whole."
    return WrongInput(reason, key=key, value=value, nearest=[f"{choice}={value}"])


def not_a_choice(key: str, value: str, choices: Sequence[str]) -> WrongInput:
    """A group without its side (`leader=honor`), or a group there is not."""
    same = [name for name in choices if name.partition("@")[0] == key.partition("@")[0]]
    return WrongInput(
        f"{key} is not a choice.",
        key=key,
        value=value,
        nearest=[f"{name}={value}" for name in same] or nearest(key, choices),
        allowed=choices,
    )


def hiding(own: Path) -> WrongInput:
    """A primary config of the user's own, in place of Taijie's."""
    return WrongInput(
        f"{own / 'config.yaml'} hides Taijie's own config.yaml: rename it.",
        key="config.yaml",
        value=str(own),
    )


def unfitting(error: Exception) -> WrongInput:
    """Hydra's complaint about YAML files, without its advice to use +key."""
    cause = error.__cause__ if error.__cause__ and not str(error) else error
    lines = [line.strip() for line in str(cause).splitlines() if "+" not in line]
    return WrongInput("The config files do not fit together: " + " ".join(lines))
