"""The rule of composed beginnings as data: configs/history/rule.yaml, each number with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from runs.studies.history.reading import FOLDER
from runs.studies.history.records import TriggerClass
from runs.studies.study_files import read_study_file


class Strict(BaseModel):
    """Base of records that cannot be changed and refuse unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class Number(Strict):
    """One number of the rule, with its unit and the reason for it."""

    value: float
    unit: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Choice(Strict):
    """An option of a config group that the rule chooses, with the reason."""

    value: str = Field(min_length=1)
    reason: str = Field(min_length=1)


Entry = TypeVar("Entry", Number, Choice)


class ByElections(Strict, Generic[Entry]):
    """An entry for leaders who face competitive elections, and one for the others."""

    elections: Entry
    no_elections: Entry

    def get_entry(self, elections: bool) -> Entry:
        """Return the entry for a country with (True) or without (False) competitive elections."""
        return self.elections if elections else self.no_elections


class Look(Strict):
    """Colour and marker of a side in figures."""

    colour: str
    marker: str


class Looks(Strict):
    """Colours and markers of the first and the second side in figures."""

    first: Look
    second: Look


class Exposure(Strict):
    """How size determines how much the other's tariffs hurt a side: exposure_other = min(ceiling,
    base * (other's size / own size) ** dependence).
    """

    base: Number
    dependence: Number
    ceiling: Number


class Rank(Strict):
    """The relative power of the other side, as seen at the beginning by both."""

    equal: Number


class Answer(Strict):
    """How relative size determines how far a side answers tariffs: reaction = min(most, (reach *
    own size / other's size) ** bend).
    """

    most: Number
    reach: Number
    bend: Number


class SwitchedOff(Strict):
    """Kinds of signal that are removed from the menus in rows without tariffs or sanctions."""

    kinds: list[str]
    reason: str = Field(min_length=1)


class Measures(Strict):
    """Tariffs at the start after a trigger of class `trade` or of another class, the answer to
    tariffs, and what is off in rows without any.
    """

    trade: Number
    other: Number
    answer: Answer
    switched_off: SwitchedOff


class Door(Strict):
    """How far the side that has cut contact has cut it at the beginning."""

    shut: Number


class YearlyDate(Strict):
    """A date that recurs every year: the first such weekday (1 is Monday) from a day of a month on;
    all other fields but `reason` are those of an entry of the calendar.
    """

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
    """The whole rule, in the order of its file."""

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
    """Return the rule of composed beginnings in a file; WrongInput for the first error in it."""
    return read_study_file(path, Rule)
