"""The cast as a network at fixed places: who is there and by which channels they speak.

Places are the same in every run of a cast, so that two runs can be compared by place: publics and
press outside, envoys before them, the leaders above, other parties between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.figures.grammar import INK
from dashboards.figures.palette import COLOURS, MARKERS
from dashboards.text import labels
from runs.analysis.sides import get_dyad, get_sides

WIDTH, HEIGHT = 1400.0, 880.0
ACROSS = {"outer": 225.0, "inner": 450.0, "between": 690.0}
"""Distance of a column from its own side's edge; the other side's columns are mirrored."""
LEADER_AT = 40.0
BELOW_LEADERS = 170.0
INNER_ROLES = ("leader", "envoy")
SIGNAL_COLOUR = COLOURS["simultaneous"]


def make_network_elements(trace: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return Cytoscape's nodes at fixed places, and an edge for each two that a channel joins.

    trace: a run, as runs.studies.replay.replay has it.
    """
    nodes = trace["nodes"]
    places = place_nodes(nodes)
    made = [
        {
            "data": {"id": node["id"], "label": node.get("title") or node["id"]},
            "position": dict(zip("xy", places[node["id"]], strict=True)),
            "classes": f"{_choose_side_class(node.get('side'))} {node['role']} "
            f"{_get_node_column(node)}",
            "grabbable": False,
        }
        for node in nodes
    ]
    pairs = {
        tuple(sorted((edge["source"], edge["target"])))
        for edge in trace["edges"]
        if edge["source"] in places and edge["target"] in places
    }
    for one, other in sorted(pairs):
        made.append({"data": {"source": one, "target": other}, "classes": "channel"})
    return made


def place_nodes(nodes: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """Return node -> (x, y), from (0, 0) to (WIDTH, HEIGHT), by its side, role and order."""
    columns: dict[tuple[str | None, str], list[str]] = {}
    places = {}
    for node in nodes:
        if node["role"] == "leader":
            places[node["id"]] = (_compute_x(node), LEADER_AT)
        else:
            columns.setdefault((node.get("side"), _get_node_column(node)), []).append(node["id"])
    across = {node["id"]: _compute_x(node) for node in nodes}
    for (_, column), names in columns.items():
        top = 0.0 if column == "outer" else BELOW_LEADERS
        step = (HEIGHT - top) / max(1, len(names))
        for row, name in enumerate(names):
            places[name] = (across[name], top + (row + 0.5) * step)
    return places


def _get_node_column(node: Mapping[str, Any]) -> str:
    """Return the column in which a node stands: between (of neither side), inner or outer."""
    if node.get("side") is None:
        return "between"
    return "inner" if node["role"] in INNER_ROLES else "outer"


def _compute_x(node: Mapping[str, Any]) -> float:
    """Return the horizontal position of a node, from 0 to WIDTH."""
    x = ACROSS[_get_node_column(node)]
    return WIDTH - x if node.get("side") == get_dyad().second else x


def _choose_side_class(side: str | None) -> str:
    """Return the CSS class of the nodes and arrows of a side: the first, the second, or neither."""
    keys = get_dyad().keys
    return PLACES[keys.index(side)] if side in keys else PLACES[-1]


NODE = {
    "label": "data(label)",
    "font-size": 24,
    "color": INK,
    "text-valign": "bottom",
    "text-margin-y": 3,
    "text-wrap": "wrap",
    "text-max-width": 190,
    "width": 22,
    "height": 22,
    "background-color": INK,
}
BESIDE = {"text-valign": "center", "text-margin-y": 0, "text-max-width": 215}
CHANNEL = {"width": 0.6, "opacity": 0.25, "line-color": INK, "curve-style": "haystack"}
SIGNAL = {
    "curve-style": "bezier",
    "target-arrow-shape": "triangle",
    "width": 3,
    "opacity": 0.85,
    "z-index": 9,
}
TOKEN = {
    "width": 22,
    "height": 22,
    "shape": "star",
    "label": "",
    "background-color": SIGNAL_COLOUR,
    "z-index": 10,
    "events": "no",
}
HALO = {
    "underlay-opacity": 0.3,
    "underlay-padding": 24,
    "underlay-shape": "ellipse",
}
"""Around whoever says something to all."""
PLACES = ("first", "second", "none")
SHAPES = {
    "circle": "ellipse",
    "square": "rectangle",
    "diamond": "diamond",
    "cross": "polygon",
    "triangle-up": "triangle",
}
"""Marker -> the shape of a node."""
CROSS = "-.3 -1 .3 -1 .3 -.3 1 -.3 1 .3 .3 .3 .3 1 -.3 1 -.3 .3 -1 .3 -1 -.3 -.3 -.3"
"""Corners of the polygon that is a cross."""


def make_stylesheet(small: bool = False) -> list[dict[str, Any]]:
    """Return the network's style: sides by colour and shape, the day's signals above the channels.

    small: whether two networks share the width, so that labels are larger and cut short.
    """
    size = {"font-size": 28, "text-wrap": "ellipsis"} if small else {}
    other = {"font-size": 24 if small else 20, "text-max-width": 160}
    rules: list[tuple[str, dict[str, Any]]] = [
        ("node", NODE | size),
        ("node.leader", {"width": 42, "height": 42, "text-max-width": 300}),
        ("node.between", BESIDE | other | {"text-halign": "right", "text-margin-x": 5}),
        ("node.outer.first", BESIDE | {"text-halign": "left", "text-margin-x": -5}),
        ("node.outer.second", BESIDE | {"text-halign": "right", "text-margin-x": 5}),
    ]
    looks = [(side.colour, side.marker) for side in get_sides()]
    looks.append((COLOURS["broker"], MARKERS["broker"]))
    for place, (colour, marker) in zip(PLACES, looks, strict=True):
        shape = {"background-color": colour, "shape": SHAPES[marker]}
        corners = {"shape-polygon-points": CROSS} if marker == "cross" else {}
        rules.append((f"node.{place}", shape | corners))
    rules += [
        ("edge.channel", CHANNEL),
        ("edge.signal", SIGNAL),
        ("edge.private", {"line-style": "dashed"}),
    ]
    for place, (colour, _) in zip(PLACES, looks, strict=True):
        rules.append((f"edge.signal.{place}", {"line-color": colour, "target-arrow-color": colour}))
    rules.append(("node.halo", HALO))
    for place, (colour, _) in zip(PLACES, looks, strict=True):
        rules.append((f"node.halo.{place}", {"underlay-color": colour}))
    rules.append(("node.token", TOKEN))
    rules.append(("node.active", {"border-width": 4, "border-color": SIGNAL_COLOUR}))
    return [{"selector": selector, "style": style} for selector, style in rules]


def describe_node_shapes() -> str:
    """Return which node shape stands for whom: "Circles: one side; squares: the other; diamonds:
    others.".
    """
    looks = [(side.marker, side.label) for side in get_sides()]
    told = [
        f"{marker.removesuffix('-up')}{'es' if marker.endswith('s') else 's'}: {whose}"
        for marker, whose in (*looks, (MARKERS["broker"], "others"))
    ]
    return labels.capitalize_sentence("; ".join(told)) + "."
