"""The table of scores: every row is there, differences are paired, a cluster counts once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runs.execute.launch import Progress
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.fit.draws import draw_prior
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.forecasting import Terms
from runs.studies.fit.recorded_wait import Asker
from runs.studies.fit.rivals import make_rival_forecasts
from runs.studies.fit.score_table import (
    compute_score_table,
    format_score_cells,
    write_score_sentences,
)
from runs.studies.fit.scoring import Forecast, compute_paired_difference, make_score_rows
from runs.studies.fit.summary import compute_rank_correlation_of_days, compute_weighted_mean
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
    rows = [{"a": 1.0, "b": 0.0, "cluster": "x"}, {"a": 3.0, "b": 0.0, "cluster": "x"},
            {"a": 5.0, "b": 1.0, "cluster": "y"},
            {"a": None, "b": 1.0, "cluster": "z"}]  # fmt: skip
    by_row = compute_paired_difference(rows, "a", "b", by_cluster=False)
    assert (by_row["n"], by_row["difference"]) == (3, pytest.approx(8 / 3))
    by_cluster = compute_paired_difference(rows, "a", "b")
    assert (by_cluster["n"], by_cluster["difference"]) == (2, 3.0)
    assert by_cluster["high"] == pytest.approx(3.0 + 12.7062 * math.sqrt(2.0 / 2.0))


def test_means_weigh_and_correlations_take_ties_at_the_end():
    rows = [{"x": 1.0, "weight": 1.0}, {"x": 4.0, "weight": 0.5}, {"x": None, "weight": 9.0}]
    assert compute_weighted_mean(rows, "x") == 2.0
    days = [(5, False, 6.0), (50, False, 70.0), (365, True, math.inf), (30, True, 1.0)]
    table = [{"observed": d, "censored": c, "median": m} for d, c, m in days]
    assert compute_rank_correlation_of_days(table, "median") == pytest.approx(1.0)


@pytest.mark.slow
@pytest.mark.parametrize("with_draws", [False, True])
def test_rows_of_one_s_own_are_scored_in_full_and_none_is_dropped(tmp_path, with_draws):
    path = write_rows(tmp_path / "own.csv", "F71", "F66")
    path.write_text(path.read_text().replace("US-CA", "US-XX").replace(",CA,", ",XX,", 1))
    rows, told = collect_rows(path), []
    terms = Terms(20, 0, ExecutorSettings(name="serial"))
    draws = draw_prior() if with_draws else None
    table = compute_score_table(rows, collect_rows(path), draws, terms, EVIDENCE, told.append)
    assert isinstance(told[-1], Progress)
    assert table["fit"] == ("prior" if with_draws else "none")
    assert [(row["id"], row["composed"]) for row in table["rows"]] == [
        ("F66", False),
        ("F71", True),
    ]
    assert all(set(FIELDS) <= set(row) for row in table["rows"])
    assert format_score_cells(table["rows"][0])[0] == "F66 *"
    assert write_score_sentences(table)[-1] == "Not composed and scored as the pool: F66."
