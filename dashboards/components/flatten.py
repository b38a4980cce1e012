"""A tree of elements as what differs in each, by which a script fills an equal tree anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def flatten_elements(root: Component) -> list[list[Any]]:
    """Return, for each element of a tree in document order, a list of what may change in it: class,
    style, text (None if it has child elements), title, label, address; None at the end is left out.
    """
    return [_describe_element(one) for one in _iterate_elements(root)]


def _iterate_elements(element: Component) -> Iterator[Component]:
    """Yield an element, then all below it in document order."""
    yield element
    inside = getattr(element, "children", None)
    for below in inside if isinstance(inside, list) else [inside]:
        if isinstance(below, Component):
            yield from _iterate_elements(below)


def _describe_element(element: Component) -> list[Any]:
    """Return the six values of `flatten_elements` for one element."""
    inside = getattr(element, "children", None)
    style = getattr(element, "style", None) or {}
    told = [
        getattr(element, "className", None) or "",
        ";".join(f"{name}:{value}" for name, value in style.items()),
        inside if isinstance(inside, str) else None,
        getattr(element, "title", None),
        getattr(element, "aria-label", None),
        getattr(element, "href", None),
    ]
    while told and told[-1] is None:
        told.pop()
    return told
