"""The likelihood: runs of many sets, beginnings cut short, and numbers by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from agents.block import run_block
from model.lanes import Piece
from runs.execute.serial import Serial
from runs.plan.designs.table import make_piece
from runs.rectangles import Rectangle
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.forecasting import compose_rows
from runs.studies.fit.likelihood import (
    AFTER,
    BEFORE,
    WITHIN,
    SimulatedLikelihood,
    SimulatedRuns,
)
from runs.studies.fit.prior import draw_normals, read_shipped_prior
from runs.studies.fit.recorded_wait import Asker
from runs.studies.fit.regression import UNKNOWN
from runs.studies.fit.simulated import (
    compute_asker_probability,
    compute_day_shares,
    read_days_and_askers,
)
from tests.runs.fit.toys import collect_rows, make_datum, make_likelihood, write_rows

EVIDENCE, PRIOR = read_evidence(), read_shipped_prior()


@pytest.fixture(scope="module")
def composed(tmp_path_factory):
    path = write_rows(tmp_path_factory.mktemp("rows") / "own.csv", "F65", "F71")
    return compose_rows(collect_rows(path))


def simulate(composed, z, seed=0):
    own = SimulatedLikelihood(composed, PRIOR, EVIDENCE)
    with Serial() as workers:
        return own.simulate(z, seed, workers, 1000, lambda _: None)


def test_a_set_gives_the_same_run_whoever_shares_its_block(composed):
    z = draw_normals(0, 3, PRIOR.names, ("fit", "test"))
    together, alone = simulate(composed, z), simulate(composed, z[:1])
    assert np.array_equal(together.days[0], alone.days[0])
    assert np.array_equal(together.askers[0], alone.askers[0])


def test_another_seed_is_another_world(composed):
    z = np.zeros((40, len(PRIOR.names)))
    assert not np.array_equal(simulate(composed, z).days, simulate(composed, z, 1).days)


def test_a_beginning_that_is_cut_short_plays_the_same_days(composed):
    config = composed.configs["F71 leader"]
    runs = np.arange(60, dtype=np.int64)
    days = []
    for horizon in (12, 40):
        cut = config.model_copy(update={"horizon": horizon})
        result = run_block([Piece(cut, 0, runs)])
        found = read_days_and_askers(cut, result, slice(0, 60), ("leader_day", "leader_asker"))
        days.append(np.minimum(found["leader_day"], 12))
        assert found["leader_day"].max() <= horizon
    assert np.array_equal(*days)
    assert (days[0] < 12).any()


def test_a_beginning_is_played_no_longer_than_the_data_ask(composed):
    own = SimulatedLikelihood(composed, PRIOR, EVIDENCE)
    assert own.simulated_days < 2 * 10  # two rows of two days, not of 366


def test_days_are_before_in_or_after_the_window_and_askers_count_up_to_its_end():
    own = make_likelihood([make_datum(40, asker=Asker(0, 0.9)), make_datum(60, True)], PRIOR)
    days = np.array([[33, 60], [34, 61], [46, 0], [47, 366]], dtype=np.int16)
    askers = np.array([[0, 0], [1, 0], [2, 0], [1, 0]], dtype=np.int16)
    codes = own.classify_runs(SimulatedRuns(days, askers))
    assert codes[:, 0].tolist() == [BEFORE, WITHIN, WITHIN, AFTER]
    assert codes[:, 1].tolist() == [BEFORE, WITHIN, BEFORE, WITHIN]
    assert codes[:, 2].tolist() == [0, 1, 2, UNKNOWN]


def test_the_term_of_a_datum_is_its_weight_times_the_log_of_window_and_asker():
    data = [make_datum(40, asker=Asker(0, 0.9)), make_datum(40, id="X2")]
    own = make_likelihood(data, PRIOR)
    shares = np.array([[[0.3, 0.5, 0.2], [0.1, 0.0, 0.9], [0.6, 0.3, 0.1]]])
    even = 0.5 / 400.5
    mass = (math.log1p(47) - math.log1p(34)) / math.log1p(3650)
    window = math.log((1 - even) * 0.5 + even * mass)
    expected = 0.5 * (window + math.log(0.9 * 0.6 + 0.1 * 0.4 / 2))
    terms = own.compute_log_likelihoods(shares)
    assert terms[0, 0] == pytest.approx(expected)
    assert terms[0, 1] == pytest.approx(0.5 * math.log(even * mass))


def test_a_coding_that_is_wrong_names_either_other_alike():
    own, coded = compute_asker_probability(np.array([3.0, 0.0, 0.0]), 3.0, Asker(1, 0.7))
    assert own == pytest.approx((1 / 3) / 4)
    assert coded == pytest.approx(0.7 / 12 + 0.3 * (11 / 12) / 2)


def test_days_are_counted_with_their_weights():
    days = np.array([0, 5, 5, 366], dtype=np.int16)
    plain = compute_day_shares(days, 365)
    assert (plain[0], plain[5], plain[366]) == (0.25, 0.5, 0.25)
    weighed = compute_day_shares(days, 365, np.array([0.0, 0.5, 0.0, 0.5]))
    assert (weighed[5], weighed[366]) == (0.5, 0.5)


def test_run_k_plays_draw_k_mod_d(composed):
    config = composed.configs["F71 leader"]
    piece = make_piece(
        config, 0, Rectangle("x", 0, 1, 3, 4), {}, {"contact.inertia": np.array([1.0, 2.0, 3.0])}
    )
    assert piece.replications.tolist() == [3, 4, 5, 6]
    assert piece.levers["contact.inertia"].tolist() == [1.0, 2.0, 3.0, 1.0]
