"""What is printed of a pattern, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runs.studies.patterns.comparison import (
    SimulatedValues,
    compute_interval,
    compute_predictive_probability,
    compute_rank_correlation,
    make_table_row,
)
from runs.studies.patterns.pattern import Pattern
from runs.studies.patterns.table import format_pattern_cells
from tests.docs.commands import in_process

HUNDRED = np.arange(1.0, 101.0)


def make_pattern(**datum: Any) -> Pattern:
    given = {"name": "one", "measure": "tariff(side=us, day=1)", "unit": "days", "source": "a row"}
    rows = "observed_in" in datum
    return Pattern.model_validate({
        "id": "P0", "title": "A pattern", "source": "a table",
        "simulated_on": {"rows": {"file": "freezes"}} if rows else {"overrides": {}},
        "data": [{**given, **datum}],
    })  # fmt: skip


def make_row(pattern: Pattern, model: Any, by_lot: Any, observed: Any) -> dict[str, Any]:
    values = SimulatedValues(np.array(model), np.array(by_lot), np.array(observed))
    return make_table_row(pattern, pattern.data[0], values)


def test_an_interval_holds_eighty_of_a_hundred_runs() -> None:
    assert compute_interval(HUNDRED) == (10.0, 90.0)
    assert compute_interval(np.append(HUNDRED, [np.inf] * 100)) == (20.0, np.inf)
    assert np.isnan(compute_interval(np.array([np.nan]))).all()


@pytest.mark.parametrize(
    ("observed", "expected"), [(50.0, 1.0), (5.0, 0.10), (100.0, 0.02), (101.0, 0.0)]
)
def test_the_predictive_probability_has_two_sides(observed: float, expected: float) -> None:
    assert compute_predictive_probability(HUNDRED, observed) == pytest.approx(expected)


def test_one_beginning_gives_the_median_or_the_share() -> None:
    row = make_row(make_pattern(observed=5.0), [HUNDRED], [2 * HUNDRED], [5.0])
    assert (row["simulated"], row["low80"], row["high80"], row["n"]) == (50.0, 10.0, 90.0, 100)
    assert (row["width80"], row["width80_random_caller"]) == (80.0, 160.0)
    yes = make_row(make_pattern(observed=1.0), [[1.0, 0, 0, 0]], [[1.0, 1, 1, 1]], [1.0])
    assert (yes["simulated"], yes["p"]) == (0.25, 0.5)


def test_rows_are_averaged_in_each_replicate_over_those_that_are_known() -> None:
    pattern = make_pattern(observed_in="cut_off_side_asks")
    model = [[1.0, 0.0], [1.0, np.nan], [0.0, 0.0]]
    row = make_row(pattern, model, model, [1.0, 0.0, np.nan])
    assert (row["observed"], row["simulated"], row["low80"], row["high80"]) == (0.5, 0.0, 0.0, 1.0)


def test_a_median_over_rows_may_lie_beyond_the_horizon() -> None:
    pattern = make_pattern(observed_in="days_to_leaders", statistic="median")
    row = make_row(pattern, [[5.0], [np.inf], [np.inf]], [[1.0]] * 3, [3.0, 7.0, np.inf])
    assert (row["observed"], row["simulated"]) == (7.0, np.inf)


def test_an_order_is_that_of_ranks() -> None:
    assert compute_rank_correlation(np.array([1.0, 2, np.inf]), np.array([3.0, 5, 9])) == 1.0
    assert np.isnan(compute_rank_correlation(np.array([1.0, np.nan, 2]), np.array([1.0, 2, 3])))


def test_what_the_model_does_not_have_stays_in_the_table() -> None:
    pattern = make_pattern(measure=None, observed=1.0, absent="no such quantity")
    row = make_table_row(pattern, pattern.data[0], None)
    assert (row["observed"], row["n"], row["absent"]) == (1.0, 0, "no such quantity")


def test_what_has_no_end_is_said_to_be_open_and_what_is_rare_not_to_be_never() -> None:
    never = [[10.0, 20.0, np.inf, np.inf]]
    row = make_row(make_pattern(observed=63.0), never, never, [63.0])
    told = format_pattern_cells(row | {"p": 0.004})
    assert told == ("P0", "63", "20 [10, none]", "open", "open", "< 0.01", "days")
    told = format_pattern_cells(row | {"simulated": -0.004, "low80": -0.0, "p": 0.0})
    assert told[2] == "0.00 [0, none]"
    assert told[5] == "0.00"


@pytest.mark.parametrize(("words", "told"), [
    (["patterns", "p1", "runs=1"], "1 pattern, 2 beginnings x 1 run\n"),
    (["episodes", "e15", "runs=1"], "1 episode, 1 beginning x 1 run\n"),
    (["claims", "p01", "runs=2"], "1 claim, 2 measures, 2 different variants · 4 runs"),
])  # fmt: skip
def test_plans_count_in_words_of_their_number(words: list[str], told: str, tmp_path: Path) -> None:
    assert in_process([*words, "plan=true"], tmp_path).stdout.startswith(told)
