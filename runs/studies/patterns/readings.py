"""What a row of the record says was observed, for patterns on composed beginnings.

A reading may use any column: it is an outcome, and never enters a beginning.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

Row = Mapping[str, str]
CUTS_OFF_ONE = ("both", "none", "")
INDEPENDENT = ("us_statement", "both", "press_or_analyst")
"""Bases of `first_mover` besides the other side's readout."""


def _read_number(row: Row, column: str) -> float:
    text = row.get(column, "")
    return float(text) if text else math.nan


def read_days_to_leaders(row: Row) -> float:
    """Days from the trigger to the leaders' contact; infinite where there was none so far."""
    days = _read_number(row, "days_to_leader_contact")
    censored = bool(row.get("censored_after_days"))
    return math.inf if math.isnan(days) and censored else days


def read_days_to_envoys(row: Row) -> float:
    """Days from the trigger to the envoys' contact; NaN where it is not recorded."""
    return _read_number(row, "days_to_envoy_contact")


def read_cut_off_side_asks(row: Row) -> float:
    """1 where the side that was cut off asked, 0 where the cutter did, NaN where it is unknown."""
    cutter, asker = row.get("contact_cut_by", ""), row.get("first_mover_best_evidence", "")
    sides = row.get("dyad", "").split("-")
    if cutter in CUTS_OFF_ONE or asker not in sides:
        return math.nan
    return float(asker != cutter)


def read_first_side_asks(row: Row) -> float:
    """1 where the first side of the dyad asked, 0 where the second did, NaN where unknown."""
    asker, sides = row.get("first_mover_best_evidence", ""), row.get("dyad", "").split("-")
    return float(asker == sides[0]) if asker in sides else math.nan


def read_first_side_asks_by_evidence(row: Row) -> float:
    """The same, known only where it does not rest on a readout's marker alone (contacts)."""
    return read_first_side_asks(row) if row.get("basis") in INDEPENDENT else math.nan


def read_second_side_names_first(row: Row) -> float:
    """1 where the second side's readout marks the other as the asker, 0 where it does not."""
    marker = row.get("cn_marker", "").split(" ")[0]
    return float(marker == "yes") if marker in ("yes", "no") else math.nan


def read_envoys_before_leaders(row: Row) -> float:
    """1 where envoys met before leaders, 0 where not, NaN where either date is missing."""
    envoys, leaders = read_days_to_envoys(row), _read_number(row, "days_to_leader_contact")
    return float(envoys < leaders) if math.isfinite(envoys + leaders) else math.nan


def read_envoy_share_of_wait(row: Row) -> float:
    """Envoys' days over leaders' days; NaN where either is missing."""
    envoys, leaders = read_days_to_envoys(row), _read_number(row, "days_to_leader_contact")
    known = math.isfinite(envoys + leaders) and leaders > 0
    return envoys / leaders if known else math.nan


def read_broker(row: Row) -> float:
    """1 where a broker is named, 0 where none is."""
    return float(bool(row.get("broker")))


def read_ritual_pretext(row: Row) -> float:
    """1 where a ritual occasion was the pretext, 0 where none was."""
    return float(row.get("ritual_pretext", "") not in ("", "no"))


READINGS: dict[str, Callable[[Row], float]] = {
    "days_to_leaders": read_days_to_leaders,
    "days_to_envoys": read_days_to_envoys,
    "cut_off_side_asks": read_cut_off_side_asks,
    "first_side_asks": read_first_side_asks,
    "first_side_asks_by_evidence": read_first_side_asks_by_evidence,
    "second_side_names_first": read_second_side_names_first,
    "envoys_before_leaders": read_envoys_before_leaders,
    "envoy_share_of_wait": read_envoy_share_of_wait,
    "broker": read_broker,
    "ritual_pretext": read_ritual_pretext,
}
