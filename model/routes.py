"""Routes: how fast and how well a channel of the network carries a signal between two members."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import networkx as nx
import numpy as np

from model.arrays import Floats
from model.lanes import LaneView
from model.parameters.network import Channel
from model.parameters.root import Configuration

Levers = LaneView[Configuration]


@dataclass(frozen=True)
class Route:
    """How a channel carries a signal from one member of the cast to another.

    Args:
        delay: days.
        fidelity: (lanes,) share of the meaning that arrives, 0..1.
        leak: (lanes,) chance that it becomes public on the way, 0..1.
    """

    delay: int
    fidelity: Floats
    leak: Floats

    @cached_property
    def has_full_fidelity(self) -> bool:
        """Whether all of the meaning arrives in every lane."""
        return bool((self.fidelity == 1.0).all())

    def carry(self, meaning: Floats) -> Floats:
        """Return the part of a meaning that arrives: fidelity times it; (lanes,)."""
        return meaning if self.has_full_fidelity else self.fidelity * meaning


def make_route(
    graph: "nx.MultiDiGraph[str]", levers: Levers, channel: str, path: list[str]
) -> Route:
    """Return the route along a path of ties: delays add up; fidelity and secrecy multiply from tie
    to tie, and fidelity also by the lever `reach` of each member in between.

    A tie's own delay, leak and distortion replace the channel's levers; a channel without a lever
    `leak` leaks only at ties that set one.
    """
    net: LaneView[Channel] = getattr(levers.network, channel)
    whole = np.ones_like(net.distortion)
    delay, fidelity, shut, leak = 0, whole, whole, getattr(net, "leak", 0.0)
    for source, target in pairwise(path):
        tie = graph.edges[source, target, channel]
        delay += int(tie.get("delay", net.delay))
        fidelity = fidelity * (1.0 - tie.get("distortion", net.distortion))
        shut = shut * (1.0 - tie.get("leak", leak))
    for relay in path[1:-1]:
        fidelity = fidelity * levers.cast[relay].reach
    return Route(delay, fidelity, 1.0 - shut)


def find_routes(
    graph: "nx.MultiDiGraph[str]", levers: Levers, channel: str, source: str, target: str
) -> list[Route]:
    """Return all routes of one channel from source to target, of one or two ties; empty if not
    connected.
    """
    paths = [[source, target]] if graph.has_edge(source, target, key=channel) else []
    for relay in graph.successors(source):
        onward = graph.has_edge(source, relay, key=channel) and relay not in (source, target)
        if onward and graph.has_edge(relay, target, key=channel):
            paths.append([source, relay, target])
    return [make_route(graph, levers, channel, path) for path in sorted(paths)]
