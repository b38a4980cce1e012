"""How many numbers carry a preset, and which of them make its core.

Counted is every number of the resolved configuration that is neither switched off nor a dated fact,
a pair of sides once; numbers of kinds of signal, of members of the cast and of entries of the
calendar count like any other. A number is switched off where it stands at the value at which it
does nothing, where what it belongs to is off, or where no rule reads it in this configuration.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from model.parameters import Configuration
from model.parameters.root import CHOSEN
from runs.plan.planner import Planner
from tests.model.contexts import READ_BY

NEUTRAL = {
    "signal": {"potency": 1.0, "clarity": 1.0, "need": 1.0},
    "cast": dict.fromkeys(
        (
            "members", "weight", "exposure_other", "exposure_self", "exposure_control",
            "exposure_purchases", "lag",
            "nationalism", "skill", "reach",
        ),
        1.0,
    ),
    "calendar": {"size": 1.0, "tariff_<side>": -1.0},
    "accord": {"pairing": 1.0, "tariff_kept": 1.0},
    "economy": {"effective_share": 1.0},
    "<side>": {
        "pain": 1.0, "agenda": 0.5, "readout_freedom": 1.0, "demand_stated": 1.0,
        "loss_aversion": 1.0,
    },
    "": {"standoffs": 1.0, "ticks_per_day": 1.0},
}  # fmt: skip
"""Values other than 0 at which a number does nothing, by section: ratios to a side's own number,
shares of all."""
FACTS = {
    "": {"horizon"},
    "<side>": {"tariff_start", "election_day"},
    "calendar": {"day", "days"},
}
"""Dated facts, and what is looked at."""
SWITCHES = {
    "opinion.drama_rate": ("opinion.drama_size",),
    "opinion.mockery_rate": (
        "opinion.mockery_spread", "opinion.mockery_fade", "opinion.backlash",
        "opinion.mockery_face",
    ),
    "accord.linked_issue": ("accord.linked_reply",),
    "threat.due": ("threat.felt_days", "threat.size", "threat.hits", "threat.restraint"),
    "<side>.purchases": ("<side>.exposure_purchases",),
    "accord.spoiler_rate": ("accord.spoiler_tension",),
    "accord.agenda_power": ("<side>.discount",),
    "<side>.precondition": (
        "<side>.precondition_weight", "<side>.precondition_waiver", "<side>.precondition_face",
    ),
    "<side>.demands": (
        "third_parties.bid", "third_parties.self_bidding", "third_parties.reply_rate",
        "third_parties.visibility", "third_parties.deal_relief", "third_parties.deal_pressure",
    ),
}  # fmt: skip
"""What does nothing while its switch is 0 (on both sides, where it is a side's)."""
REQUESTS = ("request", "stone")


class Number(NamedTuple):
    """A number of a configuration: its path with `<side>` for either side, and its value."""

    path: str
    value: float

    @property
    def section(self) -> str:
        """The section it stands in; `run` for what stands in none."""
        return self.path.partition(".")[0] if "." in self.path else "run"


@cache
def compose_preset() -> Configuration:
    """`call_2025` as a run without any word plays it."""
    return Planner().plan(["batch=count"], False).variants[0].config


def iterate_leaves(node: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Dotted path and value of every number in nested values."""
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for name, inner in pairs:
            yield from iterate_leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield path, float(node)


def name_either_side(path: str, keys: tuple[str, str]) -> str:
    """A dotted path with `<side>` in place of the key of either side."""
    first, dot, rest = path.partition(".")
    first = "<side>" if first in keys else first
    for key in keys:
        rest = rest.removesuffix(f"_{key}") + "_<side>" if rest.endswith(f"_{key}") else rest
    return first + dot + rest


def _is_at_rest(section: str, leaf: str, value: float) -> bool:
    return value == NEUTRAL.get(section, {}).get(leaf, 0.0) or value == 0.0


def _is_read(config: Configuration, path: str) -> bool:
    """Whether any rule reads a number in this configuration."""
    section, _, rest = path.partition(".")
    name, _, leaf = rest.partition(".")
    if section == "cast":
        return config.cast[name].role in READ_BY.get(leaf, ("constituency",))
    if section == "signal":
        return _is_read_of_kind(config, name, leaf)
    if section == "calendar":
        return _is_begun(config, name)
    if section == "network":
        return name not in _idle_topology(config.network.topology)
    return True


def _is_read_of_kind(config: Configuration, name: str, leaf: str) -> bool:
    kind = config.signal[name]
    if not kind.enabled or leaf == "goldstein":
        return False
    if leaf in ("imposition", "need"):
        return kind.form in REQUESTS or (leaf == "need" and kind.slot in ("material", "message"))
    if leaf in ("verifiability", "backfire"):
        return kind.effects.claim != 0.0
    if leaf in ("quoting", "joint"):
        return kind.slot == "readout"
    if leaf == "leak":
        return not kind.public and kind.slot in (*CHOSEN, "envoy")
    if leaf == "deniability":
        return kind.approach or kind.slot in ("contact", "envoy")
    return True


def _is_begun(config: Configuration, name: str) -> bool:
    """Whether an entry falls into the days that are played, and is no dated fact itself."""
    entry = config.calendar[name]
    first = config.compute_entry_day(entry)
    within = first <= config.horizon and first + entry.days > 1
    return within and entry.kind != "tariff"


def _idle_topology(topology: str) -> set[str]:
    return {"rewiring", "homophily"} - {
        {"small_world": "rewiring", "polarised": "homophily"}.get(topology, "")
    }


def count_leaves(config: Configuration) -> int:
    """How many numbers the resolved configuration holds, counted or not."""
    return len(list(iterate_leaves(config.model_dump(mode="json"))))


def list_counted(config: Configuration) -> list[Number]:
    """Every counted number of a configuration, a pair of sides once."""
    keys = config.dyad.keys
    leaves = list(iterate_leaves(config.model_dump(mode="json")))
    on = {name_either_side(path, keys) for path, value in leaves if value != 0.0}
    off = {gated for switch, some in SWITCHES.items() if switch not in on for gated in some}
    if config.standoffs == 1:
        off |= {"memory.carried", "memory.lesson"}
    if all(config.get_side(side).readout_freedom == 1.0 for side in keys):
        off.add("attribution.untruth_cost")
    if all(config.get_side(side).accounting != "mutual" for side in keys):
        off.add("<side>.mutual_gain")
    if not any("mediator" in member.functions for member in config.cast.values()):
        off.add("third_parties.mediation")
    counted: dict[str, Number] = {}
    for path, value in leaves:
        named = name_either_side(path, keys)
        section = named.partition(".")[0] if "." in named else ""
        leaf = named.rpartition(".")[2]
        fact = leaf in FACTS.get(section, set())
        if fact or named in off or _is_at_rest(section, leaf, value) or not _is_read(config, path):
            continue
        counted.setdefault(named, Number(named, value))
    return list(counted.values())
