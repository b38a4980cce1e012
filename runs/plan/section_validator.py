"""Fourth step of a plan: values as a validated configuration."""

from __future__ import annotations

from typing import Any

from model.parameters import Configuration
from runs.plan.settings.validation import validate_config


class SectionValidator:
    """Validates variants; a section that no setting touched is validated once and shared.

    Variants of the same choices then hold one and the same object: thousands fit in memory.
    """

    def __init__(self) -> None:
        self._sections: dict[tuple[str, ...], dict[str, Any]] = {}

    def validate(
        self, data: dict[str, Any], preset: dict[str, Any], choices: tuple[str, ...], context: str
    ) -> Configuration:
        """Return the validated configuration of a variant; raises WrongInput for the first error.

        Args:
            data: its complete values.
            preset: the values of its choices alone; `data` holds the same objects where nothing was
                set.
            choices: its group choices.
            context: put before the error's message, to name the variant; empty where there is only
                one.
        """
        known = self._sections.setdefault(choices, {})
        untouched = {name for name, value in data.items() if value is preset.get(name)}
        shared = {name: known[name] for name in untouched & known.keys()}
        config = validate_config({**data, **shared}, context)
        known.update((name, getattr(config, name)) for name in untouched - known.keys())
        return config
