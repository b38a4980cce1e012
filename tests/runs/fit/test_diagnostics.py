"""Diagnostics in cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from runs.studies.fit.diagnostics import (
    compute_effective_draws,
    compute_log_likelihood_noise,
    compute_power_sensitivity,
    compute_r_hat,
    describe_lever,
    score_left_out_clusters,
    smooth_log_weights,
    write_convergence_sentence,
    write_moved_sentence,
)
from runs.studies.fit.prior import draw_normals
from tests.runs.fit.toys import make_datum

Z = draw_normals(0, 400, ("one", "other"), ("fit", "test"))


def test_a_lever_of_which_nothing_is_learned_is_not_moved():
    found = describe_lever("one", Z[:, 0])
    assert abs(found["contraction"]) < 0.2
    assert not found["moved"]


def test_a_lever_whose_spread_is_halved_contracts_by_three_quarters():
    found = describe_lever("one", 0.5 * Z[:, 0] + 1.0)
    assert found["contraction"] == pytest.approx(0.75, abs=0.05)
    assert found["z_score"] == pytest.approx(1.0, abs=0.1)
    assert found["moved"]


def test_what_one_population_alone_says_is_not_learned():
    z = Z[:, 0].copy()
    z[:200] += 3.0
    assert not describe_lever("one", z)["moved"]
    assert compute_r_hat(z) > 1.2
    assert compute_r_hat(Z[:, 0]) < 1.05


def test_noise_is_how_far_two_views_of_a_difference_of_draws_are_apart():
    views = 3.0 * draw_normals(1, 4000, ("one", "other"), ("fit", "views"))
    assert compute_log_likelihood_noise(views) == pytest.approx(3.0, rel=0.05)
    apart = views + np.array([50.0, 0.0])  # what is so of all draws does not matter
    assert compute_log_likelihood_noise(apart) == pytest.approx(compute_log_likelihood_noise(views))


def test_draws_are_worth_as_many_as_leave_two_means_as_far_apart():
    names = tuple(str(k) for k in range(100))
    z = draw_normals(2, 400, names, ("fit", "test"))
    assert compute_effective_draws(z) == pytest.approx(400, rel=0.3)
    ten_times_each = np.repeat(z[::10], 10, axis=0)
    assert compute_effective_draws(ten_times_each) == pytest.approx(40, rel=0.3)


def test_leaving_out_weighs_by_what_a_cluster_did_not_say():
    logs = np.log(np.linspace(0.5, 1.0, 400))
    weights, k = smooth_log_weights(-logs)
    expected = 1.0 / np.linspace(0.5, 1.0, 400)
    assert np.exp(weights) == pytest.approx(expected / expected.sum(), rel=0.03)
    assert k < 0.7


def test_a_cluster_that_decides_all_is_not_left_out_by_weights():
    _, k = smooth_log_weights(4.0 * Z[:, 0] ** 2)
    assert k > 0.7


def test_weights_with_a_tail_of_ties_stay():
    weights, k = smooth_log_weights(np.zeros(50))
    assert np.exp(weights) == pytest.approx(np.full(50, 0.02))
    assert k == 0.0


def test_each_cluster_is_left_out_with_all_its_rows():
    data = [make_datum(id="A", cluster="a"), make_datum(id="B", cluster="b"),
            make_datum(id="C", cluster="b")]  # fmt: skip
    terms = np.column_stack([0.1 * Z[:, 0], 0.1 * Z[:, 1], 0.1 * Z[:, 1]])
    found = score_left_out_clusters(terms, data)
    assert [(one["cluster"], one["rows"]) for one in found] == [("a", 1), ("b", 2)]
    assert found[1]["log_score"] < found[1]["log_score_learned"]


def test_the_sentences_say_what_is_not_known():
    result = {"levers": [0] * 40, "moved": 3, "converged": True, "worst_r_hat": 1.1}
    assert "moves 3 of these 40 levers; of the others you learn nothing" in (
        write_moved_sentence(result)
    )
    assert write_convergence_sentence(result).startswith("Two independent populations agree")
    result |= {"converged": False, "worst_r_hat": 1.5}
    assert write_convergence_sentence(result).startswith("It has not converged")
    assert "moves 3" not in write_moved_sentence(result)


def test_a_lever_goes_where_twice_the_likelihood_pulls_it():
    names = tuple(str(k) for k in range(3))
    z = draw_normals(3, 4000, names, ("fit", "test"))
    pulled = compute_power_sensitivity(
        z, 0.5 * z[:, 0]
    )  # L^p moves the mean by p / 2, log2 slope ln 2
    assert pulled[0] == pytest.approx(0.5 * np.log(2.0), abs=0.05)
    assert pulled[1:] == pytest.approx([0.0, 0.0], abs=0.05)
