"""Rivals know nothing of the cluster they are judged on, and are what their names say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.recorded_wait import Asker, compute_cluster_weights
from runs.studies.fit.rivals import (
    RIVALS,
    compute_asker_base_rate,
    compute_lognormal_forecast,
    fit_lognormal,
    make_rival_forecasts,
)
from runs.studies.fit.window import compute_even_forecast, find_quantile
from tests.runs.fit.toys import make_datum

EVIDENCE = read_evidence()


def test_members_of_a_cluster_share_its_weight():
    data = [
        make_datum(id="A", cluster="a"),
        make_datum(id="B", cluster="b"),
        make_datum(id="C", cluster="b"),
        make_datum(id="C", cluster="b", stage="envoy"),
    ]
    assert compute_cluster_weights(data) == [1.0, 0.5, 0.5, 1.0]


def test_a_forecast_does_not_feel_its_own_cluster():
    others = [make_datum(day, id=f"o{day}", cluster=f"o{day}") for day in (5, 40, 300)]
    own = [make_datum(day, id=f"x{day}") for day in (1, 2)]
    alone = make_rival_forecasts(own[0], [*others, own[0]], EVIDENCE)
    beside = make_rival_forecasts(own[0], [*others, *own], EVIDENCE)
    for name in RIVALS:
        assert np.array_equal(alone[name], beside[name])


def test_each_rival_is_a_distribution():
    known = [
        make_datum(day, id=str(day), cluster=str(day), trade=day < 9, door=day > 90)
        for day in (2, 3, 5, 20, 90, 200, 365)
    ]
    for name, forecast in make_rival_forecasts(make_datum(), known, EVIDENCE).items():
        assert forecast.min() >= 0.0, name
        assert forecast.sum() == pytest.approx(1.0), name


def test_with_nothing_else_known_all_are_even():
    found = make_rival_forecasts(make_datum(), [make_datum()], EVIDENCE)
    for forecast in found.values():
        assert np.array_equal(forecast, compute_even_forecast(EVIDENCE))


def test_without_censoring_the_lognormal_has_the_mean_and_sd_of_the_logs():
    data = [make_datum(day) for day in (3, 10, 100)]
    fit = fit_lognormal(data, [1.0, 1.0, 1.0], np.ones((3, 1)))
    logs = np.log1p([3.0, 10.0, 100.0])
    assert fit[0] == pytest.approx(logs.mean(), abs=1e-4)
    assert math.exp(fit[1]) == pytest.approx(logs.std(), abs=1e-4)
    assert find_quantile(compute_lognormal_forecast(fit, np.ones(1), EVIDENCE), 0.5) == round(
        math.expm1(logs.mean())
    )


def test_a_longer_standoff_without_an_end_pulls_the_mean_up():
    seen = [make_datum(day) for day in (3, 10, 100)]
    open_one = make_datum(200, censored=True)
    fit = fit_lognormal([*seen, open_one], [1.0] * 4, np.ones((4, 1)))
    assert fit[0] > np.log1p([3.0, 10.0, 100.0, 200.0]).mean()


def test_the_regression_tells_trade_from_other_standoffs():
    known = [
        make_datum(day, id=str(day), cluster=str(day), trade=day < 9, door=day % 2 == 0)
        for day in (2, 3, 4, 5, 90, 101, 150, 201)
    ]
    found = [
        find_quantile(make_rival_forecasts(make_datum(trade=trade), known, EVIDENCE)["regression"],
                      0.5)
        for trade in (True, False)
    ]  # fmt: skip
    assert found[0] < 10 < 50 < found[1]


def test_the_base_rate_of_the_cut_off_side_is_that_of_the_other_clusters():
    first, second = Asker(0, 0.9), Asker(1, 0.9)
    known = [make_datum(id=str(i), cluster=str(i), cut_off=0, asker=first) for i in range(3)]
    known.append(make_datum(id="d", cluster="d", cut_off=0, asker=second))
    own = make_datum(cut_off=1, asker=second)  # the side that is cut off, though the second
    assert compute_asker_base_rate(own, [*known, own]) == pytest.approx((3 + 1 / 3) / 5)


def test_where_nobody_alone_is_cut_off_the_sides_are_alike():
    known = [make_datum(id=str(i), cluster=str(i), asker=Asker(i % 2, 0.9)) for i in range(4)]
    own = make_datum(asker=Asker(0, 0.9))
    assert compute_asker_base_rate(own, known) == pytest.approx((4 + 2 / 3) / 5 / 2)
