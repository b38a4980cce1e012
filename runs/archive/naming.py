"""Finds a variant by a word: its name, its hash, or the beginning of either.

The beginning of a name counts if changes follow it: `as reported` means `as reported,
SIDE.insulation=0.1` in a batch in which no other variant begins so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from runs.arguments import require_text
from runs.command_text import NamedVariant
from runs.errors import WrongInput, find_nearest_names
from runs.plan.settings.overrides import JOINT

V = TypeVar("V", bound=NamedVariant)

LETTERS = 4
"""Of a hash, at least, where its beginning names a variant."""


def find_variant_by_word(variants: Sequence[V], word: str, allow_prefix: bool) -> V | None:
    """Return the single variant of which `word` is the name, the hash or, from LETTERS letters on,
    the beginning of the hash; None if none or several fit.

    allow_prefix: whether the word may also be the beginning of a name, followed by changes.
    """
    fitting = [one for one in variants if word in (one.name, one.hash)]
    if not fitting and allow_prefix:
        fitting = _find_by_prefix(variants, word)
    if not fitting and len(word) >= LETTERS:
        fitting = [one for one in variants if one.hash.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None


def require_variant_by_word(batch: str, variants: Sequence[V], word: str) -> V:
    """Return the single variant of a batch that a word (name, hash, or beginning of either) refers
    to; WrongInput, listing names, if none or several fit, or if the word is no text.
    """
    require_text("variant", word, [one.name for one in variants])
    for loosely in (False, True):
        record = find_variant_by_word(variants, word, loosely)
        if record is not None:
            return record
    names = [one.name for one in variants]
    longer = [one.name for one in _find_by_prefix(variants, word)]
    reason = f"batch {batch} has {len(longer) or 'no'} variants {word}."
    near = longer or find_nearest_names(word, names)
    raise WrongInput(reason, key="variant", value=word, allowed=names, nearest=near)


def _find_by_prefix(variants: Sequence[V], word: str) -> list[V]:
    """Return the variants whose name is this word followed by changes; none for ""."""
    return [one for one in variants if word and one.name.startswith(word + JOINT)]
