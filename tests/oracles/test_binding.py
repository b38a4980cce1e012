"""Accords that bind, deals of envoys, acts with an effect: limits known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from agents.block import run_block
from model.parameters import Configuration
from runs.studies.patterns.measures import compute_measure
from runs.studies.patterns.run_record import RunRecord
from tests.everyday import mark_others_slow
from tests.model.standoffs import change_config, compose, piece
from tests.oracles.degenerate import MINIMAL, configure

pytestmark = pytest.mark.slow

RUNS = 2000


def record(config: Configuration, runs: int = 300) -> RunRecord:
    """Runs of a configuration with what happened on each day."""
    result = run_block([piece(config, runs)], with_journal=True)
    assert result.journal is not None
    return RunRecord(config, result.outcomes, result.journal, 0, runs)


@pytest.mark.parametrize("side", mark_others_slow(["us", "china"]))
def test_nobody_raises_what_a_standing_accord_covers(side: str) -> None:
    measure = f"rises_per_100_days(side={side}, under_accord=true)"
    bound = compute_measure(measure, record(compose()))
    assert (~np.isnan(bound)).sum() > 100
    assert np.nansum(bound) == 0.0
    free = compute_measure(measure, record(change_config(compose(), {"accord.covers": []})))
    assert np.nanmean(free) > 0.5


def test_denouncing_is_the_only_way_out_and_opens_the_acts_again() -> None:
    runs = record(change_config(compose(), {"signal.denounce_accord.motives.constant": 8.0}))
    kinds = ["denounce_accord"]
    assert runs.count_acts(kinds, under_accord=False).sum() == 0
    assert runs.count_acts(kinds, under_accord=True).sum() > 100
    stood = runs.accord
    fell = (stood[:-1] & ~stood[1:]).sum(axis=0)
    assert fell.sum() > 100


@pytest.mark.parametrize("side", mark_others_slow(["us", "china"]))
def test_at_most_one_answer_in_twenty_raises_nothing(side: str) -> None:
    empty = compute_measure(f"empty_acts(side={side})", record(compose()))
    assert np.nanmean(empty) < 0.05


def test_envoys_conclude_at_each_meeting_with_the_product_of_both_readinesses() -> None:
    never = [f"policy@{side}.policy=never" for side in ("us", "china")]
    readiness, rate, days = -0.5, 0.2, 20
    config = configure(
        *MINIMAL, *never, f"horizon={days}", "us.authority=1", "china.authority=1",
        "contact.tension_aversion=0", "envoys.goodwill=0", "envoys.deal_pressure=0",
        f"envoys.deal_openness={readiness}", f"envoys.meeting_rate={rate}", "accord.relapse=0",
        "accord.tension_relapse=0", "accord.compliance_weight=0",
    )  # fmt: skip
    stood = record(config, RUNS).accord[-1].mean()
    share = (1.0 / (1.0 + np.exp(-readiness))) ** 2
    expected = 1.0 - (1.0 - rate * share) ** days
    assert abs(stood - expected) < 4 * np.sqrt(expected * (1 - expected) / RUNS)


def test_levels_follow_the_reaction_rule_where_both_always_answer() -> None:
    eager = {"signal.tariff_raise.motives.constant": 20.0, "horizon": 6, "signal.hold.motives": {},
             "envoys.meeting_rate": 0.0, "signal.tariff_cut.enabled": False, "threat.due": 0.0,
             "signal.exemption.enabled": False, "agenda.strike": 0.0, "contact.inertia": 15.0,
             "agenda.ritual_rate": 0.0}  # fmt: skip
    config = change_config(compose(), eager)
    journal = record(config, 20).journal
    levels = [config.get_side(side).tariff_start for side in (0, 1)]
    for day in range(6):
        wanted = []
        for side in (0, 1):
            own, other = config.get_side(side), config.get_side(1 - side)
            above = max(0.0, levels[1 - side] - other.tariff_base)
            asked = own.tariff_base + own.reaction * above + own.reaction_base * (above > 0)
            gap = max(0.0, min(own.tariff_cap, asked) - levels[side])
            wanted.append(levels[side] + (gap if gap > config.economy.least_rise else 0.0))
        levels = wanted
        for side in (0, 1):
            assert journal.tariff[side, day] == pytest.approx(np.full(20, levels[side]))
