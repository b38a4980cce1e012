"""Priors: where a lever may go, what stays off, and draws that are functions of their names."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.studies.composition import compose_with_overrides
from runs.studies.fit.prior import (
    FreeLever,
    draw_normals,
    read_prior,
    read_shipped_prior,
    transform_normal_to_lever,
)

Z = np.array([-1.0, 0.0, 1.0])


def lever(family, spread=0.5):
    return FreeLever(family=family, spread=spread, reason="a test")


def test_a_lognormal_lever_moves_by_factors_and_stays_off():
    assert transform_normal_to_lever(lever("log_normal"), 2.0, Z, (0, 10)) == pytest.approx(
        2 * np.exp(Z / 2)
    )
    assert (transform_normal_to_lever(lever("log_normal"), 0.0, Z, (0, 10)) == 0.0).all()


def test_a_normal_lever_moves_by_steps_and_ends_at_its_range():
    assert transform_normal_to_lever(lever("normal"), 2.0, Z, (0, 2.2)) == pytest.approx(
        [1.5, 2.0, 2.2]
    )


def test_a_share_moves_on_log_odds_and_stays_where_it_is_all_or_none():
    found = transform_normal_to_lever(lever("logit_normal", 1.0), 0.5, Z, (0, 1))
    assert found == pytest.approx([1 / (1 + np.e), 0.5, np.e / (1 + np.e)])
    assert (transform_normal_to_lever(lever("logit_normal"), 1.0, Z, (0, 1)) == 1.0).all()


def test_draws_are_standard_normal_and_the_same_for_any_number_of_them():
    names = ("one", "other")
    z = draw_normals(3, 4000, names, ("fit", "test"))
    assert np.array_equal(z[:10], draw_normals(3, 10, names, ("fit", "test")))
    assert kstest(z[:, 0], "norm").pvalue > 0.001
    assert abs(np.corrcoef(z.T)[0, 1]) < 0.06
    assert not np.array_equal(z, draw_normals(4, 4000, names, ("fit", "test")))


def test_the_shipped_priors_are_of_levers_there_are_and_stay_within_their_ranges():
    prior = read_shipped_prior()
    config = compose_with_overrides(ConfigComposer(), "a test", {})
    z = np.full((1, len(prior.names)), 0.0)
    for path, values in prior.compute_lever_values(z, config).items():
        node = config
        for step in path.split("."):
            node = getattr(node, step)
        assert values[0] == pytest.approx(node), path


def test_a_lever_of_both_sides_moves_in_both():
    prior = read_shipped_prior()
    config = compose_with_overrides(ConfigComposer(), "a test", {})
    paths = set(prior.compute_lever_values(np.zeros((1, len(prior.names))), config))
    first, second = config.dyad.keys
    assert {f"{first}.pain_lag", f"{second}.pain_lag"} <= paths


def test_a_prior_of_no_lever_is_refused_by_its_name(tmp_path):
    path = tmp_path / "prior.yaml"
    path.write_text("levers: {contact.inertya: {family: normal, spread: 1.0, reason: x}}")
    with pytest.raises(WrongInput, match=r"contact\.inertya") as refused:
        read_prior(path)
    assert "contact.inertia" in refused.value.nearest
