"""The sampler against a posterior that is known, and its parts against numbers by hand."""

from __future__ import annotations

import numpy as np
import pytest

from runs.studies.fit import sampler
from runs.studies.fit.sampler import Budget
from runs.studies.fit.tempering import compute_next_temperature, resample_systematically
from tests.runs.fit.toys import NAMES, evaluate_gaussian


def run_sampler(budget, seed=0, evaluate=evaluate_gaussian):
    return sampler.sample_posterior(NAMES, budget, seed, evaluate)


def test_it_finds_the_posterior_of_one_lever_and_leaves_the_others():
    state = run_sampler(Budget(1000, 1, 12, 40))
    mean, variance = state.z.mean(axis=0), state.z.var(axis=0)
    assert mean[0] == pytest.approx(1.6, abs=0.06)
    assert variance[0] == pytest.approx(0.2, abs=0.04)
    assert mean[1:] == pytest.approx([0.0, 0.0], abs=0.15)
    assert variance[1:] == pytest.approx([1.0, 1.0], abs=0.2)


def test_a_likelihood_that_says_nothing_leaves_the_prior_in_one_temperature():
    def say_nothing(z):
        return evaluate_gaussian(0.0 * z)

    budget = Budget(500, 1, 1, 40)
    state = run_sampler(budget, evaluate=say_nothing)
    assert int(state.moves[0]) == 1
    assert (state.acceptance == 1.0).all()
    assert state.z.var() == pytest.approx(1.0, abs=0.1)


def test_a_temperature_leaves_half_of_the_population_effective():
    total = -0.5 * np.linspace(0.0, 30.0, 200) ** 2
    after = compute_next_temperature(total, 0.0)
    weights = np.exp(after * total)
    weights /= weights.sum()
    assert 0.0 < after < 1.0
    assert 1.0 / (weights**2).sum() == pytest.approx(100.0, rel=1e-6)


def test_systematic_resampling_takes_each_as_often_as_its_weight_says():
    taken = resample_systematically(np.array([0.5, 0.25, 0.25, 0.0]), 0.5)
    assert taken.tolist() == [0, 0, 1, 2]


def test_a_state_and_its_step_decide_the_next():
    budget = Budget(20, 1, 2, 40)
    state = sampler.begin_sampling(NAMES, budget, 5, evaluate_gaussian)
    once, twice = (
        sampler.advance_sampler(state, 1, NAMES, budget, 5, evaluate_gaussian) for _ in range(2)
    )
    for name in state._fields:
        assert np.array_equal(getattr(once, name), getattr(twice, name))
    other = sampler.advance_sampler(state, 2, NAMES, budget, 5, evaluate_gaussian)
    assert not np.array_equal(once.z, other.z)


def test_a_population_hangs_on_its_own_likelihood_alone():
    budget = Budget(20, 1, 1, 40)
    state = sampler.begin_sampling(NAMES, budget, 0, evaluate_gaussian)
    after = sampler.advance_sampler(state, 1, NAMES, budget, 0, evaluate_gaussian)

    def shut_out_the_second(z):
        return np.where(np.arange(40)[:, None] < 20, evaluate_gaussian(z), -9.0)

    changed = sampler.begin_sampling(NAMES, budget, 0, shut_out_the_second)
    changed = sampler.advance_sampler(changed, 1, NAMES, budget, 0, shut_out_the_second)
    assert np.array_equal(after.z[:20], changed.z[:20])


@pytest.mark.parametrize(
    ("size", "exchanged"),
    [
        (4, [0, 5, 2, 7, 4, 1, 6, 3]),
        (3, [0, 4, 2, 3, 1, 5]),
        (1, [0, 1]),
    ],
)
def test_each_population_simulates_draws_of_either(size, exchanged):
    z = np.arange(2 * size)[:, None] * np.ones(3)
    kept = z.copy()
    assert np.array_equal(sampler.exchange_every_other_particle(z)[:, 0], exchanged)
    assert np.array_equal(z, kept)


def test_draws_are_taken_evenly_from_both_populations():
    budget = Budget(20, 1, 1, 10)
    state = sampler.begin_sampling(NAMES, budget, 0, evaluate_gaussian)
    draws = sampler.select_draws(state, budget.draws)
    assert np.array_equal(draws.z, state.z[[0, 4, 8, 12, 16, 20, 24, 28, 32, 36]])
    assert len(sampler.select_draws(state, 400).z) == 40


def test_a_round_draws_nothing_that_another_drew():
    budget = Budget(20, 1, 1, 40)
    one, other = (
        sampler.sample_posterior(NAMES, budget, 0, evaluate_gaussian, k) for k in (0, 100)
    )
    assert not np.isin(one.z, other.z).any()
