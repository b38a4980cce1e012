"""Sides as they are called and numbers with their nouns: the one home of both, which needs nothing.

The terminal asks for them before anything is worked out, so that nothing heavy is imported here.
"""

from __future__ import annotations

SIDE_NAMES = {"us": "the United States", "china": "China"}
"""A side within a sentence."""
SIDE_LABELS = {side: name.removeprefix("the ") for side, name in SIDE_NAMES.items()}
"""A side where it stands alone: in a label, or at the beginning of a line."""


def format_count(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless there is one: "1 run", "2,000 runs"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
