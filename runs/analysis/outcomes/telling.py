"""What a side's own account of the contact changes: the metrics of belief and face, and its
settings.
"""

from __future__ import annotations

from collections.abc import Iterable

from runs.analysis.sides import get_dyad

TELLING = (
    *("readout_freedom", "admission_cost", "deny_propensity", "naming_need"),
    *("trust_at_home", "trust_abroad", "trust_world"),
)
"""Levers of a side that bear on what is told and on who believes it."""


def list_account_metrics() -> list[str]:
    """Return the names of the metrics that a side's account of the contact should change: each
    audience's belief, and each side's face at the call and at the end.
    """
    dyad = get_dyad()
    return [
        *(f"p_believed_{audience}_{dyad.first}" for audience in dyad.audiences),
        *(f"belief_{audience}" for audience in dyad.audiences),
        *(f"face_{key}{when}" for key in dyad.keys for when in ("_call", "")),
    ]


def select_account_settings(paths: Iterable[str]) -> list[str]:
    """Return, of these dotted paths of settings, those that bear on what is said or believed about
    the contact.
    """
    return [
        path
        for path in paths
        if path.rpartition(".")[2] in TELLING
        or path.startswith("attribution.")
        or (path.startswith("signal.") and ("readout" in path or "claim" in path))
    ]
