"""Designs: strata are filled, crossings are whole, shares of variance are Sobol's."""

from __future__ import annotations

import numpy as np
import pytest

from runs.analysis.sensitivity.designs import (
    compare_variance_shares,
    cross_factors,
    find_strongest_factor,
    sample_log_hypercube,
)


def test_a_hypercube_has_one_set_in_each_stratum_of_each_lever() -> None:
    drawn = np.log2(sample_log_hypercube(7, 40, 2.0, 3))
    assert drawn.shape == (40, 7)
    strata = np.floor((drawn + 1.0) / 2.0 * 40).astype(int)
    assert all(sorted(column) == list(range(40)) for column in strata.T)


def test_a_design_is_a_function_of_its_seed() -> None:
    assert np.array_equal(sample_log_hypercube(3, 9, 2.0, 5), sample_log_hypercube(3, 9, 2.0, 5))
    assert not np.array_equal(
        sample_log_hypercube(3, 9, 2.0, 5), sample_log_hypercube(3, 9, 2.0, 6)
    )


def test_a_crossing_holds_every_combination_the_first_factor_slowest() -> None:
    found = cross_factors({"a": [1, 2], "b": [5, 6, 7]})
    assert found["a"].tolist() == [1, 1, 1, 2, 2, 2]
    assert found["b"].tolist() == [5, 6, 7, 5, 6, 7]


def test_the_lever_at_which_a_sign_flips_is_found() -> None:
    factors = sample_log_hypercube(30, 200, 2.0, 0)
    sign = np.where(factors[:, 11] > 1.2, -1.0, 1.0)
    place, rho = find_strongest_factor(sign, factors)
    assert place == 11
    assert rho < -0.7
    assert find_strongest_factor(np.ones(200), factors)[0] == -1


@pytest.mark.parametrize(("one", "other"), [(3.0, 1.0), (1.0, 3.0), (1.0, 0.0)])
def test_shares_of_variance_of_an_additive_model_are_known(one: float, other: float) -> None:
    settings = cross_factors({"x": [-1, 1], "y": [-1, 0, 1]})
    noise = np.random.default_rng(1).normal(size=(6, 4000))
    runs = (one * settings["x"] + other * settings["y"])[:, None] + noise
    parts = one**2, other**2 * 2 / 3
    draws = compare_variance_shares(runs, (2, 3), np.arange(4000))
    expected = (parts[0] - parts[1]) / sum(parts)
    assert draws[0] == pytest.approx(expected, abs=0.03)
    assert np.quantile(draws[1:], 0.005) <= expected <= np.quantile(draws[1:], 0.995)
