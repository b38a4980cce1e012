"""The rule of composed beginnings as data: configs/history/rule.yaml, each number with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from runs.studies.history.reading import FOLDER
from runs.studies.history.records import TriggerClass
from runs.studies.study_files import read_study_file


class Strict(BaseModel):
    """Frozen, and refusing what it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class Number(Strict):
    """One number of the rule."""

    value: float
    unit: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Choice(Strict):
    """One option of a config group that the rule takes."""

    value: str = Field(min_length=1)
    reason: str = Field(min_length=1)


Entry = TypeVar("Entry", Number, Choice)


class ByElections(Strict, Generic[Entry]):
    """An entry for leaders who face competitive elections, and one for the others."""

    elections: Entry
    no_elections: Entry

    def get_entry(self, elections: bool) -> Entry:
        """The entry that holds for a country."""
        return self.elections if elections else self.no_elections


class Look(Strict):
    """How a position is drawn."""

    colour: str
    marker: str


class Looks(Strict):
    """How the first and the second side are drawn."""

    first: Look
    second: Look


class Exposure(Strict):
    """How size decides what the other's tariff hurts."""

    base: Number
    dependence: Number
    ceiling: Number


class Rank(Strict):
    """The relative power of the other that two sides begin with."""

    equal: Number


class Answer(Strict):
    """How size decides how far a side answers tariffs."""

    most: Number
    reach: Number
    bend: Number


class SwitchedOff(Strict):
    """Kinds of signal that are on no menu."""

    kinds: list[str]
    reason: str = Field(min_length=1)


class Measures(Strict):
    """Tariffs at the start by class of trigger, the answer, and what there is without any."""

    trade: Number
    other: Number
    answer: Answer
    switched_off: SwitchedOff


class Door(Strict):
    """What the side that has cut contact begins with."""

    shut: Number


class YearlyDate(Strict):
    """A date of every year: the first such weekday (Monday 1) from a day of a month on."""

    title: str = Field(min_length=1)
    kind: Literal["summit", "sideline", "anniversary"]
    month: int = Field(ge=1, le=12)
    from_day: int = Field(ge=1, le=28)
    weekday: int = Field(ge=1, le=7)
    days: int = Field(ge=1, le=366)
    sideline: float = Field(ge=0, le=1)
    leaders: bool
    source: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Rule(Strict):
    """All of it, in the order of the file."""

    horizon: Number
    decimals: Number
    cast: Choice
    signal: Choice
    network: Choice
    policy: Choice
    rules: Choice
    looks: Looks
    style: ByElections[Choice]
    insulation: ByElections[Number]
    election_gain: Number
    turnover: ByElections[Number]
    authority: Number
    exposure: Exposure
    rank: Rank
    tension: dict[TriggerClass, Number]
    measures: Measures
    door: Door
    calendar: dict[str, YearlyDate]


def read_rule(path: Path = FOLDER / "rule.yaml") -> Rule:
    """Return the rule of a file; raises WrongInput for the first thing that is wrong in it."""
    return read_study_file(path, Rule)
