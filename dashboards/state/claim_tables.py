"""Stored tables of claims and of episodes, written by commands beside the batches.

A folder is never written again, so what was read of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from runs.errors import WrongInput

CLAIMS = "taijie claims --maps 200"
EPISODES = "taijie episodes"


@dataclass(frozen=True)
class StoredClaims:
    """A table of claims: its rows, how it was made, and head-to-head maps (None without any)."""

    name: str
    rows: pd.DataFrame
    about: dict[str, Any]
    maps: pd.DataFrame | None

    def list_claims_with_map(self) -> list[str]:
        """Return the ids of the claims with a head-to-head map."""
        return [] if self.maps is None else list(dict.fromkeys(self.maps["claim"].astype(str)))


def load_newest_claims(outputs: Path) -> StoredClaims | None:
    """Return the newest stored table of claims; None if there is none, WrongInput if it cannot be
    read.
    """
    from runs.studies.claims.storage import STORE

    folder = STORE.find_newest(outputs)
    return None if folder is None else _load_claims(folder)


@lru_cache(maxsize=4)
def _load_claims(folder: Path) -> StoredClaims:
    """Return the claims of a folder, with a column `family`; WrongInput if they cannot be read."""
    from runs.studies.claims.claim import get_claim_family
    from runs.studies.claims.storage import read_claim_table, read_head_to_head_maps

    try:
        rows, about = read_claim_table(folder)
        rows = rows.assign(family=[get_claim_family(str(kind)) for kind in rows["class"]])
        return StoredClaims(folder.name, rows, about, read_head_to_head_maps(folder))
    except (OSError, ValueError, KeyError) as error:
        raise WrongInput(
            f"The table of claims in {folder.name} cannot be read ({error}); again: {CLAIMS}"
        ) from None


@dataclass(frozen=True)
class StoredEpisodes:
    """A table of episodes: one row per episode and stage, mean scores, and how it was made."""

    name: str
    rows: pd.DataFrame
    means: list[dict[str, Any]]
    about: dict[str, Any]


def load_newest_episodes(outputs: Path) -> StoredEpisodes | None:
    """Return the newest stored table of episodes; None if there is none, WrongInput if it cannot be
    read.
    """
    from runs.studies.episodes.storage import STORE

    folder = STORE.find_newest(outputs)
    return None if folder is None else _load_episodes(folder)


@lru_cache(maxsize=4)
def _load_episodes(folder: Path) -> StoredEpisodes:
    """Return the episodes of a folder; WrongInput if they cannot be read."""
    from runs.studies.episodes.storage import STORE

    try:
        about = STORE.read(folder)
        rows, means = pd.DataFrame(about.pop("rows")), about.pop("means")
        return StoredEpisodes(folder.name, rows, means, about)
    except (OSError, ValueError, KeyError) as error:
        raise WrongInput(
            f"The table of episodes in {folder.name} cannot be read ({error}); again: {EPISODES}"
        ) from None
