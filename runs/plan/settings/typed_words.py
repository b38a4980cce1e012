"""Prepares override texts as people type them for Hydra's grammar, which knows ASCII words only.

A name in another script is quoted, and a setting that is a name anyway (of a batch, of a folder) is
taken letter by letter. Text of ASCII alone is unchanged, so that it means what it means to Hydra.
"""

from __future__ import annotations

import re

TYPED = ("batch", "outputs", "fit")
"""Settings of the launch that are names: `1e3` is one, and no number."""
MARKS = "'\""
WORD = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\s,()\[\]{}:='"]*[^\x00-\x7f][^\s,()\[\]{}:='"]*"""
)
"""A text in quotation marks, or a word of which a letter is not ASCII."""


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
    return f"{key}={WORD.sub(_quote_foreign_word, value)}" if not value.isascii() else text


def is_plain_name(value: str) -> bool:
    """Say whether a value is a name to be taken literally: not quoted, not swept, not null."""
    return bool(value) and value != "null" and value[0] not in MARKS and not set("${,") & set(value)


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
