"""What the process that plays what-ifs is asked, and its name; nothing heavy is imported."""

from __future__ import annotations

from typing import TypedDict

MODULE = "runs.studies.whatif.process"


class Question(TypedDict):
    """A question: a lever of a variant over its range, with some other levers changed.

    Args:
        batch: its folder.
        stamp: of its manifest; another stamp means another batch.
        variant, point: which variant, at which point of its design.
        levers: path -> value, of the changed levers.
        lever: the lever that varies over its range.
        runs: number of runs of each setting, from run 0 on.
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
