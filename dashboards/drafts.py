"""What a form could launch: groups, levers, plan and cost, as the command line has them.

Planning is the command line's own (`runs.planning`, `runs.pilot`), and so is every refusal. The
configs are read anew when a file of them has changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards import form as forms
from dashboards.form import Form
from runs.designs.kinds import Kind
from runs.overrides import last_wins, paths
from runs.pilot import Cost, estimate
from runs.plan import Plan
from runs.planning import Planner
from runs.settings import PACKAGED
from runs.validation import lever_at

KEPT = 40
"""Pilots remembered."""
MATCHES = 40
"""Levers proposed to a search."""


@dataclass(frozen=True)
class LeverNow:
    """A lever of the chosen configuration: its path and the value it has if left alone."""

    path: str
    value: float


class Drafts:
    """Plans forms for the batches of one folder; writes nothing."""

    def __init__(self, outputs: Path) -> None:
        self.outputs = outputs
        self._lock = threading.RLock()
        self._planner: tuple[Hashable, Planner] | None = None
        self._levers: dict[tuple[str, ...], list[LeverNow]] = {}
        self._costs: OrderedDict[Hashable, Cost] = OrderedDict()

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Return the options of every group of the form, the user's own `./configs` first."""
        with self._lock:
            door = self._current().door
            return {group: door.options(group) for group in door.chosen}

    def usual(self) -> dict[str, str]:
        """Return the option of every group that is taken without asking."""
        with self._lock:
            return self._current().door.chosen

    def levers(self, form: Form) -> list[LeverNow]:
        """Return the levers of the configuration chosen, each with its value; the first of a sweep.

        Raises WrongInput where the choices do not fit together.
        """
        texts = tuple(f"{key}={values[0]}" for key, values in form.choices.items())
        with self._lock:
            planner = self._current()
            if texts not in self._levers:
                settings = [axis.settings[0] for axis in last_wins(planner.door.read(texts))]
                values = planner.values(settings)
                self._levers[texts] = [
                    LeverNow(path, float(_at(values, path)))
                    for path in paths(values)
                    if lever_at(path) is not None and isinstance(_at(values, path), int | float)
                ]
            return self._levers[texts]

    def kind(self, form: Form) -> Kind:
        """Return the kind of design that the form chooses, with what its option sets.

        Raises WrongInput where the choices do not fit together.
        """
        with self._lock:
            planner = self._current()
            texts = [f"{key}={values[0]}" for key, values in form.choices.items()]
            return planner.launch([axis.settings[0] for axis in planner.door.read(texts)]).design

    def matching(self, form: Form, words: str) -> list[LeverNow]:
        """Return the levers whose path or meaning has every word, shortest paths first."""
        wanted = words.casefold().split()
        found = [
            lever
            for lever in self.levers(form)
            if all(word in _searched(lever.path) for word in wanted)
        ]
        meant = sorted(found, key=lambda lever: (not _in_path(lever, wanted), len(lever.path)))
        return meant[:MATCHES]

    def plan(self, form: Form) -> Plan:
        """Return the plan of the command that equals the form; WrongInput as it would refuse."""
        forms.check_size(form)
        words = forms.command(form, self.outputs)
        texts = [word for word in words[2:] if word != "-m"]
        with self._lock:
            return self._current().plan(texts, form.swept, command=words)

    def cost(self, plan: Plan) -> Cost:
        """Return what the plan will cost by its pilot, timed once for a plan of this size."""
        key = (plan.variants[0].hash, plan.total, plan.executor)
        with self._lock:
            if key not in self._costs:
                self._costs[key] = estimate(plan)
                while len(self._costs) > KEPT:
                    self._costs.popitem(last=False)
            return self._costs[key]

    def _current(self) -> Planner:
        """The planner of the configs as they are on disk now."""
        folders = (Path.cwd() / "configs", PACKAGED)
        files = [path for folder in folders for path in sorted(folder.rglob("*.yaml"))]
        state = (Path.cwd(), tuple((str(path), path.stat().st_mtime_ns) for path in files))
        if self._planner is None or self._planner[0] != state:
            self._planner = (state, Planner())
            self._levers.clear()
        return self._planner[1]


def _at(values: Any, path: str) -> Any:
    for step in path.split("."):
        values = values[step]
    return values


def _searched(path: str) -> str:
    info = lever_at(path)
    return f"{path} {info.description if info else ''}".casefold()


def _in_path(lever: LeverNow, words: list[str]) -> bool:
    return all(word in lever.path.casefold() for word in words)
