"""Reads the episode files: the user's own in ./configs/episode, then the packaged ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from runs.episodes.episode import Episode
from runs.errors import WrongInput, unknown_option
from runs.own_files import checked_text
from runs.settings import PACKAGED, Door

GROUP = "episode"


def episodes(door: Door) -> dict[str, Episode]:
    """Every episode by the name of its file, in the order of the names.

    Raises WrongInput, naming the file, for one that does not fit.
    """
    folders = [PACKAGED / GROUP, *([door.own / GROUP] if door.own else [])]
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    return {name: read(files[name]) for name in sorted(files)}


def read(path: Path) -> Episode:
    """One episode file; raises WrongInput for the first thing that is wrong in it."""
    try:
        plain: Any = yaml.safe_load(checked_text(path))
        return Episode.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        raise WrongInput(f"{path.name}: {key or 'the file'}: {first['msg']}", key=key) from None


def chosen(known: dict[str, Episode], names: Sequence[str]) -> dict[str, Episode]:
    """The episodes named (in upper or lower case), all where none is; refuses unknown names."""
    folded = {name.casefold(): name for name in known}
    for name in names:
        if name.casefold() not in folded:
            raise unknown_option(GROUP, name, list(known))
    wanted = {folded[name.casefold()] for name in names} or set(known)
    return {name: one for name, one in known.items() if name in wanted}
