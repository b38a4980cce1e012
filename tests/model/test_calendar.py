"""What dated entries bring, and where: a truce can end only where there is one (M20)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from model.phases.calendar import begin_calendar_entries
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

ACCORD = np.array([True, False, True])
BRINGS = {
    "tension": 0.1, "goodwill": 0.05, "sideline": 0.6, "relief_us": 0.3, "relief_china": 0.2,
    "ambush_us": 0.1, "ambush_china": 0.1, "outrage_us": 0.2, "pain_china": 0.2,
}  # fmt: skip


def standoff(**given: Any) -> Standoff:
    """A standoff on the first day of an entry, in three lanes, two of them under an accord."""
    entry = {"title": "An end", "kind": "deadline", "day": 1, "source": "a test", **given}
    config = change_config(compose(), {"calendar": {"end": entry}})
    found = Standoff([piece(config, len(ACCORD))], create_cast)
    found.state.advance()
    found.state.talks.accord[:] = ACCORD
    return found


def take_snapshot(found: Standoff) -> dict[str, Any]:
    """Everything an entry may move, (lanes,) each."""
    state = found.state
    moved = {"tension": state.tension, "goodwill": state.goodwill}
    for side, leader in enumerate(found.leaders):
        moved[f"ambush {side}"] = leader.state.humiliation_risk
        for what in ("outrage", "pain"):
            groups = [getattr(g, what)[0] for g in found.cast.groups if g.side == side]
            moved[f"{what} {side}"] = np.add.reduce(groups)
    return {name: values.copy() for name, values in moved.items()}


@pytest.mark.parametrize("truce", [True, False])
def test_the_end_of_a_truce_strikes_only_where_a_truce_is(truce: bool) -> None:
    found = standoff(truce=truce, **BRINGS)
    before = take_snapshot(found)
    begin_calendar_entries(found.state, found.leaders, found.cast.groups)
    after = take_snapshot(found)
    felt = ["tension", "goodwill", "ambush 0", "ambush 1", "outrage 0", "pain 1"]
    for name in felt:
        assert ((after[name] != before[name]) == (ACCORD | (not truce))).all(), name
    timetable = found.state.timetable
    counts = np.where(ACCORD | (not truce), 1.0, 0.0)
    assert timetable.compute_envoy_opportunity(1, ACCORD).tolist() == (0.6 * counts).tolist()
    for side, relief in enumerate((0.3, 0.2)):
        held_out = timetable.compute_expected_relief(1, side, ACCORD)
        assert held_out.tolist() == (relief * counts).tolist()


@pytest.mark.parametrize("kind", ["summit", "shock", "deal"])
def test_only_a_deadline_ends_a_truce(kind: str) -> None:
    with pytest.raises(ValueError, match="truce: true is for a deadline"):
        standoff(truce=True, kind=kind)


def test_one_rule_of_each_kind_sets_the_weights_of_2025_and_none_cites_an_episode() -> None:
    calendar = compose().calendar
    weights: dict[str, set[float]] = {}
    for entry in calendar.values():
        if entry.kind == "tariff":  # dated facts
            continue
        assert "episode" not in entry.source
        relief = {getattr(entry, f"relief_{key}") for key in ("us", "china")} - {0.0}
        weights.setdefault(f"{entry.kind} relief", set()).update(relief)
        for what in ("sideline", "tension"):
            weights.setdefault(f"{entry.kind} {what}", set()).add(getattr(entry, what))
    assert weights["sideline sideline"] == {1.0}
    assert weights["sideline tension"] == {0.0}
    assert weights["summit sideline"] == {0.0, 1.0}, "whether both belong to it"
    assert weights["deadline relief"] == weights["summit relief"] == {0.3}
    assert weights["anniversary tension"] == {0.02}


def test_the_truces_of_2025_end_only_where_they_stand() -> None:
    ends = [name for name, entry in compose().calendar.items() if entry.truce]
    assert ends == ["truce_expiry_august", "truce_expiry_november"]
