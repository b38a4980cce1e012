"""The table of scores: every row is there, differences are paired, a cluster counts once."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import statsmodels.api as sm

from runs.execute.launch import Progress
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.fit.draws import draw_prior
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.forecasting import ForecastSettings
from runs.studies.fit.recorded_wait import Asker
from runs.studies.fit.rivals import make_rival_forecasts
from runs.studies.fit.score_table import (
    compute_score_table,
    format_score_cells,
    format_score_difference,
    write_score_sentences,
)
from runs.studies.fit.scoring import Forecast, compute_paired_difference, make_score_rows
from runs.studies.fit.storage import list_shipped_score_files
from runs.studies.fit.summary import (
    compute_rank_correlation_of_days,
    compute_weighted_mean,
    summarise_scores,
)
from runs.studies.fit.window import compute_crps
from tests.runs.fit.toys import collect_rows, make_datum, write_rows

EVIDENCE = read_evidence()
FIELDS = (
    "id", "stage", "observed", "censored", "median", "low80", "high80", "quantile", "log_score",
    "log_score_exponential", "log_score_lognormal", "log_score_regression", "log_score_pool",
    "crps", "crps_pool", "asker", "p_asker", "log_score_asker", "log_score_asker_base", "composed",
)  # fmt: skip


def spread_over(*days):
    forecast = np.zeros(EVIDENCE.last_day + 2)
    forecast[list(days)] = 1.0 / len(days)
    return forecast


KNOWN = [make_datum(day, id=str(day), cluster=str(day)) for day in (2, 20, 90, 200)]


def test_a_row_that_was_not_composed_is_scored_as_the_pool_and_counted():
    datum = make_datum(40)
    [row] = make_score_rows([datum], {}, KNOWN, EVIDENCE)
    pool = make_rival_forecasts(datum, KNOWN, EVIDENCE)["pool"]
    assert not row["composed"]
    assert row["crps"] == row["crps_pool"] == compute_crps(pool, datum)
    assert row["log_score"] == row["log_score_pool"]


def test_a_row_says_what_was_forecast_and_who_asked():
    datum = make_datum(40, asker=Asker(1, 0.9))
    own = Forecast(spread_over(10, 40, 40, 90), np.array([1.0, 3.0, 0.0]), 4.0)
    own = own._replace(days=0.25 * spread_over(10) + 0.5 * spread_over(40) + 0.25 * spread_over(90))
    [row] = make_score_rows([datum], {datum.key: own}, KNOWN, EVIDENCE)
    assert (row["low80"], row["median"], row["high80"], row["covered"]) == (10, 40, 90, True)
    assert row["quantile"] == 0.5
    assert row["asker"] == "second"
    assert row["p_asker"] == pytest.approx((3 + 1 / 3) / 5)
    assert row["log_score_asker"] == pytest.approx(math.log(row["p_asker"]))


def test_a_standoff_watched_too_briefly_neither_lies_in_an_interval_nor_out_of_it():
    datum = make_datum(15, censored=True)
    own = Forecast(spread_over(10, 40, 90), np.zeros(3), 3.0)
    [row] = make_score_rows([datum], {datum.key: own}, KNOWN, EVIDENCE)
    assert row["covered"] is None


def test_a_difference_is_paired_by_row_and_by_cluster():
    rows = [{"a": 1.0, "b": 0.0, "cluster": "x", "weight": 0.5},
            {"a": 3.0, "b": 0.0, "cluster": "x", "weight": 0.5},
            {"a": 5.0, "b": 1.0, "cluster": "y", "weight": 1.0},
            {"a": None, "b": 1.0, "cluster": "z", "weight": 1.0}]  # fmt: skip
    by_row = compute_paired_difference(rows, "a", "b", by_cluster=False)
    assert (by_row["n"], by_row["difference"]) == (3, pytest.approx(8 / 3))
    by_cluster = compute_paired_difference(rows, "a", "b")
    assert (by_cluster["n"], by_cluster["difference"]) == (2, 3.0)
    assert by_cluster["high"] == pytest.approx(3.0 + 12.7062 * math.sqrt(2.0 / 2.0))


def test_a_difference_by_cluster_is_that_of_the_means_that_stand_beside_it():
    noise = np.random.default_rng(0).normal(size=(2, 40))
    rows = [
        {"a": float(a), "b": None if place % 7 == 0 else float(b), "cluster": str(place % 9),
         "weight": (1.0, 0.5, 0.25)[place % 3]}
        for place, (a, b) in enumerate(noise.T)
    ]  # fmt: skip
    held = [row for row in rows if row["b"] is not None]
    found = compute_paired_difference(rows, "a", "b")
    means = [compute_weighted_mean(held, name) for name in ("a", "b")]
    assert found["difference"] == pytest.approx(means[0] - means[1])
    weights = np.array([row["weight"] for row in held])
    fit = sm.WLS(
        np.array([row["a"] - row["b"] for row in held]), np.ones(len(held)), weights=weights
    ).fit(
        cov_type="cluster",
        cov_kwds={"groups": np.array([int(row["cluster"]) for row in held]), "df_correction": True},
        use_t=True,
    )
    half = (found["high"] - found["low"]) / 2
    assert half == pytest.approx(float(np.diff(fit.conf_int())[0, 0]) / 2)


def test_the_shipped_scores_differ_by_what_their_means_do():
    for path in list_shipped_score_files():
        for mean in json.loads(path.read_text(encoding="utf-8"))["means"]:
            for one in mean["differences"]:
                if one["by"] == "cluster":
                    gap = mean[one["one"]] - mean[one["other"]]
                    assert one["difference"] == pytest.approx(gap)


@pytest.mark.parametrize(("difference", "said"), [
    ((-0.001, -0.324, 0.0001), ("0.00", "-0.33", "+0.01")),
    ((0.3099, 0.0041, 0.6122), ("+0.31", "+0.00", "+0.62")),
    ((-1.285, -4.585, -0.001), ("-1.29", "-4.59", "0.00")),
])  # fmt: skip
def test_ends_of_differences_are_rounded_outwards(difference, said):
    named = dict(zip(("difference", "low", "high"), difference, strict=True))
    assert format_score_difference(named) == said


def test_rows_and_clusters_are_counted_in_words_of_their_number():
    datum = make_datum(40)
    rows = make_score_rows([datum], {}, KNOWN, EVIDENCE)
    table = {"means": summarise_scores(rows), "stale": "", "refused": {}, "unobserved": []}
    assert "1 row of 1 cluster:" in write_score_sentences(table)[0]


def test_means_weigh_and_correlations_take_ties_at_the_end():
    rows = [{"x": 1.0, "weight": 1.0}, {"x": 4.0, "weight": 0.5}, {"x": None, "weight": 9.0}]
    assert compute_weighted_mean(rows, "x") == 2.0
    days = [(5, False, 6.0), (50, False, 70.0), (365, True, math.inf), (30, True, 1.0)]
    table = [{"observed": d, "censored": c, "median": m} for d, c, m in days]
    assert compute_rank_correlation_of_days(table, "median") == pytest.approx(1.0)
    soon = [{"observed": d, "censored": False, "median": m}
            for d, m in ((5, 200.0), (10, 90.0), (20, 300.0))]  # fmt: skip
    assert compute_rank_correlation_of_days(soon, "median") == pytest.approx(0.5)


@pytest.mark.slow
@pytest.mark.parametrize("with_draws", [False, True])
def test_rows_of_one_s_own_are_scored_in_full_and_none_is_dropped(tmp_path, with_draws):
    path = write_rows(tmp_path / "own.csv", "F71", "F66")
    path.write_text(path.read_text().replace("US-CA", "US-XX").replace(",CA,", ",XX,", 1))
    rows, told = collect_rows(path), []
    settings = ForecastSettings(20, 0, ExecutorSettings(name="serial"))
    draws = draw_prior() if with_draws else None
    table = compute_score_table(rows, collect_rows(path), draws, settings, EVIDENCE, told.append)
    assert isinstance(told[-1], Progress)
    assert table["fit"] == ("prior" if with_draws else "none")
    assert [(row["id"], row["composed"]) for row in table["rows"]] == [
        ("F66", False),
        ("F71", True),
    ]
    assert all(set(FIELDS) <= set(row) for row in table["rows"])
    assert format_score_cells(table["rows"][0])[0] == "F66 *"
    assert write_score_sentences(table)[-1] == "Not composed and scored as the pool: F66."
