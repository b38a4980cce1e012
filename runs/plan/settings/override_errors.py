"""The errors for overrides that cannot be used, each made by one function."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from runs.command_text import quote_word
from runs.errors import WrongInput, find_nearest_names
from runs.plan.settings.defaults_lists import find_added_choice

KEY = re.compile(r"(?:\+\+|[+~])?[A-Za-z_][\w-]*(?:[./]\w[\w-]*)*(?:@\w+(?:\.\w+)*)?", re.ASCII)
"""A key that the grammar knows: of a setting (`horizon`, `design.name`) or a group."""
PAIRS = (("[", "]", "bracket"), ("(", ")", "parenthesis"), ("{", "}", "brace"))


def make_missing_equals_error(text: str, keys: Iterable[str]) -> WrongInput:
    """Return the error for a text without `=`; keys: candidates for what was meant."""
    return WrongInput(
        f"{text} is not an override: write key=value.",
        key=text,
        nearest=find_nearest_names(text, keys),
    )


def make_key_error(text: str, choices: Sequence[str]) -> WrongInput:
    """Return the error for a text whose key is not one that the grammar knows (`SIDE .pain=1`)."""
    key, _, value = text.partition("=")
    meant = ".".join(re.findall(r"[\w@/-]+", key))
    if not meant:
        return make_missing_equals_error(text, choices)
    plain = meant.isascii() and "." in meant and "@" not in meant
    near = [meant] if plain else find_nearest_names(meant, choices)
    return WrongInput(f"{key.strip()} is not a setting.", key=key, value=value, nearest=near)


def make_syntax_error(text: str, message: str) -> WrongInput:
    """Return the error for a text outside the grammar, naming an unclosed bracket or quotation
    mark; message: the parser's own, which says nothing to a reader.
    """
    key, _, value = text.partition("=")
    for opening, closing, name in PAIRS:
        surplus = value.count(opening) - value.count(closing)
        if surplus:
            missing = closing if surplus > 0 else opening
            reason = f"{text}: a {name} is not closed, '{missing}' is missing."
            return WrongInput(reason, key=key, value=value)
    if value.count("'") % 2 or value.count('"') % 2:
        return WrongInput(f"{text}: a quotation mark is not closed.", key=key, value=value)
    if message.startswith("Error parsing"):  # a sweep that the grammar knows, of values it does not
        reason = f"{text} cannot be read: write values as a,b,c or range(start,stop,step)."
        return WrongInput(reason, key=key, value=value)
    if value.startswith("{") and not value.isascii():
        reason = "names in a list of pairs are ASCII words here; in an experiment file, any text"
        return WrongInput(f"{text} cannot be read: {reason}.", key=key, value=value)
    quoted = quote_word(f"{key}={_quote_value(value)}")
    reason = "write a value with other signs than letters, digits and . - in quotation marks,"
    return WrongInput(
        f"{text} cannot be read: {reason} within those of the shell: {quoted}", key=key, value=value
    )


def _quote_value(value: str) -> str:
    """Return a value in quotation marks of a kind that it does not contain."""
    mark = "'" if '"' in value else '"'
    return f"{mark}{value}{mark}"


def make_prefix_error(text: str, key: str) -> WrongInput:
    """Return the error for `+key`, `++key` or `~key`: no key can be added or removed."""
    bare = key.lstrip("+~")
    sign = key[: len(key) - len(bare)]
    reason = f"{text}: '{sign}' is not used here; a setting that exists is changed by key=value."
    return WrongInput(reason, key=bare, value=text)


def make_hydra_error(text: str, key: str) -> WrongInput:
    """Return the error for `hydra.*`: Hydra does not launch the runs, so these settings have no
    effect.
    """
    reason = (
        f"{text}: Hydra's own settings have no effect here, for the runs are not launched by it."
    )
    return WrongInput(reason, key=key, value=text)


def make_reference_error(text: str, key: str) -> WrongInput:
    """Return the error for `${...}`: a setting takes a value, not a reference to another."""
    reason = (
        f"{text}: references (${{...}}) are not used in settings, which must not change with "
        "another setting or with the environment; give the value itself."
    )
    return WrongInput(reason, key=key, value=text)


def make_empty_sweep_error(text: str, key: str) -> WrongInput:
    """Return the error for a sweep without values, or over an interval, which lists none."""
    reason = f"{text} is not a list of values: use a,b,c or range(start,stop,step)."
    return WrongInput(reason, key=key, value=text)


def make_no_match_error(text: str, key: str, options: Sequence[str]) -> WrongInput:
    """Return the error for a range without a number, or a pattern that no option of the group
    matches; options: their names.
    """
    if "glob(" not in text:
        reason = f"{text} holds no value: it begins where it ends, or beyond."
        return WrongInput(reason, key=key, value=text)
    why = "no option matches" if options else "a pattern is for options of a group, not for values"
    return WrongInput(f"{text}: {why}.", key=key, value=text, allowed=options)


def make_group_value_error(key: str, value: str, choice: str) -> WrongInput:
    """Return the error for a value (`SIDE.policy=never`) given where an option must be chosen."""
    reason = f"{key} is no single value: its group chooses it as a whole."
    return WrongInput(reason, key=key, value=value, nearest=[f"{choice}={value}"])


def make_group_key_error(key: str, value: str, choices: Sequence[str]) -> WrongInput:
    """Return the error for a setting below a group that each side has of its own
    (`policy.name=never`).
    """
    group = key.partition(".")[0]
    named = [name for name in choices if name.partition("@")[0] == group]
    option = value if key.endswith(".name") else "OPTION"
    return WrongInput(
        f"{key} is not a setting: each side has a {group} of its own, which its group chooses.",
        key=key,
        value=value,
        nearest=[f"{name}={option}" for name in named],
    )


def make_unknown_choice_error(key: str, value: str, choices: Sequence[str]) -> WrongInput:
    """Return the error for a group without its side (`leader=honor`), or a group that does not
    exist.
    """
    same = [name for name in choices if name.partition("@")[0] == key.partition("@")[0]]
    return WrongInput(
        f"{key} is not a choice.",
        key=key,
        value=value,
        nearest=[f"{name}={value}" for name in same] or find_nearest_names(key, choices),
        allowed=choices,
    )


def make_composition_error(error: Exception, files: Sequence[Path] = ()) -> WrongInput:
    """Return Hydra's error on YAML files as WrongInput, without its advice to use +key; files:
    those that may have been chosen.
    """
    cause = error.__cause__ if error.__cause__ and not str(error) else error
    text = str(cause)
    if "DictConfig" in text and "ListConfig" in text:
        file = "".join(f"{name}.yaml: " for name in re.findall(r"In '(.+?)'", text)[:1])
        return WrongInput(
            f"{file}a list stands where names with values are wanted, or the other way round.",
            allowed=["variants: {NAME: [KEY=VALUE], OTHER: []}", "metrics: [NAME]"],
        )  # fmt: skip
    twice = re.match(r"(\S+) appears more than once", text)
    if twice:
        key = twice[1]
        file = "".join(f"{path.name}: " for path in files if find_added_choice(path, key))
        reason = f"{file}{key} is chosen already: a file that changes it says override in defaults."
        return WrongInput(reason, key=key, nearest=[f"'- override /{key}: OPTION'"])
    lines = [line.strip() for line in text.splitlines() if "+" not in line]
    return WrongInput("The config files do not fit together: " + " ".join(lines))
