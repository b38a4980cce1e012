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


def find_colour(side_or_mover: str, default: str = INK) -> str:
    """Return the colour of a side or mover; for any other word `default` (the colour of text)."""
    side = find_side(side_or_mover)
    return side.colour if side else COLOURS.get(side_or_mover, default)


def find_marker(side_or_mover: str, default: str = "circle-open") -> str:
    """Return the Plotly marker of a side or mover; for any other word `default`."""
    side = find_side(side_or_mover)
    return side.marker if side else MARKERS.get(side_or_mover, default)


def order_movers(movers: Iterable[str]) -> list[str]:
    """Return movers in the order of a stacked chart from the top: first side, others, second."""
    first, second = get_dyad().keys
    return sorted(movers, key=lambda code: (code == second, code != first))


def find_dash(side_or_mover: str) -> str:
    """Return the Plotly line style of a side or mover; for any other word "dashdot"."""
    keys = get_dyad().keys
    return (
        SIDE_DASHES[keys.index(side_or_mover)]
        if side_or_mover in keys
        else DASHES.get(side_or_mover, "dashdot")
    )
