"""One episode as data: its beginning as ordinary settings, and what is known to have happened.

A file configs/episode/<id>.yaml is enough to add one. `overrides` are the settings that differ
from the primary config, nested as in YAML; a key of a config group (leader@SIDE) is a choice.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from runs.analysis.waiting.scores import ObservedWait

Stage = Literal["leader", "envoy"]
GROUP = "episode"
"""The folder of configs that holds them."""
STAGES: tuple[Stage, ...] = ("leader", "envoy")
UNKNOWN = "unknown"


class Strict(BaseModel):
    """Base of records that cannot be changed and refuse unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Days(Strict):
    """Days from the trigger to a contact (`days`), or the day up to which there was none
    (`none_by`).
    """

    days: int | None = Field(default=None, ge=0, le=100000)
    none_by: int | None = Field(default=None, ge=0, le=100000)

    @model_validator(mode="after")
    def _check_exactly_one_given(self) -> Self:
        """Return self; ValueError unless exactly one of days and none_by is given."""
        if (self.days is None) == (self.none_by is None):
            raise ValueError("give either days, or none_by where there was no contact")
        return self

    def to_observed_wait(self, weight: float = 1.0) -> ObservedWait:
        """Return these days as an observed wait of that weight, censored if there was no
        contact.
        """
        if self.days is not None:
            return ObservedWait(self.days, False, weight)
        assert self.none_by is not None
        return ObservedWait(self.none_by, True, weight)

    def format_days(self) -> str:
        """Return the days as text: `64`, or `> 365` if there was no contact."""
        return str(self.days) if self.days is not None else f"> {self.none_by}"


class FirstMover(Strict):
    """Who moved first at each stage on the best evidence, and what that evidence is.

    leader and envoy are one of `Dyad.movers` of the sides that the episode plays, or UNKNOWN.
    """

    leader: str = UNKNOWN
    envoy: str = UNKNOWN
    evidence: str = Field(min_length=1)


class ObservedContacts(Strict):
    """The observed contacts; a stage whose days are null was not recorded and is not scored. The
    texts tell what contact it was, who claimed what, what is disputed and what unlocked it.
    """

    days_to_envoy_contact: Days | None
    days_to_leader_contact: Days | None
    leader_contact: str = Field(min_length=1)
    first_mover: FirstMover
    readouts_and_claims: str = Field(min_length=1)
    disputed: str = Field(min_length=1)
    unlocked_by: str = Field(min_length=1)

    def get_days(self, stage: Stage) -> Days | None:
        """Return the days from trigger to first contact at a stage (of leaders or of envoys); None
        if they are not recorded.
        """
        return self.days_to_leader_contact if stage == "leader" else self.days_to_envoy_contact


class Episode(Strict):
    """One episode of history. `group` names the standoff it belongs to; a group has weight 1 in
    scores.
    """

    id: str = Field(pattern=r"^\w+$")
    title: str = Field(min_length=1)
    group: str = Field(min_length=1)
    source: str = Field(min_length=1)
    confidence: str = Field(min_length=1)
    trigger: str = Field(min_length=1)
    reasons: list[str] = Field(min_length=1, description="why each override is there")
    overrides: dict[str, Any]
    happened: ObservedContacts
