"""Policies written by users: how a function is marked as one, and which of them are in use.

A user's file marks a function with `policy`; `runs.plan.plugins` finds it, loads it wherever runs
are simulated, in this process or in a worker, and puts it in use for that time only: two batches in
one process may use two versions of one name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from agents.policies.decision import Decision
from model.arrays import Codes

AnyRule = TypeVar("AnyRule", bound=Callable[..., Any])
MARK = "__taijie_policy__"


class BrokenPolicyError(ValueError):
    """A user's policy returned something that is not a choice; the message says where it is."""


@dataclass(frozen=True)
class OwnRule:
    """A function that is marked as a policy.

    Args:
        name: the name by which a configuration chooses it.
        rule: the function.
        every_tick: whether it decides every tick; otherwise once a day.
        numbers: what a configuration may set, with defaults.
    """

    name: str
    rule: Callable[..., Codes]
    every_tick: bool = False
    numbers: Mapping[str, float] = field(default_factory=dict)


def policy(
    *, source: str, every_tick: bool = False, numbers: Mapping[str, float] | None = None
) -> Callable[[AnyRule], AnyRule]:
    """Return a decorator that marks a function as a policy: `policy@first.policy=NAME` chooses it.

    Args:
        source: what supports the rule: a reference, or "assumed"; ValueError if blank.
        every_tick: whether it decides every tick; otherwise once a day.
        numbers: what a configuration may set (`SIDE.policy.numbers.KEY`), with defaults. Read from
            the text of the file, so to be written out there.
    """
    if not source.strip():
        raise ValueError("a policy states its source, a reference or the word assumed")

    def mark(rule: AnyRule) -> AnyRule:
        """Return the function, with an OwnRule stored on it."""
        setattr(rule, MARK, OwnRule(rule.__name__, rule, every_tick, numbers or {}))
        return rule

    return mark


_IN_USE: ContextVar[Mapping[str, OwnRule]] = ContextVar("in_use", default=MappingProxyType({}))


def get_rules_in_use() -> Mapping[str, OwnRule]:
    """Return the user's rules that may be chosen at this moment, by name."""
    return _IN_USE.get()


@contextmanager
def use_rules(rules: Iterable[OwnRule]) -> Iterator[None]:
    """Put these rules in use for models built within the `with` block."""
    token = _IN_USE.set({own.name: own for own in rules})
    try:
        yield
    finally:
        _IN_USE.reset(token)


def make_checked_rule(rule: OwnRule) -> Callable[..., Codes]:
    """Return the rule with its choices checked and as (count,) int8; it raises BrokenPolicyError
    unless they are whole numbers of that shape within the menu.
    """

    @wraps(rule.rule)
    def choose(decision: Decision[Any]) -> Codes:
        """Return the rule's choice as (count,) int8; BrokenPolicyError if it is none."""
        choice: Any = rule.rule(decision)  # whatever a stranger to our types returns
        wanted = len(decision.menu)
        code = rule.rule.__code__
        where = f"{code.co_filename}, line {code.co_firstlineno}: {rule.name}"
        if not isinstance(choice, np.ndarray) or choice.dtype.kind not in "iu":
            kind = (
                f"an array of {choice.dtype}"
                if isinstance(choice, np.ndarray)
                else type(choice).__name__
            )
            raise BrokenPolicyError(
                f"{where} returned {kind}, and an array of whole numbers is wanted, such as"
                " decision.constant(0)"
            )
        if choice.shape != (decision.count,):
            raise BrokenPolicyError(
                f"{where} returned an array of shape {choice.shape}, and one option for each of"
                f" the {decision.count} runs that decide is wanted"
            )
        if choice.size and not 0 <= choice.min() <= choice.max() < wanted:
            raise BrokenPolicyError(
                f"{where} chose option {choice.min()} to {choice.max()} in slot"
                f" {decision.menu.slot}, which has 0 to {wanted - 1}"
            )
        codes: Codes = choice.astype(np.int8)
        return codes

    return choose
