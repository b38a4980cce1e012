"""How the two sides and all that is no side are drawn: colour, marker and dash, by its code.

A side has those of its scenario, the first a solid line and the second a dashed one. The others'
colours are from Okabe and Ito 2008, each at least 3:1 on white and on #111.
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
    """Return the colour of a side or mover; ink, or the one given, for any other word."""
    side = find_side(code)
    return side.colour if side else COLOURS.get(code, otherwise)


def find_marker(code: str, otherwise: str = "circle-open") -> str:
    """Return the marker of a side or mover; an open circle, or the one given, for any other."""
    side = find_side(code)
    return side.marker if side else MARKERS.get(code, otherwise)


def order_movers(movers: Iterable[str]) -> list[str]:
    """Return movers from the top of a hundred to its foot: first side, neither, second side."""
    first, second = get_dyad().keys
    return sorted(movers, key=lambda code: (code == second, code != first))


def find_dash(code: str) -> str:
    """Return the dash of a side's or mover's line."""
    keys = get_dyad().keys
    return SIDE_DASHES[keys.index(code)] if code in keys else DASHES.get(code, "dashdot")
