"""With what it rests on switched off, an effect goes, stays, or cannot be there at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from runs.analysis.comparison.effects import Effect
from runs.errors import WrongInput
from runs.studies.claims.ablation import COLUMNS, has_reversed_sign, is_below_bound
from runs.studies.claims.claim import PACKAGED, PLACEBO, find_claim_files, read_claim
from tests.runs.claims.toys import session, silently, toy

VOWS = {
    "a": "[us.vow_strength=3.0, china.vow_strength=3.0]",
    "b": "[us.vow_strength=0.0, china.vow_strength=0.0]",
}


def off(*overrides: str) -> str:
    return f'rests_on: "M08: vows"\nswitched_off: [{", ".join(overrides)}]'


def carrier(*overrides: str) -> str:
    return f'\n  - {{rests_on: "M08: its cost", switched_off: [{", ".join(overrides)}]}}'


def carried_by(*overrides: str) -> str:
    return "\ncarried_by:" + carrier(*overrides)


def row_of(tmp_path: Path, overrides: tuple[str, ...], **how: str) -> pd.Series:
    claim = toy(tmp_path, rest=off(*overrides), **how)
    return session(claim, runs=200, off=True).compute_table(silently).iloc[0]


def test_where_the_treatment_is_the_switch_both_are_equal(tmp_path: Path) -> None:
    row = row_of(tmp_path, ("contact.inertia=2.0",))
    assert row["effect"] > row["bound"]
    assert (row["effect_off"], row["low_off"], row["high_off"]) == (0, 0, 0)
    assert row["equal_off"]
    assert row["below_off"]


def test_where_the_path_is_cut_downstream_the_effect_goes_though_the_two_differ(
    tmp_path: Path,
) -> None:
    row = row_of(tmp_path, ("us.vow_cost=0", "china.vow_cost=0"), **VOWS)
    assert row["effect"] > row["bound"]
    assert not row["equal_off"]
    assert row["effect_off"] == 0
    assert row["below_off"]


def test_where_another_path_carries_it_the_effect_stays(tmp_path: Path) -> None:
    row = row_of(tmp_path, ("accord.relapse=0",))
    assert row["effect_off"] == row["effect"]
    assert not row["below_off"]


def test_what_is_off_leaves_the_row_itself_as_it_is(tmp_path: Path) -> None:
    claim = toy(tmp_path, rest=off("us.vow_cost=0"))
    alone = session(claim).compute_table(silently)
    both = session(claim, off=True).compute_table(silently)
    assert list(both.columns) == [*alone.columns, *COLUMNS]
    pd.testing.assert_frame_equal(both[alone.columns], alone)


def test_placebos_are_not_played_with_anything_off(tmp_path: Path) -> None:
    placebo = next(
        path for path in find_claim_files([PACKAGED]).values() if path.parent.name == PLACEBO
    )
    planned = session(
        read_claim(placebo), toy(tmp_path, rest=off("us.vow_cost=0")), runs=8, off=True
    )
    assert [one.claim.id for one in planned.off] == ["T01"]
    rows = planned.compute_table(silently)
    assert rows.loc[rows["claim"] != "T01", COLUMNS].isna().all(axis=None)


def test_what_else_carries_an_effect_is_switched_off_after_what_it_rests_on(
    tmp_path: Path,
) -> None:
    rest = off("accord.relapse=0") + carried_by("us.vow_cost=0") + carrier("china.vow_cost=0")
    row = (
        session(toy(tmp_path, rest=rest, **VOWS), runs=200, off=True)
        .compute_table(silently)
        .iloc[0]
    )
    assert (row["below_off"], row["below_carried"]) == (False, True)
    assert (row["effect_carried"], row["n_carried"]) == (0, 200)
    assert row["low_carried"] < 0 < row["high_carried"], "what 200 pairs may have missed"
    assert not row["equal_carried"]
    assert row["carried_by"] == "M08: its cost; M08: its cost"


def test_a_claim_that_nothing_else_carries_is_played_twice_and_not_thrice(tmp_path: Path) -> None:
    with_carrier = toy(tmp_path, "t02", rest=off("us.vow_cost=0") + carried_by("china.vow_cost=0"))
    planned = session(toy(tmp_path, rest=off("us.vow_cost=0")), with_carrier, runs=24, off=True)
    assert [one.claim.id for one in planned.carried] == ["T02"]
    rows = planned.compute_table(silently)
    third = [column for column in COLUMNS if "carried" in column]
    assert rows.loc[rows["claim"] == "T01", third].isna().all(axis=None)
    assert rows.loc[rows["claim"] == "T02", third].notna().all(axis=None)


def test_a_crossed_design_holds_the_factors_its_carriers_switch_off(tmp_path: Path) -> None:
    rest = (
        off("us.vow_strength=0")
        + carried_by("china.vow_strength=0")
        + """
factors:
  traits: {us.vow_strength: [0.0, 2.0], china.vow_strength: [0.0, 2.0]}
  stakes: {contact.inertia: [0.5, 3.0]}"""
    )
    measures = '[{measure: sobol_share, sign: "+"}]'
    claim = toy(tmp_path, a="[]", b="[]", measures=measures, rest=rest)
    row = session(claim, runs=200, off=True).compute_table(silently).iloc[0]
    assert (row["n_off"], row["n_carried"]) == (4 * 20, 2 * 20)
    assert row["effect_carried"] == pytest.approx(-1.0, abs=1e-9)
    assert (row["below_carried"], row["turned_carried"]) == (False, True)


def test_a_factor_that_is_off_explains_nothing(tmp_path: Path) -> None:
    rest = (
        off("us.vow_strength=0")
        + """
factors:
  traits: {us.vow_strength: [0.0, 2.0]}
  stakes: {contact.inertia: [0.5, 3.0]}"""
    )
    measures = '[{measure: sobol_share, sign: "+"}]'
    claim = toy(tmp_path, a="[]", b="[]", measures=measures, rest=rest)
    row = session(claim, runs=400, off=True).compute_table(silently).iloc[0]
    assert row["n_off"] == 2 * 40
    assert row["effect_off"] == pytest.approx(-1.0, abs=1e-9)
    assert not row["equal_off"]
    assert not row["below_off"]
    assert row["turned_off"], "the stakes then explain all"


@pytest.mark.parametrize(
    ("effect", "low", "high", "n", "expected"),
    [
        (0.5, 0.1, 0.9, 100, True),
        (1.5, -2.0, 5.0, 100, True),
        (1.5, 0.5, 2.5, 100, False),
        (2.5, -1.0, 6.0, 100, False),
        (0.0, 0.0, 0.0, 100, True),
        (0.0, 0.0, 0.0, 19, None),
        (np.nan, np.nan, np.nan, 100, None),
    ],
)
def test_an_effect_falls_below_its_bound_with_its_interval_or_around_0(
    effect: float, low: float, high: float, n: int, expected: bool | None
) -> None:
    assert is_below_bound(Effect(effect, low, high, 0.5, n, 0.0, 0.0), 2.0) is expected


@pytest.mark.parametrize(
    ("effect", "low", "high", "predicted", "expected"),
    [
        (-2.5, -3.0, -2.0, "+", True),
        (2.5, 2.0, 3.0, "-", True),
        (2.5, 2.0, 3.0, "+", False),
        (2.5, 2.0, 3.0, "0", False),
        (-2.5, -6.0, 1.0, "+", False),
        (-1.5, -1.9, -1.1, "+", False),
        (-1.5, -2.1, -0.9, "+", True),
    ],
)
def test_an_effect_turns_where_it_stands_beyond_its_bound_on_the_other_side(
    effect: float, low: float, high: float, predicted: str, expected: bool
) -> None:
    assert (
        has_reversed_sign(Effect(effect, low, high, 0.5, 100, 0.0, 0.0), 2.0, predicted) is expected
    )
    assert has_reversed_sign(Effect(effect, low, high, 0.5, 19, 0.0, 0.0), 2.0, predicted) is None


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("switched_off: [us.vow_cost=0]", "switched_off and rests_on belong together"),
        ('rests_on: "M08: vows"', "switched_off and rests_on belong together"),
        (off("us.vow_costs=0"), "us.vow_costs"),
        (off("us.vow_cost=0") + carried_by("us.vow_costs=0"), "us.vow_costs"),
        (carried_by("us.vow_cost=0"), "carried_by says what is left without switched_off"),
        (off("us.vow_cost=0") + "\ncarried_by: [{switched_off: [], rests_on: x}]", "at least 1"),
        (off("us.vow_cost=0") + "\ncarried_by: [{switched_off: [us.vow_cost=0]}]", "rests_on"),
    ],
)
def test_what_is_switched_off_is_checked_at_the_door(tmp_path: Path, rest: str, said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        session(toy(tmp_path, rest=rest), off=True)
