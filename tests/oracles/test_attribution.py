"""Who is believed to have asked: oracle O19, as a rule and through a real contact."""

import numpy as np
import pytest

from model.arrays import Floats, sigmoid
from model.attribution import compute_posterior_log_odds
from tests.oracles.degenerate import Columns, hazards, runs

NONE = np.zeros(1)


def number(value: float) -> Floats:
    return np.array([value])


def standoff_with_contact(count: int, *overrides: str, **levers: Floats) -> Columns:
    """A contact on day 1 after which each side says that the other asked; nothing can be seen."""
    told = ("signal.readout_plain.enabled=false", "attribution.evidence=0", "horizon=1")
    given = {f"attribution.{name}": values for name, values in levers.items()}
    return runs(hazards(1.0, 0.0, *told, *overrides), count, given)


def trusting(**levels: float) -> list[str]:
    """Both sides' presses are trusted alike in each place."""
    return [
        f"{side}.trust_{where}={level!r}"
        for side in ("us", "china")
        for where, level in levels.items()
    ]


def test_o19_the_posterior_is_the_prior_moved_by_the_difference_of_trust() -> None:
    moved = compute_posterior_log_odds(number(0.0), (number(2.0), number(-0.5)), NONE)
    assert sigmoid(moved)[0] == pytest.approx(0.817574, abs=5e-7)
    assert sigmoid(moved)[0] == pytest.approx(1.0 / (1.0 + np.exp(-1.5)), abs=1e-12)


def test_o19_equal_trust_leaves_the_prior_to_the_last_bit() -> None:
    priors = np.linspace(-5.0, 5.0, 1001)
    for trust in (0.1, 0.5, 1.3, 2.0):
        told = np.full_like(priors, trust)
        assert np.array_equal(
            compute_posterior_log_odds(priors, (told, -told), np.zeros_like(priors)), priors
        )


def test_o19_after_a_contact_each_home_believes_its_own_press() -> None:
    outcomes = standoff_with_contact(200, *trusting(at_home=2.0, abroad=0.5, world=0.7))
    assert outcomes["event_observed"].all()
    assert np.abs(1.0 - outcomes["belief_us_home"] - 0.8175744761936437).max() < 1e-9
    assert np.abs(outcomes["belief_china_home"] - 0.8175744761936437).max() < 1e-9


def test_o19_after_a_contact_the_log_odds_are_prior_plus_own_minus_others_trust() -> None:
    prior = np.linspace(-4.0, 4.0, 401)
    unlike = (
        "us.trust_at_home=1.7",
        "china.trust_abroad=0.4",
        "us.trust_world=0.9",
        "china.trust_world=0.2",
    )
    outcomes = standoff_with_contact(len(prior), *unlike, prior=prior)
    for audience, own, other in (("us_home", 1.7, 0.4), ("world", 0.9, 0.2)):
        belief = 1.0 - outcomes[f"belief_{audience}"]  # that China asked, as the US says
        assert np.abs(np.log(belief / (1.0 - belief)) - (-prior + own - other)).max() < 1e-9


def test_o19_after_a_contact_equal_trust_leaves_the_prior_to_the_last_bit() -> None:
    prior = np.linspace(-4.0, 4.0, 401)
    outcomes = standoff_with_contact(
        len(prior), *trusting(at_home=1.3, abroad=1.3, world=1.3), prior=prior
    )
    assert outcomes["event_observed"].all()
    for audience in ("us_home", "china_home", "world"):
        assert np.array_equal(outcomes[f"belief_{audience}"], sigmoid(prior))
