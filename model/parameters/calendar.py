"""Dated entries of the calendar, and interventions: acts forced on a day or after an event."""

from functools import cache
from typing import Any, Literal

from pydantic import Field, create_model, model_validator

from model.dyad import Dyad
from model.parameters.lever import Parameters, lever

FELT_BY_A_SIDE: dict[str, tuple[float, tuple[float, float], str, str]] = {
    "ambush": (0, (-1, 1), "probability", "added to the ambush belief of the leader of {side}"),
    "outrage": (0, (-2, 2), "outrage", "added to outrage in {side}"),
    "pain": (0, (-2, 2), "pain", "added to pain in {side}"),
    "relief": (0, (-5, 5), "log-odds", "relief the leader of {side} sees while it lasts"),
    "new_leader": (0, (0, 1), "share", "how far it replaces the leader of {side}"),
    "tariff": (-1, (-1, 5), "ad valorem share", "exogenous tariff of {side}; -1 for none"),
}
"""Levers that an entry has once a side, as `<lever>_<side>`: default, range, unit, meaning."""


class Entry(Parameters):
    """One dated entry, at `calendar.<name>`: a date, or a day (first day 1), and its effects."""

    title: str = Field(min_length=1)
    kind: Literal[
        "summit", "sideline", "deadline", "anniversary", "election", "shock", "deal", "tariff"
    ]
    date: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    day: int | None = Field(default=None, ge=-10000, le=100000)
    days: int = Field(default=1, ge=1, le=366, description="length in days")
    truce: bool = Field(
        default=False, description="a deadline at which a truce ends: acts only under an accord"
    )
    leaders: bool = Field(
        default=False, description="both leaders are expected: a meeting may be planned for it"
    )
    source: str = Field(min_length=1)
    size: float = lever(1, (0, 5), "ratio", "scales everything the entry brings")
    sideline: float = lever(0, (0, 1), "share", "opportunity for envoys on its sidelines")
    tension: float = lever(0, (-2, 2), "tension", "added to tension")
    goodwill: float = lever(0, (-2, 2), "goodwill", "added to goodwill")
    occasion: float = lever(
        0, (0, 1), "share", "size of the occasion that it gives for a contact [o]"
    )

    @model_validator(mode="after")
    def _check_one_date(self) -> "Entry":
        """Return self; ValueError unless it has either a date or a day, or if a truce is no
        deadline.
        """
        if (self.date is None) == (self.day is None):
            raise ValueError("give either date: YYYY-MM-DD or day: <number>, not both")
        if self.truce and self.kind != "deadline":
            raise ValueError(f"truce: true is for a deadline, and this is of kind {self.kind}")
        return self


@cache
def make_entry_class(dyad: Dyad) -> type[Entry]:
    """Return the class of calendar entries for these two sides, with effects on each of them."""
    fields: dict[str, Any] = {}
    for name, (default, span, unit, text) in FELT_BY_A_SIDE.items():
        for key in dyad.keys:
            fields[f"{name}_{key}"] = (float, lever(default, span, unit, text.format(side=key)))
    return create_model(f"Entry_{dyad.first}_{dyad.second}", __base__=Entry, **fields)


class After(Parameters):
    """An event that an intervention waits for, the `count`th time; `visits` are envoys'
    meetings.
    """

    event: Literal["first_ask", "agreed", "accord", "visits", "refusal", "relapse"]
    count: int = Field(default=1, ge=1, le=1000)


class Intervention(Parameters):
    """A forced act: a signal sent, a shock, or a kind (or a side) muted, on a day or after an
    event.
    """

    do: Literal["signal", "shock", "mute"]
    side: str | None = None
    kind: str | None = Field(default=None, description="kind of signal (signal, mute)")
    day: int | None = Field(default=None, ge=1, le=100000)
    after: After | None = None
    lag: int = Field(default=0, ge=0, le=100000)
    count: int = Field(default=1, ge=1, le=1000)
    every: int = Field(default=1, ge=1, le=1000, description="days between repeats")
    reply: Literal["free", "none"] = "free"
    standoff: int = Field(default=1, ge=1, le=2, description="which standoff of the lane")
    tension: float = Field(default=0, ge=-2, le=2)
    goodwill: float = Field(default=0, ge=-2, le=2)
    ambush: float = Field(default=0, ge=-1, le=1)
    outrage: float = Field(default=0, ge=-2, le=2)
    pain: float = Field(default=0, ge=-2, le=2)

    @model_validator(mode="after")
    def _check_complete(self) -> "Intervention":
        """Return self; ValueError unless it has one start, and a signal its side and kind."""
        if (self.day is None) == (self.after is None):
            raise ValueError("give either day: <number> or after: {event: ...}")
        if self.after is not None and self.lag < 1:
            raise ValueError(
                "after: an event needs lag: 1 or more; it happens after the day's choices are made"
            )
        if self.do == "signal" and (self.kind is None or self.side is None):
            raise ValueError("do: signal needs side and kind")
        return self
