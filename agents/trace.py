"""The full trace of one lane: signals, decisions with every term, postings, events, daily values.

Made only for a replay; one lane, plain values that JSON can hold.
"""

from typing import Any

import numpy as np

from agents.trace_network import list_edges, list_nodes, make_signal_record
from model.menu import Menu
from model.outcomes import make_columns
from model.sent import SentSignals
from model.standoff import Standoff

REPLY_SLOTS = ("reply", "readout")


class Trace:
    """Records what happens in one lane.

    Args:
        standoff: a model with a single lane, before its first step.
    """

    def __init__(self, standoff: Standoff) -> None:
        self.standoff, self.state = standoff, standoff.state
        self.series: dict[str, list[float]] = {}
        self.signals: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.postings: list[dict[str, Any]] = []
        self.decisions: list[dict[str, Any]] = []
        self._open: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for leader in standoff.leaders:
            leader.book.note = self._record_posting

    def _record_posting(self, posting: dict[str, Any]) -> None:
        """Record a posting with its day; indices of sides become their keys."""
        keys = self.state.dyad.keys
        keeper, side = keys[posting["keeper"]], keys[posting["side"]]
        self.postings.append(posting | {"day": self.state.day, "keeper": keeper, "side": side})

    def record_event(self, kind: str, text: str, side: int | None) -> None:
        """Record an event in words; `side`: the side that caused it, None for neither."""
        who = None if side is None else self.state.dyad.keys[side]
        self.events.append({"day": self.state.day, "kind": kind, "side": who, "text": text})

    def record_option(
        self, menu: Menu, k: int, terms: dict[str, Any], utility: float, draw: float
    ) -> None:
        """Record option k of the decision being taken: its terms, its utility (their sum over the
        temperature, less the logarithm of its family's size), its draw, and the sum of these two.
        """
        self._open.setdefault((menu.side, menu.slot), []).append({
            "name": menu.names[k],
            "family": menu.families[k],
            "utility": utility,
            "draw": draw,
            "score": utility + draw,
            "terms": {name: float(values[0]) for name, values in terms.items()},
        })  # fmt: skip

    def record_decision(self, leader: Any, menu: Menu, choice: int) -> None:
        """Record a leader's decision: all options with terms and probabilities, the chosen one, and
        the runner-up; of a reply or readout also the signal. Nothing where there was no choice: an
        empty menu, or slot "contact" while no leader may ask.
        """
        options = self._open.pop((leader.side, menu.slot), [])
        closed = menu.slot == "contact" and not bool(self.state.talks.is_open()[0])
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
            "day": self.state.day,
            "side": self.state.dyad.keys[leader.side],
            "slot": menu.slot,
            "policy": leader.levers.policy.name,
            "chosen": name,
            "nearest": nearest,
            "options": options,
        })  # fmt: skip
        if menu.slot in REPLY_SLOTS:
            public = bool(menu.kinds[choice].public)
            self.signals.append(make_signal_record(self.state, leader, name, public))

    def record_signal(self, leader: Any, signals: SentSignals) -> None:
        """Record the signal that a leader sent in a slot, if it sent one."""
        if len(signals.lanes):
            name = signals.menu.names[int(signals.kind[0])]
            self.signals.append(
                make_signal_record(self.state, leader, name, bool(signals.public[0]))
            )

    def record_envoy(self, envoy: Any, quiet: bool) -> None:
        """Record that an envoy proposed a meeting, by a feeler if `quiet`."""
        name = "envoy_feeler" if quiet else "envoy_proposal"
        if name in self.state.levers.signal:
            self.signals.append(make_signal_record(self.state, envoy, name, False))

    def record_day(self, today: dict[str, Any]) -> None:
        """Append the day's values of the daily variables ((lanes,) each; the first lane's is
        kept).
        """
        for name, values in today.items():
            self.series.setdefault(name, []).append(float(values[0]))

    def as_plain(self, outcomes: dict[str, Any], seed: int, replication: int) -> dict[str, Any]:
        """Return the trace as plain values: replication, seed, horizon, start, nodes, edges,
        series, signals, events, postings, decisions and outcome (column -> value).
        """
        config = self.state.config
        return {
            "replication": replication,
            "seed": seed,
            "horizon": config.horizon,
            "start": config.start,
            "nodes": list_nodes(self.state),
            "edges": list_edges(self.state),
            "series": self.series,
            "signals": self.signals,
            "events": self.events,
            "postings": self.postings,
            "decisions": self.decisions,
            "outcome": {
                column.name: _to_plain(column, outcomes[column.name][0])
                for column in make_columns(config.dyad)
            },
        }


def _to_plain(column: Any, value: Any) -> Any:
    """Return a value of an outcome column as JSON holds it: categories by name, missing as None."""
    if column.categories:
        return column.categories[int(value)]
    if column.dtype == "category":
        return str(value) or None
    if column.dtype == "bool":
        return bool(value)
    if column.dtype == "int32":
        return int(value)
    return None if column.missing is not None and value == column.missing else float(value)
