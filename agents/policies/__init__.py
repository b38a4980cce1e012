"""Decision rules (M22): small functions, each with its source, found by name."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from agents.policies.attrition import attrition
from agents.policies.constant_hazard import constant_hazard
from agents.policies.never import never
from agents.policies.quantal import quantal
from agents.policies.scripted import scripted
from model.arrays import Codes
from model.draws import Draws

if TYPE_CHECKING:
    from agents.leader import Leader
    from agents.policies.decision import Decision

Rule = Callable[["Leader", "Decision", Draws], Codes]

POLICIES: dict[str, Rule] = {
    "quantal": quantal,
    "constant_hazard": constant_hazard,
    "attrition": attrition,
    "never": never,
    "scripted": scripted,
}
EVERY_TICK = frozenset({"constant_hazard", "attrition"})
"""Policies that decide every tick; the others decide once a calendar day."""

__all__ = ["EVERY_TICK", "POLICIES", "Rule"]
