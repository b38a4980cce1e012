"""All levers, by the path that a user types."""

from __future__ import annotations

from functools import cache

from model.dyad import Dyad
from model.parameters import Configuration, LeverInfo, collect_levers
from model.parameters.calendar import FELT_BY_A_SIDE
from model.parameters.root import make_configuration_class
from model.parameters.sides import FIRST_AND_SECOND


@cache
def list_levers() -> dict[str, LeverInfo]:
    """Return path -> lever (a declared number with range, unit and default); `*` in a path stands
    for a user-given name, and the sides are named first and second.

    A lever declared for one side exists for the other as well.
    """
    return collect_levers(make_configuration_class(Dyad(*FIRST_AND_SECOND)))


def find_lever(path: str) -> LeverInfo | None:
    """Return the declaration of the lever at a dotted path, whose first step is taken for a side if
    it is no section; None for a setting that is no lever.
    """
    table, steps = list_levers(), path.split(".")
    if steps[0] not in Configuration.model_fields:
        return table.get(".".join([FIRST_AND_SECOND[0], *steps[1:]]))
    starred = [steps[0], "*", *steps[2:]] if len(steps) > 2 else steps
    felt, _, key = starred[-1].rpartition("_")
    if starred[0] == "calendar" and felt in FELT_BY_A_SIDE and key:
        starred[-1] = f"{felt}_{FIRST_AND_SECOND[0]}"
    return table.get(path) or table.get(".".join(starred))
