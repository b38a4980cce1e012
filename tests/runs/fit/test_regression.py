"""Shares of classes as a function of levers, where that function is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import expit
from scipy.stats import norm

from runs.studies.fit.links import CLASSES, NominalLink, OrdinalLink
from runs.studies.fit.prior import draw_normals, draw_uniforms
from runs.studies.fit.regression import UNKNOWN, fit_shares, make_features

LEVERS = ("one", "other", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
Z = draw_normals(0, 4000, LEVERS, ("test", "sets"))
NEW = draw_normals(2, 200, LEVERS, ("test", "new"))
LINKS = (NominalLink(), OrdinalLink())


def compute_nominal_shares(z: np.ndarray) -> np.ndarray:
    """Two questions: of the first lever's slope, and of two others' slopes and product."""
    odds = np.zeros((len(z), 2, CLASSES))
    odds[:, 0] = 0.4 * z[:, :1] * [1.0, 0.0, -1.0] + [0.0, -1.0, 0.0]
    together = 0.4 * (z[:, 1] - z[:, 2] + z[:, 1] * z[:, 2])
    odds[:, 1] = together[:, None] * [0.0, 1.0, 0.0] + [0.5, 0.0, -0.5]
    raw = np.exp(odds)
    return np.asarray(raw / raw.sum(axis=2, keepdims=True))


def compute_window_shares(z: np.ndarray) -> np.ndarray:
    """Two windows of a log day that is normal, its mean moved by two levers."""
    mean = 0.5 * z[:, 0] + 0.5 * z[:, 1]
    edges = ((-0.6, -0.4), (0.9, 1.3))
    shares = [
        [norm.cdf(a - mean), norm.cdf(b - mean) - norm.cdf(a - mean), norm.sf(b - mean)]
        for a, b in edges
    ]
    return np.transpose(shares, (2, 0, 1))


def draw_codes(shares: np.ndarray) -> np.ndarray:
    u = draw_uniforms(1, len(shares), [("test", "a"), ("test", "b")]).T
    return np.asarray((u[:, :, None] > shares.cumsum(axis=2)).sum(axis=2))


LAWS = {"nominal": (compute_nominal_shares, LINKS[0]), "ordinal": (compute_window_shares, LINKS[1])}


@pytest.fixture(scope="module", params=LAWS)
def law(request):
    shares, link = LAWS[request.param]
    codes = draw_codes(shares(Z))
    return shares, link, codes, fit_shares(Z, codes, link)


def test_it_finds_the_shares_that_runs_were_drawn_by(law):
    shares, _, _, fitted = law
    estimated, real = fitted.compute_shares(NEW), shares(NEW)
    assert estimated.sum(axis=2) == pytest.approx(np.ones((200, 2)))
    assert np.abs(estimated - real).mean() < 0.02
    assert np.abs(real - real.mean(axis=0)).mean() > 0.05  # that of knowing no lever


def test_levers_that_move_nothing_are_held_at_zero(law):
    *_, fitted = law
    slopes = np.abs(fitted.coefficients[1 : 1 + len(LEVERS), :, 0]).max(axis=1)
    assert (slopes[3:] < 0.12).all()  # three standard errors of one that is not shrunk
    assert slopes[0] > 0.3


def test_runs_that_do_not_count_are_left_out(law):
    _, link, codes, _ = law
    some = codes.copy()
    some[2000:] = UNKNOWN
    few = fit_shares(Z[:2000], codes[:2000], link)
    assert fit_shares(Z, some, link).compute_shares(NEW) == pytest.approx(
        few.compute_shares(NEW), abs=0.02
    )


@pytest.mark.parametrize("link", LINKS, ids=["nominal", "ordinal"])
@pytest.mark.parametrize("code", range(CLASSES))
def test_classes_that_never_came_have_hardly_a_share_and_no_impossible_one(link, code):
    shares = fit_shares(Z[:500], np.full((500, 1), code), link).compute_shares(Z[:500])
    assert (shares > 0.0).all()
    assert (shares[:, 0, code] > 0.95).all()


@pytest.mark.parametrize("link", LINKS, ids=["nominal", "ordinal"])
def test_slopes_of_a_link_are_those_of_its_log_likelihood(link):
    eta = NEW[:6, : link.predictors].reshape(3, 2, -1)
    happened = np.eye(CLASSES)[[[0, 1], [2, 0], [1, 2]]]
    happened[2, 1] = 0.0  # a run that does not count

    def value(flat):
        return link.compute_log_likelihood(flat.reshape(eta.shape), happened)[0]

    def slope(flat):
        return link.compute_log_likelihood(flat.reshape(eta.shape), happened)[1].ravel()

    assert check_grad(value, slope, eta.ravel()) < 1e-5
    likelihood = (np.log(link.compute_shares(eta)) * happened).sum()
    assert value(eta) == pytest.approx(likelihood)


@pytest.mark.parametrize("location", [-800.0, -40.0, 0.0, 40.0, 800.0])
def test_far_out_an_ordered_class_has_its_logarithm_and_slope_to_the_last_digits(location):
    eta = np.array([location, 0.3])
    upper = location + np.exp(0.3)
    first, last = ((link_value(eta, code)) for code in (0, 2))
    assert first[0] == pytest.approx(-np.logaddexp(0.0, -location), rel=1e-12)
    assert last[0] == pytest.approx(-np.logaddexp(0.0, upper), rel=1e-12)
    assert first[1][0] == pytest.approx(expit(-location), rel=1e-12)
    assert np.isfinite(link_value(eta, 1)[1]).all()


def link_value(eta, code):
    """Return log-likelihood and slopes of one run that fell into a class of OrdinalLink."""
    return OrdinalLink().compute_log_likelihood(eta, np.eye(CLASSES)[code])


@pytest.mark.parametrize("link", LINKS, ids=["nominal", "ordinal"])
def test_constants_give_the_shares_of_the_counts(link):
    counts = np.array([[30.0, 50.0, 20.0], [0.0, 10.0, 0.0]])
    shares = link.compute_shares(link.compute_constant_predictors(counts))
    assert shares == pytest.approx((counts + 0.5) / (counts + 0.5).sum(axis=1, keepdims=True))


def test_features_are_uncorrelated_under_the_prior():
    x = make_features(Z, np.array([[0, 1], [2, 3]]))
    assert x.shape[1] == 1 + 2 * len(LEVERS) + 2
    assert x.T @ x / len(Z) == pytest.approx(np.eye(x.shape[1]), abs=0.15)
