"""Rules, in YAML and changeable by the user, for which kind of signal a coded event is."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from runs.errors import make_unknown_option_error
from runs.plan.settings.compose import ConfigComposer
from runs.studies.episodes.episode import Stage
from runs.studies.events.event_files import Event
from runs.studies.study_files import load_study_files

GROUP = "event"
"""The folder of configs that holds the rules."""


class Strict(BaseModel):
    """Base of records that cannot be changed and refuse unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Rule(Strict):
    """A rule from an event's code or type to a kind of signal, or to a contact of a stage.

    An event matches if its code begins with one of `codes`, or if its type is one of `types` and
    one of its contexts is in `contexts` (which are all if none is named).
    """

    codes: list[str] = Field(default=[])
    types: list[str] = Field(default=[])
    contexts: list[str] = Field(default=[])
    kind: str | None = None
    stage: Stage | None = None

    @model_validator(mode="after")
    def _check_one_meaning(self) -> Self:
        """Return self; ValueError if it has neither codes nor types, or if not exactly one of kind
        and stage is given.
        """
        if not (self.codes or self.types):
            raise ValueError("a rule names codes or types")
        if (self.kind is None) == (self.stage is None):
            raise ValueError("a rule names either a kind of signal or a stage: leader, envoy")
        return self

    def matches_event(self, event: Event) -> bool:
        """Say whether the rule applies to an event."""
        if event.code and any(event.code.startswith(code) for code in self.codes):
            return True
        said = {word.strip() for word in event.contexts.split(";")}
        is_of_type = event.type in self.types
        return is_of_type and (not self.contexts or bool(said & set(self.contexts)))


class EventMapping(Strict):
    """Rules in order: the first one that applies to an event counts."""

    id: str = Field(pattern=r"^\w+$")
    source: str = Field(min_length=1)
    rules: list[Rule] = Field(min_length=1)

    def find_rule(self, event: Event) -> Rule | None:
        """Return the first rule that applies to an event; None if none does."""
        return next((rule for rule in self.rules if rule.matches_event(event)), None)


def load_event_mapping(composer: ConfigComposer, name: str) -> EventMapping:
    """Return the mapping of events of that name, a user's own before a packaged one; WrongInput if
    there is none.
    """
    known = load_study_files(composer, GROUP, EventMapping)
    if name not in known:
        raise make_unknown_option_error("mapping", name, list(known))
    return known[name]
