"""What telling it otherwise pays: the metrics of belief and face, and the settings of telling."""

from __future__ import annotations

from collections.abc import Iterable

METRICS = (
    *(f"p_believed_{audience}_us" for audience in ("us_home", "china_home", "world")),
    *(f"belief_{audience}" for audience in ("us_home", "china_home", "world")),
    *("face_us_call", "face_us", "face_china_call", "face_china"),
)
"""Metrics that spin is meant to move."""
TELLING = (
    *("readout_freedom", "admission_cost", "deny_propensity", "naming_need"),
    *("trust_at_home", "trust_abroad", "trust_world"),
)
"""Levers of a side that bear on what is told and on who believes it."""


def filter_telling_paths(paths: Iterable[str]) -> list[str]:
    """Return those of some settings' paths that bear on what is told or believed."""
    return [
        path
        for path in paths
        if path.rpartition(".")[2] in TELLING
        or path.startswith("attribution.")
        or (path.startswith("signal.") and ("readout" in path or "claim" in path))
    ]
