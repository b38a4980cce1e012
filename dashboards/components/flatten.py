"""A tree of elements as what differs in each, by which a script fills an equal tree anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def flatten_elements(root: Component) -> list[list[Any]]:
    """Return, for each element of a tree in document order, [class, style, text, title, label,
    address], without the Nones at its end. Text is None if the element has child elements.
    """
    return [_list_element_values(one) for one in _iterate_elements(root)]


def _iterate_elements(element: Component) -> Iterator[Component]:
    """Yield an element, then all below it in document order."""
    yield element
    inside = getattr(element, "children", None)
    for below in inside if isinstance(inside, list) else [inside]:
        if isinstance(below, Component):
            yield from _iterate_elements(below)


def _list_element_values(element: Component) -> list[Any]:
    """Return an element's class, style, text, title, label and address (`flatten_elements`)."""
    inside = getattr(element, "children", None)
    style = getattr(element, "style", None) or {}
    values = [
        getattr(element, "className", None) or "",
        ";".join(f"{name}:{value}" for name, value in style.items()),
        inside if isinstance(inside, str) else None,
        getattr(element, "title", None),
        getattr(element, "aria-label", None),
        getattr(element, "href", None),
    ]
    while values and values[-1] is None:
        values.pop()
    return values
