"""Prepares override texts as people type them for Hydra's grammar, which knows ASCII words only.

A name in another script is quoted, and a setting that is a name anyway (of a batch, of a folder) is
taken letter by letter, and so is an option, which is a file's name. Other text of ASCII alone is
unchanged, so that it means what it means to Hydra.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

TYPED = ("batch", "outputs", "fit")
"""Settings of the launch that are names: `1e3` is one, and no number."""
MARKS = "'\""
WORD = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\s,()\[\]{}:='"]*[^\x00-\x7f][^\s,()\[\]{}:='"]*"""
)
"""A text in quotation marks, or a word of which a letter is not ASCII."""

OPTION = re.compile(r"[A-Za-z_][\w/-]*", re.ASCII)
"""An option that Hydra's grammar reads as a word, if it is not one of VALUES."""
VALUES = ("null", "true", "false", "nan", "inf")


def quote_typed_words(text: str) -> str:
    """Return one override with the words that Hydra's grammar could not read put in quotation
    marks: names typed for keys of TYPED, and words of other than ASCII letters. Its key, sweeps,
    lists and what is quoted already stay.
    """
    key, sign, value = text.partition("=")
    if not sign:
        return text
    if key in TYPED and is_plain_name(value):
        return f"{key}={_quote(value)}"
    return f"{key}={WORD.sub(_quote_foreign_word, value)}"


def is_plain_name(value: str) -> bool:
    """Say whether a value is a name to be taken literally: not quoted, not swept, not null."""
    return bool(value) and value != "null" and value[0] not in MARKS and not set("${,") & set(value)


def quote_options(text: str, options: Sequence[str]) -> str:
    """Return one override of a config group with the options it names put in quotation marks where
    Hydra would read them as numbers, truth values or signs of its grammar.

    options: names of the group's options, in which letters may be composed otherwise than typed. A
    list of several options stays one, and so do functions such as `glob(h*)`.
    """
    key, _, value = text.partition("=")
    named = split_options(value, options)
    return f"{key}={','.join(map(_quote_option, named))}" if named else text


def split_options(value: str, options: Sequence[str]) -> list[str]:
    """Return the options that the value of a config group names, spelled as in `options` where they
    are among them; [] for a value in the grammar of sweeps or lists.

    A comma separates two options, unless it is part of one and the parts are none.
    """
    names = {normalize("NFC", one): one for one in options}
    bare = value[1:-1] if len(value) > 1 and value[0] in MARKS and value[-1] == value[0] else value
    whole = names.get(normalize("NFC", bare.strip()))
    words = [normalize("NFC", word.strip()) for word in value.split(",")]
    if whole is not None and (len(words) == 1 or not all(word in names for word in words)):
        return [whole]
    if set(value) & set("'\"()[]{}$") or not all(words):
        return []
    return [names.get(word, word) for word in words]


def _quote_option(name: str) -> str:
    """Return an option's name, in quotation marks unless Hydra's grammar reads it as a word."""
    is_word = OPTION.fullmatch(name) and name.casefold() not in VALUES
    return name if is_word else _quote(name)


def _quote_foreign_word(match: re.Match[str]) -> str:
    """Return a matched word in quotation marks, unless it has them."""
    word = match[0]
    return word if word[0] in MARKS else _quote(word)


def _quote(word: str) -> str:
    """Return a word in single quotation marks; a backslash escapes only before a mark or at the
    end.
    """
    inner = re.sub(r"(\\*)'", lambda found: 2 * found[1] + r"\'", word)
    trailing = len(inner) - len(inner.rstrip("\\"))
    return f"'{inner}{trailing * chr(92)}'"
