"""What a mediator's word is worth: oracle O17 (M14), in whole real runs.

Cheap talk of a mediator is believed only by a hearer on whose side it is (Kydd 2003, American
Journal of Political Science 47, 597-611); the size of what is then conveyed is our own. Nothing
else moves the belief in the other's need here: no request is refused and silence does not wear it.
"""

import numpy as np
import pytest

from model.arrays import Floats, sigmoid
from model.parameters import Configuration
from model.phases import third_parties
from tests.model.standoffs import block, change_config, compose, differing, piece, without
from tests.oracles.degenerate import SEEDS, Columns, hazards, runs

PRIORS = np.linspace(-4.0, 4.0, 401)
MEDIATION, A_DAY = 0.7, 20.0 / 365.0
SIDES = {"us": 1.0, "china": -1.0}


def mediator(bias: float) -> dict[str, object]:
    """A third party who carries messages as often as can be; a bias of 1 is for the US."""
    return {
        "role": "third_party", "side": None, "title": "A mediator", "functions": ["mediator"],
        "activity": 20.0, "bias": bias,
    }  # fmt: skip


def standoff_with_mediator(bias: float) -> Configuration:
    """The US calls after some 25 days; China wants relief more than the US by one."""
    config = hazards(0.04, 0.0, "horizon=60", "us.silence_decay=0", "china.silence_decay=0")
    return change_config(config, {
        "cast.mediator": mediator(bias), "third_parties.mediation": MEDIATION,
        "us.relief_base": 0.5, "us.relief_per_pressure": 0.0,
        "china.relief_base": 1.5, "china.relief_per_pressure": 0.0,
    })  # fmt: skip


def beliefs_of_hearers(bias: float) -> tuple[Columns, dict[str, Floats], Floats]:
    """Of the runs with a contact: the columns, each hearer's belief in the other's need, priors."""
    levers = {f"{side}.need_prior": PRIORS for side in SIDES}
    found = runs(standoff_with_mediator(bias), len(PRIORS), levers)
    met = found["event_observed"]
    assert met.sum() > 300
    needs = {"us": found["need_china_call"][met], "china": found["need_us_call"][met]}
    return {name: values[met] for name, values in found.items()}, needs, PRIORS[met]


def test_o17_without_bias_every_belief_is_the_prior_to_the_last_bit() -> None:
    _, needs, priors = beliefs_of_hearers(0.0)
    for need in needs.values():
        assert np.array_equal(need, sigmoid(priors))


@pytest.mark.slow
def test_o17_runs_with_an_unbiased_mediator_are_those_without_one() -> None:
    config = change_config(compose("horizon=120"), {"cast.a_mediator": mediator(0.0)})
    alone = without(config, "cast", "a_mediator")
    with_one, without_one = (
        block(*(piece(every, 67, seed) for seed in SEEDS)) for every in (config, alone)
    )
    assert differing(with_one.outcomes, without_one.outcomes) == []
    assert np.array_equal(with_one.daily, without_one.daily)


@pytest.mark.parametrize("bias", [0.5, 1.0, -0.5])
def test_o17_a_biased_mediator_is_believed_by_its_own_side_alone(bias: float) -> None:
    """By whole messages, each of mediation x bias x tanh of the difference in relief."""
    found, needs, priors = beliefs_of_hearers(bias)
    near = "us" if bias > 0.0 else "china"
    far = "china" if near == "us" else "us"
    assert np.array_equal(needs[far], sigmoid(priors))
    moved = np.log(needs[near] / (1.0 - needs[near])) - priors
    messages = moved / (SIDES[near] * MEDIATION * abs(bias) * np.tanh(1.0))
    heard = np.rint(messages)
    assert np.abs(messages - heard).max() < 1e-6
    days = found["duration"]
    assert heard.min() >= 0.0
    assert (heard <= days).all()
    allowed = 4.0 * np.sqrt((days * A_DAY * (1.0 - A_DAY)).sum())
    assert abs(heard.sum() - A_DAY * days.sum()) <= allowed


@pytest.mark.slow
def test_a_stranger_who_is_believed_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def credulous(world, leaders, _mediator, hearer, lanes):  # type: ignore[no-untyped-def]
        apart = leaders[1 - hearer].state.relief[lanes] - leaders[hearer].state.relief[lanes]
        return world.levers.third_parties.mediation[lanes] * np.tanh(apart)

    monkeypatch.setattr(third_parties, "compute_mediation_shift", credulous)
    for oracle in (
        test_o17_without_bias_every_belief_is_the_prior_to_the_last_bit,
        test_o17_runs_with_an_unbiased_mediator_are_those_without_one,
    ):
        with pytest.raises(AssertionError):
            oracle()
