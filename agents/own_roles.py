"""Roles written by users: what an agent of one is, how its class is marked, and which are in use.

A member of the cast whose `role` is none of the model's is an agent of such a class, and acts once
a tick at the end of the phase that the class states. A user's file marks the class with `role`;
`runs.plan.plugins` finds it, and puts it in use for the time that runs are simulated.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import mesa

from model.parameters.cast import Member
from model.standoff import PHASES
from model.state import State

MARK = "__taijie_role__"


class RoleAgent(mesa.Agent):
    """An agent of a role of the user's own, in all lanes.

    It has `name`, `role`, `tags`, `levers` (those of `cast.<name>`, each (lanes,)), `shared` (the
    state of the block, with its named draws) and `side` (0 for the first side, 1 for the second,
    None without one). What else it keeps are arrays whose last axis is the lane.
    """

    def __init__(self, model: mesa.Model, shared: State, name: str, member: Member) -> None:
        super().__init__(model)
        self.shared, self.name, self.role = shared, name, member.role
        self.tags, self.levers = list(member.tags), shared.levers.cast[name]
        keys = shared.dyad.keys
        self.side = None if member.side is None else keys.index(member.side)

    def act(self) -> None:
        """Act for one tick, in all lanes, elementwise."""
        raise NotImplementedError


AnyAgent = TypeVar("AnyAgent", bound=type[RoleAgent])


@dataclass(frozen=True)
class OwnRole:
    """A class that is marked as a role.

    Args:
        name: what a member of the cast has as its `role`.
        phase: of PHASES; its agents act at the end of it.
        kind: the class.
    """

    name: str
    phase: str
    kind: type[RoleAgent]


def role(name: str, *, phase: str, source: str) -> Callable[[AnyAgent], AnyAgent]:
    """Return a decorator that marks a class as a role: `role: NAME` of a member chooses it.

    Args:
        name: the role's name, in small letters, digits and _.
        phase: the phase of a day, of PHASES (else ValueError), at the end of which its agents act.
        source: what supports what they do: a reference, or "assumed"; ValueError if blank.
    """
    if not source.strip():
        raise ValueError("a role states its source, a reference or the word assumed")
    if phase not in PHASES:
        raise ValueError(f"phase={phase!r} is none of {', '.join(PHASES)}")

    def mark(kind: AnyAgent) -> AnyAgent:
        """Return the class, with an OwnRole stored on it; TypeError if it is no RoleAgent."""
        if not issubclass(kind, RoleAgent):
            raise TypeError(f"{kind.__name__} is no RoleAgent: write class NAME(RoleAgent)")
        setattr(kind, MARK, OwnRole(name, phase, kind))
        return kind

    return mark


_IN_USE: ContextVar[Mapping[str, OwnRole]] = ContextVar("in_use", default=MappingProxyType({}))


@contextmanager
def use_roles(roles: Iterable[OwnRole]) -> Iterator[None]:
    """Put these roles in use for models built within the `with` block."""
    token = _IN_USE.set({own.name: own for own in roles})
    try:
        yield
    finally:
        _IN_USE.reset(token)


def find_role(name: str) -> OwnRole:
    """Return the user's own role of that name that is in use; ValueError if there is none."""
    if name not in _IN_USE.get():
        raise ValueError(f"there is no role {name!r}, and none of your own by that name in use")
    return _IN_USE.get()[name]
