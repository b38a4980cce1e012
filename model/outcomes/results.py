"""Computes the outcome columns (model/outcomes/columns.py) from the record of a block."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from model.arrays import Floats, find_lanes
from model.dyad import Dyad
from model.face import AUDIENCES as EARS
from model.face import SOURCES
from model.menu import look_up
from model.mockery import Mockery
from model.outcomes.columns import list_repeated_columns, make_columns
from model.outcomes.record import NO_CODE, Record
from model.outcomes.vocabulary import NO_DAY, NO_FACE, NOT_PLAYED, UNDECIDED
from model.phases.agreements import SEVERAL
from model.phases.third_parties import Bidding

Columns = dict[str, npt.NDArray[Any]]


def compute_outcome_columns(record: Record, mockery: Mockery, bidding: Bidding) -> Columns:
    """Return every outcome column of one standoff: name -> (lanes,). Categories are int8 codes,
    except `channel`, which is a name; lanes without a value have the column's `missing`.
    """
    columns: Columns = {}
    for compute in CONTACT_COLUMNS:
        columns |= compute(record)
    columns |= _compute_face_columns(record)
    columns |= _compute_side_columns(record)
    columns |= _compute_world_columns(record)
    for side, name in enumerate(record.state.dyad.keys):
        columns[f"mockery_{name}"] = mockery.reach[side]
        columns[f"others_conceded_{name}"] = bidding.conceded[side]
    return {name: np.array(values) for name, values in columns.items()}


def join_standoffs(columns: list[Columns], dyad: Dyad) -> Columns:
    """Return the outcome columns of `make_columns`: those of the first standoff, and
    `second_<name>` of the second. Where none was played these are NOT_PLAYED, NO_DAY or NO_FACE.

    columns: one dict a standoff, of `compute_outcome_columns`.
    """
    first, second = columns[0], columns[-1]
    lanes = len(first["duration"])
    two_standoffs = len(columns) > 1
    for name in list_repeated_columns(dyad):
        blank = np.full(lanes, NO_FACE if name.startswith("face") else NO_DAY)
        if name == "first_mover_true":
            blank = np.full(lanes, NOT_PLAYED, dtype=np.int8)
        first[f"second_{name}"] = second[name] if two_standoffs else blank
    return {column.name: first[column.name] for column in make_columns(dyad)}


def compute_contact_columns(record: Record, names: Iterable[str]) -> Columns:
    """Return these columns on the first contacts, and what led to them: name -> (lanes,), as if
    today were the last day; KeyError for a name that is none of them.
    """
    wanted, columns = tuple(names), Columns()
    for compute in CONTACT_COLUMNS:
        if not all(name in columns for name in wanted):
            columns |= compute(record)
    return {name: columns[name] for name in wanted}


def _compute_wait_columns(record: Record) -> Columns:
    """Return the columns on who moved first, and when the first contacts were; (lanes,)."""
    state = record.state
    horizon = float(state.config.horizon)
    called = record.call_day != NO_DAY
    met = record.envoy_mover.day != NO_DAY
    return {
        "first_signal": record.signal.who,
        "first_signal_day": record.signal.day,
        "first_ask": record.ask.who,
        "first_ask_day": record.ask.day,
        "first_mover_true": np.where(called, record.mover, NO_CODE).astype(np.int8),
        "agreed_day": record.agreed_day,
        "contact_kind": record.venue,
        "duration": np.where(called, record.call_day, horizon),
        "event_observed": called,
        "end_reason": np.where(called, 0, 1).astype(np.int8),
        "envoy_first_signal": record.envoy_signal.who,
        "envoy_first_ask": record.envoy_ask.who,
        "envoy_first_mover_true": record.envoy_mover.who,
        "envoy_duration": np.where(met, record.envoy_mover.day, horizon),
        "envoy_event_observed": met,
    }


def _compute_channel_columns(record: Record) -> Columns:
    """Return `channel`, the kind of the accepted request ("" for none), and `deniable`;
    (lanes,).
    """
    lanes = record.state.lanes
    channel = np.full(lanes, "", dtype=object)
    deniable = np.zeros(lanes, dtype=bool)
    for side, leader in enumerate(record.leaders):
        menu = leader.menus["contact"]
        mine = find_lanes((record.mover == side) & (record.kind >= 0))
        kinds = record.kind[mine]
        channel[mine] = np.array([*menu.names, ""], dtype=object)[kinds]
        deniable[mine] = look_up(menu.tabulate_lever("deniability"), kinds, mine) > 0.5
    menu = record.leaders[0].menus["contact"]
    both = find_lanes((record.mover == 3) & (record.kind >= 0))
    channel[both] = np.array([*menu.names, ""], dtype=object)[record.kind[both]]
    deniable[both] = look_up(menu.tabulate_lever("deniability"), record.kind[both], both) > 0.5
    channel[record.kind == SEVERAL] = "several"
    channel[record.mover == 2] = "invitation"
    return {"channel": channel, "deniable": deniable}


def _compute_claim_columns(record: Record) -> Columns:
    """Return who asked according to each side's readout of the first contact: `claimed_<side>` ->
    (lanes,) codes 0 first side, 1 second side, 2 joint, 3 the readout does not say, 4 no contact.
    """
    columns, called = Columns(), record.call_day != NO_DAY
    for side, leader in enumerate(record.leaders):
        menu, kind = leader.menus["readout"], np.maximum(record.readout[side], 0)
        lanes = np.arange(record.state.lanes)
        table = menu.effects.get("claim")
        claim = np.zeros(len(lanes)) if table is None else look_up(table, kind, lanes)
        joint = look_up(menu.tabulate_lever("joint"), kind, lanes)
        says = np.where(
            claim > 0.0, 1 - side, np.where(claim < 0.0, side, np.where(joint > 0.0, 2, 3))
        )
        columns[f"claimed_{record.state.dyad.keys[side]}"] = np.where(called, says, 4).astype(
            np.int8
        )
    return columns


def _compute_belief_columns(record: Record) -> Columns:
    """Return `belief_<audience>` and, as codes of `Dyad.beliefs`, `believed_<audience>`;
    (lanes,).
    """
    columns: Columns = {}
    for audience, belief in zip(record.state.dyad.audiences, record.beliefs, strict=True):
        leaning = np.where(belief > 0.5 + UNDECIDED, 0, np.where(belief < 0.5 - UNDECIDED, 1, 2))
        columns[f"belief_{audience}"] = belief
        columns[f"believed_{audience}"] = np.where(belief == NO_DAY, 3, leaning).astype(np.int8)
    return columns


def _get_call_values(record: Record, name: str, missing: float) -> Floats:
    """Return a value recorded at the first contact, (lanes,); `missing` everywhere if none was
    recorded.
    """
    stored = record.at_call.get(name)
    return np.full(record.state.lanes, missing) if stored is None else stored


def _compute_call_columns(record: Record) -> Columns:
    """Return the columns on the state at the first contact but beliefs; name -> (lanes,)."""
    dyad, columns = record.state.dyad, Columns()
    names = ["tension_call", "visits_call", "preparation_call", f"terms_{dyad.first}"]
    names += [f"{name}_{side}_call" for side in dyad.keys for name in ("pressure", "need")]
    for name in names:
        columns[name] = _get_call_values(record, name, NO_DAY)
    for keeper, side in product(dyad.keys, dyad.keys):
        for name in (f"face_{keeper}_{side}", *(f"face_{keeper}_{side}_{ear}" for ear in EARS)):
            columns[f"{name}_call"] = _get_call_values(record, f"{name}_call", NO_FACE)
    return columns | {"embarrassment": record.embarrassed}


CONTACT_COLUMNS: tuple[Callable[[Record], Columns], ...] = (
    *(_compute_wait_columns, _compute_call_columns, _compute_belief_columns),
    *(_compute_claim_columns, _compute_channel_columns),
)
"""What is said of first contacts, group by group; those that take longest to work out last."""


def _compute_face_columns(record: Record) -> Columns:
    """Return the columns on face at the end, and by source; (lanes,) W."""
    columns = {f"{name}_end": value for name, value in record.collect_faces().items()}
    for side, leader in zip(record.state.dyad.keys, record.leaders, strict=True):
        for source in SOURCES:
            columns[f"face_{side}_from_{source}"] = leader.book.compute_face_from_source(source)
    return columns


def _compute_side_columns(record: Record) -> Columns:
    """Return the columns on each side's leader, publics, tariff and acts; name -> (lanes,)."""
    trade = record.state.trade
    columns: Columns = {}
    for side, (name, leader) in enumerate(zip(record.state.dyad.keys, record.leaders, strict=True)):
        pain = np.zeros(record.state.lanes)
        for group in record.groups:
            if group.side == side:
                pain = pain + record.weights[group.name] * group.compute_pain_and_outrage()[0]
        columns |= {
            f"pressure_{name}_end": leader.state.pressure,
            f"pain_{name}_end": pain,
            f"outrage_{name}_end": leader.state.outrage,
            f"rank_{name}_end": leader.state.power,
            f"approval_{name}_end": leader.state.approval.value,
            f"tariff_{name}_start": trade.sides[side].tariff_start,
            f"tariff_{name}_peak": trade.peak[side],
            f"tariff_{name}_end": trade.tariff[side],
        }
    return columns | {name: count.astype(np.int32) for name, count in record.counts.items()}


def _encode_breacher(breach: Floats, belief: Floats) -> npt.NDArray[Any]:
    """Return who complied less when the first accord broke, (lanes,) codes: 0 first side, 1 second
    side, 2 both alike, 3 no breach.

    breach: difference of the breaches, above 0 where the first side complied less; belief: below 0
    where there was no breach.
    """
    who = np.where(breach > 0.0, 0, np.where(breach < 0.0, 1, 2))
    return np.where(belief < 0.0, 3, who).astype(np.int8)


def _compute_world_columns(record: Record) -> Columns:
    """Return the columns on what both sides share, and on relapse and breach; name -> (lanes,)."""
    state, talks, first = record.state, record.state.talks, record.state.dyad.first
    whole = {"visits": talks.visits, "contacts": talks.contacts}
    columns: Columns = {name: value.astype(np.int32) for name, value in whole.items()}
    return columns | {
        "tension_end": state.tension,
        "goodwill_end": state.goodwill,
        "settled_by_envoys": state.settled,
        "relapse_day": record.relapse_day,
        "breached_by": _encode_breacher(talks.breach, talks.breach_belief),
        f"belief_breach_{first}_world": talks.breach_belief,
    }
