"""Levers on which ties of the network depend: ties are constant in a block, so no point may change
them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.lanes import hash_structure
from model.network import build_network
from model.parameters import Configuration
from runs.errors import WrongInput
from runs.plan.designs.table import PointTable, replace_lever_values

SHAPING = ("weight", "anchor", "bias")
"""Levers of a member of the cast that `model.network` reads when it ties members."""


def is_tie_lever(path: str) -> bool:
    """Say whether the network's ties may depend on the lever at `path`."""
    section, *_, name = path.split(".")
    return section == "cast" and name in SHAPING


def can_change_ties(config: Configuration, path: str, values: Iterable[float]) -> bool:
    """Say whether one of these values of a lever would change the ties of the configuration's
    network.
    """
    if not is_tie_lever(path):
        return False
    others = (build_network(replace_lever_values(config, {path: value})) for value in values)
    ties = list(build_network(config).edges(keys=True))
    return any(list(other.edges(keys=True)) != ties for other in others)


def require_same_ties(configs: Iterable[Configuration], table: PointTable) -> None:
    """Raise WrongInput, naming levers and point, if a point would change the ties of its
    configuration's network.
    """
    columns = [i for i, path in enumerate(table.paths) if is_tie_lever(path)]
    if not columns:
        return
    levers = [table.paths[i] for i in columns]
    rows, first = np.unique(table.values[:, columns], axis=0, return_index=True)
    for config in {hash_structure(one): one for one in configs}.values():
        ties = list(build_network(config).edges(keys=True))
        for values, point in zip(rows, first, strict=True):
            other = replace_lever_values(config, dict(zip(levers, values, strict=True)))
            if list(build_network(other).edges(keys=True)) != ties:
                raise WrongInput(
                    f"point {point} of the design changes who is tied to whom"
                    f" ({', '.join(levers)}): sweep such a lever with -m instead.",
                    key=levers[0],
                    value=[float(value) for value in values],
                )
