"""The cast as a network with a fixed layout: who is there and by which channels they speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards.figures.grammar import COLOURS, INK

WIDTH, HEIGHT = 1000.0, 760.0
SIGNAL_COLOUR = COLOURS["simultaneous"]


def elements(trace: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return nodes at their given places, scaled to the picture, and the channels between them."""
    nodes = trace["nodes"]
    place = _scaled(nodes)
    made = [
        {
            "data": {
                "id": node["id"],
                "label": node.get("title") or node["id"],
                "role": node["role"],
            },
            "position": {"x": x, "y": y},
            "classes": f"{node.get('side') or 'none'} {node['role']}",
            "grabbable": False,
        }
        for node, (x, y) in zip(nodes, place, strict=True)
    ]
    known = {node["id"] for node in nodes}
    for edge in trace["edges"]:
        if edge["source"] in known and edge["target"] in known:
            data = {"source": edge["source"], "target": edge["target"], "channel": edge["channel"]}
            made.append({"data": data, "classes": "channel"})
    return made


def _scaled(nodes: list[Mapping[str, Any]]) -> list[tuple[float, float]]:
    xs, ys = [float(node["x"]) for node in nodes], [float(node["y"]) for node in nodes]
    left, top = min(xs), min(ys)
    across, down = max(xs) - left or 1.0, max(ys) - top or 1.0
    return [
        ((x - left) / across * WIDTH, (y - top) / down * HEIGHT)
        for x, y in zip(xs, ys, strict=True)
    ]


NODE = {
    "label": "data(label)",
    "font-size": 16,
    "color": INK,
    "text-valign": "bottom",
    "text-margin-y": 3,
    "text-wrap": "wrap",
    "text-max-width": 165,
    "width": 18,
    "height": 18,
    "background-color": INK,
}
CHANNEL = {"width": 0.6, "opacity": 0.25, "line-color": INK, "curve-style": "straight"}
SIGNAL = {
    "curve-style": "bezier",
    "target-arrow-shape": "triangle",
    "width": 3,
    "opacity": 0.95,
    "z-index": 9,
}
TOKEN = {
    "width": 14,
    "height": 14,
    "shape": "star",
    "label": "",
    "background-color": SIGNAL_COLOUR,
    "z-index": 10,
}
SHAPES = {"us": "ellipse", "china": "rectangle", "none": "diamond"}


def stylesheet() -> list[dict[str, Any]]:
    """Return the network's style: sides by colour and shape, signals of the day above channels."""
    rules: list[tuple[str, dict[str, Any]]] = [
        ("node", NODE),
        ("node.leader", {"width": 32, "height": 32, "font-size": 19}),
    ]
    for side, shape in SHAPES.items():
        colour = COLOURS["broker" if side == "none" else side]
        rules.append((f"node.{side}", {"background-color": colour, "shape": shape}))
    rules += [
        ("edge.channel", CHANNEL),
        ("edge.signal", SIGNAL),
        ("edge.private", {"line-style": "dashed"}),
    ]
    for side in SHAPES:
        colour = COLOURS["broker" if side == "none" else side]
        rules.append((f"edge.signal.{side}", {"line-color": colour, "target-arrow-color": colour}))
    rules.append(("node.token", TOKEN))
    rules.append(("node.active", {"border-width": 4, "border-color": SIGNAL_COLOUR}))
    return [{"selector": selector, "style": style} for selector, style in rules]
