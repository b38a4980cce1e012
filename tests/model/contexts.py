"""Where each lever can be seen to act: the standoff it is changed in, and what it is changed to.

One standoff with every mechanism in motion serves nearly all levers. A few act only under another
way of counting face, another policy, given tariffs, or a network of one's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from model.parameters import Configuration, collect_levers
from model.parameters.root import make_configuration_class
from tests.dyads import PRESET
from tests.model.standoffs import change_config, compose

RICH: dict[str, Any] = {
    "contact.inertia": 2.0,
    "china.preparation_days": 4.0,
    "china.election_day": 30.0,
    "china.election_gain": 1.0,
    "accord.agenda_power": 0.3,
    "accord.pairing": 0.5,
    "accord.spoiler_rate": 0.05,
    "accord.structural_tension": 0.1,
    "accord.expiry_days": 10.0,
    "accord.linked_issue": 0.5,
    "accord.linked_reply": 0.05,
    "accord.verification": 0.2,
    "accord.relapse": 0.002,
    "accord.tension_relapse": 0.02,
    "accord.compliance_weight": 0.02,
    "signal.ambiguous_apology.motives.constant": 1.0,
    "signal.readout_admit.motives.constant": 1.0,
    "signal.ask_visit.enabled": True,
    "us.trust_world": 0.9,
    "opinion.mockery_rate": 0.1,
    "cast.japan.activity": 20.0,
    "cast.switzerland.functions": ["host", "neutral", "mediator"],
    "cast.switzerland.bias": 0.5,
    "cast.india.activity": 20.0,
    "opinion.drama_rate": 0.05,
    "threat.due": 6.0,
    "signal.tariff_threat.motives.constant": 0.5,
    "calendar.opening": {
        "title": "An opening", "kind": "sideline", "day": 8, "days": 20, "source": "a test",
        "sideline": 0.2, "occasion": 0.3,
    },
} | {
    f"{side}.{lever}": value
    for side in ("us", "china")
    for lever, value in {
        "precondition": 0.3, "precondition_weight": 1.0, "authority": 0.05, "agenda": 0.7,
        "demands": 1.0, "demand_stated": 0.3, "suppression": 0.3,
        "purchases": 0.7, "exposure_purchases": 0.3, "door": 0.5, "turnover": 0.01, "fault": 0.3,
        "personal_tie": 0.3, "deny_propensity": 0.5, "reply_silence": 0.5,
    }.items()
}  # fmt: skip
HAZARD = {"name": "constant_hazard", "probability": 0.05}
HEARD = [
    {"source": "us_farmers", "target": "western_press", "channel": "influence"},
    {"source": "china_public", "target": "state_press", "channel": "influence"},
    {"source": "western_press", "target": "us_markets", "channel": "influence"},
    {"source": "state_press", "target": "china_exporters", "channel": "influence"},
]


def waiting(game: str) -> dict[str, Any]:
    """Both leaders in one of the games of attrition."""
    policy = {"name": "attrition", "game": game, "unit_days": 30.0, "rate": 0.05, "cost": 0.05}
    return {"us.policy": policy, "china.policy": policy}


CONTEXTS: dict[str, dict[str, Any]] = {
    "all in motion": {},
    "mutual": {"us.accounting": "mutual", "china.accounting": "mutual"},
    "constant hazard": {"us.policy": HAZARD, "china.policy": HAZARD},
    "two standoffs": {"standoffs": 2},
    "known costs": waiting("complete"),
    "reputations": waiting("reputation"),
    "audience costs": waiting("audience"),
    "private values": waiting("private"),
    "given tariffs": {"economy.exogenous": True, "calendar.opening.kind": "tariff"},
    "a press that listens": {
        "network.topology": "file", "network.file": "given", "network.ties": HEARD,
    },
    "readouts held to the truth": {
        "us.readout_freedom": 0.5, "china.readout_freedom": 0.5,
    },
    "a hidden courtship": {
        f"signal.{kind}.motives.constant": 3.0 for kind in ("soybean_purchase", "licence")
    },
}  # fmt: skip
WHERE = {
    "us.mutual_gain": "mutual",
    "china.mutual_gain": "mutual",
    "us.policy.probability": "constant hazard",
    "china.policy.probability": "constant hazard",
    "memory.carried": "two standoffs",
    "memory.lesson": "two standoffs",
    "calendar.*.tariff_us": "given tariffs",
    "calendar.*.tariff_china": "given tariffs",
    "cast.*.susceptibility of press": "a press that listens",
    "attribution.reinterpretation": "a hidden courtship",
    "attribution.untruth_cost": "readouts held to the truth",
}

for _side in ("us", "china"):
    for _lever, _game in {
        "value": "known costs", "cost": "known costs", "stubborn": "reputations",
        "rate": "reputations", "slope": "audience costs", "unit_days": "private values",
    }.items():  # fmt: skip
        WHERE[f"{_side}.policy.{_lever}"] = _game

READ_BY = {
    "weight": ("constituency", "press"),
    "anchor": ("constituency", "press"),
    "susceptibility": ("constituency", "press"),
    "activity": ("envoy", "third_party"),
    "skill": ("envoy",),
    "bias": ("third_party",),
    "reach": ("press",),
}
"""Which roles read a member's lever; all others are those of constituencies."""
MOVED = ("ask_private", "tariff_raise", "praise_post", "decline", "readout_marker")


class Change(NamedTuple):
    """One lever, the values it is changed to (high end, low end), and all paths it stands at."""

    name: str
    context: str
    paths: tuple[str, ...]
    values: tuple[float, float]


@lru_cache
def context(name: str) -> Configuration:
    """The configuration of a context, 60 days."""
    return change_config(compose("horizon=60"), RICH | CONTEXTS[name])


def changes() -> Iterator[Change]:
    """Every lever of the configuration; those of members once for each role that reads them."""
    config = context("all in motion")
    for pattern, info in collect_levers(make_configuration_class(PRESET)).items():
        section, _, lever = pattern.partition(".*.")
        ends = (info.high, info.low)
        if section == "cast" and lever:
            for role in READ_BY.get(lever, ("constituency",)):
                paths = [f"cast.{n}.{lever}" for n, m in config.cast.items() if m.role == role]
                name = f"{pattern} of {role}"
                yield Change(name, WHERE.get(name, "all in motion"), tuple(paths), ends)
            continue
        names = {"calendar": ("opening",), "signal": tuple(config.signal)}.get(section, ())
        if lever.startswith("motives."):
            names = MOVED
        paths = [f"{section}.{name}.{lever}" for name in names] if lever else [pattern]
        yield Change(pattern, WHERE.get(pattern, "all in motion"), tuple(paths), ends)
