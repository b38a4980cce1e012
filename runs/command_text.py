"""Commands as text to be pasted into a shell: the one place that quotes them.

bash, zsh and sh must all read a printed command as the words it was made of: spaces, quotation
marks, `$`, `*` and brackets (a pattern in zsh) are quoted, and so is a word that zsh would look up
as a program (`=name`).
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Protocol

from runs.paths import resolve_outputs_folder

LETTERS = 12
"""Of a hash, where it stands for a variant."""


class NamedVariant(Protocol):
    """A variant, which commands name by its name or its hash."""

    @property
    def name(self) -> str:
        """Its name in its batch."""

    @property
    def hash(self) -> str:
        """Its hash in full."""


def format_command(*words: str) -> str:
    """Return the words of a command as one line for a shell: `taijie compare 'a b' 'it'"'"'s'`."""
    return " ".join(quote_word(word) for word in words)


def quote_word(word: str) -> str:
    """Return one word, quoted if needed, so that every shell reads it as it stands."""
    text = shlex.quote(word)
    return f"'{text}'" if text.startswith("=") else text


def make_batch_arguments(folder: Path) -> list[str]:
    """Return the words by which a command names the batch in a folder: its name, and `--outputs`
    with its parent folder if needed.
    """
    return [folder.name, *make_outputs_option(folder.parent)]


def make_outputs_option(outputs: Path) -> list[str]:
    """Return [`--outputs`, FOLDER] if commands would otherwise use another folder; else []."""
    return [] if resolve_outputs_folder() == outputs.absolute() else ["--outputs", str(outputs)]


def make_variant_argument(variant: NamedVariant) -> str:
    """Return the word by which a command names a variant: its name, or its hash if the name looks
    like an option.
    """
    return variant.hash[:LETTERS] if variant.name.startswith("-") else variant.name
