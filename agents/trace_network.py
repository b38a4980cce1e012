"""The network for a replay: the cast at fixed places, ties, and who received a signal."""

from typing import Any

from model.state import State


def list_nodes(state: State) -> list[dict[str, Any]]:
    """Return id, role, side, title, x and y of each member of the cast, x and y being its position
    on a drawing: the first side left, the second right.
    """
    columns = {state.config.dyad.first: 0, None: 1, state.config.dyad.second: 2}
    rows: dict[Any, int] = {}
    listed = []
    for name, member in state.config.cast.items():
        row = rows.get(member.side, 0)
        rows[member.side] = row + 1
        listed.append({
            "id": name, "role": member.role, "side": member.side, "title": member.title,
            "x": columns[member.side] * 400 + (row % 2) * 160, "y": row * 60,
        })  # fmt: skip
    return listed


def list_edges(state: State) -> list[dict[str, Any]]:
    """Return source, target, channel, delay (days), leak and distortion (0..1) of each tie."""
    network, listed = state.config.network, []
    for source, target, channel, tie in state.graph.edges(keys=True, data=True):
        here = getattr(network, channel, None)
        does = {what: tie.get(what, getattr(here, what, 0)) for what in ("leak", "distortion")}
        listed.append({
            "source": source, "target": target, "channel": channel,
            "delay": int(tie.get("delay", getattr(here, "delay", 0))),
            **{what: float(share) for what, share in does.items()},
        })  # fmt: skip
    return listed


def list_receivers(state: State, sender: Any, kind: Any, public: bool) -> list[str]:
    """Return the names of those who receive a signal: along its channel, by broadcast if it is
    public; leaders hear each other in any case. sender: its agent; kind: the levers of its kind.
    """
    graph = state.graph
    channels = {kind.channel, "broadcast"} if public else {kind.channel}
    if graph.nodes[sender.name]["role"] == "leader":
        channels.add("diplomatic")
    listed: list[str] = []
    for _, target, key in graph.out_edges(sender.name, keys=True):
        if key in channels and target not in listed:
            listed.append(target)
    relays = [n for n in listed if graph.nodes[n]["role"] == "press"] if public else []
    for relay in relays:
        for _, target, key in graph.out_edges(relay, keys=True):
            if key == "broadcast" and target not in listed:
                listed.append(target)
    return listed


def find_speaker(state: State, sender: Any, kind: Any) -> str:
    """M32: return the name of the member of the cast who announces a signal: for kinds announced by
    an office the weightiest spokesman of the leader's side, else the sender itself.
    """
    key = state.config.dyad.keys[sender.side]
    spokesmen = [
        name
        for name, member in state.config.cast.items()
        if member.side == key and "spokesman" in member.tags
    ]
    if sender.role != "leader" or kind.voices.get(key) != "office" or not spokesmen:
        name: str = sender.name
        return name
    return max(spokesmen, key=lambda name: state.config.cast[name].weight)


def make_signal_record(state: State, sender: Any, name: str, public: bool) -> dict[str, Any]:
    """Return a signal of kind `name` as the trace has it: day, kind, sender, receivers and so on;
    `requested_by_true` is the sender's side if the signal is an approach, else None;
    `requested_by_<side>` is who asks as that side says in it, None if it does not say.
    A signal announced by an office travels along its leader's channels.
    """
    kind = state.levers.signal[name]
    speaker = find_speaker(state, sender, kind)
    keys = state.config.dyad.keys
    side, other = keys[sender.side], keys[1 - sender.side]
    claims = float(kind.effects.claim[0])
    claimed = other if claims > 0 else side if claims < 0 else None
    return {
        "day": state.day,
        "kind": name,
        "title": kind.title,
        "slot": kind.slot,
        "side": side,
        "sender": speaker,
        "receivers": [n for n in list_receivers(state, sender, kind, public) if n != speaker],
        "channel": kind.channel,
        "public": public,
        "leaked": public and not kind.public,
        "deniability": float(kind.deniability[0]),
        "requested_by_true": side if kind.approach else None,
        **{f"requested_by_{key}": claimed if side == key else None for key in keys},
        "plover": kind.plover,
        "cameo": kind.cameo,
        "goldstein": kind.goldstein,
    }
