"""Pins: variants of any batches that a link holds for the board, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboards.state.view import CHOSEN, View

MOST = 8
"""Variants that the board holds."""


class Pin(NamedTuple):
    """A variant, by the name of its batch and the beginning of its hash; "": the batch's default
    variant.
    """

    batch: str
    variant: str = ""


def read_pins(view: View) -> list[Pin]:
    """Return the first MOST pins in a page's link, each once."""
    pieces = filter(None, (view.state.pins or "").split(";"))
    named = (piece.partition(":") for piece in pieces)
    return list(dict.fromkeys(Pin(batch, variant) for batch, _, variant in named))[:MOST]


def format_pins(pins: Sequence[Pin]) -> str | None:
    """Return the text of pins in a link; None, which omits it, without pins."""
    return ";".join(f"{pin.batch}:{pin.variant}".rstrip(":") for pin in pins) or None


def make_pin(view: View, variant: str) -> Pin:
    """Return the pin of the batch shown and its variant of this name."""
    return Pin(view.batch.name, view.batch.manifest.find_variant(variant).hash[:CHOSEN])


def link_to_toggled_pin(view: View, pin: Pin) -> tuple[str, bool]:
    """Return the address of the same page with a pin added or, if it is there, removed; and whether
    it was there.
    """
    pins = read_pins(view)
    there = pin in pins
    changed = [one for one in pins if one != pin] if there else [*pins, pin]
    return view.link_to_page(pins=format_pins(changed)), there


def move_pin(pins: Sequence[Pin], index: int, offset: int) -> list[Pin]:
    """Return the pins with the one at `index` moved `offset` places down (up if negative)."""
    rest = [pin for i, pin in enumerate(pins) if i != index]
    to = max(0, index + offset)
    return [*rest[:to], pins[index], *rest[to:]]
