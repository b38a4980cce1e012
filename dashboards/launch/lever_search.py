"""The search for a lever of the chosen configuration, by words of its path or meaning."""

from __future__ import annotations

from dashboards.launch.form import Form
from dashboards.launch.preview import CurrentLever, Drafts
from runs.plan.settings.levers import find_lever

MATCHES = 40
"""Levers proposed to a search."""


def find_levers(drafts: Drafts, form: Form, words: str) -> list[CurrentLever]:
    """Return at most MATCHES levers of the form's configuration whose path or meaning contains
    every search word; those with all words in the path first, then shorter paths. WrongInput if the
    form's choices cannot be composed.
    """
    wanted = words.casefold().split()
    found = [
        lever
        for lever in drafts.list_levers(form)
        if all(word in _make_search_text(lever.path) for word in wanted)
    ]
    found.sort(key=lambda lever: (not _has_words_in_path(lever, wanted), len(lever.path)))
    return found[:MATCHES]


def _make_search_text(path: str) -> str:
    """Return the path and meaning of a lever, case folded."""
    info = find_lever(path)
    return f"{path} {info.description if info else ''}".casefold()


def _has_words_in_path(lever: CurrentLever, words: list[str]) -> bool:
    """Say whether all words are in the lever's path."""
    return all(word in lever.path.casefold() for word in words)
