"""Words the error of a wrong setting by what the user wrote, not by what was made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Setting
from runs.plan.settings.value_errors import shorten_value

LONGEST = 80
"""Characters of a setting up to which it is repeated as typed."""


def reword_as_typed(
    composer: ConfigComposer, error: WrongInput, settings: Sequence[Setting]
) -> WrongInput:
    """Return the error with the setting as it was typed (`runs=1e2`, not `runs=100.0`); if it comes
    from an option chosen by its `name` (`SIDE.policy.name=never`), the advice to choose it by its
    group; in all other cases the same object. settings: all that were typed.
    """
    if type(error) is not WrongInput:
        return error
    typed = {one.key: one for one in settings if not one.is_choice}
    parent = error.key.rpartition(".")[0]
    named, one = typed.get(f"{parent}.name"), typed.get(error.key)
    if one is None and named and isinstance(named.value, str):
        choices = [key for key in composer.chosen if key.partition("@")[2] == parent]
        reason = f"{named.typed or named.text}: an option is chosen as a whole, by its group."
        nearest = [f"{key}={named.value}" for key in choices]
        if choices:
            return WrongInput(reason, key=named.key, value=named.value, nearest=nearest)
    said = f"{error.key}={shorten_value(error.value)}"
    if one is None or said not in error.reason or not 0 < len(one.typed) <= LONGEST:
        return error
    return error.reword(error.reason.replace(said, one.typed, 1))


def advise_defaults(composer: ConfigComposer, error: WrongInput) -> WrongInput:
    """Return the error for a key in a file that is the name of a config group, with the line of a
    defaults list that chooses an option of it; for any other key the same object.
    """
    group = error.key.partition(".")[0]
    same = [key for key in composer.chosen if key.partition("@")[0] == group]
    if "is not a setting" not in error.reason or not same:
        return error
    value = error.value.get("name") if isinstance(error.value, Mapping) else error.value
    option = value if isinstance(value, str) else "OPTION"
    return WrongInput(
        f"{error.key} is not a setting: an option of a group is chosen under defaults.",
        key=error.key,
        value=error.value,
        nearest=[f"'- override /{key}: {option}'" for key in same],
    )
