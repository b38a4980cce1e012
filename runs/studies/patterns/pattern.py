"""A pattern as data: where it is simulated, how it is measured on a run, what was observed.

A file configs/pattern/<id>.yaml is enough to add one.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

GROUP = "pattern"
"""The folder of configs that holds them."""
Statistic = Literal["mean", "median", "rank_correlation"]


class Strict(BaseModel):
    """Base of records that cannot be changed and refuse unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rows(Strict):
    """Rows of the record; a pattern is simulated on the beginnings (starting configurations)
    composed from them.

    `where` maps a column to the values it may have, `at_least` to a number it must reach: they
    choose rows; a beginning itself reads only inputs (docs/history.md).
    """

    file: Literal["freezes", "contacts"]
    dyad: str = Field(default="", description="of contacts, whose table has no such column")
    trigger_class: str = Field(default="occasion", description="of contacts, after quiet days")
    where: dict[str, list[str]] = {}
    at_least: dict[str, float] = {}


class Simulated(Strict):
    """Where a pattern is simulated: on one beginning given by overrides, or on those composed from
    rows.
    """

    overrides: dict[str, Any] | None = None
    rows: Rows | None = None

    @model_validator(mode="after")
    def _check_exactly_one_given(self) -> Self:
        """Return self; ValueError unless exactly one of overrides and rows is given."""
        if (self.overrides is None) == (self.rows is None):
            raise ValueError("give either overrides (one beginning) or rows (composed beginnings)")
        return self


class Datum(Strict):
    """One observed number and how it is measured on a run.

    On composed beginnings the observed value of each row is the reading `observed_in`, and the
    statistic over rows is computed from these as from the simulated values. `where` (column ->
    values it may have) restricts these rows further.
    """

    name: str = Field(pattern=r"^\w+$", description="its part of the id")
    measure: str | None = Field(default=None, description="null: the model has no such quantity")
    observed: float | None = None
    observed_in: str | None = None
    statistic: Statistic = "mean"
    where: dict[str, list[str]] = {}
    unit: str = Field(min_length=1)
    source: str = Field(min_length=1)
    absent: str = Field(default="", description="why the model has no such quantity")

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        """Return self; ValueError unless it has exactly one of observed and observed_in, and
        exactly one of measure and absent (why there is none).
        """
        if (self.observed is None) == (self.observed_in is None):
            raise ValueError(f"{self.name}: give either observed or observed_in")
        if (self.measure is None) != bool(self.absent):
            raise ValueError(f"{self.name}: absent says why there is no measure, and only then")
        return self


class Pattern(Strict):
    """One pattern of the record, with the observed numbers (data) by which it is compared;
    `used_to_learn`: whether numbers of the model rest on these.
    """

    id: str = Field(pattern=r"^\w+$")
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    used_to_learn: bool = False
    simulated_on: Simulated
    data: list[Datum] = Field(min_length=1)

    @field_validator("data")
    @classmethod
    def _check_distinct_names(cls, value: list[Datum]) -> list[Datum]:
        """Return the data; ValueError if two share a name."""
        names = [datum.name for datum in value]
        if len(set(names)) < len(names):
            raise ValueError(f"each datum has a name of its own; named: {', '.join(names)}")
        return value

    @model_validator(mode="after")
    def _check_observed_rows(self) -> Self:
        """Return self; ValueError if a quantity has `observed_in` but the pattern has no rows."""
        for datum in self.data:
            if (datum.observed_in is not None) and self.simulated_on.rows is None:
                raise ValueError(f"{datum.name}: observed_in needs rows")
        return self
