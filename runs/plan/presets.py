"""Second step of a plan: the YAML that group choices compose, with every default filled in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import ValidationError

from runs.errors import WrongInput
from runs.plan.plan import Launch
from runs.plan.plugins.choosing import fill_in_policy_numbers
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.defaults import fill_in_defaults
from runs.plan.settings.overrides import (
    LAUNCH_KEYS,
    Setting,
    is_simulation_setting,
    list_group_choices,
    set_value,
)
from runs.plan.settings.typed_words import TYPED
from runs.plan.settings.validation import complete_config, make_first_error


class Presets:
    """Composes each set of group choices once and shares it among all variants that use it."""

    def __init__(self, composer: ConfigComposer) -> None:
        self.composer = composer
        self._completed: dict[tuple[str, ...], dict[str, Any]] = {}

    def compose_with_defaults(self, choices: tuple[str, ...]) -> dict[str, Any]:
        """Return all values that are simulated under group choices such as `leader@SIDE=honor`,
        nested and with defaults; the dict is shared and must not be changed.
        """
        if choices not in self._completed:
            composed = self.composer.compose(choices)
            simulated = {key: value for key, value in composed.items() if key not in LAUNCH_KEYS}
            filled = fill_in_policy_numbers(complete_config(simulated), self.composer.own_policies)
            self._completed[choices] = filled
        return self._completed[choices]

    def compose_launch(self, settings: Sequence[Setting]) -> Launch:
        """Return how the batch is run (runs, seed, executor and so on): the YAML that the choices
        among the settings compose, overridden by the other settings. WrongInput for an invalid
        value.
        """
        composed = self.composer.compose(list_group_choices(settings))
        data = {key: composed[key] for key in LAUNCH_KEYS if key in composed}
        experiment = [one.value for one in settings if one.key == "experiment" and one.is_choice]
        data["experiment"] = experiment[0] if experiment else None
        data = fill_in_defaults(Launch, data)
        for one in settings:
            if one.is_choice or is_simulation_setting(one):
                continue
            as_typed = one.key in TYPED and one.value is not None
            as_text = one.value if isinstance(one.value, str) else one.shown
            value = as_text if as_typed else one.value
            whole = one.key == "variants"
            data = {**data, one.key: value} if whole else set_value(data, one.key, value)
        try:
            return Launch.model_validate(data)
        except ValidationError as error:
            raise make_first_error(error, Launch, data) from None

    def require_same_launch_settings(
        self, combinations: Sequence[Sequence[Setting]], named: Collection[Sequence[Setting]]
    ) -> None:
        """Raise WrongInput if a file that only some variants choose sets how the batch is run.

        combinations: settings of each combination of a sweep; named: those of each named variant.
        """
        first = self.composer.compose(list_group_choices(combinations[0]))
        chosen = {list_group_choices([*one, *own]) for one in combinations for own in named}
        for choices in sorted(chosen):
            composed = self.composer.compose(choices)
            for key in LAUNCH_KEYS:
                if composed.get(key) != first.get(key):
                    raise WrongInput(
                        f"{key}={composed.get(key)} is set by a file that only some variants"
                        f" choose ({', '.join(choices)}), and says how all of them run.",
                        key=key,
                        value=composed.get(key),
                    )
