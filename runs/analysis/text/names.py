"""Numbers with their nouns, in a module that imports nothing.

The terminal needs them before anything is computed.
"""

from __future__ import annotations


def format_count(n: int, noun: str) -> str:
    """Return a number with its noun, plural except for 1: "1 run", "2,000 runs"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
