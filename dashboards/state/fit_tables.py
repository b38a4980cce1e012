"""The fits there are, finished or under way, and the newest scores of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards.state.view import View
from runs.errors import WrongInput

FIT = "taijie fit"


@dataclass(frozen=True)
class StoredFit:
    """A fit: its settings, and its result if it is finished, else the number of rounds so far."""

    name: str
    settings: dict[str, Any]
    result: dict[str, Any] | None = None
    rounds: int = 0


def list_fit_names(outputs: Path) -> list[str]:
    """Return the names of the stored fits: the user's, newest first, then those shipped with the
    package.
    """
    from runs.studies.fit.storage import SETTINGS, is_shipped, list_fit_folders

    def make_sort_key(folder: Path) -> tuple[bool, float]:
        return is_shipped(folder), -(folder / SETTINGS).stat().st_mtime

    return [path.name for path in sorted(list_fit_folders(outputs), key=make_sort_key)]


def choose_fit_name(view: View) -> str | None:
    """Return the fit named in the link if it exists, else the first of list_fit_names; None without
    any.
    """
    names = list_fit_names(view.source.outputs)
    return view.state.fit if view.state.fit in names else next(iter(names), None)


def load_shown_fit(view: View) -> StoredFit | None:
    """Return the fit that a page shows; None without any, WrongInput if its files
    cannot be read.
    """
    from runs.studies.fit.storage import RESULT, SETTINGS, count_rounds, list_fit_folders, read_json

    name = choose_fit_name(view)
    if name is None:
        return None
    folder = next(one for one in list_fit_folders(view.source.outputs) if one.name == name)
    try:
        settings = read_json(folder / SETTINGS)
        if (folder / RESULT).is_file():
            return StoredFit(name, settings, read_json(folder / RESULT))
        return StoredFit(name, settings, None, count_rounds(folder))
    except (OSError, ValueError, KeyError) as error:
        raise WrongInput(f"Fit {name} cannot be read ({error}); again: {FIT} {name}") from None


def load_newest_scores(outputs: Path, fit: str) -> dict[str, Any] | None:
    """Return the newest table of scores of a fit as stored, `rows` as a frame; None without one,
    WrongInput if a table cannot be read.
    """
    from runs.studies.fit.score_table import STORE
    from runs.studies.fit.storage import list_shipped_score_files

    folders = sorted((outputs / STORE.study).glob(f"*/{STORE.whole}"), reverse=True)
    tables = (_read_scores(path.parent) for path in [*folders, *list_shipped_score_files()])
    return next((one for one in tables if one["fit"] == fit), None)


@lru_cache(maxsize=64)
def _read_scores(folder: Path) -> dict[str, Any]:
    """Return the table of scores of a folder, `rows` as a frame; WrongInput if it
    cannot be read.
    """
    from runs.studies.fit.score_table import STORE

    try:
        told = STORE.read(folder)
        return {**told, "rows": pd.DataFrame(told["rows"]), "fit": told["fit"]}
    except (OSError, ValueError, KeyError) as error:
        raise WrongInput(
            f"The scores in {folder.name} cannot be read ({error}); again: taijie score"
        ) from None
