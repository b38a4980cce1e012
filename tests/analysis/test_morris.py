"""Elementary effects: SALib's, and a dummy for each lever that shares its noise."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as salib

from runs.analysis.sensitivity import designs, morris
from tests.analysis.test_sobol import ishigami

PROBLEM = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}


def test_effects_are_salibs() -> None:
    unit = designs.sample_trajectories(3, 60, 6, 1)
    outcome = ishigami(unit)
    wanted = salib.analyze(PROBLEM, unit, outcome, num_levels=6, seed=1)
    found = morris.screen_levers(unit, outcome[:, None]).table
    for name in ("mu", "mu_star", "sigma"):
        assert found[name].to_numpy() == pytest.approx(np.array(wanted[name]), abs=1e-9)
    half = (found["mu_star_high"] - found["mu_star_low"]).to_numpy() / 2
    assert half == pytest.approx(np.array(wanted["mu_star_conf"]), rel=0.35, abs=0.02)


def test_a_levers_dummy_has_the_noise_of_its_own_effect() -> None:
    generator = np.random.default_rng(2)
    unit = designs.sample_trajectories(3, 400, 4, 2)
    values = 3.0 * unit[:, :1] + generator.normal(size=(len(unit), 8)) * 2.0
    found = morris.screen_levers(unit, values)
    # Two runs' means differ with standard deviation 2 sqrt(2/8), over steps of 2/3.
    wanted = 2.0 * np.sqrt(2.0 / 8.0) * 1.5 * np.sqrt(2.0 / np.pi)
    assert found.table["dummy"].to_numpy() == pytest.approx([wanted] * 3, rel=0.1)
    assert found.table["mu_star"].iloc[1:].to_numpy() == pytest.approx([wanted] * 2, rel=0.1)
    assert morris.find_influential_levers(found.table) == [True, False, False]
    assert 0.3 < found.noise < 1.0


def test_with_one_run_a_point_luck_is_unknown() -> None:
    unit = designs.sample_trajectories(3, 20, 4, 1)
    found = morris.screen_levers(unit, ishigami(unit)[:, None])
    assert np.isnan(found.noise)
    assert found.table["dummy"].isna().all()


def test_points_that_are_no_trajectories_are_refused() -> None:
    generator = np.random.default_rng(1)
    with pytest.raises(ValueError, match="does not move each lever once"):
        morris.compute_elementary_effects(generator.random((8, 3)), np.zeros((8, 1)))


@pytest.mark.parametrize("points", [3, 5, 6, 10])
def test_points_that_make_no_whole_trajectories_are_refused(points: int) -> None:
    with pytest.raises(ValueError, match=f"^{points} points are no trajectories of 4$"):
        morris.compute_elementary_effects(np.zeros((points, 3)), np.zeros((points, 1)))


def test_an_effect_is_the_change_over_the_step_of_the_lever_that_moved() -> None:
    # The second lever goes up by 1/2, then the first goes down by 1/4, in each of two runs.
    unit = np.array([[0.5, 0.0], [0.5, 0.5], [0.25, 0.5]])
    found = morris.compute_elementary_effects(unit, np.array([[1.0, 0.0], [2.0, 3.0], [4.0, 3.0]]))
    assert found.tolist() == [[[-8, 0], [2, 6]]]
