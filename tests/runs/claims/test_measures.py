"""Measures: what each says of runs made by hand, and that all can be read from real runs."""

from __future__ import annotations

import numpy as np
import pytest

from runs.studies.claims.measure_spec import MeasureSpec
from runs.studies.claims.measures import Runs, compute_equivalence_bound
from runs.studies.claims.measures_registry import (
    compute_measure_values,
    get_measures,
    list_measure_columns,
    require_measure,
)
from tests.dyads import COLUMNS

CODES = {one.name: one.categories or () for one in COLUMNS}


def spec(name: str, **arguments: object) -> MeasureSpec:
    return MeasureSpec.model_validate({"measure": name, "sign": "+", **arguments})


def runs(horizon: int = 180, **columns: list[object]) -> Runs:
    plain = {}
    for name, values in columns.items():
        known = CODES[name]
        coded = [known.index(str(value)) for value in values] if known else values
        plain[name] = np.array(coded, dtype=float)
    return Runs(plain, horizon)


def value(name: str, made: Runs, **arguments: object) -> list[float | None]:
    found = compute_measure_values(spec(name, **arguments), made)
    return [None if np.isnan(one) else float(one) for one in found]


def test_days_are_cut_at_the_shared_horizon() -> None:
    assert value("days_to_call", runs(100, duration=[5, 180])) == [5, 100]


def test_a_run_censored_on_the_day_is_no_call_by_it() -> None:
    made = runs(event_observed=[1, 1, 0], duration=[60, 61, 60])
    assert value("call_by", made, day=60) == [1, 0, 0]


def test_days_after_leave_out_those_who_called_before() -> None:
    assert value("days_after", runs(duration=[51, 52, 180]), day=51) == [None, 1, 129]


def test_readouts_contradict_where_each_names_the_other_or_itself() -> None:
    made = runs(duration=[1] * 5, event_observed=[1, 1, 1, 1, 0],
                claimed_us=["china", "us", "us", "joint", "nobody"],
                claimed_china=["us", "china", "us", "us", "nobody"])  # fmt: skip
    assert value("readout_gap", made) == [1, 1, 0, 0, None]


def test_readouts_of_stacked_parameter_sets_keep_their_shape() -> None:
    flat = runs(duration=[1] * 3, event_observed=[1, 1, 0],
                claimed_us=["china", "joint", "nobody"],
                claimed_china=["us", "us", "nobody"])  # fmt: skip
    stacked = Runs({name: values[None, :] for name, values in (flat.columns or {}).items()}, 180)
    found = compute_measure_values(spec("readout_gap"), stacked)
    assert found.shape == (1, 3)
    assert found[0, :2].tolist() == [1, 0]


def test_concealing_is_a_share_of_all_runs_and_admitting_of_first_moves() -> None:
    made = runs(first_mover_true=["china", "china", "us"], claimed_china=["us", "china", "us"])
    assert value("concealed", made, side="china") == [1, 0, 0]
    assert value("admitted", made, side="china") == [0, 1, None]


def test_a_belief_errs_by_its_distance_from_the_truth() -> None:
    made = runs(first_mover_true=["us", "china", "broker"], belief_world=[0.25, 0.25, 0.5])
    assert value("belief_error", made, audience="world") == [0.75, 0.25, None]


def test_relapse_is_counted_where_it_was_followed_long_enough() -> None:
    nan = float("nan")
    made = runs(180, event_observed=[1, 1, 1, 0], duration=[10, 10, 170, 180],
                relapse_day=[30, nan, nan, nan])  # fmt: skip
    assert value("relapse_days", made, within=60) == [20, 60, None, None]


def test_requests_are_accepted_or_refused_run_by_run() -> None:
    made = runs(first_mover_true=["us", "nobody", "china"], refusals_us=[1, 2, 0])
    assert value("accepted_share", made, side="us") == [0.5, 0, None]


def test_truth_restricts_any_measure() -> None:
    made = runs(duration=[3, 4], first_mover_true=["us", "china"])
    assert value("days_to_call", made, truth="china") == [None, 4]


def test_face_lost_to_checked_statements_is_what_backfires() -> None:
    made = runs(face_china_from_claim=[-0.25, 0], face_china_from_refusal=[-0.5, 0])
    assert value("backfire", made, side="china") == [0.25, 0]
    assert value("face_from", made, side="china", source="refusal") == [-0.5, 0]


def test_second_standoffs_are_counted_where_they_are_played() -> None:
    made = runs(first_mover_true=["us", "us"], second_first_mover_true=["china", "not_played"])
    assert value("second_first_mover_is", made, side="us", minus_first=True) == [-1, None]


@pytest.mark.parametrize("name", sorted(get_measures()))
def test_every_measure_says_what_it_is_and_which_columns_it_reads(name: str) -> None:
    possible = {"day": 5, "side": "us", "keeper": "china", "audience": "us_home"}
    wanted = get_measures()[name]
    code = wanted.values.__code__
    needed = code.co_varnames[1 : code.co_argcount - len(wanted.values.__defaults__ or ())]
    one = spec(name, **{key: possible[key] for key in needed})
    assert require_measure(one) == wanted
    assert wanted.meaning.endswith(".")
    assert set(list_measure_columns(one)) <= set(CODES)


def test_bounds_go_by_unit_and_elsewhere_by_spread() -> None:
    plain = np.linspace(0.0, 1.0, 101)
    assert (
        compute_equivalence_bound("days", plain),
        compute_equivalence_bound("probability", plain),
        compute_equivalence_bound("W", plain),
    ) == (2, 0.02, 0.02)
    assert compute_equivalence_bound("tension", plain) == pytest.approx(0.02 * 0.98)
    assert compute_equivalence_bound("tension", np.array([0.0] * 300 + [1.0])) == pytest.approx(
        0.02
    )
