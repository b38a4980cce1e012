"""The variables recorded each day: name, range, unit and meaning."""

from functools import cache
from typing import NamedTuple

from model.dyad import Dyad
from model.face import AUDIENCES as EARS


class DailyVariable(NamedTuple):
    """One variable recorded each day, as a histogram over runs: BINS equal bins over low <= value <
    high, one bin for smaller and one for larger values.
    """

    name: str
    low: float
    high: float
    unit: str
    meaning: str


@cache
def make_daily_variables(dyad: Dyad) -> tuple[DailyVariable, ...]:
    """Return the daily variables for these two sides, in the order of the histograms."""
    variables = []
    for side in dyad.keys:
        variables.append(
            DailyVariable(f"face_{side}", -2, 2, "W", f"face of {side} in its own book")
        )
        for ear in EARS:
            variables.append(
                DailyVariable(f"face_{side}_{ear}", -2, 2, "W", f"the same, audience {ear}")
            )
    for name, high, unit in (
        ("pressure", 4, "pressure"),
        ("outrage", 2, "ratio"),
        ("tariff", 2, "ad valorem share"),
    ):
        variables += [
            DailyVariable(f"{name}_{side}", 0, high, unit, f"{name} of {side}")
            for side in dyad.keys
        ]
    variables += [
        DailyVariable(f"need_{side}", 0, 1, "probability", f"need of {side} as the other sees it")
        for side in dyad.keys
    ]
    variables += [
        DailyVariable(f"belief_{a}", 0, 1, "probability", f"belief of {a} that {dyad.first} asks")
        for a in dyad.audiences
    ]
    variables.append(DailyVariable("tension", 0, 2, "tension", "tension between the sides"))
    variables.append(DailyVariable("goodwill", -1, 3, "goodwill", "goodwill between the sides"))
    variables += [
        DailyVariable(
            f"approval_{side}", 0, 1, "share", f"approval of the leader of {side} at home"
        )
        for side in dyad.keys
    ]
    return tuple(variables)


def count_daily_variables(dyad: Dyad) -> tuple[int, ...]:
    """Return the numbers of daily variables that batches may hold: those of this version, and of
    the first version, which lacked approval.
    """
    whole = len(make_daily_variables(dyad))
    return whole, whole - len(dyad.keys)
