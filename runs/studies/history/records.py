"""The tables of the historical record, configs/history/*.csv: what each column may hold
(docs/history.md).

A row of freezes.csv is read twice: in full, and as `Inputs`, which has only the columns that are
known on the day of the trigger. Only that one enters a beginning.
"""

from __future__ import annotations

from datetime import date as Day  # noqa: N812 -- a column is called date
from datetime import timedelta
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from runs.studies.history.cells import (
    Code,
    IsoDate,
    OptionalDate,
    OptionalDays,
    OptionalText,
    Text,
    convert_empty_to_none,
)

TriggerClass = Literal[
    "arrest_or_expulsion", "break", "incident", "occasion", "recognition", "security_measure",
    "statement", "symbol", "talks_ended", "territory", "third_party", "trade", "war",
]  # fmt: skip
AskerRole = Literal["cut-off side asks", "cutter asks", "broker", "unknown"]
Ritual = Literal[
    "no", "New Year", "birthday", "congratulation", "disaster", "holiday", "sport"
]  # fmt: skip
Confidence = Literal["high", "middling", "low"]
SourceKind = Literal["stored", "mixed", "memory"]
YesNo = Literal["yes", "no"]
NOBODY = ("both", "none")
"""What `contact_cut_by` may hold besides the code of one of the two countries."""


class Record(BaseModel):
    """Base of the rows of a table: its fields are the columns; it cannot be changed."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Inputs(Record):
    """The columns of freezes.csv that a beginning may be composed from: known on the day of the
    trigger.
    """

    dyad: str = Field(pattern=r"^[A-Z]{2}-[A-Z]{2}$")
    trigger_date: IsoDate
    trigger_class: TriggerClass
    tariffs_or_sanctions: YesNo
    contact_cut_by: str

    @property
    def codes(self) -> tuple[str, str]:
        """The codes of the two countries, in the order of `dyad`."""
        first, second = self.dyad.split("-")
        return first, second

    @field_validator("contact_cut_by")
    @classmethod
    def _check_cutter(cls, value: str, known: ValidationInfo) -> str:
        """Return the value; ValueError if it is neither a country of the dyad nor of NOBODY."""
        allowed = (*str(known.data.get("dyad", "")).split("-"), *NOBODY)
        if value not in allowed:
            raise ValueError(f"not one of {', '.join(allowed)}")
        return value

    def has_cut_contact(self, code: str) -> bool:
        """Say whether the country with this code has cut contact, alone or together with the
        other.
        """
        return self.contact_cut_by in (code, NOBODY[0])


class Freeze(Inputs):
    """A row of freezes.csv with all columns: inputs, outcomes, and those that describe and source
    it.
    """

    id: str = Field(pattern=r"^F\d+$")
    episode: Text
    trigger: Text
    days_to_envoy_contact: OptionalDays
    days_to_leader_contact: OptionalDays
    leader_contact: Text
    first_mover_best_evidence: str = Field(pattern=r"^([A-Z]{2}|broker|unknown)$")
    disputed: YesNo
    unlocked_by: OptionalText
    readouts_and_claims: OptionalText
    confidence: Confidence
    group: Text
    cluster: Text
    asker_role: AskerRole
    deniable_signals: OptionalText
    broker: OptionalText
    ritual_pretext: Ritual
    new_leader_in_between: YesNo
    censored_after_days: OptionalDays
    envoy_date: OptionalDate
    leader_date: OptionalDate
    source: Text
    source_kind: SourceKind

    @field_validator("envoy_date", "leader_date")
    @classmethod
    def _check_contact_date(cls, value: Day | None, known: ValidationInfo) -> Day | None:
        """Return the date; ValueError if it is not trigger date plus days to contact, or not None
        where no days are recorded.
        """
        stage = str(known.field_name).removesuffix("_date")
        days, start = known.data.get(f"days_to_{stage}_contact"), known.data.get("trigger_date")
        due = None if days is None or start is None else start + timedelta(days=days)
        if start is not None and value != due:
            raise ValueError(f"{due or 'no date'} by days_to_{stage}_contact")
        return value

    @field_validator("asker_role")
    @classmethod
    def _check_asker_role(cls, value: AskerRole, known: ValidationInfo) -> AskerRole:
        """Return the role; ValueError if asker and cutter imply another."""
        asker, cutter = (known.data.get(f) for f in ("first_mover_best_evidence", "contact_cut_by"))
        due = compute_asker_role(str(asker), str(cutter))
        if asker and cutter and value != due:
            raise ValueError(f"{due} by first_mover_best_evidence and contact_cut_by")
        return value


class Contact(Record):
    """A row of contacts.csv: one contact of the leaders of the US and China."""

    id: Text
    date: IsoDate
    date_us: IsoDate
    kind: Literal["call", "meeting", "video", "letter"]
    place: Text
    level: Literal["leader", "premier"]
    us_leader: Text
    cn_leader: Text
    cn_marker: Literal["yes", "yes (memory)", "no", "no (memory)", "unknown", "na"]
    cn_readout_initiator: OptionalText
    us_readout_initiator: OptionalText
    first_mover: Text
    """Key of the country that asked (names.csv), `mutual` or `unknown`."""
    basis: Annotated[
        Literal["cn_marker", "us_statement", "both", "press_or_analyst"] | None,
        BeforeValidator(convert_empty_to_none),
    ]
    disputed: YesNo
    scheduled: Literal["adhoc", "announced", "sidelines", "visit"]
    days_since_previous_leader_contact: OptionalDays
    context: Text
    source: Text
    source_kind: SourceKind
    confidence: Confidence
    note: OptionalText

    @property
    def dates(self) -> tuple[Day, Day]:
        """The contact's dates in the time zones of both sides."""
        return self.date, self.date_us


class Fact(Record):
    """A row of series_2025.csv: one dated event or figure of 2025."""

    id: str = Field(pattern=r"^S\d{3}$")
    date: IsoDate
    side: str = Field(pattern=r"^([A-Z]{2}|both)$")
    category: Text
    what: Text
    value: OptionalText
    unit: OptionalText
    source: Text
    source_kind: SourceKind
    confidence: Confidence


class Size(Record):
    """A row of countries.csv: size and elections of a country, which the rule reads."""

    code: Code
    gdp_usd_bn_2019: float = Field(gt=0)
    competitive_elections: YesNo
    source: Text
    confidence: Confidence


class Name(Record):
    """A row of names.csv: words for people, which no rule reads."""

    code: Code
    key: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    title: Text
    adjective: Text
    short: Text
    leader: Text


class Coding(Record):
    """A row of second_coding.csv: three columns of freezes.csv coded a second time, blind."""

    id: str = Field(pattern=r"^F\d+$")
    contact_cut_by: Text
    trigger_class: TriggerClass
    asker_role: AskerRole


INPUTS = tuple(Inputs.model_fields)
DESCRIPTIONS = (
    *("id", "episode", "trigger", "group", "cluster", "source", "source_kind", "confidence"),
)
"""Columns of freezes.csv that say which row it is and what it rests on."""
OUTCOMES = tuple(
    name for name in Freeze.model_fields if name not in (*INPUTS, *DESCRIPTIONS)
)  # fmt: skip
"""Columns of freezes.csv that are known only afterwards; a beginning may never read them."""


def compute_asker_role(asker: str, cutter: str) -> AskerRole:
    """Return the role of the asker: "broker", whoever cut contact; else whether the side that was
    cut off asked or the one that cut contact, "unknown" if both or neither did or if it is not
    known who asked.

    asker: code of a country, broker or unknown; cutter: code of a country, or one of NOBODY.
    """
    broker, unknown = get_args(AskerRole)[2:]
    if asker == broker:
        return "broker"
    if asker == unknown or cutter in NOBODY:
        return "unknown"
    return "cutter asks" if asker == cutter else "cut-off side asks"
