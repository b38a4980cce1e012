"""Watches what an agent of a user's own role leaves behind: arrays of one number a run, finite.

The model's own rules keep the state so. Without a watch, a number that is none shows up days later,
in another place, as an error that does not name the role.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from agents.own_roles import RoleAgent
from model.standoff import Standoff

NEVER_BELOW_0 = ("shared.tension", "shared.talks.preparation")
PARTS = ("talks", "trade", "threats", "beliefs", "slights")
"""Attributes of the state that hold arrays of their own."""


class RoleStateError(ValueError):
    """An agent of a user's own role left something in the state that no rule can use."""


class _Form(NamedTuple):
    """What an array is when the block begins."""

    dtype: np.dtype[Any]
    axes: tuple[int, ...]
    finite: bool


class WatchedRole:
    """An agent of a user's own role, whose every act is checked.

    Args:
        model: the standoff.
        agent: of the user's own role.
    """

    def __init__(self, model: Standoff, agent: RoleAgent) -> None:
        self.model, self.agent = model, agent
        self.forms: Mapping[str, _Form] = {}

    def act(self) -> None:
        """Act for one tick, in all lanes; RoleStateError, with file, line, role, day and what is
        wrong, if the state is then not what it has to be. An error of the agent's own gets a note
        of member and day.
        """
        if not self.forms:
            self.forms = {name: _find_form(value) for name, value in self._list_arrays()}
        try:
            self.agent.act()
        except Exception as error:
            error.add_note(f"as {self.agent.name} on day {self.agent.shared.day}")
            raise
        lanes, seen = self.agent.shared.lanes, set()
        for name, value in self._list_values():
            seen.add(name)
            if name in self.forms:
                self._require(_find_fault(name, value, self.forms[name], lanes))
        gone = [name for name in self.forms if name not in seen]
        self._require(f"{gone[0]} is gone" if gone else "")

    def _require(self, fault: str) -> None:
        """Raise RoleStateError if there is a fault."""
        if fault:
            agent, code = self.agent, type(self.agent).act.__code__
            raise RoleStateError(
                f"{code.co_filename}, line {code.co_firstlineno}: after {agent.role} acted, as"
                f" {agent.name} on day {agent.shared.day}, {fault}"
            )

    def _list_arrays(self) -> Iterator[tuple[str, Any]]:
        """Yield (name, array) for those of `_list_values` whose last axis is the lanes."""
        lanes = self.agent.shared.lanes
        for name, value in self._list_values():
            if isinstance(value, np.ndarray) and value.shape[-1:] == (lanes,):
                yield name, value

    def _list_values(self) -> Iterator[tuple[str, Any]]:
        """Yield (name, value) for what the state and the leaders keep, as a role would write it."""
        shared = self.agent.shared
        owners = {"shared": shared} | {f"shared.{part}": getattr(shared, part) for part in PARTS}
        for leader in self.model.leaders:
            owners[f"the state of {leader.name}"] = leader.state
        for prefix, owner in owners.items():
            for name, value in vars(owner).items():
                where = f"{prefix}.{name.lstrip('_')}"
                if isinstance(value, list):
                    yield from ((f"{where}[{at}]", one) for at, one in enumerate(value))
                else:
                    yield where, value


def _find_form(value: Any) -> _Form:
    """Return type, shape before the lanes, and finiteness of an array with one value a lane."""
    finite = value.dtype.kind != "f" or bool(np.isfinite(value).all())
    return _Form(value.dtype, value.shape[:-1], finite)


def _find_fault(name: str, value: Any, form: _Form, lanes: int) -> str:
    """Return in words what is wrong with a value that once had this form; empty if nothing is."""
    shape = (*form.axes, lanes)
    if not isinstance(value, np.ndarray) or (value.shape, value.dtype) != (shape, form.dtype):
        kind = type(value).__name__
        if isinstance(value, np.ndarray):
            kind = f"an array of {value.dtype} and shape {value.shape}"
        return f"{name} is {kind}, and an array of {form.dtype} and shape {shape} is wanted"
    if form.finite and form.dtype.kind == "f" and not np.isfinite(value).all():
        wrong, what = ~np.isfinite(value), "NaN or infinite"
    elif name in NEVER_BELOW_0 and (value < 0.0).any():
        wrong, what = value < 0.0, "below 0"
    else:
        return ""
    count = int(wrong.reshape(-1, lanes).any(axis=0).sum())
    return f"{name} is {what} in {count} of {lanes} runs"
