"""Each day's chance of conceding as the engine has it (O6, O8, O9), and what it is worth to concede
on a day of one's own (O6).

No runs are needed where the chances themselves can be read: they are summed over days, to 1e-9
against the published survival functions and 1e-5 against the published shares. As in the other
oracles, O9 is a reduction of our own of Fearon (1994).
"""

from importlib import import_module
from math import exp, log

import numpy as np
import pytest

from agents.cast import create_cast
from agents.policies.attrition import compute_quit_probability
from model.arrays import Floats
from model.lanes import Piece
from model.parameters import Configuration
from model.standoff import Standoff
from tests.model.standoffs import change_config
from tests.oracles import test_attrition as shares
from tests.oracles.degenerate import (
    CHINA,
    US,
    assert_mean,
    runs,
)
from tests.oracles.test_attrition import game

pytestmark = pytest.mark.slow

RULES = import_module("agents.policies.attrition")
COSTS = ({"value": 100.0, "cost": 2.0}, {"value": 100.0, "cost": 1.0})
STUBBORN = ({"rate": 0.02, "stubborn": 0.1}, {"rate": 0.02, "stubborn": 0.3})
UNEVEN = ({"slope": 2.0, "unit_days": 180.0}, {"slope": 1.0, "unit_days": 180.0})


def survival_of_both(config: Configuration) -> tuple[Floats, Floats]:
    """S(0) to S(last tick) of both sides, from the chances that the policy gives in the engine."""
    standoff = Standoff([Piece(config, 0, np.arange(1))], create_cast)
    left: tuple[list[float], list[float]] = ([1.0], [1.0])
    for _ in range(config.horizon * config.ticks_per_day):
        standoff.step()
        for side, leader in enumerate(standoff.leaders):
            decision = leader.build_decision(leader.menus["contact"], lambda _: {})  # type: ignore[attr-defined]
            left[side].append(left[side][-1] * (1.0 - float(compute_quit_probability(decision)[0])))
    standoff.release()
    return np.array(left[0]), np.array(left[1])


def reputation(t: Floats, own: dict[str, float], other: dict[str, float]) -> Floats:
    """z exp(lambda (T0 - t)) up to T0: what is left then is the stubborn alone."""
    end = min(-log(one["stubborn"]) / one["rate"] for one in (own, other))
    left: Floats = own["stubborn"] * np.exp(own["rate"] * (end - np.minimum(t, end)))
    return left


def audience(t: Floats, own: dict[str, float], other: dict[str, float]) -> Floats:
    """A t* (v + b t*)/(v + b t) up to t*, found here by bisection: what is left then, a share
    a t* of U(-1, 0), would rather fight than back down.
    """
    worth = [one.get("value", 1.0) for one in (own, other)]

    def both_wait(at: float) -> bool:
        return all(
            a["slope"] * at * (1.0 + b["slope"] * at / v) < 1.0
            for a, b, v in ((own, other, worth[1]), (other, own, worth[0]))
        )

    low, high = 0.0, 100.0
    for _ in range(100):
        middle = (low + high) / 2.0
        low, high = (middle, high) if both_wait(middle) else (low, middle)
    b, time = other["slope"] / worth[1], np.minimum(t / own["unit_days"], low)
    left: Floats = own["slope"] * low * (1.0 + b * low) / (1.0 + b * time)
    return left


CURVES = {
    "O8": ("reputation", 70, reputation, STUBBORN),
    "O8, unlike rates": (
        "reputation", 90, reputation,
        ({"rate": 0.03, "stubborn": 0.1}, {"rate": 0.01, "stubborn": 0.5}),
    ),
    "O9": ("audience", 80, audience, UNEVEN),
    "O9, alike": ("audience", 120, audience, (UNEVEN[1], UNEVEN[1])),
    "O9, unlike prizes": (
        "audience", 200, audience,
        ({**UNEVEN[0], "value": 3.0}, {**UNEVEN[1], "value": 0.5}),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", CURVES)
def test_each_day_is_conceded_with_one_minus_the_ratio_of_survival(case: str) -> None:
    name, horizon, survival, (us, china) = CURVES[case]
    days = np.arange(horizon + 1.0)
    found = survival_of_both(game(name, horizon, us, china))
    for left, expected in zip(
        found, (survival(days, us, china), survival(days, china, us)), strict=True
    ):
        assert np.abs(left[1:] - expected[1:]).max() < 1e-9
        assert left[-1] == left[-5]  # cut at T0 or t*
    assert max(survival(days, us, china)[0], survival(days, china, us)[0]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("case", "published"),
    [
        ("O8", (0.81682, 0.15015, 0.00303, 0.03)),
        ("O9", (0.13056, 0.60033, 0.00115, 0.26795)),
        ("O9, alike", (0.30831, 0.30831, 0.00141, 0.38197)),
    ],
)
def test_the_engines_chances_sum_to_the_published_shares(
    case: str, published: tuple[float, ...]
) -> None:
    name, horizon, survival, (us, china) = CURVES[case]
    left = survival_of_both(game(name, horizon, us, china))
    for own, pair in zip(left, ((us, china), (china, us)), strict=True):
        own[0] = survival(np.zeros(1), *pair)[0]  # the atom, conceded before the first day
    assert shares.from_survival(*left) == pytest.approx(published, abs=1e-5)


@pytest.mark.slow
def test_o6_the_engines_chances_sum_to_the_published_shares() -> None:
    us, china = survival_of_both(game("complete", 1500, *COSTS))
    assert 1.0 - us[1] == pytest.approx(1 / 101, abs=1e-12)
    assert 1.0 - china[1] == pytest.approx(2 / 102, abs=1e-12)
    found = shares.from_survival(us, china)
    assert found[:3] == pytest.approx((0.331126, 0.662252, 0.006623), abs=1e-6)
    assert float((us * china).sum()) == pytest.approx(34.1126, abs=5e-5)


def force_request(side: str, cost: float, day: int) -> Configuration:
    """One side asks on a day of its own, whatever comes; the other plays the equilibrium.

    Against a leader who plays by another rule `attrition` plays as if against its like, so that it
    is given the forced side's prize and cost: those are what makes that side indifferent.
    """
    other = "china" if side == "us" else "us"
    return change_config(game("complete", day, *COSTS), {
        f"{side}.policy": {"name": "scripted", "acts": [{"day": day, "kind": "ask_private"}]},
        f"{other}.policy": {"name": "attrition", "game": "complete", "value": 100.0, "cost": cost},
    })  # fmt: skip


def assert_indifferent(side: str, cost: float, day: int, count: int) -> None:
    """The mean payoff is 0: the prize if the other concedes strictly first, less the cost of every
    day both have waited out; no prize on a tie.
    """
    found = runs(force_request(side, cost, day), count)
    assert found["event_observed"].all()
    won = found["first_mover_true"] == (CHINA if side == "us" else US)
    payoff = 100.0 * won - cost * (found["duration"] - 1.0)
    chance_of_other, waited = cost / (100.0 + cost), np.arange(day - 1.0)
    likely = chance_of_other * (1.0 - chance_of_other) ** waited
    gains = np.append(100.0 - cost * waited, -cost * (day - 1.0))
    weights = np.append(likely, 1.0 - likely.sum())
    assert float(weights @ gains) == pytest.approx(0.0, abs=1e-9)
    assert_mean(payoff, 0.0, float(np.sqrt(weights @ gains**2)) + 1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("day", [1, 10, 50, 200])
@pytest.mark.parametrize(("side", "cost"), [("us", 2.0), ("china", 1.0)])
def test_o6_conceding_on_any_day_is_worth_nothing(side: str, cost: float, day: int) -> None:
    assert_indifferent(side, cost, day, 10_000)


@pytest.mark.slow
def test_conceding_by_ones_own_cost_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES._compute_complete_survival
    monkeypatch.setattr(
        RULES, "_compute_complete_survival", lambda own, other, t: rule(other, own, t)
    )
    with pytest.raises(AssertionError):
        shares.test_o6_the_costlier_side_quits_less_often()
    with pytest.raises(AssertionError):
        test_o6_the_engines_chances_sum_to_the_published_shares()


@pytest.mark.slow
def test_a_concession_worth_more_than_the_wait_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        RULES,
        "_compute_complete_survival",
        lambda own, other, t: np.exp(-0.02 * t) + 0.0 * own.cost,
    )
    with pytest.raises(AssertionError):
        assert_indifferent("china", 1.0, 50, 10_000)


@pytest.mark.slow
def test_a_reputation_that_outlives_its_end_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        RULES,
        "_compute_reputation_survival",
        lambda own, other, t: reputation_without_end(own.stubborn, own.rate, t),
    )
    with pytest.raises(AssertionError):
        shares.test_o8_the_less_stubborn_reputation_concedes_at_once()
    with pytest.raises(AssertionError):
        test_each_day_is_conceded_with_one_minus_the_ratio_of_survival("O8")


def reputation_without_end(_stubborn: Floats, rate: Floats, t: float) -> Floats:
    """Concession at the steady rate for good, with no atom at 0."""
    return np.full_like(rate, exp(-float(rate[0]) * t))
