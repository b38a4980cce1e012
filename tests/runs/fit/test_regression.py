"""Shares of classes as a function of levers, where that function is known."""

from __future__ import annotations

import numpy as np
import pytest

from runs.studies.fit.prior import draw_normals, draw_uniforms
from runs.studies.fit.regression import UNKNOWN, compute_shares, fit_classes, make_features

LEVERS = ("one", "other", "third")
Z = draw_normals(0, 4000, LEVERS, ("test", "sets"))
TRUTH = np.zeros((7, 2, 3))
TRUTH[0] = [[0.0, -1.0, 0.0], [0.5, 0.0, -0.5]]
TRUTH[1, 0] = [0.4, 0.0, -0.4]  # the first lever delays what the first question asks
TRUTH[5, 1] = [0.0, 0.2, 0.0]  # the square of the second one matters to the other question


@pytest.fixture(scope="module")
def codes():
    u = draw_uniforms(1, len(Z), [("test", "a"), ("test", "b")]).T
    return (u[:, :, None] > compute_shares(TRUTH, Z).cumsum(axis=2)).sum(axis=2)


def test_it_finds_the_shares_that_runs_were_drawn_by(codes):
    new = draw_normals(2, 200, LEVERS, ("test", "new"))
    found, real = (compute_shares(b, new) for b in (fit_classes(Z, codes), TRUTH))
    assert found.sum(axis=2) == pytest.approx(np.ones((200, 2)))
    assert np.abs(found - real).mean() < 0.015
    assert np.abs(real - real.mean(axis=0)).mean() > 0.04  # that of knowing no lever


def test_runs_that_do_not_count_are_left_out(codes):
    some = codes.copy()
    some[2000:] = UNKNOWN
    assert fit_classes(Z, some) == pytest.approx(fit_classes(Z[:2000], codes[:2000]), abs=5e-3)


def test_a_class_that_never_came_has_hardly_a_share_and_no_impossible_one():
    never = np.zeros((500, 1), dtype=np.int8)
    shares = compute_shares(fit_classes(Z[:500], never), Z[:500])
    assert (shares > 0.0).all()
    assert (shares[:, 0, 0] > 0.95).all()


def test_it_begins_from_what_fewer_runs_said_and_ends_at_the_same(codes):
    cold = fit_classes(Z, codes)
    warm = fit_classes(Z, codes, fit_classes(Z[:2000], codes[:2000]))
    assert warm == pytest.approx(cold, abs=5e-3)


def test_features_are_uncorrelated_under_the_prior():
    x = make_features(Z)
    assert x.T @ x / len(Z) == pytest.approx(np.eye(7), abs=0.15)
