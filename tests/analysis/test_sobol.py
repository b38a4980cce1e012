"""Sobol indices: SALib's without noise, the analytic ones with it, the dummy about 0."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import sobol as salib

from runs.analysis.sensitivity import designs, sobol

A, B = 7.0, 0.1
FIRST = (0.3139, 0.4424, 0.0)
TOTAL = (0.5576, 0.4424, 0.2437)
"""Ishigami and Homma (1990), with a = 7 and b = 0.1; Saltelli et al. (2008), Global Sensitivity
Analysis: The Primer, pages 196 f."""


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = (2.0 * unit - 1.0) * np.pi
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def noisy(base: int, runs: int, seed: int, noise: float) -> np.ndarray:
    """Ishigami's function with noise of its own at each point and a level of each world."""
    generator = np.random.default_rng(seed)
    outcome = ishigami(designs.sample_saltelli(3, base, seed))[:, None]
    luck = generator.normal(size=(len(outcome), runs)) * noise
    return outcome + luck + generator.normal(size=runs)


@pytest.mark.parametrize("runs", [1, 4])
def test_without_noise_the_indices_are_salibs(runs: int) -> None:
    outcome = ishigami(designs.sample_saltelli(3, 256, 0))
    names = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    wanted = salib.analyze(names, outcome, calc_second_order=False, seed=1)
    found = sobol.compute_sobol_indices(np.repeat(outcome[:, None], runs, axis=1), 3).table
    assert found["first"].iloc[:3].to_numpy() == pytest.approx(wanted["S1"], abs=1e-10)
    assert found["total"].iloc[:3].to_numpy() == pytest.approx(wanted["ST"], abs=1e-10)
    half = (found["total_high"] - found["total_low"]).iloc[:3].to_numpy() / 2
    assert half == pytest.approx(wanted["ST_conf"], rel=0.25)


def test_noise_does_not_move_the_indices_but_shows_in_its_share() -> None:
    found = sobol.compute_sobol_indices(noisy(2048, 8, 1, noise=4.0), 3)
    assert found.table["first"].iloc[:3].to_numpy() == pytest.approx(FIRST, abs=0.05)
    assert found.table["total"].iloc[:3].to_numpy() == pytest.approx(TOTAL, abs=0.05)
    variance = 0.5 + A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18
    assert found.noise == pytest.approx(1 - variance / (variance + 16 + 1), abs=0.05)
    assert sobol.find_influential_levers(found.table) == [True, True, True]


def test_means_of_few_noisy_runs_alone_would_be_wrong() -> None:
    """What the pairs of different worlds are for: the plain estimate takes luck for interaction."""
    values = noisy(2048, 4, 1, noise=4.0)
    plain = sobol.compute_sobol_indices(values.mean(axis=1, keepdims=True), 3).table["total"]
    ours = sobol.compute_sobol_indices(values, 3).table["total"]
    assert plain.iloc[2] > TOTAL[2] + 0.1
    assert ours.iloc[2] == pytest.approx(TOTAL[2], abs=0.06)


@pytest.mark.slow
def test_intervals_cover_the_analytic_indices() -> None:
    wanted = np.array([FIRST, TOTAL]).T
    covered = []
    for seed in range(20):
        table = sobol.compute_sobol_indices(noisy(128, 6, seed, noise=2.0), 3).table.iloc[:3]
        low, high = (table[[f"first_{end}", f"total_{end}"]].to_numpy() for end in ("low", "high"))
        covered.append((low <= wanted) & (wanted <= high))
    assert np.mean(covered) > 0.9


def test_a_lever_that_does_nothing_is_not_told_from_the_dummy() -> None:
    unit = designs.sample_saltelli(4, 256, 2)
    generator = np.random.default_rng(5)
    outcome = ishigami(unit)[:, None] + generator.normal(size=(len(unit), 6)) * 2.0
    found = sobol.compute_sobol_indices(outcome, 4)
    assert sobol.find_influential_levers(found.table) == [True, True, True, False]
    dummy = found.table.iloc[-1]
    for order in ("first", "total"):
        assert dummy[f"{order}_low"] < 0 < dummy[f"{order}_high"]
        assert abs(dummy[order]) < sobol.compute_dummy_threshold(found.table, order)


def test_in_common_worlds_a_dummy_played_as_rows_would_be_exactly_zero() -> None:
    values = noisy(64, 4, 3, noise=1.0).reshape(64, 5, 4)
    values[:, 3] = values[:, 0]
    found = sobol.compute_sobol_indices(values.reshape(-1, 4), 3).table.iloc[2]
    assert (found["first"], found["total_low"], found["total_high"]) == (0.0, 0.0, 0.0)


def test_an_outcome_that_never_differs_has_no_index() -> None:
    found = sobol.compute_sobol_indices(np.ones((64 * 5, 4)), 3)
    assert found.table.isna().all(axis=None)
    assert np.isnan(found.noise)
    assert sobol.find_influential_levers(found.table) == [False, False, False]


def test_where_points_differ_by_luck_alone_no_limit_is_told_either() -> None:
    """Of some resamples, in which the worlds of more rows agree, an index could be estimated."""
    worlds = np.array([(1, -1), (-1, 1), (1, -1), (-1, 1), (1, 1), (-1, -1)], dtype=float)
    found = sobol.compute_sobol_indices(np.repeat(worlds, 4, axis=0), 2)
    assert found.table.isna().all(axis=None)
    assert np.isnan(sobol.compute_dummy_threshold(found.table, "total"))


def test_points_that_are_no_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="no blocks of 5"):
        sobol.compute_sobol_indices(np.zeros((64 * 5 + 1, 2)), 3)


def test_without_luck_none_of_a_runs_variance_is_the_worlds() -> None:
    values = np.repeat(ishigami(designs.sample_saltelli(3, 16, 0))[:, None], 2, axis=1)
    for unit in (1.0, 0.01):
        assert sobol.compute_sobol_indices(unit * values, 3).noise == pytest.approx(0, abs=1e-12)
    # With one run a point nobody can tell.
    assert np.isnan(sobol.compute_sobol_indices(values[:, :1], 3).noise)
