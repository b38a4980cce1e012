"""The complete validated configuration of one variant: all that decides its outcomes but the
seed.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self

from pydantic import Field, create_model, field_validator, model_validator

from model.dyad import Dyad
from model.parameters.after import Accord, Memory, ThirdParties
from model.parameters.calendar import Entry, Intervention, make_entry_class
from model.parameters.cast import Member
from model.parameters.lever import Parameters
from model.parameters.meetings import Meetings
from model.parameters.network import Network
from model.parameters.policy import Attrition, ConstantHazard, Scripted
from model.parameters.publics import Approval, Markets
from model.parameters.reasons import Agenda, Door
from model.parameters.side import Side
from model.parameters.sides import SideText, find_dyad, resolve_sides
from model.parameters.signal import Signal
from model.parameters.threats import Threat
from model.parameters.words import Words
from model.parameters.world import Attribution, Contact, Economy, Envoys, Opinion

CHOSEN = ("contact", "material", "message")
"""Slots a leader decides on every day, each with its own "nothing"."""


def _check_menus(side: str, kinds: list[Signal]) -> None:
    """Raise ValueError unless a side can do nothing, accept, refuse and publish a readout, by these
    kinds of signals.
    """
    forms = {(kind.slot, kind.form) for kind in kinds}
    slots = {kind.slot for kind in kinds}
    for slot in CHOSEN:
        if (slot == "contact" or slot in slots) and (slot, "nothing") not in forms:
            raise ValueError(f"signal: {side} has no enabled kind of form nothing in slot {slot!r}")
    for form in ("accept", "refuse"):
        if ("reply", form) not in forms:
            raise ValueError(f"signal: {side} has no enabled kind of form {form} in slot 'reply'")
    if "readout" not in slots:
        raise ValueError(f"signal: {side} has no enabled kind in slot 'readout'")


def _check_policy(config: "Configuration", side: str) -> None:
    """Raise ValueError if a side's policy names a kind of signal that does not exist or, for asking
    at a constant rate, is no request.
    """
    policy = config.get_side(side).policy
    kinds = [policy.request] if isinstance(policy, ConstantHazard | Attrition) else []
    if isinstance(policy, Scripted):
        kinds = [act.kind for act in policy.acts]
    for kind in kinds:
        if kind not in config.signal:
            raise ValueError(f"{side}.policy: unknown kind of signal {kind!r}")
    asks = [n for n, k in config.signal.items() if (k.slot, k.form) == ("contact", "request")]
    if isinstance(policy, ConstantHazard) and policy.request not in asks:
        raise ValueError(f"{side}.policy.request: {policy.request!r} is no way to ask")


LAST_YEAR = 9900
"""Of a start: the days of two standoffs of the longest horizon must still be dates."""


class Configuration(Parameters):
    """The configuration of one variant; the variant's hash is that of its canonical JSON.

    The levers of a side are at its key, which the scenario names: `make_configuration_class` makes
    the class that has them, `choose_configuration_class` chooses it.
    """

    dyad: ClassVar[Dyad]

    start: str = Field(default="2025-04-02", pattern=r"^\d{4}-\d{2}-\d{2}$")
    horizon: int = Field(default=180, ge=1, le=3650, description="days")
    standoffs: int = Field(default=1, ge=1, le=2, description="standoffs in one lane")
    ticks_per_day: int = Field(default=1, ge=1, le=24)
    sides: dict[str, SideText]
    signal: dict[str, Signal]
    network: Network = Network()
    cast: dict[str, Member]
    calendar: dict[str, Entry] = {}
    interventions: list[Intervention] = []
    attribution: Attribution = Attribution()
    contact: Contact = Contact()
    meetings: Meetings = Meetings()
    agenda: Agenda = Agenda()
    door: Door = Door()
    threat: Threat = Threat()
    words: Words = Words()
    envoys: Envoys = Envoys()
    economy: Economy = Economy()
    opinion: Opinion = Opinion()
    markets: Markets = Markets()
    approval: Approval = Approval()
    accord: Accord = Accord()
    third_parties: ThirdParties = ThirdParties()
    memory: Memory = Memory()

    @field_validator("start")
    @classmethod
    def _check_start_date(cls, value: str) -> str:
        """Return the value; ValueError if it is no date, or too late for all days to be dates."""
        if date.fromisoformat(value).year > LAST_YEAR:
            raise ValueError(f"a year up to {LAST_YEAR} is wanted")
        return value

    @field_validator("signal", "cast", "calendar")
    @classmethod
    def _check_names(cls, value: dict[str, Any]) -> dict[str, Any]:
        """Return a section; ValueError for names of other signs than letters, digits and _."""
        for name in value:
            if not name or not all(c.isalnum() or c == "_" for c in name):
                raise ValueError(f"name {name!r}: letters, digits and _ only")
        return value

    @model_validator(mode="before")
    @classmethod
    def _resolve_sides(cls, data: Any) -> Any:
        """Return the raw values with the sides' keys in place of `first` and `second`."""
        if isinstance(data, dict) and isinstance(data.get("sides"), dict):
            return resolve_sides(data, cls.dyad)
        return data

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        """Return self; ValueError if leaders, policies, menus or ties do not fit together."""
        keys = self.dyad.keys
        for side in keys:
            leaders = [n for n, m in self.cast.items() if m.role == "leader" and m.side == side]
            if len(leaders) != 1:
                has = ", ".join(leaders) or "none"
                raise ValueError(f"cast: {side} needs exactly one leader, and has {has}")
            _check_policy(self, side)
        for forced in self.interventions:
            if forced.kind is not None and forced.kind not in self.signal:
                raise ValueError(f"interventions: unknown kind {forced.kind!r}")
            if forced.do == "signal" and self.signal[str(forced.kind)].slot not in CHOSEN:
                raise ValueError(f"interventions: {forced.kind!r} is not for a leader to send")
        self._check_names_of_sides()
        for side in keys:
            _check_menus(side, [k for k in self.signal.values() if k.enabled and side in k.sides])
        for tie in self.network.ties:
            for end in (tie.source, tie.target):
                if end not in self.cast:
                    raise ValueError(f"network.file: {end!r} is no member of the cast")
        return self

    def _check_names_of_sides(self) -> None:
        """Raise ValueError for a member, intervention or signal of a side not in the dyad."""
        named = [(f"cast.{name}.side", member.side) for name, member in self.cast.items()]
        named += [(f"interventions.{i}.side", one.side) for i, one in enumerate(self.interventions)]
        for name, kind in self.signal.items():
            named += [(f"signal.{name}.sides", side) for side in kind.sides]
            named += [(f"signal.{name}.voices", side) for side in kind.voices]
        for place, side in named:
            if side is not None and side not in self.dyad.keys:
                sides = " and ".join(self.dyad.keys)
                raise ValueError(f"{place}: {side!r} is no side; the sides are {sides}")

    def get_side(self, side: int | str) -> Side:
        """Return the levers of a side, by its index (0, 1) or its key."""
        found: Side = getattr(self, side if isinstance(side, str) else self.dyad.keys[side])
        return found

    def get_title(self, side: int) -> str:
        """Return a side's name for use within a sentence, with its article."""
        return self.sides[self.dyad.keys[side]].title

    def compute_entry_day(self, entry: Entry) -> int:
        """Return the day (first 1) an entry falls on; may be before 1 or after the horizon."""
        if entry.day is not None:
            return entry.day
        assert entry.date is not None
        return (date.fromisoformat(entry.date) - date.fromisoformat(self.start)).days + 1

    def __reduce__(self) -> tuple[Any, ...]:
        return parse_configuration, (self.model_dump(mode="json"),)


@cache
def make_configuration_class(dyad: Dyad) -> type[Configuration]:
    """Return the class of configurations of these two sides, with a section of levers for each."""
    own: dict[str, Any] = {key: (Side, Side()) for key in dyad.keys}
    own["calendar"] = (dict[str, make_entry_class(dyad)], {})  # type: ignore[misc]
    made = create_model(f"Configuration_{dyad.first}_{dyad.second}", __base__=Configuration, **own)
    made.dyad = dyad
    return made


def choose_configuration_class(data: Mapping[str, Any]) -> type[Configuration]:
    """Return the configuration class for these values, by the sides they name; ValueError if
    none.
    """
    sides = data.get("sides")
    if not isinstance(sides, Mapping):
        raise ValueError("sides: a mapping of two sides is wanted, {key: {title: ...}}")
    return make_configuration_class(find_dyad(sides))


def parse_configuration(data: Mapping[str, Any]) -> Configuration:
    """Return a validated configuration; ValueError (pydantic's ValidationError) for invalid
    values.
    """
    return choose_configuration_class(data).model_validate(data)
