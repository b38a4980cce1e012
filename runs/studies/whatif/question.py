"""What the process that plays what-ifs is asked, and its name; nothing heavy is imported."""

from __future__ import annotations

from typing import TypedDict

MODULE = "runs.studies.whatif.process"


class Question(TypedDict):
    """What is asked: a lever of a variant over its range, with some others moved.

    Args:
        batch: its folder.
        stamp: of its manifest: another one is another batch.
        variant, point: which one.
        levers: path -> value, of those moved.
        lever: the one that is looked at over its range.
        runs: how many of each setting, from run 0 on.
        pins: further settings, each path -> value.
    """

    batch: str
    stamp: str
    variant: str
    point: int
    levers: dict[str, float]
    lever: str
    runs: int
    pins: list[dict[str, float]]
