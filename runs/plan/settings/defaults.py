"""Completes composed YAML by the defaults of the parameter classes.

YAML holds only what a choice changes, the classes hold the rest: `fill_in_defaults` brings the two
together before any value is set, so that every lever can be named on the command line.
"""

from __future__ import annotations

import copy
import types
from functools import cache
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel


def fill_in_defaults(model: type[BaseModel], data: Any) -> Any:
    """Return `data` with the default of every missing field, down to the leaves; unvalidated.

    Unknown keys and wrong types are kept, for `validate_config` to refuse; anything but a mapping
    is returned unchanged.
    """
    if not isinstance(data, dict):
        return data
    result = dict(data)
    defaults = _list_defaults(model)
    for name, field in model.model_fields.items():
        if name in data:
            value = data[name]
            is_nested = isinstance(value, (dict, list))
            result[name] = _fill_in_field(field.annotation, value) if is_nested else value
        elif name in defaults:
            default = defaults[name]
            is_nested = isinstance(default, (dict, list))
            result[name] = copy.deepcopy(default) if is_nested else default
    return result


@cache
def _list_defaults(model: type[BaseModel]) -> dict[str, Any]:
    """Return the plain default of each field that has one: shared, not to be changed."""
    return {
        name: _to_plain_value(field.get_default(call_default_factory=True))
        for name, field in model.model_fields.items()
        if not field.is_required()
    }


def _fill_in_field(annotation: Any, value: Any) -> Any:
    """Return a field's value with defaults of all models in its annotation; unvalidated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return fill_in_defaults(annotation, value)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict and isinstance(value, dict):
        return {name: _fill_in_field(arguments[1], item) for name, item in value.items()}
    if origin is list and isinstance(value, list):
        return [_fill_in_field(arguments[0], item) for item in value]
    if origin in (Union, types.UnionType):
        member = find_union_member(arguments, value)
        return fill_in_defaults(member, value) if member else value
    return (
        _fill_in_field(arguments[0], value)
        if arguments and hasattr(annotation, "__metadata__")
        else value
    )


def find_union_member(classes: tuple[Any, ...], value: Any) -> type[BaseModel] | None:
    """Return the class of a union that a mapping belongs to: the only class, or the one with its
    `name`; for any other name the class that has no fixed one (a user's own policy). None if there
    is none or the value is no mapping.
    """
    models = [one for one in classes if isinstance(one, type) and issubclass(one, BaseModel)]
    if not isinstance(value, dict):
        return None
    for one in models:
        field = one.model_fields.get("name")
        if len(models) == 1 or (field and value.get("name") == field.default):
            return one
    # A policy of the user's own, which has no name that its class could know.
    nameless = [one for one in models if one.model_fields["name"].is_required()]
    return nameless[0] if nameless and "name" in value else None


def _to_plain_value(value: Any) -> Any:
    """Return a model as plain values, anything else unchanged."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
