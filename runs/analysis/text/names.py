"""Sides as they are called and numbers with their nouns: the one home of both.

The terminal asks for them before anything is worked out, so that nothing heavy is imported here.
"""

from __future__ import annotations

from runs.analysis.sides import find_side


def name_side(key: str) -> str:
    """Return what a side in use is called within a sentence; a key of no side as it stands."""
    side = find_side(key)
    return side.title if side else key


def label_side(key: str) -> str:
    """Return what a side in use is called where it stands alone; a key of no side as it stands."""
    side = find_side(key)
    return side.label if side else key


def name_audience(key: str) -> str:
    """Return an audience within a sentence: a side's public by its adjective, or the world."""
    side = find_side(key.removesuffix("_home"))
    return side.public if side else f"the {key}"


def format_count(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless there is one: "1 run", "2,000 runs"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
