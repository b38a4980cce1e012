"""Measures of patterns on journals written by hand, and on runs against their outcome columns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.block import run_block
from model.outcomes.journal import ActTable
from runs.studies.patterns.measure_text import MEASURES, parse_measure
from runs.studies.patterns.measures import compute_measure
from runs.studies.patterns.run_record import RunRecord
from tests.dyads import COLUMNS
from tests.model.standoffs import compose, piece

DAYS = 6
KINDS = ("tariff_raise", "denial", "soybean_purchase")


def make_record(**changes: Any) -> RunRecord:
    """Three runs of six days: lane 1 alone has a truce from day 2, a call under it on day 4."""
    tariff = np.full((2, DAYS, 3), 0.5)
    tariff[0, 1:, 0] = 1.25
    tariff[0, 3:, 1] = 0.75
    approval = np.full((2, DAYS, 3), 0.5)
    approval[0, :, 1] = [0.3, 0.5, 0.3, 0.5, 0.3, 0.5]  # away from its mean by .1, to and fro
    accord = np.zeros((DAYS, 3), dtype=bool)
    accord[2:, 1] = True
    contacts = np.zeros((DAYS, 3), dtype=np.int16)
    contacts[4:, 1] = 1
    threats = np.zeros((4, 2, DAYS, 3), dtype=np.int16)
    threats[0, 0, 1:, 0] = 1
    threats[0, 0, 3:, 0] = 2
    threats[1, 0, 2:, 0] = 1
    threats[3, 0, 4:, 0] = 1
    withheld = np.zeros((2, DAYS, 3), dtype=bool)
    withheld[1, 2:4, 2] = True
    acts = ActTable(
        lane=np.array([0, 0, 1, 2], dtype=np.int32), day=np.array([1, 2, 5, 3], dtype=np.int16),
        side=np.array([0, 0, 1, 1], dtype=np.int8), kind=np.array([0, 0, 1, 2], dtype=np.int16),
        public=np.ones(4, dtype=bool), kinds=KINDS,
    )  # fmt: skip
    journal: Any = SimpleNamespace(
        tariff=tariff, approval=approval, accord=accord, contacts=contacts, visits=contacts + 1,
        acts=acts, kinds=KINDS, threats=threats, withheld=withheld,
    )  # fmt: skip
    outcomes = {
        "duration": np.array([6.0, 5.0, 6.0]), "event_observed": np.array([False, True, False]),
        "envoy_duration": np.array([6.0, 3.0, 6.0]),
        "envoy_event_observed": np.array([False, True, False]),
        "first_mover_true": np.array([4, 0, 4]), "claimed_china": np.array([4, 0, 4]),
    }  # fmt: skip
    fields = {"first": 0, "end": 3, "outcomes": outcomes, "journal": journal}
    return RunRecord(compose(f"horizon={DAYS}"), **{**fields, **changes})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tariff(side=us, day=2)", [1.25, 0.5, 0.5]),
        ("approval(side=us, day=2)", [0.5, 0.3, 0.5]),
        ("approval_persistence(side=us, days=1)", [np.nan, -5 / 6, np.nan]),
        ("approval_persistence(side=us, days=2)", [np.nan, 4 / 6, np.nan]),
        ("tariff_reaches(side=us, level=0.75, by=2)", [1, 0, 0]),
        ("tariff_reaches(side=us, level=0.75, by=3)", [1, 1, 0]),
        ("truce_before_call(by=5)", [0, 1, 0]),
        ("truce_before_call(by=1)", [0, 0, 0]),
        ("contact_under_truce(by=5)", [0, 1, 0]),
        ("contact_under_truce(by=3)", [0, 0, 0]),
        ("rises_per_100_days(side=us, under_accord=true)", [np.nan, 100 / 3, np.nan]),
        ("rises_per_100_days(side=us, under_accord=false)", [20, 0, 0]),
        ("acts(kinds=denial+soybean_purchase)", [0, 1, 1]),
        ("acts(kinds=tariff_raise, side=us, until=0)", [1, 0, 0]),
        ("acts(kinds=tariff_raise, side=china)", [0, 0, 0]),
        ("acts(kinds=denial, under_accord=true)", [0, 1, 0]),
        ("acts(kinds=soybean_purchase, under_accord=true)", [0, 0, 0]),
        ("empty_acts(side=us)", [0, np.nan, np.nan]),
        ("threats(side=us)", [2, 0, 0]),
        ("threats(side=us, since=2, until=2)", [0, 0, 0]),
        ("threats(side=us, since=2, until=3)", [1, 0, 0]),
        ("threats(side=us, fate=carried_out)", [1, 0, 0]),
        ("threats(side=us, fate=traded_away, until=3)", [0, 0, 0]),
        ("threats(side=us, fate=traded_away, until=4)", [1, 0, 0]),
        ("threats(side=china, fate=withdrawn)", [0, 0, 0]),
        ("purchases_withheld(side=china, day=3)", [0, 0, 1]),
        ("purchases_withheld(side=china, day=4)", [0, 0, 0]),
        ("envoy_meetings(by=5)", [1, 2, 1]),
        ("days_to_contact(stage=leader)", [np.inf, 4, np.inf]),
        ("days_to_contact(stage=envoy)", [np.inf, 2, np.inf]),
        ("first_mover_is(side=us)", [np.nan, 1, np.nan]),
        ("first_mover_is(side=china)", [np.nan, 0, np.nan]),
        ("claims_other_asked(side=china)", [np.nan, 1, np.nan]),
        ("envoys_before_leaders()", [np.nan, 1, np.nan]),
        ("envoy_share_of_wait()", [np.nan, 0.5, np.nan]),
        ("brought_by_broker()", [np.nan, 0, np.nan]),
        ("event_share(quad=material_cooperation)", [0, 0, 1]),
    ],
)
def test_a_measure_of_a_journal_by_hand(text: str, expected: list[float]) -> None:
    assert compute_measure(text, make_record()) == pytest.approx(expected, nan_ok=True)


def test_part_of_a_block_has_the_values_of_its_own_lanes() -> None:
    whole, part = make_record(), make_record(first=1, end=3)
    for name in ("acts(kinds=denial)", "tariff(side=us, day=5)", "truce_before_call(by=5)"):
        assert compute_measure(name, part).tolist() == compute_measure(name, whole)[1:].tolist()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tarif(side=us)", "no measure"),
        ("tariff", "no measure"),
        ("tariff(sides=us)", "it has side, day"),
    ],
)
def test_what_is_no_measure_is_refused_with_what_there_is(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_measure(text)


def test_an_unknown_fate_of_a_threat_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="traded_away"):
        compute_measure("threats(side=us, fate=gone)", make_record())


def test_every_measure_says_what_it_is() -> None:
    assert all(function.__doc__ for function in MEASURES.values())


def test_the_journal_tells_what_the_outcome_columns_tell() -> None:
    config = compose("horizon=120")
    result = run_block([piece(config, 40)], with_journal=True)
    assert result.journal is not None
    runs = RunRecord(config, result.outcomes, result.journal, 0, 40)
    asks = [name for name, kind in config.signal.items() if kind.ask and kind.slot == "contact"]
    purchases = [n for n, k in config.signal.items() if k.slot == "material" and k.approach]
    for side in config.dyad.keys:
        peak = result.journal.tariff[config.dyad.find_side(side)].max(axis=0)
        within = result.outcomes[f"tariff_{side}_peak"]  # of a day too on which an accord cut it
        assert np.all(peak <= within)
        assert np.mean(peak == within) > 0.5
        assert runs.count_acts(asks, side).tolist() == result.outcomes[f"asks_{side}"].tolist()
        assert runs.count_acts(purchases, side).tolist() == (
            result.outcomes[f"purchases_{side}"].tolist()
        )
    assert runs.visits[-1].tolist() == result.outcomes["visits"].tolist()
    assert runs.contacts[-1].tolist() == result.outcomes["contacts"].tolist()
    plain = run_block([piece(config, 40)]).outcomes
    for column in COLUMNS:
        assert plain[column.name].tolist() == result.outcomes[column.name].tolist()
