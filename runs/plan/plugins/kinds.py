"""The kinds of code that users add: where each is looked for, and how it is marked."""

from __future__ import annotations

from dataclasses import dataclass

from model.parameters.cast import ROLES
from model.parameters.policy import BY_NAME
from runs.errors import WrongInput


@dataclass(frozen=True)
class PluginKind:
    """A kind of code of the user's own.

    Args:
        mark: name of the decorator, and the word for one of the kind.
        folder: folder of the current one whose files are read.
        group: group of entry points by which an installed package offers some.
        taken: the names of the model's own.
        wanted: how one is marked, for messages.
    """

    mark: str
    folder: str
    group: str
    taken: tuple[str, ...]
    wanted: str

    def make_error(self, place: str, line: int, reason: str, name: str) -> WrongInput:
        """Return the WrongInput that refuses one of this kind, naming `place` (its file) and
        line.
        """
        said = " ".join(reason.split()).rstrip(".")
        return WrongInput(f"{place}, line {line}: {said}.", key=self.mark, value=name)


POLICY = PluginKind(
    "policy", "policies", "taijie.policies", tuple(BY_NAME),
    '@policy(source="...") above def NAME(...), from agents.policies import policy',
)  # fmt: skip
ROLE = PluginKind(
    "role", "roles", "taijie.roles", ROLES,
    '@role("NAME", phase="...", source="...") above class NAME(RoleAgent), from agents.own_roles'
    " import RoleAgent, role",
)  # fmt: skip
METRIC = PluginKind(
    "metric", "metrics", "taijie.metrics", (),
    '@metric(label="...", unit="...", source="...") above def NAME(outcomes), from model.outcomes'
    " import metric",
)  # fmt: skip
"""The names of the model's own depend on its sides: `runs.plan.plugins.metrics` knows them."""
