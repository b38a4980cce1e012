"""Whether the rules of this process are those of the source files, or one was replaced at run time.

A function put into `POLICIES`, or over one of the model's, would be used by this process and by no
worker, while the engine's digest stays the same: results would differ by executor without notice.
It is refused by name, with a hint at the way that works. Values that are not functions are not
checked, and nothing is if the rules were not imported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from runs.errors import WrongInput

RULES = ("model", "agents")
USED = {
    *("model", "agents", "mesa", "networkx", "numpy", "scipy", "pydantic", "pydantic_core"),
    *("annotated_types", "defusedxml", "typing_extensions"),
}
"""What the sources of the rules import, besides the standard library."""
REMEDY = (
    "write it into policies/NAME.py beside you, marked by @policy (docs/tasks/extend.md), or an"
    " agent of your own into roles/NAME.py (docs/tasks/role.md)"
)


def require_unpatched_rules() -> None:
    """Raise WrongInput if a function or class of the rules was replaced in this process, naming the
    first.
    """
    for name, value in _find_replaced_rules():
        code, title = getattr(value, "__code__", None), getattr(value, "__qualname__", value)
        where = f" ({code.co_filename}, line {code.co_firstlineno})" if code else ""
        raise WrongInput(
            f"{name} was changed by hand in this process, to {title}{where}: workers would"
            " play the model's own, and no digest tells the two apart. For a policy of your own,"
            f" {REMEDY}.",
            key=name,
        )


def _find_replaced_rules() -> Iterator[tuple[str, Any]]:
    """Yield (name, present object) of each function or class of the rules that was replaced."""
    policies = sys.modules.get("agents.policies")
    if policies is not None:
        yield from _find_replaced_policies(policies)
    for name in sorted(sys.modules):
        if name.split(".")[0] in RULES:
            module = sys.modules[name]
            for key, value in list(vars(module).items()):
                if isinstance(value, FunctionType | type) and _is_foreign_to_rules(value):
                    yield f"{name}.{key}", value
                elif isinstance(value, dict) and not key.startswith("__"):
                    yield from _find_patched_functions(f"{name}.{key}", value)
                elif isinstance(value, type) and value.__module__ == name:
                    yield from _find_replaced_methods(f"{name}.{key}", value)


def _find_replaced_policies(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield (name, present function) of each entry of `POLICIES` that is not that of its module."""
    from model.parameters.policy import BY_NAME

    registry = module.POLICIES
    for name in (*BY_NAME, *(set(registry) - set(BY_NAME))):
        rule = registry.get(name)
        source = sys.modules.get(f"agents.policies.{name}")
        if name not in BY_NAME or source is None or rule is not getattr(source, name):
            yield f"POLICIES[{name!r}]", rule


def _find_patched_functions(title: str, table: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (name, function or class) of each entry of a dict that comes from another program."""
    for key, value in list(table.items()):
        if isinstance(value, FunctionType | type) and _is_foreign_to_rules(value):
            yield f"{title}[{key!r}]", value


def _find_replaced_methods(title: str, kind: type) -> Iterator[tuple[str, Any]]:
    """Yield (name, function) of each method of a class that comes from another program."""
    for key, value in list(vars(kind).items()):
        inner = getattr(value, "__func__", getattr(value, "fget", value))
        if isinstance(inner, FunctionType) and _is_foreign_to_rules(inner):
            yield f"{title}.{key}", inner


def _is_foreign_to_rules(value: Any) -> bool:
    """Say whether a function or class comes from a module that the rules' sources do not import."""
    # A function that was wrapped bears the name of what it wraps; its globals are where it is from.
    module = value.__globals__["__name__"] if isinstance(value, FunctionType) else value.__module__
    root = str(module or "").split(".")[0]
    known = root in USED or root in sys.stdlib_module_names
    return not (known or root.startswith("namedtuple_"))
