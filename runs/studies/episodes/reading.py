"""Reads the episode files: the user's own in ./configs/episode, then the packaged ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from runs.analysis.sides import use_sides
from runs.errors import WrongInput, make_unknown_option_error
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.plan.settings.safe_yaml import read_safe_text
from runs.studies.episodes.episode import Episode

GROUP = "episode"


def load_episodes(composer: ConfigComposer) -> dict[str, Episode]:
    """Every episode by the name of its file, in the order of the names.

    Who moved first is one of the primary config's sides, if anybody is. Raises WrongInput, naming
    the file, for one that does not fit.
    """
    folders = [PACKAGED / GROUP, *([composer.own / GROUP] if composer.own else [])]
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    with use_sides(composer.compose([]).get("sides")):
        return {name: read_episode(files[name]) for name in sorted(files)}


def read_episode(path: Path) -> Episode:
    """One episode file; raises WrongInput for the first thing that is wrong in it."""
    try:
        plain: Any = yaml.safe_load(read_safe_text(path))
        return Episode.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        raise WrongInput(f"{path.name}: {key or 'the file'}: {first['msg']}", key=key) from None


def choose_episodes(known: dict[str, Episode], names: Sequence[str]) -> dict[str, Episode]:
    """The episodes named (in upper or lower case), all where none is; refuses unknown names."""
    folded = {name.casefold(): name for name in known}
    for name in names:
        if name.casefold() not in folded:
            raise make_unknown_option_error(GROUP, name, list(known))
    wanted = {folded[name.casefold()] for name in names} or set(known)
    return {name: one for name, one in known.items() if name in wanted}
