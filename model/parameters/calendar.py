"""Dated entries of the world, and the one lever for forced and event-relative acts."""

from typing import Literal

from pydantic import Field, model_validator

from model.parameters.lever import Parameters, lever

SideName = Literal["us", "china"]


class Entry(Parameters):
    """One dated entry, at `calendar.<name>`: a date, or a day (first day 1), and what it brings."""

    title: str = Field(min_length=1)
    kind: Literal[
        "summit", "sideline", "deadline", "anniversary", "election", "shock", "deal", "tariff"
    ]
    date: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    day: int | None = Field(default=None, ge=-10000, le=100000)
    days: int = Field(default=1, ge=1, le=366, description="length in days")
    source: str = Field(min_length=1)
    size: float = lever(1, (0, 5), "ratio", "scales everything the entry brings")
    sideline: float = lever(0, (0, 1), "share", "opportunity for envoys on its sidelines")
    tension: float = lever(0, (-2, 2), "tension", "added to tension")
    goodwill: float = lever(0, (-2, 2), "goodwill", "added to goodwill")
    ambush_us: float = lever(0, (-1, 1), "probability", "added to the US leader's ambush belief")
    ambush_china: float = lever(
        0, (-1, 1), "probability", "added to the Chinese leader's ambush belief"
    )
    outrage_us: float = lever(0, (-2, 2), "outrage", "added to outrage in the US")
    outrage_china: float = lever(0, (-2, 2), "outrage", "added to outrage in China")
    pain_us: float = lever(0, (-2, 2), "pain", "added to pain in the US")
    pain_china: float = lever(0, (-2, 2), "pain", "added to pain in China")
    relief_us: float = lever(0, (-5, 5), "log-odds", "relief the US leader sees while it lasts")
    relief_china: float = lever(
        0, (-5, 5), "log-odds", "relief the Chinese leader sees while it lasts"
    )
    tariff_us: float = lever(
        -1, (-1, 5), "ad valorem share", "exogenous US tariff from this day; -1 for none"
    )
    tariff_china: float = lever(
        -1, (-1, 5), "ad valorem share", "exogenous Chinese tariff; -1 for none"
    )

    @model_validator(mode="after")
    def _one_date(self) -> "Entry":
        if (self.date is None) == (self.day is None):
            raise ValueError("give either date: YYYY-MM-DD or day: <number>, not both")
        return self


class After(Parameters):
    """An event the intervention waits for; `visits` counts envoy meetings."""

    event: Literal["first_ask", "agreed", "accord", "visits", "refusal", "relapse"]
    count: int = Field(default=1, ge=1, le=1000)


class Intervention(Parameters):
    """A forced act: a signal sent, a shock, or a kind (or a side) muted, by day or after an
    event.
    """

    do: Literal["signal", "shock", "mute"]
    side: SideName | None = None
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
    def _complete(self) -> "Intervention":
        if (self.day is None) == (self.after is None):
            raise ValueError("give either day: <number> or after: {event: ...}")
        if self.after is not None and self.lag < 1:
            raise ValueError(
                "after: an event needs lag: 1 or more; it happens after the day's choices are made"
            )
        if self.do == "signal" and (self.kind is None or self.side is None):
            raise ValueError("do: signal needs side and kind")
        return self
