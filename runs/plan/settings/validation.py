"""Validates composed YAML as a configuration, and turns pydantic's errors into sentences."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from model.parameters import Configuration
from model.parameters.retired import describe_retired_setting
from model.parameters.root import choose_configuration_class
from runs.errors import WrongInput, find_nearest_names, make_choice_key_error
from runs.plan.settings.defaults import fill_in_defaults, find_union_member
from runs.plan.settings.levers import find_lever
from runs.plan.settings.value_errors import describe_error, list_stated_values, shorten_value


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


def complete_config(data: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration's values with all defaults of its two sides; WrongInput if they do not
    name two sides.
    """
    completed: dict[str, Any] = fill_in_defaults(_choose_class(data), data)
    return completed


def validate_config(data: dict[str, Any], context: str = "") -> Configuration:
    """Return the configuration of one variant; WrongInput for the first error.

    context: text before the error's message, such as the name of the variant.
    """
    chosen = _choose_class(data, context)
    try:
        return chosen.model_validate(data)
    except ValidationError as error:
        raise make_first_error(error, chosen, data, context) from None


def _choose_class(data: dict[str, Any], context: str = "") -> type[Configuration]:
    """Return the configuration class of the values' two sides; WrongInput if they name no two."""
    try:
        return choose_configuration_class(data)
    except ValueError as error:
        lead = f"{context}: " if context else ""
        raise WrongInput(f"{lead}{error}.", key="sides", value=data.get("sides")) from None


def make_first_error(
    error: ValidationError, model: type[BaseModel], data: Any, context: str = ""
) -> WrongInput:
    """Return the first of pydantic's errors as a WrongInput with key, value and allowed range.

    model: the class that was validated; data: the values; context: put before the message.
    """
    first = error.errors(include_url=False)[0]
    steps = _list_path_steps(first["loc"], data)
    if first["type"] == "union_tag_invalid":
        steps.append("name")
    key, value = ".".join(steps), first["input"]
    if first["type"] == "union_tag_invalid":
        value = first["ctx"]["tag"]
    lead = f"{context}: " if context else ""
    kind = first["type"]
    if kind == "extra_forbidden":
        return _make_unknown_key_error(model, steps, data, lead)
    if kind == "value_error":
        said = str(first["ctx"]["error"])
        is_shown = isinstance(value, str | int | float) and str(value) not in said
        where = f"{key}{f'={shorten_value(value)}' if is_shown else ''}: " if key else ""
        return WrongInput(f"{lead}{where}{said}", key=key, value=None if key == "" else value)
    allowed = _list_allowed_values(model, steps, first)
    said = f"{key}={shorten_value(value)}" if kind != "missing" else f"{key} is missing"
    problem = "" if kind == "missing" else f": {describe_error(first)}"
    if isinstance(value, list) and find_lever(key):
        problem += f"; a range needs a design, such as design=sobol '{key}=[low,high]'"
    return WrongInput(f"{lead}{said}{problem}.", key=key, value=value, allowed=allowed)


def _list_path_steps(location: tuple[int | str, ...], data: Any) -> list[str]:
    """Return the steps of the path of an error, without the tags that pydantic adds for unions."""
    steps: list[str] = []
    for step in location:
        inside = isinstance(data, dict) and step not in data
        last = step == location[-1]
        leaf = not isinstance(data, dict | list)
        if isinstance(step, str) and (leaf or (inside and not last)):
            continue
        steps.append(str(step))
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
    return steps


def _make_unknown_key_error(
    model: type[BaseModel], steps: list[str], data: Any, prefix: str
) -> WrongInput:
    """Return the WrongInput for a key, at the path `steps`, that its mapping does not have."""
    above, key = steps[:-1], ".".join(steps)
    held = data
    for step in above:
        held = held[int(step) if isinstance(held, list) else step]
    field = _find_field(model, above)
    among = _list_models(field.annotation) if field else [model]
    chosen = find_union_member(tuple(among), held) if len(among) > 1 else None
    if chosen:
        return make_choice_key_error(
            key, held[steps[-1]], held["name"], [*chosen.model_fields], prefix
        )
    siblings = [".".join([*above, name]) for one in among for name in one.model_fields]
    close = find_nearest_names(key, siblings)
    reason = f"{prefix}{describe_retired_setting(key) or f'{key} is not a setting.'}"
    return WrongInput(reason, key=key, value=held[steps[-1]], nearest=close)


def _find_field(model: type[BaseModel], steps: list[str]) -> FieldInfo | None:
    """Return the pydantic field at a path, None if there is none; names of entries (signal kinds,
    members) in it are skipped.
    """
    found: FieldInfo | None = None
    candidates: list[type[BaseModel]] = [model]
    for step in steps:
        named = [one.model_fields[step] for one in candidates if step in one.model_fields]
        if named:
            found = named[0]
            candidates = _list_models(found.annotation)
    return found


def _list_models(annotation: Any) -> list[type[BaseModel]]:
    """Return all model classes in an annotation, also within unions and containers."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for argument in get_args(annotation) for one in _list_models(argument)]


def _list_allowed_values(model: type[BaseModel], steps: list[str], details: Any) -> list[str]:
    """Return the allowed range or words at a path, as texts; [] if neither lever nor error says.
    details: one error of pydantic's.
    """
    info = find_lever(".".join(steps))
    if info:
        return [f"{info.low:g} to {info.high:g} ({info.unit})"]
    field = _find_field(model, steps)
    bounds = {
        name: getattr(one, name)
        for one in (field.metadata if field else [])
        for name in ("ge", "le", "gt", "lt")
        if hasattr(one, name)
    }
    if not bounds:
        return list_stated_values(details)
    low, high = bounds.get("ge", bounds.get("gt")), bounds.get("le", bounds.get("lt"))
    span = f"{low} to {high}" if high is not None else f"{low} or more"
    unit = f" ({field.description})" if field and field.description else ""
    return [span + unit]
