"""Errors for wrong input, worded so that the user can correct it.

Whatever a user may get wrong on the command line or in a config file ends in one exception, which
names the key, the value and what is allowed. The command line prints its message and exits with
code 2; nobody sees a traceback for a typing mistake. It never proposes to add a key (`+key`): in
this project an unknown key is a mistake, not a wish.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

SHOWN = 4  # how many of several equally good answers are listed before "..."

OPENING = 40
"""Characters shown of a text that is too long."""


class WrongInput(Exception):
    """A setting that is refused.

    `key` is the setting as typed, `value` what it was given, `allowed` the valid values (or one
    phrase such as "0 to 1 (share)"), `nearest` the valid names closest to `key` or `value`.
    """

    def __init__(
        self,
        reason: str,
        *,
        key: str = "",
        value: Any = None,
        allowed: Sequence[str] = (),
        nearest: Sequence[str] = (),
    ) -> None:
        self.reason = reason
        self.key = key
        self.value = value
        self.allowed = tuple(allowed)
        self.nearest = tuple(nearest)
        super().__init__(self.format_message())

    def format_message(self) -> str:
        """Return the whole text for the terminal: what is wrong, then how to correct it, in plain
        characters.
        """
        lines = [self.reason]
        if self.nearest:
            lines.append(f"  did you mean {join_first_few(self.nearest, ' or ')}?")
        if self.allowed:
            lines.append(f"  allowed: {join_first_few(self.allowed, ', ', shown=40)}")
        return "\n".join(lines)

    def reword(self, reason: str) -> WrongInput:
        """Return the same refusal with another reason."""
        return WrongInput(
            reason, key=self.key, value=self.value, allowed=self.allowed, nearest=self.nearest
        )

    def put_into_context(self, context: str) -> WrongInput:
        """Return the same refusal with a context, such as "episode e15", before its reason."""
        return self.reword(f"{context}: {self.reason}") if context else self

    def as_dict(self) -> dict[str, Any]:
        """Return error (the reason), key, value, allowed and nearest (lists), for a script
        (`--json`) and for the launch page.
        """
        return {
            "error": self.reason,
            "key": self.key,
            "value": self.value,
            "allowed": list(self.allowed),
            "nearest": list(self.nearest),
        }


class CannotContinueError(Exception):
    """A launch cannot go on for a reason outside its settings, such as a full disk.

    What is on disk stays valid: the message says what happened, and `taijie resume` continues.
    """


def join_first_few(names: Sequence[str], separator: str, shown: int = SHOWN) -> str:
    """Return the names joined, or only the first `shown` and the number of others: "a, b ... (3
    more)".
    """
    text = separator.join(names[:shown])
    return text if len(names) <= shown else f"{text} ... ({len(names) - shown} more)"


def quote_text(text: str, longest: int) -> str:
    """Return a text in quotation marks with escapes; of one of more than `longest` characters the
    first OPENING and their number.
    """
    if len(text) <= longest:
        return repr(text)
    return f"{text[:OPENING]!r}... ({len(text)} characters)"


def cut_text(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters, the last an ellipsis if it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def describe_exception(error: BaseException | None) -> str:
    """Return "ValueError: what it says (its notes)" in one line; the type alone of one that says
    nothing.
    """
    said = " ".join(line.strip() for line in str(error).splitlines())
    notes = "; ".join(getattr(error, "__notes__", ()))
    told = f"{type(error).__name__}: {said}".removesuffix(": ")
    return f"{told} ({notes})" if notes else told


def find_nearest_names(word: str, names: Iterable[str], count: int = 3) -> list[str]:
    """Return at most `count` of the names, the closest to a mistyped one, best first; empty if none
    is close.
    """
    candidates = list(dict.fromkeys(names))
    folded = {name.casefold(): name for name in reversed(candidates)}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=count, cutoff=0.7)
    if len(close) > 1:
        best = _compute_similarity(word, close[0])
        close = [name for name in close if _compute_similarity(word, name) > best - 0.05]
    return [folded[name] for name in close]


def describe_known_names(word: str, names: Iterable[str]) -> str:
    """Return "nearest: a, b" of the names near a mistyped one; if none is, "there are a, b, c"."""
    known = sorted(names)
    close = find_nearest_names(word, known)
    return f"nearest: {', '.join(close)}" if close else f"there are {', '.join(known)}"


def make_unknown_key_error(key: str, value: Any, known: Sequence[str]) -> WrongInput:
    """Return the error for a setting that does not exist, with a hint if it was removed, lacks its
    path or is misspelled; known: the full names of all settings.
    """
    from model.parameters.retired import describe_retired_setting

    gone = describe_retired_setting(key)
    if gone:
        return WrongInput(gone, key=key, value=value)
    full = [name for name in known if name.rpartition(".")[2] == key]
    if full and "." not in key:
        return WrongInput(
            f"{key} is not a full name: say whose {key} is meant.",
            key=key,
            value=value,
            nearest=full,
        )
    ranked = (
        (_find_names_with_similar_end, find_nearest_names)
        if "." not in key
        else (find_nearest_names, _find_names_with_similar_end)
    )
    close = ranked[0](key, known) or ranked[1](key, known)
    close = [name for name in close if not key.startswith(f"{name}.")]
    parent = key.rpartition(".")[0]
    inside = [name for name in known if parent and name.rpartition(".")[0] == parent]
    where = "" if close or inside else " `taijie run --cfg job` shows every setting."
    return WrongInput(
        f"{key} is not a setting.{where}",
        key=key,
        value=value,
        nearest=close,
        allowed=[] if close else inside,
    )


def make_command_key_error(command: str, key: str, value: Any, known: Sequence[str]) -> WrongInput:
    """Return the error for a setting that exists but that this command does not take; known: the
    settings that it takes.
    """
    return WrongInput(
        f"{key} does not belong to {command}.",
        key=key,
        value=value,
        nearest=find_nearest_names(key, known),
        allowed=known,
    )


def make_choice_key_error(
    key: str, value: Any, option: str, valid_keys: Sequence[str], prefix: str = ""
) -> WrongInput:
    """Return the error for a setting (`key`, its full path) that the chosen option of its group
    does not have.

    option: name of the chosen option; valid_keys: the keys, without their path, that it does have;
    prefix: opens the sentence.
    """
    parent, _, last = key.rpartition(".")
    return WrongInput(
        f"{prefix}{key} is not a setting of {option}, the {parent} chosen.",
        key=key,
        value=value,
        nearest=[f"{parent}.{name}" for name in find_nearest_names(last, valid_keys)],
        allowed=[f"{parent}.{name}" for name in valid_keys],
    )


def make_unknown_option_error(key: str, value: Any, options: Sequence[str]) -> WrongInput:
    """Return the error for a name that is no option of its group (`key`), with the nearest
    options.
    """
    return WrongInput(
        f"{key} has no option {value}.",
        key=key,
        value=value,
        nearest=find_nearest_names(str(value), options),
        allowed=options,
    )


def _compute_similarity(word: str, other_word: str) -> float:
    """Return how alike two words are, whatever their case, 0 to 1."""
    return difflib.SequenceMatcher(None, word.casefold(), other_word.casefold()).ratio()


def _find_names_with_similar_end(key: str, known: Sequence[str]) -> list[str]:
    """Return the known keys whose part after the last dot is the one closest to that of a mistyped
    key; [] if none is close.
    """
    last = key.rpartition(".")[2]
    close = find_nearest_names(last, (name.rpartition(".")[2] for name in known), count=1)
    return [name for name in known if close and name.rpartition(".")[2] == close[0]]
