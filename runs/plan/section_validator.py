"""Fourth step of a plan: values as a validated configuration."""

from __future__ import annotations

from typing import Any

from model.parameters import Configuration
from runs.plan.settings.validation import validate_config


class SectionValidator:
    """Validates variants; a section that no setting touched is validated once for all of them.

    It is then one object in every variant of the same choices: thousands fit in memory.
    """

    def __init__(self) -> None:
        self._sections: dict[tuple[str, ...], dict[str, Any]] = {}

    def validate(
        self, data: dict[str, Any], preset: dict[str, Any], choices: tuple[str, ...], context: str
    ) -> Configuration:
        """Return the configuration of a variant; raises WrongInput, `context` first.

        Args:
            data: its values, complete.
            preset: those of its choices alone, which `data` shares where nothing was set.
            choices: its group choices.
            context: how an error names the variant; empty where there is only one.
        """
        known = self._sections.setdefault(choices, {})
        untouched = {name for name, value in data.items() if value is preset.get(name)}
        shared = {name: known[name] for name in untouched & known.keys()}
        config = validate_config({**data, **shared}, context)
        known.update((name, getattr(config, name)) for name in untouched - known.keys())
        return config
