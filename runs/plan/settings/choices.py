"""Whether one parsed override chooses an option of a group, or sets a value.

The override comes from Hydra's parser (`runs.plan.settings.compose`); here it is only asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from runs.plan.settings import override_errors


class ConfigGroups(Protocol):
    """The groups of options that there are, as the composer of configs lists them."""

    @property
    def chosen(self) -> Mapping[str, Any]:
        """The choices of the primary config: `leader@us` -> `honor`."""

    def is_group(self, name: str) -> bool:
        """Say whether there is a group of that name."""


def is_choice(groups: ConfigGroups, override: Any, key: str) -> bool:
    """Say whether an override chooses an option of a config group; refuse what only looks so."""
    if isinstance(override.value(), dict) and override.package is None:
        return False
    if key in groups.chosen:
        return True
    value = override.get_value_string()
    for name in groups.chosen:
        if name.partition("@")[2] == key:
            raise override_errors.make_group_value_error(key, value, name)
    if override.package is None and not groups.is_group(override.key_or_group):
        return False
    raise override_errors.make_unknown_choice_error(key, value, list(groups.chosen))
