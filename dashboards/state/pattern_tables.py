"""The newest table of patterns, written by `taijie patterns` beside the batches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from runs.errors import WrongInput

PATTERNS = "taijie patterns"


@dataclass(frozen=True)
class StoredPatterns:
    """A table of patterns: one row per datum (an observed number and its simulated counterpart),
    and how it was made.
    """

    name: str
    rows: pd.DataFrame
    about: dict[str, Any]


def load_newest_patterns(outputs: Path) -> StoredPatterns | None:
    """Return the newest stored table of patterns; None if there is none, WrongInput if it cannot be
    read.
    """
    from runs.studies.patterns.table import STORE

    folder = STORE.find_newest(outputs)
    return None if folder is None else _load_patterns(folder)


@lru_cache(maxsize=4)
def _load_patterns(folder: Path) -> StoredPatterns:
    """Return the patterns of a folder; WrongInput if they cannot be read."""
    from runs.studies.patterns.table import STORE

    try:
        about = STORE.read(folder)
        return StoredPatterns(folder.name, pd.DataFrame(about.pop("rows")), about)
    except (OSError, ValueError, KeyError) as error:
        raise WrongInput(
            f"The table of patterns in {folder.name} cannot be read ({error}); again: {PATTERNS}"
        ) from None
