"""The record in a manifest of a user's policy, role or metric: whence it came, never its code."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class PluginRecord(BaseModel):
    """A policy or role of the user's own that variants of a batch choose."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    name: str
    place: str
    """`policies/weekly.py`, or the entry point of an installed package."""
    path: str
    """Where its file lay at the first launch."""
    sources: dict[str, str]
    """SHA-256 of each of its source files; they are part of the engine."""


class MetricRecord(PluginRecord):
    """A metric of the user's own that a batch stores of each run."""

    label: str
    """The words for it in tables and figures."""
    unit: str
    source: str
    """What supports measuring it so."""
