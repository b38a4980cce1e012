"""The outcome columns of a run, group by group: name, type, unit and meaning, and the metric of
each by which variants are compared as it is.
"""

from functools import cache
from itertools import product

from model.dyad import Dyad
from model.face import AUDIENCES as EARS
from model.face import SOURCES
from model.outcomes.vocabulary import GIVEN, NO_DAY, NO_FACE, Column, EndReason
from model.plans import VENUES

CONTACTS = (*VENUES, "none")


def _make_mover(dyad: Dyad, name: str, meaning: str) -> Column:
    """Return a category column whose value is the side whose leader or envoys did something."""
    return Column(name, "category", "side", f"side whose {meaning}", dyad.movers)


def _make_day(name: str, meaning: str) -> Column:
    """Return a column of a day, null where what it dates did not happen."""
    return Column(name, "float64", "days", meaning, None, NO_DAY)


def _make_number(name: str, unit: str, meaning: str, missing: float | None = None) -> Column:
    """Return a column of numbers; missing: the value that becomes null, None if none does."""
    return Column(name, "float64", unit, meaning, None, missing)


def _make_contact_columns(dyad: Dyad) -> list[Column]:
    return [
        _make_mover(dyad, "first_signal", "leader first sent a signal meant to bring contact"),
        _make_day("first_signal_day", "day of that signal"),
        _make_mover(dyad, "first_ask", "leader first asked explicitly, private or public"),
        _make_day("first_ask_day", "day of that ask"),
        _make_mover(dyad, "first_mover_true", "accepted request led to the first leader contact"),
        _make_day("agreed_day", "day the first leader contact was agreed"),
        _make_number(
            "duration", "days", "day of the first leader contact (first day 1), or the horizon"
        ).with_metric("rmst", "days without leader contact, to the horizon", "days"),
        Column("event_observed", "bool", "", "whether the leaders were in contact by the horizon"),
        Column("end_reason", "category", "", "why the waiting ended", tuple(EndReason)),
        _make_mover(dyad, "envoy_first_signal", "envoys first put out a feeler or proposed"),
        _make_mover(dyad, "envoy_first_ask", "envoys first proposed openly"),
        _make_mover(
            dyad, "envoy_first_mover_true", "envoys' move led to the first envoys' meeting"
        ),
        _make_number("envoy_duration", "days", "day of the first envoys' meeting, or the horizon"),
        Column("envoy_event_observed", "bool", "", "whether envoys met by the horizon").with_metric(
            "p_envoys", "envoys meet by the horizon", "share"
        ),
        Column("contact_kind", "category", "kind", "kind of the first leader contact", CONTACTS),
        Column("channel", "category", "kind", "kind of the accepted request", ()),
        Column(
            "deniable", "bool", "", "whether that kind's deniability is above one half"
        ).with_metric("p_deniable", "a deniable request is accepted", "share"),
        *(
            Column(f"claimed_{key}", "category", "side", f"who asked, as {key} says", dyad.claims)
            for key in dyad.keys
        ),
    ]


def _make_belief_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on whom each audience believes to have asked."""
    columns = []
    for audience in dyad.audiences:
        belief = f"belief of {audience} that the first side asked"
        believed = f"whom {audience} believes to have asked"
        columns += [
            _make_number(f"belief_{audience}", "probability", belief, NO_DAY),
            Column(f"believed_{audience}", "category", "side", believed, dyad.beliefs),
        ]
    return columns


def _add_face_metric(column: Column, side: str, when: str) -> Column:
    """Return the column on a side's face in its own book, at the "call" or "end", with its
    metric.
    """
    if when == "call":
        return column.with_metric(f"face_{side}_call", f"face at the call, {GIVEN}", "face", side)
    return column.with_metric(f"face_{side}", "face at the end, in its own book", "face", side)


def _make_face_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on face: by keeper, side, audience and moment, then by source."""
    columns = []
    for keeper, side, when in product(dyad.keys, dyad.keys, ("call", "end")):
        missing = NO_FACE if when == "call" else None
        moment = "after the first contact" if when == "call" else "at the end"
        name, book = f"face_{keeper}_{side}", f"face of {side} in the book of {keeper} {moment}"
        for ear in EARS:
            meaning = f"{book}, audience {ear}"
            columns.append(_make_number(f"{name}_{ear}_{when}", "W", meaning, missing))
        weighted = _make_number(f"{name}_{when}", "W", f"{book}, weighted over audiences", missing)
        columns.append(_add_face_metric(weighted, side, when) if keeper == side else weighted)
    for side, source in product(dyad.keys, SOURCES):
        meaning = f"part of face_{side}_{side}_end from {source}"
        columns.append(_make_number(f"face_{side}_from_{source}", "W", meaning))
    return columns


COUNTS = {
    "asks": ("explicit asks by the leader of {side}", "explicit requests", "requests"),
    "hints": ("deniable requests by the leader of {side}", "hints", "hints"),
    "refusals": ("requests of {side} read and not accepted", "requests refused", "requests"),
    "purchases": ("deniable material approaches by {side}", "", ""),
    "claims": ("public claims by {side} that the other asks", "", ""),
    "denials": ("denials by {side}", "", ""),
    "unscripted": ("unscripted contacts with the leader of {side}", "", ""),
}
"""Acts of a side that are counted: the column's meaning, and its metric's label and unit; these are
empty where it has no metric.
"""


def _make_side_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on each side's leader, publics and tariff, and on counts of its acts."""
    columns = []
    for side in dyad.keys:
        pressure = f"pressure on {side}'s leader at the"
        need = f"need of {side} as the other saw it at the call"
        columns += [
            _make_number(f"pressure_{side}_call", "pressure", f"{pressure} call", NO_DAY),
            _make_number(f"pressure_{side}_end", "pressure", f"{pressure} end").with_metric(
                f"pressure_{side}", "pressure at the end", "index", side
            ),
            _make_number(
                f"pain_{side}_end", "pain", f"pain of {side}'s publics at the end"
            ).with_metric(f"pain_{side}", "pain at the end", "index", side),
            _make_number(
                f"outrage_{side}_end", "ratio", f"outrage of {side}'s publics at the end"
            ).with_metric(f"outrage_{side}", "outrage at the end", "index", side),
            _make_number(f"need_{side}_call", "probability", need, NO_DAY),
            _make_number(
                f"rank_{side}_end", "W", f"relative power of the other as {side}'s leader sees it"
            ),
            _make_number(
                f"tariff_{side}_start", "ad valorem share", f"tariff of {side} at the start"
            ),
            _make_number(
                f"tariff_{side}_peak", "ad valorem share", f"highest tariff of {side}"
            ).with_metric(f"peak_{side}", "peak tariff", "rate", side),
            _make_number(
                f"tariff_{side}_end", "ad valorem share", f"tariff of {side} at the end"
            ).with_metric(f"tariff_{side}", "tariff at the end", "rate", side),
        ]
        columns += _make_count_columns(side)
    return columns


def _make_count_columns(side: str) -> list[Column]:
    """Return the columns that count a side's acts."""
    columns = []
    for name, (meaning, label, unit) in COUNTS.items():
        key = f"{name}_{side}"
        column = Column(key, "int32", "count", meaning.format(side=side))
        columns.append(column.with_metric(key, label, unit, side) if label else column)
    return columns


def _make_world_columns(dyad: Dyad) -> list[Column]:
    """Return the columns on what both sides share, such as tension and envoys' meetings."""
    return [
        _make_number("tension_call", "tension", "tension just after the first contact", NO_DAY),
        _make_number("tension_end", "tension", "tension at the end").with_metric(
            "tension", "tension at the end", "index"
        ),
        _make_number("goodwill_end", "goodwill", "goodwill at the end").with_metric(
            "goodwill", "goodwill at the end", "index"
        ),
        Column("visits", "int32", "count", "envoys' meetings up to the end").with_metric(
            "visits", "envoy visits", "visits"
        ),
        _make_number("visits_call", "count", "envoys' meetings before the first contact", NO_DAY),
        _make_number("preparation_call", "days", "preparation at the first contact", NO_DAY),
        Column(
            "embarrassment", "bool", "", "whether the first contact embarrassed a leader"
        ).with_metric("p_embarrassment", "the first contact embarrasses a leader", "share"),
        Column("settled_by_envoys", "bool", "", "whether envoys settled before the leaders"),
        Column("contacts", "int32", "count", "leader contacts up to the end"),
        _make_day("relapse_day", "day of the first relapse after a contact"),
        _make_number(
            f"terms_{dyad.first}", "share", f"terms of {dyad.first} at the first contact", NO_DAY
        ).with_metric(
            f"terms_{dyad.first}",
            f"share of the terms, {GIVEN}",
            "share of the surplus",
            dyad.first,
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
        _make_number(
            f"belief_breach_{dyad.first}_world",
            "probability",
            f"belief of the world that {dyad.first} broke it",
            NO_DAY,
        ),
        Column("second_first_mover_true", "category", "side", moved, dyad.second_movers),
        _make_number("second_duration", "days", "duration of the second standoff", NO_DAY),
    ]
    for side in dyad.keys:
        meaning = f"face of {side} before the world after the second standoff, own book"
        columns.append(_make_number(f"second_face_{side}_{side}_world_end", "W", meaning, NO_FACE))
        for name, words in LATER.items():
            columns.append(_make_number(name.format(side=side), "share", words.format(side=side)))
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
