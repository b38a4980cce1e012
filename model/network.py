"""The network: who reaches whom by which channel, how fast and how well (M12).

A NetworkX MultiDiGraph keyed by channel. Ties of command, diplomacy, broadcast, lobbying and
brokerage follow from the cast's roles; influence among the publics has a topology (hub,
small_world, polarised), or a user's own GraphML or edge list sets the ties of any channel. Ties of
random topologies are named draws over pairs of names, so adding a member moves no other tie.
"""

from collections.abc import Iterator
from typing import Any

import networkx as nx

from model.draws import hash_name
from model.parameters.cast import Member
from model.parameters.root import Configuration

CHANNELS = ("command", "diplomatic", "broadcast", "lobby", "influence", "brokerage")
Tie = tuple[str, str, str]


def build_network(config: Configuration) -> "nx.MultiDiGraph[str]":
    """Return the network of a configuration: nodes are names of the cast, edge keys are
    channels.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, member in config.cast.items():
        graph.add_node(name, role=member.role, side=member.side, title=member.title)
    listed = {tie.channel for tie in config.network.ties}
    for tie in config.network.ties:
        leader = tie.model_dump(
            include={"delay", "leak", "distortion", "weight"}, exclude_none=True
        )
        graph.add_edge(tie.source, tie.target, key=tie.channel, **leader)
    for source, target, channel in _list_role_ties(config):
        if channel not in listed:
            graph.add_edge(source, target, key=channel)
    if "influence" not in listed:
        for source, target in _list_influence_pairs(config):
            graph.add_edge(source, target, key="influence")
    return graph


def _list_role_ties(config: Configuration) -> Iterator[Tie]:
    """Yield (source, target, channel) of the ties that follow from the roles of the cast."""
    cast = config.cast
    leaders = {m.side: n for n, m in cast.items() if m.role == "leader"}
    for name, m in cast.items():
        leader, other = leaders.get(m.side), [n for s, n in leaders.items() if s != m.side]
        if m.role == "leader":
            yield from ((name, o, "diplomatic") for o in other)
        elif m.role == "envoy" and leader:
            yield leader, name, "command"
            yield name, leader, "command"
            for peer, p in cast.items():
                if p.role == "envoy" and p.side != m.side:
                    yield name, peer, "diplomatic"
        elif m.role == "constituency" and leader:
            yield name, leader, "lobby"
        elif m.role == "press":
            yield from _list_press_ties(name, m, config, leaders)
        elif m.role == "third_party":
            for leader in leaders.values():
                yield name, leader, "brokerage"
                yield leader, name, "brokerage"


def _list_press_ties(
    name: str, press: Member, config: Configuration, leaders: dict[Any, str]
) -> Iterator[Tie]:
    """Yield the broadcast ties of a press outlet: from the leaders it serves, to its listeners."""
    for side, leader in leaders.items():
        if press.side in (None, side):
            yield leader, name, "broadcast"
    for listener, m in config.cast.items():
        if m.role == "audience" or (
            m.role == "constituency" and can_press_reach_group(config, press, m)
        ):
            yield name, listener, "broadcast"


def can_press_reach_group(config: Configuration, press: Member, group: Member) -> bool:
    """Say whether a press outlet reaches a constituency: either home, unless its bias ties it."""
    if press.bias > config.network.partisan:
        return group.side == config.dyad.first
    if press.bias < -config.network.partisan:
        return group.side == config.dyad.second
    return True


def _list_influence_pairs(config: Configuration) -> Iterator[tuple[str, str]]:
    """Yield pairs (who is heard, who listens); press and audiences hear those whom they reach."""
    groups = [n for n, m in config.cast.items() if m.role == "constituency"]
    for name, m in config.cast.items():
        if m.role == "press":
            yield from (
                (name, g) for g in groups if can_press_reach_group(config, m, config.cast[g])
            )
            yield from ((name, n) for n, other in config.cast.items() if other.role == "audience")
    for side in config.dyad.keys:
        same = [g for g in groups if config.cast[g].side == side]
        others = [g for g in groups if config.cast[g].side != side]
        for listener in same:
            yield from (
                (influencer, listener)
                for influencer in _find_influencers(config, listener, same, others)
            )


def _find_influencers(
    config: Configuration, listener: str, same: list[str], others: list[str]
) -> list[str]:
    """Return whom a constituency listens to, by the topology of the network.

    same: the constituencies of its side, itself among them; others: those of the other side.
    """
    net, peers = config.network, [g for g in same if g != listener]
    if net.topology == "hub":
        hub = max(same, key=lambda g: (config.cast[g].weight, -same.index(g)))
        return peers[: net.degree] if listener == hub else [hub]
    if net.topology == "small_world":
        ring = sorted(peers, key=lambda g: _hash_to_uniform("ring", g, listener))[: net.degree]
        far = [g for g in others if _hash_to_uniform("rewire", g, listener) < net.rewiring]
        return ring[: max(0, len(ring) - len(far))] + far
    camp = config.cast[listener].anchor >= 0.0
    return [
        g
        for g in peers
        if _hash_to_uniform("camp", g, listener)
        < (net.homophily if (config.cast[g].anchor >= 0.0) == camp else 1.0 - net.homophily)
    ]


def _hash_to_uniform(*names: str) -> float:
    """Return a number in 0..1 that depends on the names alone, as if drawn at random."""
    return (hash_name("network", *names) >> 12) * 2.0**-52
