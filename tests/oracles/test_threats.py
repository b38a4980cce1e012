"""Threats with a date, in the limits where the answer is known (M29)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.block import trace_run
from agents.cast import create_cast
from agents.utilities import compute_wait_terms
from model.arrays import Bools
from model.phases.accord import make_accord
from model.phases.agreements import agree_contact
from model.phases.threats import carry_out_threats, compute_resolve
from model.standoff import Standoff
from runs.studies.patterns.measures import compute_measure
from tests.model.standoffs import change_config, compose, differing, piece, rows
from tests.oracles.test_binding import record

pytestmark = pytest.mark.slow

US, CHINA = 0, 1
SILENT = {f"{side}.policy": {"name": "never"} for side in ("us", "china")}
QUIET = SILENT | {
    "envoys.meeting_rate": 0.0, "envoys.sideline": 0.0, "agenda.strike": 0.0,
    "us.tariff_start": 0.3, "us.tariff_base": 0.2, "us.reaction_base": 0.2, "us.reaction": 1.0,
    "china.tariff_start": 0.3, "china.tariff_base": 0.1,
}  # fmt: skip
GAP = 0.2 + 1.0 * 0.2 + 0.2 - 0.3
"""Points that the reaction rule asks of the US under QUIET."""
CERTAIN = {"threat.size": 20.0, "threat.hits": 0.0, "threat.restraint": 0.0}


def force_word(day: int, kind: str = "tariff_threat") -> dict[str, Any]:
    """An intervention: the US sends a kind on a day."""
    return {"do": "signal", "side": "us", "kind": kind, "day": day}


def standoff(lanes: int, **given: Any) -> Standoff:
    """A standoff on its first day under QUIET, with some settings changed."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), QUIET | changes), lanes)], create_cast)
    found.state.advance()
    return found


def threaten(found: Standoff, side: int, level: float, due: float, where: Any = None) -> None:
    """A threat of a side that stands, whatever the word was."""
    lanes = slice(None) if where is None else where
    found.state.threats.level[side][lanes] = level
    found.state.threats.due[side][lanes] = due


@pytest.mark.parametrize(("days", "agenda", "comes"), [(9, 0, 12), (9, 1, 4), (1, 0, 4)])
def test_a_threat_is_carried_out_on_its_date_and_by_its_object(
    days: int, agenda: float, comes: int
) -> None:
    """Announced on day 3; the date comes `due (1 - agenda)` days later, at least one."""
    changes = {"threat.due": days, "interventions": [force_word(3)], "horizon": 14}
    if agenda:  # what China's tariff stands above its base fills the agenda of the US
        changes |= {"agenda.strike": 0.2, "agenda.memory": 1.0}
    journal = record(change_config(compose(), QUIET | CERTAIN | changes), 200).journal
    for day in range(1, 15):
        level = 0.3 if day < comes else 0.3 + GAP
        share = (np.abs(journal.tariff[US, day - 1] - level) < 1e-9).mean()
        assert share > 0.98, "s(20 x .3) carries it out in all but a few"
        assert (journal.threats[0, US, day - 1] == (day >= 3)).all()
    assert np.all(journal.threats[1, US, comes - 2] == 0)
    done = journal.threats[1, US, comes - 1] + journal.threats[2, US, comes - 1]
    assert (done == 1).all()


def test_it_is_carried_out_with_the_probability_of_its_size_the_strikes_and_the_pressure() -> None:
    found = standoff(6000, threat__due=5.0, threat__size=4.0, threat__hits=6.0)
    threaten(found, US, 0.3 + 0.15, 1.0)
    found.state.trade.hit[US][:] = 0.05
    found.leaders[US].state.pressure[:] = 1.4
    chance = 1.0 / (1.0 + np.exp(-(4.0 * 0.15 + 6.0 * 0.05 - 0.5 * 1.4)))
    assert compute_resolve(found.state, found.leaders[US]) == pytest.approx(chance)
    carry_out_threats(found.state, found.leaders)
    counts, tariff = found.state.threats.counts, found.state.trade.tariff[US]
    kept = counts["carried_out"][US] > 0.0
    assert abs(kept.mean() - chance) < 4.0 * np.sqrt(chance * (1.0 - chance) / 6000)
    assert tariff[kept] == pytest.approx(np.full(int(kept.sum()), 0.45))
    assert tariff[~kept] == pytest.approx(np.full(int((~kept).sum()), 0.3))
    assert found.state.trade.strike[US] == pytest.approx(np.where(kept, 0.15, 0.0))
    assert (counts["withdrawn"][US] == 1.0 - kept).all()
    assert not found.state.threats.is_pending(US).any()


def test_a_threat_that_is_not_due_stays_and_the_other_side_s_is_its_own() -> None:
    found = standoff(4, threat__due=5.0)
    threaten(found, US, 0.9, 2.0)
    carry_out_threats(found.state, found.leaders)
    assert found.state.threats.is_pending(US).all()
    assert not found.state.threats.is_pending(CHINA).any()
    assert not found.state.trade.strike[US].any()


def test_no_threat_is_carried_out_where_an_accord_covers_tariffs() -> None:
    found = standoff(200, threat__due=5.0, threat__size=20.0)
    threaten(found, US, 0.9, 1.0)
    found.state.talks.accord[:100] = True
    carry_out_threats(found.state, found.leaders)
    raised = found.state.trade.tariff[US] > 0.31
    assert not raised[:100].any()
    assert raised[100:].all()


def find_traded_lanes(found: Standoff) -> Bools:
    """Where the threats of both sides are traded away; elsewhere they stand."""
    threats = found.state.threats
    gone = threats.counts["traded_away"][US] == 1.0
    for side in (US, CHINA):
        assert (threats.counts["traded_away"][side] == gone).all()
        assert (threats.is_pending(side) == ~gone).all()
    return gone


@pytest.mark.parametrize("by", ["an agreed contact", "a deal of envoys", "a contact"])
def test_threats_are_traded_away_by_a_deal_an_accord_or_an_agreed_contact(by: str) -> None:
    found = standoff(4, threat__due=5.0)
    for side in (US, CHINA):
        threaten(found, side, 0.9, 9.0)
    where = np.array([True, False, True, False])
    if by == "an agreed contact":
        nothing = np.zeros(4, dtype=bool)
        kind = np.zeros(4, dtype=np.int64)
        agree_contact(found.state, found.leaders, where, CHINA, kind, nothing)
    else:
        make_accord(found.state, found.leaders, where, by_envoys="envoys" in by)
    assert find_traded_lanes(found).tolist() == where.tolist()


def test_without_an_object_nobody_threatens_and_under_an_accord_neither() -> None:
    eager = {"signal.tariff_threat.motives.constant": 20.0, "horizon": 30}
    capped = {"us.tariff_cap": 0.54, "china.tariff_cap": 0.34, "signal.tariff_cut.enabled": False,
              "signal.exemption.enabled": False}  # fmt: skip
    runs = record(change_config(compose(), eager | capped), 50)
    before_deals = ~runs.accord.any(axis=0)
    assert before_deals.sum() > 10
    assert not runs.count_acts(["tariff_threat"])[before_deals].any()
    runs = record(change_config(compose(), eager), 50)
    assert runs.count_acts(["tariff_threat"], under_accord=False).mean() > 0.5
    assert not runs.count_acts(["tariff_threat"], under_accord=True).any()
    for side in ("us", "china"):
        assert (
            compute_measure(f"threats(side={side})", runs)
            == runs.count_acts(["tariff_threat"], side)
        ).all()


def test_a_forced_word_without_an_object_is_no_threat() -> None:
    changes = {"us.tariff_cap": 0.3, "interventions": [force_word(3)], "horizon": 5}
    runs = record(change_config(compose(), QUIET | changes), 20)
    assert (runs.count_acts(["tariff_threat"], "us") == 1.0).all()
    assert not compute_measure("threats(side=us)", runs).any()


def test_who_threatens_does_not_raise_before_the_date_nor_threaten_again() -> None:
    eager = {"signal.tariff_raise.motives.constant": 20.0, "signal.hold.motives": {},
             "signal.tariff_threat.motives.constant": 20.0, "horizon": 12}  # fmt: skip
    quiet = {k: v for k, v in QUIET.items() if k != "us.policy"}
    found = Standoff([piece(change_config(compose(), quiet | CERTAIN | eager), 30)], create_cast)
    threaten(found, US, 0.9, 10.0)
    for day in range(1, 13):
        found.step()
        raised = found.state.trade.tariff[US] > 0.3 + 1e-9
        assert raised.mean() > 0.9 if day >= 10 else not raised.any(), day
    assert not found.state.threats.counts["made"][US].any()


def test_a_threat_of_one_whose_word_was_broken_is_felt_less() -> None:
    found = standoff(
        2, threat__due=5.0, threat__felt_days=7.0, us__exposure_other=0.6,
        words__credit_weight=1.0, words__kept_prior=2.0, words__broken_prior=1.0,
    )  # fmt: skip
    threaten(found, CHINA, 0.3 + 0.25, 8.0)
    state = found.leaders[US].state
    whole = 0.6 * 0.25 * np.exp(-7.0 / 7.0)
    assert state.compute_feared_pain() == pytest.approx([whole * 2 / 3] * 2)
    state.credibility.note_word(np.array([0.0]), lanes=np.array([1]))
    assert state.compute_feared_pain() == pytest.approx([whole * 2 / 3, whole * 2 / 4])


def test_who_raises_today_threatens_nothing_more() -> None:
    eager = {f"signal.{kind}.motives.constant": 20.0 for kind in ("tariff_raise", "tariff_threat")}
    runs = record(change_config(compose(), eager | {"horizon": 20}), 50)
    for side in ("us", "china"):
        both = runs.mark_act_days("tariff_raise", side) & runs.mark_act_days("tariff_threat", side)
        assert runs.mark_act_days("tariff_raise", side).any()
        assert not both.any()


def test_a_threat_is_felt_before_its_date_by_its_object_and_its_nearness() -> None:
    found = standoff(2, threat__due=5.0, threat__felt_days=7.0, us__exposure_other=0.6,
                     words__credit_weight=0.0)  # fmt: skip
    threaten(found, CHINA, 0.3 + 0.25, 8.0, where=np.array([1]))
    state = found.leaders[US].state
    near = np.exp(-7.0 / 7.0)
    assert state.reasons.compute_threat() == pytest.approx([0.0, near])
    assert state.compute_feared_pain() == pytest.approx([0.0, 0.6 * 0.25 * near])
    state.reasons.agenda[:] = 0.1
    inertia = compute_wait_terms(state)["inertia"]
    whole = found.state.levers.contact.inertia[0]
    assert inertia == pytest.approx([whole * 0.9, whole * (1.0 - near)])
    assert not found.leaders[CHINA].state.compute_feared_pain().any()
    pressures = []
    for hurt in (0.0, 0.6 * 0.25 * near):
        state.update_home_pressure(np.full(2, hurt), np.zeros(2))
        pressures.append(state.pressure[0])
    assert pressures[1] > pressures[0]
    state.update_home_pressure(np.zeros(2), np.zeros(2))
    assert state.pressure == pytest.approx([pressures[0], pressures[1]])


def test_without_a_date_no_bit_of_a_run_depends_on_threats() -> None:
    word = "signal.tariff_threat.effects.threat"
    off = {"threat.due": 0.0, "horizon": 60}
    plain = rows(change_config(compose(), off), 60)
    assert not differing(plain, rows(change_config(compose(), off | {word: 0.0}), 60))
    other = off | {"threat.size": 0.0, "threat.felt_days": 300.0}
    assert not differing(plain, rows(change_config(compose(), other), 60))
    assert differing(plain, rows(change_config(compose(), {"horizon": 60}), 60))


def test_a_replay_tells_of_a_threat_and_of_what_came_of_it() -> None:
    changes = {"threat.due": 4, "interventions": [force_word(3)], "horizon": 9}
    events = trace_run(change_config(compose(), QUIET | CERTAIN | changes), 0, 1)["events"]
    told = [(one["day"], one["kind"], one["side"]) for one in events if "threat" in one["kind"]]
    assert told == [(3, "threat", "us"), (7, "threat_carried_out", "us")]
