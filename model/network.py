"""The network: who reaches whom, by which channel, how fast and how well (M12, design section 4).

A NetworkX MultiDiGraph keyed by channel. Ties of command, diplomacy, broadcast, lobbying and
brokerage follow from the cast's roles; influence among the publics has a topology (hub,
small_world, polarised), or a user's own GraphML or edge list sets the ties of any channel.
Ties of random topologies are named draws over pairs of names, so adding a member moves no other
tie.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np

from model.arrays import Floats
from model.draws import name_key
from model.parameters.cast import Member
from model.parameters.root import Configuration

CHANNELS = ("command", "diplomatic", "broadcast", "lobby", "influence", "brokerage")
Tie = tuple[str, str, str]


@dataclass(frozen=True)
class Route:
    """How a channel carries a signal from one member to another.

    Args:
        delay: days.
        fidelity: (lanes,) share of the meaning that arrives, 0..1.
        leak: (lanes,) chance of becoming public on the way, 0..1.
    """

    delay: int
    fidelity: Floats
    leak: Floats

    @cached_property
    def faithful(self) -> bool:
        """Whether all of the meaning arrives in every lane."""
        return bool((self.fidelity == 1.0).all())

    def carry(self, meaning: Floats) -> Floats:
        """(lanes,) what arrives of a meaning."""
        return meaning if self.faithful else self.fidelity * meaning


def build(config: Configuration) -> "nx.MultiDiGraph[str]":
    """The typed digraph of a configuration: nodes are cast names, edge keys are channels."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, member in config.cast.items():
        graph.add_node(name, role=member.role, side=member.side, title=member.title)
    given = {tie.channel for tie in config.network.ties}
    for tie in config.network.ties:
        own = tie.model_dump(include={"delay", "leak", "distortion", "weight"}, exclude_none=True)
        graph.add_edge(tie.source, tie.target, key=tie.channel, **own)
    for source, target, channel in _ties_by_role(config.cast):
        if channel not in given:
            graph.add_edge(source, target, key=channel)
    if "influence" not in given:
        for source, target in _influence(config):
            graph.add_edge(source, target, key="influence")
    return graph


def _ties_by_role(cast: dict[str, Member]) -> Iterator[Tie]:
    leaders = {m.side: n for n, m in cast.items() if m.role == "leader"}
    for name, m in cast.items():
        own, other = leaders.get(m.side), [n for s, n in leaders.items() if s != m.side]
        if m.role == "leader":
            yield from ((name, o, "diplomatic") for o in other)
        elif m.role == "envoy" and own:
            yield own, name, "command"
            yield name, own, "command"
            for peer, p in cast.items():
                if p.role == "envoy" and p.side != m.side:
                    yield name, peer, "diplomatic"
        elif m.role == "constituency" and own:
            yield name, own, "lobby"
        elif m.role == "press":
            yield from _press_ties(name, m, cast, leaders)
        elif m.role == "third_party":
            for leader in leaders.values():
                yield name, leader, "brokerage"
                yield leader, name, "brokerage"


def _press_ties(
    name: str, press: Member, cast: dict[str, Member], leaders: dict[Any, str]
) -> Iterator[Tie]:
    for side, leader in leaders.items():
        if press.side in (None, side):
            yield leader, name, "broadcast"
    for listener, m in cast.items():
        if m.role == "audience" or (m.role == "constituency" and listens(press, m)):
            yield name, listener, "broadcast"


def listens(press: Member, group: Member) -> bool:
    """Whether a press reaches a group: all presses reach both homes unless bias names one home."""
    if press.bias > 0.5:
        return group.side == "us"
    if press.bias < -0.5:
        return group.side == "china"
    return True


def _influence(config: Configuration) -> Iterator[tuple[str, str]]:
    """Pairs (who is heard, who listens); press and audiences speak to those they reach."""
    groups = [n for n, m in config.cast.items() if m.role == "constituency"]
    for name, m in config.cast.items():
        if m.role == "press":
            yield from ((name, g) for g in groups if listens(m, config.cast[g]))
            yield from ((name, n) for n, other in config.cast.items() if other.role == "audience")
    for side in ("us", "china"):
        same = [g for g in groups if config.cast[g].side == side]
        others = [g for g in groups if config.cast[g].side != side]
        for listener in same:
            yield from ((heard, listener) for heard in _heard(config, listener, same, others))


def _heard(config: Configuration, listener: str, same: list[str], others: list[str]) -> list[str]:
    net, peers = config.network, [g for g in same if g != listener]
    if net.topology == "hub":
        hub = max(same, key=lambda g: (config.cast[g].weight, -same.index(g)))
        return peers[: net.degree] if listener == hub else [hub]
    if net.topology == "small_world":
        ring = sorted(peers, key=lambda g: _chance("ring", g, listener))[: net.degree]
        far = [g for g in others if _chance("rewire", g, listener) < net.rewiring]
        return ring[: max(0, len(ring) - len(far))] + far
    camp = config.cast[listener].anchor >= 0.0
    return [
        g
        for g in peers
        if _chance("camp", g, listener)
        < (net.homophily if (config.cast[g].anchor >= 0.0) == camp else 1.0 - net.homophily)
    ]


def _chance(*names: str) -> float:
    return (name_key("network", *names) >> 12) * 2.0**-52


def route(graph: "nx.MultiDiGraph[str]", levers: Any, channel: str, path: list[str]) -> Route:
    """The route along a path: delays add, losses and leaks compound, relays pass on their reach.

    A tie's own delay, leak and distortion stand before the channel's levers.
    """
    net = getattr(levers.network, channel)
    delay, fidelity, shut = 0, np.ones_like(net.leak), np.ones_like(net.leak)
    for source, target in pairwise(path):
        tie = graph.edges[source, target, channel]
        delay += int(tie.get("delay", net.delay))
        fidelity = fidelity * (1.0 - tie.get("distortion", net.distortion))
        shut = shut * (1.0 - tie.get("leak", net.leak))
    for relay in path[1:-1]:
        fidelity = fidelity * levers.cast[relay].reach
    return Route(delay, fidelity, 1.0 - shut)


def routes(
    graph: "nx.MultiDiGraph[str]", levers: Any, channel: str, source: str, target: str
) -> list[Route]:
    """All routes of up to two ties of one channel from source to target (none: not connected)."""
    paths = [[source, target]] if graph.has_edge(source, target, key=channel) else []
    for relay in graph.successors(source):
        onward = graph.has_edge(source, relay, key=channel) and relay not in (source, target)
        if onward and graph.has_edge(relay, target, key=channel):
            paths.append([source, relay, target])
    return [route(graph, levers, channel, path) for path in sorted(paths)]
