"""Whether one parsed override chooses an option of a group, or sets a value.

The override comes from Hydra's parser (`runs.plan.settings.compose`); here it is only asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from runs.plan.settings import override_errors


def check_group_choice(
    chosen: Mapping[str, str], is_group: Callable[[str], bool], override: Any, key: str
) -> bool:
    """Say whether an override chooses an option of a config group; raise WrongInput for one that
    only looks so.

    Args:
        chosen: the group choices that hold: `leader@SIDE` -> `honor`.
        is_group: says whether there is a group of that name.
        override: as Hydra parsed it.
        key: its key.
    """
    if isinstance(override.value(), dict) and override.package is None:
        return False
    if key in chosen:
        return True
    value = override.get_value_string()
    for name in chosen:
        if name.partition("@")[2] == key:
            raise override_errors.make_group_value_error(key, value, name)
    if override.package is None and not is_group(override.key_or_group):
        return False
    raise override_errors.make_unknown_choice_error(key, value, list(chosen))
