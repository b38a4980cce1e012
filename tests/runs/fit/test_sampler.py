"""The sampler against a posterior that is known, and its parts against numbers by hand."""

from __future__ import annotations

import numpy as np
import pytest

from runs.studies.fit import sampler
from runs.studies.fit.sampler import Budget, choose_temperature, resample_systematically
from tests.runs.fit.toys import NAMES, evaluate_gaussian


def run_sampler(budget, seed=0, evaluate=evaluate_gaussian):
    state, step = sampler.begin(NAMES, budget, seed, evaluate), 0
    while not sampler.is_finished(state, budget):
        step += 1
        state = sampler.advance(state, step, NAMES, budget, seed, evaluate)
    return state


def test_it_finds_the_posterior_of_one_lever_and_leaves_the_others():
    state = run_sampler(Budget(1000, 2, 12))
    mean, variance = state.z.mean(axis=0), state.z.var(axis=0)
    assert mean[0] == pytest.approx(1.6, abs=0.06)
    assert variance[0] == pytest.approx(0.2, abs=0.04)
    assert mean[1:] == pytest.approx([0.0, 0.0], abs=0.15)
    assert variance[1:] == pytest.approx([1.0, 1.0], abs=0.2)


def test_a_likelihood_that_says_nothing_leaves_the_prior_in_one_temperature():
    def say_nothing(z):
        return evaluate_gaussian(0.0 * z)

    budget = Budget(500, 2, 1)
    state = run_sampler(budget, evaluate=say_nothing)
    assert int(state.moves[0]) == 1
    assert (state.acceptance == 1.0).all()
    assert state.z.var() == pytest.approx(1.0, abs=0.1)


def test_a_temperature_leaves_half_of_the_population_effective():
    total = -0.5 * np.linspace(0.0, 30.0, 200) ** 2
    after = choose_temperature(total, 0.0)
    weights = np.exp(after * total)
    weights /= weights.sum()
    assert 0.0 < after < 1.0
    assert 1.0 / (weights**2).sum() == pytest.approx(100.0, rel=1e-6)


def test_systematic_resampling_takes_each_as_often_as_its_weight_says():
    taken = resample_systematically(np.array([0.5, 0.25, 0.25, 0.0]), 0.5)
    assert taken.tolist() == [0, 0, 1, 2]


def test_a_state_and_its_step_decide_the_next():
    budget = Budget(20, 2, 2)
    state = sampler.begin(NAMES, budget, 5, evaluate_gaussian)
    once, twice = (sampler.advance(state, 1, NAMES, budget, 5, evaluate_gaussian) for _ in range(2))
    for name in state._fields:
        assert np.array_equal(getattr(once, name), getattr(twice, name))
    other = sampler.advance(state, 2, NAMES, budget, 5, evaluate_gaussian)
    assert not np.array_equal(once.z, other.z)


def test_the_two_populations_never_meet():
    budget = Budget(20, 2, 1)
    state = sampler.begin(NAMES, budget, 0, evaluate_gaussian)
    after = sampler.advance(state, 1, NAMES, budget, 0, evaluate_gaussian)

    def shut_out_the_second(z):
        found = evaluate_gaussian(z)
        return found._replace(terms=np.where(np.arange(40)[:, None] < 20, found.terms, -9.0))

    changed = sampler.begin(NAMES, budget, 0, shut_out_the_second)
    changed = sampler.advance(changed, 1, NAMES, budget, 0, shut_out_the_second)
    assert np.array_equal(after.z[:20], changed.z[:20])
