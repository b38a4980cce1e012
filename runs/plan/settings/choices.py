"""Whether one parsed override chooses an option of a group, or sets a value.

The override comes from Hydra's parser (`runs.plan.settings.compose`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from runs.errors import WrongInput
from runs.plan.settings import override_errors

OURS = re.compile(r"^\s*-\s*(?:override\s+)?/?executor\s*:", re.MULTILINE)


def is_group_choice(
    present_choices: Mapping[str, str], is_group: Callable[[str], bool], override: Any, key: str
) -> bool:
    """Say whether an override chooses an option of a config group; False if it sets a value.

    Raises WrongInput if it does neither: a group without its side, or a value for a group.

    Args:
        present_choices: the present choice of each group: `leader@SIDE` -> `honor`.
        is_group: says whether there is a group of that name.
        override: as Hydra parsed it.
        key: its key.
    """
    if isinstance(override.value(), dict) and override.package is None:
        return False
    if key in present_choices:
        return True
    value = override.get_value_string()
    for name in present_choices:
        if name.partition("@")[2] == key:
            raise override_errors.make_group_value_error(key, value, name)
    if override.package is None and not is_group(override.key_or_group):
        return False
    raise override_errors.make_unknown_choice_error(key, value, list(present_choices))


def find_foreign_config(folder: Path | None) -> Path | None:
    """Return the `config.yaml` in a folder if it is another program's or cannot be read; else None.

    A copy of Taijie's own is recognised by the executor among its defaults.
    """
    path = folder / "config.yaml" if folder else None
    if path is None or not path.is_file():
        return None
    try:
        ours = OURS.search(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return path
    return None if ours else path


def require_known_ending(folder: Path | None, key: str, name: str) -> None:
    """Raise WrongInput if an option lies in the user's folder of configs under an ending that is
    not read: `mine.yml`. key: its group, `leader@SIDE`; name: the option.
    """
    group = (folder or Path()) / key.partition("@")[0]
    for ending in (".yml", ".YML", ".YAML") if folder else ():
        file = group / f"{name}{ending}"
        if file.is_file() and not file.with_suffix(".yaml").is_file():
            reason = f"{group.name}/{file.name}: only files ending in .yaml are read: rename it to"
            raise WrongInput(f"{reason} {name}.yaml.", key=key, value=name)


PARTS = "parts"
"""The folder of pieces of which a group's options are made."""


def list_nested_options(group: Path) -> list[str]:
    """Return a group's options in subfolders: `study/deep` for `group=study/deep`.

    A subfolder `parts` contains pieces of other options, and no options.
    """
    if not group.is_dir():
        return []
    files = (path.relative_to(group).with_suffix("") for path in group.rglob("*.yaml"))
    return sorted(
        file.as_posix() for file in files if len(file.parts) > 1 and PARTS not in file.parts
    )
