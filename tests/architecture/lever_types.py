"""What mypy knows of levers by lane: a `LaneView[Side]` has the parameters of `Side`, no others.

A plugin of mypy (pyproject.toml): a view makes its attributes when they are first read, so without
it every lever would be `Any` and a mistyped one would only fail in a run. A float is a (lanes,)
array, a class of parameters (or a dictionary of them) a view, everything else what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mypy.nodes import StrExpr, TypeInfo
from mypy.plugin import AttributeContext, MethodContext, Plugin
from mypy.typeops import make_simplified_union
from mypy.types import (
    AnyType,
    Instance,
    ProperType,
    Type,
    TypeOfAny,
    UnionType,
    get_proper_type,
)

VIEW = "model.lanes.LaneView"
ASKED_BY_NAME = {f"{VIEW}.always", f"{VIEW}.matters"}


def _section(view: Type) -> TypeInfo | None:
    """The parameter class of a view; None where it may be any."""
    proper = get_proper_type(view)
    inner = get_proper_type(proper.args[0]) if isinstance(proper, Instance) else None
    return inner.type if isinstance(inner, Instance) else None


def _by_lane(declared: Type, view: Instance, floats: Type) -> Type:
    """The type of a parameter as a view gives it, from the one it is declared with."""
    proper = get_proper_type(declared)
    if isinstance(proper, UnionType):
        return UnionType([_by_lane(item, view, floats) for item in proper.items])
    if not isinstance(proper, Instance):
        return declared
    if proper.type.fullname == "builtins.float":
        return floats
    if proper.type.has_base("model.parameters.lever.Parameters"):
        return view.copy_modified(args=[proper])
    if proper.type.fullname == "builtins.dict":
        return proper.copy_modified(args=[_by_lane(arg, view, floats) for arg in proper.args])
    return declared


def attribute_type(name: str, context: AttributeContext) -> Type:
    """The type of one attribute of a view; an error where its section has no such parameter."""
    views = get_proper_type(context.type)
    items = views.items if isinstance(views, UnionType) else [views]
    return make_simplified_union([_one_type(name, get_proper_type(i), context) for i in items])


def _one_type(name: str, view: ProperType, context: AttributeContext) -> Type:
    section = _section(view)
    if section is None or not isinstance(view, Instance) or name in view.type.names:
        return context.default_attr_type
    symbol, floats = section.get(name), view.type.names["one_lever"].type
    if symbol is None or symbol.type is None or floats is None:
        context.api.fail(f"{section.name} has no parameter {name!r}", context.context)
        return AnyType(TypeOfAny.from_error)
    return _by_lane(symbol.type, view, floats)


def check_name(context: MethodContext) -> Type:
    """Refuse a question about a lever that the section does not have."""
    section, (asked, *_) = _section(context.type), context.args
    for given in asked:
        if section is not None and isinstance(given, StrExpr) and section.get(given.value) is None:
            context.api.fail(f"{section.name} has no parameter {given.value!r}", given)
    return context.default_return_type


class LeverTypes(Plugin):
    """Types of what is read of a view, and of the names it is asked about."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        """The type of `view.<name>`."""
        owner, _, name = fullname.rpartition(".")
        return partial(attribute_type, name) if owner == VIEW else None

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """The check of `view.always(<name>, ...)`."""
        return check_name if fullname in ASKED_BY_NAME else None


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks a plugin's module for."""
    return LeverTypes
