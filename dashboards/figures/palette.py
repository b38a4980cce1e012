"""The colour, marker and dash of the two sides and of all other codes.

A side has those of its scenario, the first with a solid line and the second with a dashed one. The
others' colours are from Okabe and Ito 2008, each with a contrast of at least 3:1 on white and on
#111.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboards.figures.grammar import INK
from runs.analysis.sides import find_side, get_dyad

COLOURS = {"broker": "#009E73", "simultaneous": "#CC79A7", "nobody": "#767676"}
COLOURS |= {"no call yet": COLOURS["nobody"], "undecided": COLOURS["simultaneous"]}
COLOURS |= {"unasked": COLOURS["simultaneous"]}
MARKERS = {"broker": "diamond", "simultaneous": "cross"}
DASHES = {"broker": "dot", "simultaneous": "dashdot"}
SIDE_DASHES = ("solid", "dash")


def find_colour(code: str, otherwise: str = INK) -> str:
    """Return the colour of a side or mover; for any other code `otherwise`, by default the text
    colour.
    """
    side = find_side(code)
    return side.colour if side else COLOURS.get(code, otherwise)


def find_marker(code: str, otherwise: str = "circle-open") -> str:
    """Return the marker of a side or mover; for any other code `otherwise`, by default an open
    circle.
    """
    side = find_side(code)
    return side.marker if side else MARKERS.get(code, otherwise)


def order_movers(movers: Iterable[str]) -> list[str]:
    """Return movers in the order of a stacked chart from the top: first side, others, second."""
    first, second = get_dyad().keys
    return sorted(movers, key=lambda code: (code == second, code != first))


def find_dash(code: str) -> str:
    """Return the line style of a side or mover."""
    keys = get_dyad().keys
    return SIDE_DASHES[keys.index(code)] if code in keys else DASHES.get(code, "dashdot")
