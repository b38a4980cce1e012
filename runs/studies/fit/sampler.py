"""Draws of the levers given the record: tempered sequential Monte Carlo.

Particles begin as draws of the prior and are led to the posterior by temperatures b from 0 to 1:
each is so chosen that weights exp((b' - b) log L) leave half of a population effective (Jasra et
al. 2011, doi:10.1111/j.1467-9469.2010.00723.x), resampled systematically, and then moved by steps
of preconditioned Crank and Nicolson (Cotter et al. 2013, doi:10.1214/13-STS421), which keep the
prior and so hold in many dimensions: z' = sqrt(1 - s^2) z + s xi, accepted by the likelihood
alone. Two populations, each with runs of its own, say whether the fit has converged.

All chance is named draws of (seed, particle, population, step): a state and its step decide the
next state, wherever and on how many workers it is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from runs.analysis.estimates.estimates import FloatArray, IntArray
from runs.studies.fit.prior import draw_normals, draw_uniforms
from runs.studies.fit.tempering import (
    compute_next_temperature,
    normalise_log_weights,
    resample_systematically,
)

POPULATIONS = 2
WANTED = 0.3
"""Acceptance that the length of a step is adapted to."""
SHORTEST, LONGEST = 0.02, 0.95
FIRST_LENGTH = 0.4
MOST_STEPS = 1000
NAME = "fit"


class Budget(NamedTuple):
    """How much is simulated: particles, moves, rounds."""

    particles: int
    """Of each population, and runs of each beginning that it simulates in a round."""
    rounds: int
    moves: int
    """At each temperature."""
    draws: int
    """Kept of the particles in the end, of both populations."""


class SamplerState(NamedTuple):
    """The state of a sampler after a step.

    Particles of one population follow those of the other. `z`: (2 x particles, levers); `terms`:
    (2 x particles, data) weighted log-likelihood of each recorded contact.
    """

    z: FloatArray
    terms: FloatArray
    temperature: FloatArray
    """(populations,)"""
    length: FloatArray
    """(populations,) s of the next move."""
    acceptance: FloatArray
    """(populations,) share accepted in the last move."""
    moves: IntArray
    """(1,) moves done at this temperature."""

    @property
    def total(self) -> FloatArray:
        """Log-likelihood of each particle; (particles of both populations,)."""
        total: FloatArray = self.terms.sum(axis=1)
        return total


class Chance(NamedTuple):
    """The random numbers of one population in one step, all derived from the seed of the fit."""

    seed: int
    population: int
    step: int

    def draw_normals(self, count: int, levers: tuple[str, ...], purpose: str) -> FloatArray:
        """Return standard normal draws for a purpose, (count, levers)."""
        return draw_normals(self.seed, count, levers, self._name(purpose), self.step)

    def draw_uniforms(self, count: int, purpose: str) -> FloatArray:
        """Return uniform draws in (0, 1) for a purpose, (count,)."""
        uniforms: FloatArray = draw_uniforms(self.seed, count, [self._name(purpose)], self.step)[0]
        return uniforms

    def _name(self, purpose: str) -> tuple[str, ...]:
        """Return the name of a draw as words: this sampler, its population and the purpose."""
        return (NAME, str(self.population), purpose)


Evaluate = Callable[[FloatArray], FloatArray]
"""(particles of all, levers) z -> (particles of all, data) weighted log-likelihoods."""


def draw_particles(names: tuple[str, ...], budget: Budget, seed: int, step: int = 0) -> FloatArray:
    """Return (particles of both populations, levers) draws of the prior, standard normal."""
    return np.concatenate([
        Chance(seed, population, step).draw_normals(budget.particles, names, "begin")
        for population in range(POPULATIONS)
    ])  # fmt: skip


def begin_sampling(
    names: tuple[str, ...], budget: Budget, seed: int, evaluate: Evaluate, first_step: int = 0
) -> SamplerState:
    """Return the state at temperature 0, drawn from the prior; evaluate: z -> log-likelihoods."""
    z = draw_particles(names, budget, seed, first_step)
    two = np.ones(POPULATIONS)
    return SamplerState(
        z, evaluate(z), 0.0 * two, FIRST_LENGTH * two, 0.0 * two,
        np.array([budget.moves]),
    )  # fmt: skip


def is_finished(state: SamplerState, budget: Budget) -> bool:
    """Say whether both populations have made all their moves at temperature 1."""
    return _is_at_temperature_one(state) and int(state.moves[0]) >= budget.moves


def sample_posterior(
    names: tuple[str, ...], budget: Budget, seed: int, evaluate: Evaluate, first_step: int = 0
) -> SamplerState:
    """Return the state at temperature 1 (the posterior), moved there from the prior; the state
    after MOST_STEPS if it is not reached. first_step: number of the state drawn from the prior.
    """
    state, step = begin_sampling(names, budget, seed, evaluate, first_step), first_step
    while not is_finished(state, budget) and step < first_step + MOST_STEPS:
        step += 1
        state = advance_sampler(state, step, names, budget, seed, evaluate)
    return state


def _is_at_temperature_one(state: SamplerState) -> bool:
    """Say whether both populations are at temperature 1."""
    return bool((state.temperature >= 1.0).all())


def advance_sampler(
    state: SamplerState, step: int, names: tuple[str, ...], budget: Budget, seed: int,
    evaluate: Evaluate,
) -> SamplerState:  # fmt: skip
    """Return the state after step `step` (from 1): a new temperature (power of the likelihood) if
    one is due, then one move.
    """
    if int(state.moves[0]) >= budget.moves:
        state = _raise_temperature(state, step, seed)
    proposals = np.concatenate([
        _propose_moves(one, names, Chance(seed, population, step))
        for population, one in enumerate(_split_populations(state))
    ])  # fmt: skip
    terms = evaluate(proposals)
    parts = [
        _accept_proposals(one, proposals[place], terms[place], Chance(seed, population, step))
        for population, (one, place) in enumerate(
            zip(_split_populations(state), _slice_populations(state), strict=True)
        )
    ]  # fmt: skip
    return SamplerState(
        np.concatenate([one.z for one in parts]), np.concatenate([one.terms for one in parts]),
        state.temperature,
        np.array([float(one.length[0]) for one in parts]),
        np.array([float(one.acceptance[0]) for one in parts]), state.moves + 1,
    )  # fmt: skip


def _slice_populations(state: SamplerState) -> list[slice]:
    """Return for each population the slice of its particles."""
    size = len(state.z) // POPULATIONS
    return [slice(i * size, (i + 1) * size) for i in range(POPULATIONS)]


def _split_populations(state: SamplerState) -> list[SamplerState]:
    """Return each population as a state of its own."""
    return [
        SamplerState(
            state.z[place], state.terms[place],
            state.temperature[i : i + 1], state.length[i : i + 1], state.acceptance[i : i + 1],
            state.moves,
        )
        for i, place in enumerate(_slice_populations(state))
    ]  # fmt: skip


def _raise_temperature(state: SamplerState, step: int, seed: int) -> SamplerState:
    """Return the state at the next temperature of each population, resampled but not yet moved."""
    chosen, temperatures = [], []
    for population, (one, place) in enumerate(
        zip(_split_populations(state), _slice_populations(state), strict=True)
    ):
        now = float(one.temperature[0])
        after = compute_next_temperature(one.total, now)
        weights = normalise_log_weights((after - now) * one.total)
        u = float(Chance(seed, population, step).draw_uniforms(1, "resample")[0])
        chosen.append(place.start + resample_systematically(weights, u))
        temperatures.append(after)
    order = np.concatenate(chosen)
    return state._replace(
        z=state.z[order], terms=state.terms[order],
        temperature=np.array(temperatures), moves=np.array([0]),
    )  # fmt: skip


def _propose_moves(state: SamplerState, names: tuple[str, ...], chance: Chance) -> FloatArray:
    """Return a proposed z for each particle of one population, (particles, levers).

    z is standard normal under the prior, and the move keeps that prior (Crank and Nicolson).
    """
    s = float(state.length[0])
    xi = chance.draw_normals(len(state.z), names, "move")
    return np.asarray(np.sqrt(1.0 - s * s) * state.z + s * xi)


def _accept_proposals(
    state: SamplerState, z: FloatArray, terms: FloatArray, chance: Chance
) -> SamplerState:
    """Return a population after a move, with the length of its next one: each proposal (z, terms)
    is accepted with probability min(1, L'^b / L^b), L the likelihood, b the temperature.
    """
    u = chance.draw_uniforms(len(state.z), "accept")
    gain = float(state.temperature[0]) * (terms.sum(axis=1) - state.total)
    taken = np.log(u) < gain
    rate = float(taken.mean())
    length = np.clip(state.length * np.exp(rate - WANTED), SHORTEST, LONGEST)
    return state._replace(
        z=np.where(taken[:, None], z, state.z),
        terms=np.where(taken[:, None], terms, state.terms),
        length=length, acceptance=np.array([rate]),
    )  # fmt: skip


def exchange_every_other_particle(z: FloatArray) -> FloatArray:
    """Return z, (particles of both populations, levers), with every other particle exchanged with
    that of the other population.
    """
    one, other = np.split(z.copy(), POPULATIONS)
    one[1::2], other[1::2] = other[1::2].copy(), one[1::2].copy()
    return np.concatenate([one, other])


def select_draws(state: SamplerState, draws: int) -> SamplerState:
    """Return the state with at most `draws` of its particles, evenly spaced in each population."""
    size = len(state.z) // POPULATIONS
    own = np.unique(np.arange(draws // POPULATIONS) * size // (draws // POPULATIONS))
    chosen = np.concatenate([place.start + own for place in _slice_populations(state)])
    return state._replace(z=state.z[chosen], terms=state.terms[chosen])
