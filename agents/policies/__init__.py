"""Decision rules (M22): small functions, each with its source, found by name."""

from collections.abc import Callable
from typing import Any

from agents.policies.attrition import attrition
from agents.policies.constant_hazard import constant_hazard
from agents.policies.decision import Decision
from agents.policies.never import never
from agents.policies.own import get_rules_in_use, make_checked_rule, policy
from agents.policies.quantal import quantal
from agents.policies.scripted import scripted
from model.arrays import Codes

Rule = Callable[[Decision[Any]], Codes]
"""A decision rule: from all it may know to the (count,) options chosen."""

POLICIES: dict[str, Rule] = {
    "quantal": quantal,
    "constant_hazard": constant_hazard,
    "attrition": attrition,
    "never": never,
    "scripted": scripted,
}
EVERY_TICK = frozenset({"constant_hazard", "attrition"})
"""Policies that decide every tick; the others decide once a calendar day."""


def find_rule(name: str) -> Rule:
    """Return the rule of that name: the model's, or a user's that is in use; else ValueError."""
    own = get_rules_in_use().get(name)
    if own is not None:
        return make_checked_rule(own)
    if name not in POLICIES:
        raise ValueError(f"there is no policy {name!r}, and none of your own by that name in use")
    return POLICIES[name]


def list_every_tick_policies() -> frozenset[str]:
    """Return the names of all policies that decide every tick."""
    return EVERY_TICK | {name for name, own in get_rules_in_use().items() if own.every_tick}


__all__ = ["EVERY_TICK", "POLICIES", "Rule", "find_rule", "list_every_tick_policies", "policy"]
