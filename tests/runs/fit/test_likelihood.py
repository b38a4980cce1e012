"""The likelihood: common worlds, beginnings cut short, and numbers by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from agents.block import run_block
from model.lanes import Piece
from runs.execute.serial import Serial
from runs.plan.designs.table import make_piece
from runs.rectangles import Rectangle
from runs.studies.fit.datum import Asker
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.forecasting import ComposedRows, compose_rows
from runs.studies.fit.likelihood import SimulatedLikelihood
from runs.studies.fit.prior import draw_normals, read_shipped_prior
from runs.studies.fit.simulated import compute_asker_probability, count_days, read_days
from runs.studies.fit.standoff_row import StandoffRow
from runs.studies.fit.window import compute_even_forecast
from tests.runs.fit.toys import collect_rows, make_datum, write_rows

EVIDENCE, PRIOR = read_evidence(), read_shipped_prior()


@pytest.fixture(scope="module")
def composed(tmp_path_factory):
    path = write_rows(tmp_path_factory.mktemp("rows") / "own.csv", "F65", "F71")
    return compose_rows(collect_rows(path))


def evaluate(composed, z, worlds=4):
    own = SimulatedLikelihood(composed, PRIOR, worlds, 0, EVIDENCE)
    with Serial() as workers:
        return own.evaluate(z, workers, 1000, lambda _: None)


def test_a_set_has_the_same_likelihood_whoever_shares_its_block(composed):
    z = draw_normals(0, 3, PRIOR.names, ("fit", "test"))
    together = evaluate(composed, z)
    alone = evaluate(composed, z[1:2])
    assert np.array_equal(together.terms[1], alone.terms[0])
    assert np.array_equal(together.halves[1], alone.halves[0])


def test_equal_sets_have_equal_likelihoods_since_worlds_are_common(composed):
    found = evaluate(composed, np.zeros((2, len(PRIOR.names))))
    assert np.array_equal(found.terms[0], found.terms[1])


def test_a_beginning_that_is_cut_short_plays_the_same_days(composed):
    config = composed.configs["F71 leader"]
    runs = np.arange(60, dtype=np.int64)
    days = []
    for horizon in (12, 40):
        cut = config.model_copy(update={"horizon": horizon})
        result = run_block([Piece(cut, 0, runs)])
        found = read_days(cut, result, slice(0, 60), ("leader_day", "leader_asker"))
        days.append(np.minimum(found["leader_day"], 12))
        assert found["leader_day"].max() <= horizon
    assert np.array_equal(*days)
    assert (days[0] < 12).any()


def test_a_beginning_is_played_no_longer_than_the_data_ask(composed):
    own = SimulatedLikelihood(composed, PRIOR, 2, 0, EVIDENCE)
    assert own.days < 2 * 10  # two rows of two days, not of 366


def make_likelihood(datum):
    row = StandoffRow((datum,), lambda: None, "2020-01-01", frozenset())
    toy = object.__new__(SimulatedLikelihood)
    toy.__dict__.update(
        data=(datum,), worlds=4, evidence=EVIDENCE, weights=np.array([0.5]), ends=[46],
        events=np.array([[float(34 <= day <= 46) for day in range(367)]]),
    )  # fmt: skip
    assert ComposedRows((row,), {}).rows
    return toy


def test_the_term_of_a_datum_is_its_weight_times_the_log_of_window_and_asker():
    toy = make_likelihood(make_datum(40, asker=Asker(0, 0.9)))
    days = np.array([[40, 41, 300, 3]])
    asker = np.array([[0, 1, 0, 0]])
    even = 0.5 / 4.5
    floor = float(toy.events[0] @ compute_even_forecast(EVIDENCE))
    p_day = (1 - even) * 0.5 + even * floor
    p_first = (2 + 1 / 3) / (3 + 1)  # of the three that met by day 46, two were asked for by it
    p_coded = 0.9 * p_first + 0.1 * (1 - p_first) / 2
    expected = 0.5 * (math.log(p_day) + math.log(p_coded))
    assert toy._compute_term(0, days, asker)[0] == pytest.approx(expected)


def test_a_coding_that_is_wrong_names_either_other_alike():
    own, coded = compute_asker_probability(np.array([3.0, 0.0, 0.0]), 3.0, Asker(1, 0.7))
    assert own == pytest.approx((1 / 3) / 4)
    assert coded == pytest.approx(0.7 / 12 + 0.3 * (11 / 12) / 2)


def test_days_are_counted_with_their_weights():
    days = np.array([0, 5, 5, 366], dtype=np.int16)
    plain = count_days(days, 365)
    assert (plain[0], plain[5], plain[366]) == (0.25, 0.5, 0.25)
    weighed = count_days(days, 365, np.array([0.0, 0.5, 0.0, 0.5]))
    assert (weighed[5], weighed[366]) == (0.5, 0.5)


def test_run_k_plays_draw_k_mod_d(composed):
    config = composed.configs["F71 leader"]
    piece = make_piece(
        config, 0, Rectangle("x", 0, 1, 3, 4), {}, {"contact.inertia": np.array([1.0, 2.0, 3.0])}
    )
    assert piece.replications.tolist() == [3, 4, 5, 6]
    assert piece.levers["contact.inertia"].tolist() == [1.0, 2.0, 3.0, 1.0]
