"""The full trace of one lane: signals, decisions with every term, postings, events, daily values.

Made only when a replay asks; one lane, plain Python values that JSON can hold.
"""

from typing import Any

import numpy as np

from model.asking import SEVERAL
from model.outcomes import COLUMNS
from model.parameters.root import SIDES
from model.signals import Menu, Sent
from model.standoff import Standoff

REPLY_SLOTS = ("reply", "readout")


class Trace:
    """What happened in one lane.

    Args:
        standoff: a model with a single lane, before its first step.
    """

    def __init__(self, standoff: Standoff) -> None:
        self.standoff, self.world = standoff, standoff.world
        self.series: dict[str, list[float]] = {}
        self.signals: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.postings: list[dict[str, Any]] = []
        self.decisions: list[dict[str, Any]] = []
        self._open: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for leader in standoff.leaders:
            leader.book.note = self._posted

    def _posted(self, posting: dict[str, Any]) -> None:
        keeper, side = SIDES[posting["keeper"]], SIDES[posting["side"]]
        self.postings.append(posting | {"day": self.world.day, "keeper": keeper, "side": side})

    def event(self, kind: str, text: str, side: int | None) -> None:
        """Something happened, in words."""
        who = None if side is None else SIDES[side]
        self.events.append({"day": self.world.day, "kind": kind, "side": who, "text": text})

    def option(
        self, leader: Any, menu: Menu, k: int, terms: dict[str, Any], utility: float, draw: float
    ) -> None:
        """One option of a decision under way, with its terms."""
        self._open.setdefault((leader.side, menu.slot), []).append({
            "name": menu.names[k],
            "family": menu.families[k],
            "utility": utility,
            "draw": draw,
            "score": utility + draw,
            "terms": {name: float(values[0]) for name, values in terms.items()},
        })  # fmt: skip

    def decided(self, leader: Any, menu: Menu, choice: int) -> None:
        """A decision was taken: probabilities, and the alternative that came nearest."""
        options = self._open.pop((leader.side, menu.slot), [])
        closed = menu.slot == "contact" and not bool(self.world.talks.open()[0])
        if closed or not len(menu):
            return
        top = max((o["utility"] for o in options), default=0.0)
        total = sum(np.exp(o["utility"] - top) for o in options)
        for o in options:
            o["probability"] = float(np.exp(o["utility"] - top) / total)
        name = menu.names[choice]
        others = [o for o in options if o["name"] != name]
        nearest = max(others, key=lambda o: o["score"])["name"] if others else None
        self.decisions.append({
            "day": self.world.day,
            "side": SIDES[leader.side],
            "slot": menu.slot,
            "policy": leader.levers.policy.name,
            "chosen": name,
            "nearest": nearest,
            "options": options,
        })  # fmt: skip
        if menu.slot in REPLY_SLOTS:
            kind = menu.kinds[choice]
            self._signal(leader, kind, name, menu.slot, bool(kind.public), False)

    def sent(self, leader: Any, what: Sent) -> None:
        """A leader's signal went out."""
        if len(what.lanes):
            kind = what.menu.kinds[int(what.kind[0])]
            name = what.menu.names[int(what.kind[0])]
            leaked = bool(what.public[0]) and not kind.public
            self._signal(leader, kind, name, what.menu.slot, bool(what.public[0]), leaked)

    def envoy(self, envoy: Any, quiet: bool) -> None:
        """An envoy proposed, or put out a feeler."""
        name = "envoy_feeler" if quiet else "envoy_proposal"
        kind = self.world.levers.signal.get(name)
        if kind is not None:
            self._signal(envoy, kind, name, "envoy", False, False)

    def _signal(
        self, sender: Any, kind: Any, name: str, slot: str, public: bool, leaked: bool
    ) -> None:
        side = SIDES[sender.side]
        claims = float(kind.effects.claim[0])
        other = SIDES[1 - sender.side]
        claimed = other if claims > 0 else side if claims < 0 else None
        self.signals.append({
            "day": self.world.day,
            "kind": name,
            "title": kind.title,
            "slot": slot,
            "side": side,
            "sender": sender.name,
            "receivers": self._receivers(sender, kind, public),
            "channel": kind.channel,
            "public": public,
            "leaked": leaked,
            "deniability": float(kind.deniability[0]),
            "requested_by_true": side if kind.approach else None,
            "requested_by_us": claimed if side == "us" else None,
            "requested_by_china": claimed if side == "china" else None,
            "plover": kind.plover,
            "cameo": kind.cameo,
            "goldstein": kind.goldstein,
        })  # fmt: skip

    def _receivers(self, sender: Any, kind: Any, public: bool) -> list[str]:
        graph, found = self.world.graph, []
        channels = {kind.channel, "broadcast"} if public else {kind.channel}
        for _, target, key in graph.out_edges(sender.name, keys=True):
            if key in channels and target not in found:
                found.append(target)
        if public:
            relays = [n for n in found if graph.nodes[n]["role"] == "press"]
            for relay in relays:
                for _, target, key in graph.out_edges(relay, keys=True):
                    if key == "broadcast" and target not in found:
                        found.append(target)
        return found

    def day_ends(self, today: dict[str, Any]) -> None:
        """The day's values of the daily variables."""
        for name, values in today.items():
            self.series.setdefault(name, []).append(float(values[0]))

    def told(self, outcomes: dict[str, Any], seed: int, replication: int) -> dict[str, Any]:
        """The whole trace as plain values."""
        config = self.world.config
        return {
            "replication": replication,
            "seed": seed,
            "horizon": config.horizon,
            "start": config.start,
            "nodes": self._nodes(),
            "edges": self._edges(),
            "series": self.series,
            "signals": self.signals,
            "events": self.events,
            "postings": self.postings,
            "decisions": self.decisions,
            "outcome": {
                column.name: _plain(column, outcomes[column.name][0]) for column in COLUMNS
            },
        }

    def _nodes(self) -> list[dict[str, Any]]:
        members = self.world.config.cast
        columns = {"us": 0, None: 1, "china": 2}
        rows: dict[Any, int] = {}
        found = []
        for name, member in members.items():
            row = rows.get(member.side, 0)
            rows[member.side] = row + 1
            found.append({
                "id": name, "role": member.role, "side": member.side, "title": member.title,
                "x": columns[member.side] * 400 + (row % 2) * 160, "y": row * 60,
            })  # fmt: skip
        return found

    def _edges(self) -> list[dict[str, Any]]:
        found = []
        for source, target, channel, tie in self.world.graph.edges(keys=True, data=True):
            levers = getattr(self.world.levers.network, channel)
            found.append({
                "source": source, "target": target, "channel": channel,
                "delay": int(tie.get("delay", levers.delay)),
                "leak": float(tie.get("leak", levers.leak[0])),
                "distortion": float(tie.get("distortion", levers.distortion[0])),
            })  # fmt: skip
        return found


def _plain(column: Any, value: Any) -> Any:
    """A value as JSON holds it: categories by name, missing as None."""
    if column.categories:
        return column.categories[int(value)]
    if column.dtype == "category":
        return str(value) or None
    if column.dtype == "bool":
        return bool(value)
    if column.dtype == "int32":
        return int(value)
    return None if column.missing is not None and value == column.missing else float(value)


__all__ = ["SEVERAL", "Trace"]
