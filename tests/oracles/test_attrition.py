"""Who concedes first in games of waiting: oracles O6, O8 and O9, through the policy `attrition`.

O6: Hendricks, Weiss and Wilson (1988). O8: Abreu and Gul (2000). O9 is a reduction of our own of
Fearon (1994), checked by simulation. Each closed form is summed here over days from the published
survival functions, held against the published numbers, and then against the engine. O7, Maynard
Smith (1974), is held run by run by tests/oracles/test_ticks.py.
"""

from importlib import import_module
from math import ceil, exp, log, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from model.parameters import Configuration
from tests.dyads import SIDES
from tests.oracles.degenerate import (
    CHINA,
    LASTING,
    MINIMAL,
    NOBODY,
    SIMULTANEOUS,
    UNPREPARED,
    US,
    Columns,
    Race,
    assert_share,
    configure,
    runs,
)

Days = npt.NDArray[np.float64]


def game(name: str, horizon: int, us: dict[str, float], china: dict[str, float]) -> Configuration:
    """Both leaders in one game, with their numbers."""
    policies = [f"policy@{side}.policy=attrition" for side in SIDES]
    played = [f"{side}.policy.game={name}" for side in SIDES]
    numbers = [
        f"{side}.policy.{key}={float(value)!r}"
        for side, given in zip(SIDES, (us, china), strict=True)
        for key, value in given.items()
    ]
    return configure(
        *MINIMAL, *UNPREPARED, *LASTING, *policies, *played, *numbers, f"horizon={horizon}"
    )


class Shares(NamedTuple):
    """Closed form: who is first, ties, and nobody."""

    us: float
    china: float
    tie: float
    nobody: float

    def assert_fits(self, outcomes: Columns) -> None:
        """Every share within four standard errors."""
        for code, share in zip((US, CHINA, SIMULTANEOUS, NOBODY), self, strict=True):
            assert_share(outcomes["first_mover_true"] == code, share)


def from_survival(us: Days, china: Days) -> Shares:
    """Shares of two independent concessions, given S(0), S(1), ... after any atom at time 0."""
    quits = [-np.diff(s) for s in (us, china)]
    first = 1.0 - us[0] + float((quits[0] * china[1:]).sum())
    second = 1.0 - china[0] + float((quits[1] * us[1:]).sum())
    return Shares(first, second, float((quits[0] * quits[1]).sum()), float(us[-1] * china[-1]))


def reputation(rate: float, stubborn: tuple[float, float]) -> Shares:
    """S_i = (1 - P0) exp(-lambda t) until T0 = min(-ln z) / lambda; P0 = 1 - z exp(lambda T0)."""
    end = min(-log(z) for z in stubborn) / rate
    days = np.minimum(np.arange(ceil(end) + 1), end)
    us, china = (z * exp(rate * end) * np.exp(-rate * days) for z in stubborn)
    return from_survival(us, china)


def audience(slopes: tuple[float, float], unit: int) -> Shares:
    """j quits with hazard a_i / (v + a_i t), v = 1, until t*, where i's own types stop waiting."""
    us, china = slopes
    roots = [(-1.0 + sqrt(1.0 + 4.0 * b / a)) / (2.0 * b) for a, b in ((us, china), (china, us))]
    end = min(roots)
    times = np.minimum(np.arange(ceil(end * unit) + 1) / unit, end)
    survival = [
        min(1.0, own * end * (1.0 + rival * end)) / (1.0 + rival * times)
        for own, rival in ((us, china), (china, us))
    ]
    return from_survival(survival[0], survival[1])


def test_the_closed_forms_are_the_published_ones() -> None:
    assert reputation(0.02, (0.1, 0.3)) == pytest.approx(
        (0.81682, 0.15015, 0.00303, 0.03), abs=5e-6
    )
    even, uneven = audience((1.0, 1.0), 180), audience((2.0, 1.0), 180)
    assert even == pytest.approx((0.30831, 0.30831, 0.00141, 0.38197), abs=1e-5)
    assert uneven == pytest.approx((0.13056, 0.60033, 0.00115, 0.26795), abs=1e-5)
    war = Race(1 / 101, 2 / 102, 10**6)
    assert (war.us, war.china, war.tie, war.days) == pytest.approx(
        (0.331126, 0.662252, 0.006623, 34.1126), abs=5e-5
    )


@pytest.mark.slow
def test_o6_the_costlier_side_quits_less_often() -> None:
    costs = ({"value": 100.0, "cost": 2.0}, {"value": 100.0, "cost": 1.0})
    Race(1 / 101, 2 / 102, 120).assert_fits(runs(game("complete", 120, *costs)))


@pytest.mark.slow
def test_o8_the_less_stubborn_reputation_concedes_at_once() -> None:
    sides = ({"rate": 0.02, "stubborn": 0.1}, {"rate": 0.02, "stubborn": 0.3})
    reputation(0.02, (0.1, 0.3)).assert_fits(runs(game("reputation", 62, *sides)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slopes", "horizon"),
    [
        pytest.param((1.0, 1.0), 113, marks=pytest.mark.slow),
        ((2.0, 1.0), 68),
    ],
)
def test_o9_the_larger_audience_cost_is_less_often_first(
    slopes: tuple[float, float], horizon: int
) -> None:
    sides = [{"value": 1.0, "slope": slope, "unit_days": 180.0} for slope in slopes]
    audience(slopes, 180).assert_fits(runs(game("audience", horizon, *sides)))


@pytest.mark.slow
def test_a_concession_that_is_not_forestalled_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("agents.policies.attrition")
    monkeypatch.setattr(
        module, "_has_rival_conceded_at_zero", lambda decision: np.zeros(decision.count, dtype=bool)
    )
    sides = ({"rate": 0.02, "stubborn": 0.1}, {"rate": 0.02, "stubborn": 0.3})
    with pytest.raises(AssertionError):
        reputation(0.02, (0.1, 0.3)).assert_fits(runs(game("reputation", 62, *sides)))
