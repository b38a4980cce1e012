"""The newest game and the newest race that `taijie choose` has stored beside the batches."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from runs.errors import WrongInput

CHOOSE = "taijie choose payoffs=mine"


def load_newest_choice(outputs: Path, kind: str) -> dict[str, Any] | None:
    """Return the newest stored result of `taijie choose` of a kind, "game" or "race", and under
    `rows` its profiles or candidates; None without one, WrongInput if unreadable.
    """
    from runs.studies.choices.storage import STORE

    folders = sorted((outputs / STORE.study).glob(f"*/{STORE.whole}"), reverse=True)
    results = (_read_choice(path.parent) for path in folders)
    return next((one for one in results if one["kind"] == kind), None)


@lru_cache(maxsize=64)
def _read_choice(folder: Path) -> dict[str, Any]:
    """Return a folder's result, with `rows` its profiles or candidates; WrongInput if
    unreadable.
    """
    from runs.studies.choices.storage import STORE

    try:
        told = STORE.read(folder)
        kinds = {"game": "profiles", "race": "candidates"}
        return {**told, "rows": told[kinds[told["kind"]]]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongInput(
            f"The choice in {folder.name} cannot be read ({error}); again: {CHOOSE}"
        ) from None
