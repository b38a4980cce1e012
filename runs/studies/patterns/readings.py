"""Rows of the record for patterns on composed beginnings: what was observed, and the inputs.

A reading may use any column: it is an outcome, and never enters a beginning.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from runs.studies.history.reading import FOLDER, Country, read_freezes, read_table
from runs.studies.history.records import Contact, Freeze, Inputs
from runs.studies.patterns.pattern import Rows

READOUT_ALONE = "cn_marker"
"""Basis of `first_mover` in contacts.csv that is the other side's readout and nothing else."""


class RecordRow(NamedTuple):
    """One row of the record: its inputs, and what happened; sides are 0 and 1, None if unknown or
    neither of the two.
    """

    id: str
    inputs: Inputs
    asker: int | None
    cut_off: int | None
    """The side that the other has cut off, where one of the two has."""
    row: Freeze | Contact

    def matches(self, where: Mapping[str, list[str]]) -> bool:
        """Say whether the row has one of the listed values in every column named (`where`: column
        -> values).
        """
        return all(str(getattr(self.row, column)) in held for column, held in where.items())


def select_record_rows(selection: Rows, countries: Mapping[str, Country]) -> list[RecordRow]:
    """Return the rows of a table of the record that a pattern's selection chooses, in the table's
    order; a contact without recorded days since the one before is left out.
    """
    if selection.file == "freezes":
        found = [_make_record_row_from_freeze(row) for row in read_freezes().values()]
    else:
        table = read_table(FOLDER / "contacts.csv", Contact)
        with_previous = [row for row in table if row.days_since_previous_leader_contact is not None]
        found = [_make_record_row_from_contact(row, selection, countries) for row in with_previous]
    return [
        row
        for row in found
        if row.matches(selection.where) and _reaches_minimums(row, selection.at_least)
    ]


def _reaches_minimums(row: RecordRow, at_least: Mapping[str, float]) -> bool:
    """Say whether a row is at or above the minimum of each column (`at_least`: column -> minimum);
    False where it is empty.
    """
    values = ((getattr(row.row, column), least) for column, least in at_least.items())
    return all(value is not None and value >= least for value, least in values)


def _make_record_row_from_freeze(row: Freeze) -> RecordRow:
    """Return a row of freezes.csv as a row of the record."""
    codes = row.codes
    asker = row.first_mover_best_evidence
    cut_off = 1 - codes.index(row.contact_cut_by) if row.contact_cut_by in codes else None
    inputs = Inputs.model_validate({name: getattr(row, name) for name in Inputs.model_fields})
    return RecordRow(row.id, inputs, codes.index(asker) if asker in codes else None, cut_off, row)


def _make_record_row_from_contact(
    row: Contact, selection: Rows, countries: Mapping[str, Country]
) -> RecordRow:
    """Return a contact of contacts.csv as a row of the record; its beginning is on the day of the
    contact before it.
    """
    quiet = timedelta(days=float(row.days_since_previous_leader_contact or 0))
    inputs = Inputs.model_validate({
        "dyad": selection.dyad, "trigger_date": row.date - quiet,
        "trigger_class": selection.trigger_class, "tariffs_or_sanctions": "no",
        "contact_cut_by": "none",
    })  # fmt: skip
    keys = [countries[code].key for code in inputs.codes]
    asker = keys.index(row.first_mover) if row.first_mover in keys else None
    return RecordRow(row.id, inputs, asker, None, row)


def _get_number(row: RecordRow, column: str) -> float:
    """Return a column of a row as a number; NaN if it is empty or the table has no such column."""
    value = getattr(row.row, column, None)
    return math.nan if value is None else float(value)


def read_days_to_leaders(row: RecordRow) -> float:
    """Return the days from the trigger to the leaders' contact; infinity if there was none by the
    end of the record, NaN if it is not recorded.
    """
    days = _get_number(row, "days_to_leader_contact")
    censored = not math.isnan(_get_number(row, "censored_after_days"))
    return math.inf if math.isnan(days) and censored else days


def read_days_to_envoys(row: RecordRow) -> float:
    """Return the days from the trigger to the envoys' contact; NaN where it is not recorded."""
    return _get_number(row, "days_to_envoy_contact")


def read_cut_off_side_asks(row: RecordRow) -> float:
    """Return 1 if the side that was cut off asked, 0 if the side that cut contact did, NaN if
    unknown, neither, or both cut it.
    """
    known = row.asker is not None and row.cut_off is not None
    return float(row.asker == row.cut_off) if known else math.nan


def read_first_side_asks(row: RecordRow) -> float:
    """Return 1 if the dyad's first side asked, 0 if the second did; NaN if neither or unknown."""
    return math.nan if row.asker is None else float(row.asker == 0)


def read_first_side_asks_by_evidence(row: RecordRow) -> float:
    """Return 1 if the first side of the dyad asked, 0 if the second did; NaN if neither or unknown,
    or if that rests on no stated basis, or on the other side's readout alone.
    """
    basis = getattr(row.row, "basis", None)
    return math.nan if basis in (None, READOUT_ALONE) else read_first_side_asks(row)


def read_second_side_names_first(row: RecordRow) -> float:
    """Return 1 if the second side's readout marks the other as the asker, 0 if it does not, NaN if
    that is not known.
    """
    marker = str(getattr(row.row, "cn_marker", "")).split(" ")[0]
    return float(marker == "yes") if marker in ("yes", "no") else math.nan


def read_envoys_before_leaders(row: RecordRow) -> float:
    """Return 1 if envoys met before leaders, 0 if not, NaN where either date is missing."""
    envoys, leaders = read_days_to_envoys(row), _get_number(row, "days_to_leader_contact")
    return float(envoys < leaders) if math.isfinite(envoys + leaders) else math.nan


def read_envoy_share_of_wait(row: RecordRow) -> float:
    """Return the envoys' days over the leaders' days; NaN where either is missing, or leaders' is
    0.
    """
    envoys, leaders = read_days_to_envoys(row), _get_number(row, "days_to_leader_contact")
    known = math.isfinite(envoys + leaders) and leaders > 0
    return envoys / leaders if known else math.nan


def read_has_broker(row: RecordRow) -> float:
    """Return 1 if the row names a broker, else 0."""
    return float(bool(getattr(row.row, "broker", None)))


def read_has_ritual_pretext(row: RecordRow) -> float:
    """Return 1 if a ritual occasion was the pretext, else 0."""
    return float(str(getattr(row.row, "ritual_pretext", "no")) != "no")


READINGS: dict[str, Callable[[RecordRow], float]] = {
    "days_to_leaders": read_days_to_leaders,
    "days_to_envoys": read_days_to_envoys,
    "cut_off_side_asks": read_cut_off_side_asks,
    "first_side_asks": read_first_side_asks,
    "first_side_asks_by_evidence": read_first_side_asks_by_evidence,
    "second_side_names_first": read_second_side_names_first,
    "envoys_before_leaders": read_envoys_before_leaders,
    "envoy_share_of_wait": read_envoy_share_of_wait,
    "broker": read_has_broker,
    "ritual_pretext": read_has_ritual_pretext,
}
