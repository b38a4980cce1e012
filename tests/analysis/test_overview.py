"""The table of variants, rankings, sentences' digits: against plain pandas and by hand."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from runs.analysis.checks.checks import compute_running_estimates
from runs.analysis.comparison.families import compute_holm_p_values
from runs.analysis.comparison.overview import (
    compare_with_baseline,
    rank_variants,
    summarise_variants,
)
from runs.analysis.comparison.pairs import compute_paired_differences
from runs.analysis.comparison.shares import compute_mover_shares, count_movers_per_hundred
from runs.analysis.waiting.durations import compute_median_days, compute_rmst
from tests.analysis.frames import MOVERS, outcomes, waiting
from tests.clock import measure_cost

THREE = pd.concat(
    [
        outcomes(300, "base", 1),
        outcomes(300, "same", 1),
        outcomes(300, "more", 2, shares=(0.8, 0.1, 0.04, 0.01, 0.05)),
    ],
    ignore_index=True,
)


def test_proportions_are_plain_counts_with_every_mover_listed() -> None:
    table = compute_mover_shares(THREE)
    assert len(table) == 15
    for name, rows in THREE.groupby("variant_name"):
        found = table[table["variant"] == name].set_index("mover")
        for mover in MOVERS:
            assert found["estimate"][mover] == (rows["first_mover_true"] == mover).mean()
        assert found["k"].sum() == 300


def test_a_hundred_dots_are_a_hundred_and_never_one_off() -> None:
    dots = count_movers_per_hundred(THREE).merge(
        compute_mover_shares(THREE), on=["variant", "mover"]
    )
    assert (dots.groupby("variant")["runs"].sum() == 100).all()
    assert (abs(dots["runs"] - 100 * dots["estimate"]) < 1).all()


def test_the_summary_is_one_row_a_variant_equal_to_its_sources() -> None:
    table = summarise_variants(THREE).set_index("variant")
    assert table.index.tolist() == ["base", "same", "more"]
    rows = THREE[THREE["variant_name"] == "more"]
    assert table["p_us"]["more"] == (rows["first_mover_true"] == "us").mean()
    assert table["median"]["more"] == compute_median_days(rows)["estimate"][0]
    assert table["rmst_high"]["more"] == compute_rmst(rows)["high"][0]
    called = rows["face_us_us_call"].dropna()
    low, high = stats.t.interval(0.95, len(called) - 1, called.mean(), stats.sem(called))
    assert table["face_us_call"]["more"] == pytest.approx(called.mean())
    assert table["face_us_call_low"]["more"] == pytest.approx(low)
    assert table["face_us_call_high"]["more"] == pytest.approx(high)
    assert table["face_us_call_n"]["more"] == len(called)
    assert table["p_embarrassment_high"]["more"] > 0


def test_a_mean_that_no_run_has_is_unknown_and_of_one_run_it_has_no_interval() -> None:
    two = waiting([2, 3, 4], ["us", "us", "nobody"], 4)
    faces = {"two": [1.0, 3.0, np.nan], "one": [np.nan, 3.0, np.nan], "none": [np.nan] * 3}
    frame = pd.concat(
        [two.assign(variant_name=name, face_us_us_call=face) for name, face in faces.items()],
        ignore_index=True,
    )
    table = summarise_variants(frame).set_index("variant").filter(like="face_us_call")
    half = 12.7062  # of t with one degree of freedom; the standard error is 1
    assert table.loc["two"].tolist() == pytest.approx([2, 2 - half, 2 + half, 2], abs=1e-4)
    assert table.loc["one"].tolist() == pytest.approx([3, np.nan, np.nan, 1], nan_ok=True)
    assert table.loc["none"].tolist() == pytest.approx([np.nan] * 3 + [0], nan_ok=True)


def test_no_variant_changes_a_number_of_another() -> None:
    alone = summarise_variants(THREE[THREE["variant_name"] == "more"]).iloc[0]
    beside = summarise_variants(THREE).iloc[2]
    pd.testing.assert_series_equal(alone, beside, check_names=False)


def test_each_variant_stands_against_the_first_as_in_the_paired_table() -> None:
    table = compare_with_baseline(THREE, "p_us").set_index("variant")
    frames = {str(name): rows for name, rows in THREE.groupby("variant_name")}
    direct = compute_paired_differences(frames["base"], frames["more"], ["p_us"]).iloc[0]
    for column in ("effect", "low", "high", "p", "n_pairs"):
        assert table[column]["more"] == pytest.approx(direct[column])
    assert table["p_holm"].tolist() == pytest.approx(list(compute_holm_p_values(table["p"])))
    assert table["verdict"].to_dict() == {"same": "cannot be told apart", "more": "higher"}
    with pytest.raises(ValueError, match="no variant 'none'; there are base, same, more"):
        compare_with_baseline(THREE, "p_us", "none")


def test_variants_without_a_shared_world_are_not_compared() -> None:
    apart = pd.concat([outcomes(50, "a"), outcomes(50, "b").assign(seed=8)], ignore_index=True)
    row = compare_with_baseline(apart).iloc[0]
    assert row["n_pairs"] == 0
    assert np.isnan(row["effect"])
    assert row["verdict"] == "cannot be told apart"


def test_a_ranking_says_what_cannot_be_told_apart_from_the_best() -> None:
    up = rank_variants(THREE, "p_us")
    assert up["variant"].tolist() == ["more", "base", "same"]
    assert up["verdict"].tolist() == ["best", "not the best", "not the best"]
    down = rank_variants(THREE, "p_us", highest=False)
    assert down["variant"].tolist() == ["base", "same", "more"]
    assert down["verdict"].tolist() == [
        "best",
        "cannot be told apart from the best",
        "not the best",
    ]
    assert down["gap"].tolist()[:2] == [0, 0]


@pytest.mark.parametrize("name", ["p_us", "rmst", "face_us_call"])
def test_the_running_estimate_ends_at_the_summary(name: str) -> None:
    table = compute_running_estimates(THREE, name).groupby("variant", sort=False).last()
    figures = summarise_variants(THREE).set_index("variant")
    assert table["estimate"].tolist() == pytest.approx(figures[name].tolist())
    assert table["low"].tolist() == pytest.approx(figures[f"{name}_low"].tolist())
    assert table["n"].max() <= 300


def test_importing_the_analysis_costs_little_over_pandas() -> None:
    program = (
        "import sys, time, pandas; start = time.process_time();import "
        "runs.analysis.comparison.overview, runs.analysis.text.sentences, "
        "runs.analysis.estimates.spread,runs.analysis.runs.representative, "
        "runs.analysis.checks.checks, runs.analysis.waiting.stages, "
        "runs.analysis.outcomes.ledger;print(time.process_time() - start);assert 'statsmodels' "
        "not in sys.modules and 'scipy.stats' not in sys.modules"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert float(found.stdout) < 0.2  # 0.01 s when the machine is idle


@pytest.mark.slow
def test_a_hundred_variants_are_summarised_in_under_three_seconds() -> None:
    frame = pd.concat([outcomes(2000, f"v{i}", i) for i in range(100)], ignore_index=True)
    with measure_cost() as cost:
        assert len(summarise_variants(frame)) == 100
    assert cost.seconds < 3
