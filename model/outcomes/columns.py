"""The outcome columns of a run, group by group: name, type, unit and meaning."""

from functools import cache
from itertools import product

from model.dyad import Dyad
from model.face import AUDIENCES as EARS
from model.face import SOURCES
from model.outcomes.vocabulary import NO_DAY, NO_FACE, Column, EndReason
from model.plans import VENUES

CONTACTS = (*VENUES, "none")


def _make_mover_column(dyad: Dyad, name: str, meaning: str) -> Column:
    """Return a category column whose value is who did something first."""
    return Column(name, "category", "side", meaning, dyad.movers)


def _make_day_column(name: str, meaning: str) -> Column:
    """Return a column of a day, null where what it dates did not happen."""
    return Column(name, "float64", "days", meaning, None, NO_DAY)


def _make_number_column(name: str, unit: str, meaning: str, missing: float | None = None) -> Column:
    """Return a column of numbers; missing: the value that becomes null, None if none does."""
    return Column(name, "float64", unit, meaning, None, missing)


def _make_contact_columns(dyad: Dyad) -> list[Column]:
    return [
        _make_mover_column(
            dyad, "first_signal", "side whose leader first sent a signal meant to bring contact"
        ),
        _make_day_column("first_signal_day", "day of that signal"),
        _make_mover_column(
            dyad, "first_ask", "side whose leader first asked explicitly, private or public"
        ),
        _make_day_column("first_ask_day", "day of that ask"),
        _make_mover_column(
            dyad, "first_mover_true", "side whose accepted request led to the first leader contact"
        ),
        _make_day_column("agreed_day", "day the first leader contact was agreed"),
        _make_number_column(
            "duration", "days", "day of the first leader contact (first day 1), or the horizon"
        ),
        Column("event_observed", "bool", "", "whether the leaders were in contact by the horizon"),
        Column("end_reason", "category", "", "why the waiting ended", tuple(EndReason)),
        _make_mover_column(
            dyad, "envoy_first_signal", "side whose envoys first put out a feeler or proposed"
        ),
        _make_mover_column(dyad, "envoy_first_ask", "side whose envoys first proposed openly"),
        _make_mover_column(
            dyad,
            "envoy_first_mover_true",
            "side whose envoys' move led to the first envoys' meeting",
        ),
        _make_number_column(
            "envoy_duration", "days", "day of the first envoys' meeting, or the horizon"
        ),
        Column("envoy_event_observed", "bool", "", "whether envoys met by the horizon"),
        Column("contact_kind", "category", "kind", "kind of the first leader contact", CONTACTS),
        Column("channel", "category", "kind", "kind of the accepted request", ()),
        Column("deniable", "bool", "", "whether that kind's deniability is above one half"),
        *(
            Column(f"claimed_{key}", "category", "side", f"who asked, as {key} says", dyad.claims)
            for key in dyad.keys
        ),
    ]


def _make_belief_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on whom each audience believes to have asked."""
    columns = []
    for audience in dyad.audiences:
        columns.append(
            _make_number_column(
                f"belief_{audience}",
                "probability",
                f"belief of {audience} that the first side asked",
                NO_DAY,
            )
        )
        columns.append(
            Column(
                f"believed_{audience}",
                "category",
                "side",
                f"whom {audience} believes to have asked",
                dyad.beliefs,
            )
        )
    return columns


def _make_face_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on face: by keeper, side, audience and moment, then by source."""
    columns = []
    for keeper, side, when in product(dyad.keys, dyad.keys, ("call", "end")):
        missing = NO_FACE if when == "call" else None
        moment = "after the first contact" if when == "call" else "at the end"
        book = f"face of {side} in the book of {keeper} {moment}"
        for ear in EARS:
            columns.append(
                _make_number_column(
                    f"face_{keeper}_{side}_{ear}_{when}", "W", f"{book}, audience {ear}", missing
                )
            )
        columns.append(
            _make_number_column(
                f"face_{keeper}_{side}_{when}", "W", f"{book}, weighted over audiences", missing
            )
        )
    for side, source in product(dyad.keys, SOURCES):
        columns.append(
            _make_number_column(
                f"face_{side}_from_{source}", "W", f"part of face_{side}_{side}_end from {source}"
            )
        )
    return columns


COUNTS = {
    "asks": "explicit asks by the leader of {side}",
    "hints": "deniable requests by the leader of {side}",
    "refusals": "requests of {side} read and not accepted",
    "purchases": "deniable material approaches by {side}",
    "claims": "public claims by {side} that the other asks",
    "denials": "denials by {side}",
    "unscripted": "unscripted contacts with the leader of {side}",
}


def _make_side_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on each side's leader, publics and tariff, and on counts of its acts."""
    columns = []
    for side in dyad.keys:
        for when, missing in (("call", NO_DAY), ("end", None)):
            columns.append(
                _make_number_column(
                    f"pressure_{side}_{when}",
                    "pressure",
                    f"pressure on {side}'s leader at the {when}",
                    missing,
                )
            )
        columns += [
            _make_number_column(f"pain_{side}_end", "pain", f"pain of {side}'s publics at the end"),
            _make_number_column(
                f"outrage_{side}_end", "ratio", f"outrage of {side}'s publics at the end"
            ),
            _make_number_column(
                f"need_{side}_call",
                "probability",
                f"need of {side} as the other saw it at the call",
                NO_DAY,
            ),
            _make_number_column(
                f"rank_{side}_end", "W", f"relative power of the other as {side}'s leader sees it"
            ),
            _make_number_column(
                f"tariff_{side}_start", "ad valorem share", f"tariff of {side} at the start"
            ),
            _make_number_column(
                f"tariff_{side}_peak", "ad valorem share", f"highest tariff of {side}"
            ),
            _make_number_column(
                f"tariff_{side}_end", "ad valorem share", f"tariff of {side} at the end"
            ),
        ]
        for name, meaning in COUNTS.items():
            columns.append(Column(f"{name}_{side}", "int32", "count", meaning.format(side=side)))
    return columns


def _make_world_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on what both sides share, such as tension and envoys' meetings."""
    return [
        _make_number_column(
            "tension_call", "tension", "tension just after the first contact", NO_DAY
        ),
        _make_number_column("tension_end", "tension", "tension at the end"),
        _make_number_column("goodwill_end", "goodwill", "goodwill at the end"),
        Column("visits", "int32", "count", "envoys' meetings up to the end"),
        _make_number_column(
            "visits_call", "count", "envoys' meetings before the first contact", NO_DAY
        ),
        _make_number_column("preparation_call", "days", "preparation at the first contact", NO_DAY),
        Column("embarrassment", "bool", "", "whether the first contact embarrassed a leader"),
        Column("settled_by_envoys", "bool", "", "whether envoys settled before the leaders"),
        Column("contacts", "int32", "count", "leader contacts up to the end"),
        _make_day_column("relapse_day", "day of the first relapse after a contact"),
        _make_number_column(
            f"terms_{dyad.first}", "share", f"terms of {dyad.first} at the first contact", NO_DAY
        ),
    ]


LATER = {
    "approval_{side}_end": "approval of {side}'s leader at home at the end",
    "mockery_{side}": "widest reach abroad of mockery of {side}'s leader",
    "others_conceded_{side}": "what other trading partners conceded to {side}",
}


def _make_later_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on breaches, a second standoff, approval, mockery and others' offers."""
    broke, moved = "who complied less at the first breach", "first mover of the second standoff"
    columns = [
        Column("breached_by", "category", "side", broke, dyad.breaches),
        _make_number_column(
            f"belief_breach_{dyad.first}_world",
            "probability",
            f"belief of the world that {dyad.first} broke it",
            NO_DAY,
        ),
        Column("second_first_mover_true", "category", "side", moved, dyad.second_movers),
        _make_number_column("second_duration", "days", "duration of the second standoff", NO_DAY),
    ]
    for side in dyad.keys:
        meaning = f"face of {side} before the world after the second standoff, own book"
        columns.append(
            _make_number_column(f"second_face_{side}_{side}_world_end", "W", meaning, NO_FACE)
        )
        for name, words in LATER.items():
            columns.append(
                _make_number_column(name.format(side=side), "share", words.format(side=side))
            )
    return columns


def list_repeated_columns(dyad: Dyad) -> tuple[str, ...]:
    """Return the columns that are computed for a second standoff too, without their prefix
    `second_`.
    """
    faces = (f"face_{key}_{key}_world_end" for key in dyad.keys)
    return ("first_mover_true", "duration", *faces)


@cache
def make_columns(dyad: Dyad) -> tuple[Column, ...]:
    """Return every outcome column for these two sides, in the order of the tables."""
    return (
        *_make_contact_columns(dyad),
        *_make_belief_columns(dyad),
        *_make_face_columns(dyad),
        *_make_side_columns(dyad),
        *_make_world_columns(dyad),
        *_make_later_columns(dyad),
    )
