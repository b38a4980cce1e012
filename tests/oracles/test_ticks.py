"""Attrition run by run: private values held against the day they are spent (O7), ticks shorter than
a day, and labels exchanged, in each of the four games.

O7 in closed form: 1 - v(t) = -W(-exp(-1 - t)) with Lambert's W, from T(v) = -v - ln(1 - v).
"""

import numpy as np
import pytest
from scipy.special import lambertw

from model.arrays import Floats
from model.draws import Draws, hash_worlds
from model.parameters import Configuration
from tests.model.labels import COMPLEMENTS, exchange_rows, exchange_sides
from tests.model.standoffs import change_config, differing, rows
from tests.oracles.degenerate import (
    CHINA,
    NOBODY,
    SIMULTANEOUS,
    US,
    Columns,
    assert_mean,
    assert_share,
    list_seeds,
    runs,
)
from tests.oracles.test_attrition import game
from tests.oracles.test_concession import survival_of_both

pytestmark = pytest.mark.slow

PUBLISHED = {60: (10.5714, 0.044949), 180: (30.5423, 0.018031)}
"""K: days in the mean, share of ties."""


def unspent(unit: int) -> Floats:
    """1 - v at the end of days 0, 1, ... 12 K: the chance that one side still waits."""
    times = np.arange(12 * unit + 1.0) / unit
    left: Floats = -np.real(lambertw(-np.exp(-1.0 - times)))
    left[0] = 1.0
    return left


@pytest.mark.parametrize("unit", PUBLISHED)
def test_o7_the_closed_form_gives_the_published_days_and_ties(unit: int) -> None:
    left = unspent(unit)
    days, ties = PUBLISHED[unit]
    assert float((left**2).sum()) == pytest.approx(days, abs=5e-5)
    assert float((np.diff(left) ** 2).sum()) == pytest.approx(ties, abs=5e-7)


def private_values(count: int) -> tuple[Floats, Floats]:
    """The private values of both leaders, (count,) each, by the names of their draws."""
    lasting = Draws(hash_worlds(list_seeds(count), np.arange(count)), 0)
    us, china = (lasting.uniform(f"{s}_leader", "attrition", "value") for s in ("us", "china"))
    return us, china


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", [60, pytest.param(180, marks=pytest.mark.slow)], ids=lambda k: f"K={k}"
)
def test_o7_every_run_ends_on_the_day_its_lower_value_is_spent(unit: int) -> None:
    count, horizon = 7_000, 6 * unit  # 4 standard errors of the share of ties are below .01
    numbers = {"unit_days": float(unit)}
    found = runs(game("private", horizon, numbers, numbers), count)
    us, china = (np.ceil(unit * (-v - np.log1p(-v))) for v in private_values(count))
    late = np.minimum(us, china) > horizon
    mover = np.where(us == china, SIMULTANEOUS, np.where(us < china, US, CHINA))
    assert np.array_equal(found["first_mover_true"], np.where(late, NOBODY, mover))
    assert np.array_equal(found["duration"], np.minimum(np.minimum(us, china), horizon))
    low, high = private_values(count)
    assert not (found["first_mover_true"] == np.where(low > high, US, CHINA)).any()
    days, ties = PUBLISHED[unit]
    both = unspent(unit) ** 2
    second = float(((2.0 * np.arange(len(both)) + 1.0) * both).sum())
    assert_share(found["first_mover_true"] == SIMULTANEOUS, ties)
    assert_mean(found["duration"], days, float(np.sqrt(second - days**2)))


SHORT = {
    "complete": (({"value": 10.0, "cost": 2.0}, {"value": 10.0, "cost": 1.0}), 30),
    "reputation": (({"rate": 0.2, "stubborn": 0.1}, {"rate": 0.2, "stubborn": 0.3}), 8),
    "audience": (({"slope": 2.0, "unit_days": 30.0}, {"slope": 1.0, "unit_days": 30.0}), 13),
    "private": (({"unit_days": 6.0}, {"unit_days": 6.0}), 36),
}  # fmt: skip


def short(name: str, ticks: int = 1) -> Configuration:
    """A game that is over in days, with so many ticks a day."""
    numbers, horizon = SHORT[name]
    return change_config(game(name, horizon, *numbers), {"ticks_per_day": ticks})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["complete", "reputation", "audience"])
def test_the_error_of_a_tick_is_in_proportion_to_its_length(name: str) -> None:
    """E[T] at 1, 2, 4 and 8 ticks a day: each halving of dt halves the change, and a run at each
    fits its sum over ticks.
    """
    expected = []
    for ticks in (1, 2, 4, 8):
        us, china = survival_of_both(short(name, ticks))
        both = (us * china)[:-1]
        mean = float(both.sum()) / ticks
        expected.append(mean)
        second = float(((2.0 * np.arange(len(both)) + 1.0) * both).sum()) / ticks**2
        if ticks < 8:
            found = runs(short(name, ticks), 4_000)
            assert_mean(found["duration"], mean, float(np.sqrt(second - mean**2)))
    steps = -np.diff(expected)
    assert (steps > 0.0).all()
    assert steps[0] < 0.5
    assert steps[:-1] / steps[1:] == pytest.approx([2.0, 2.0], rel=0.15)


@pytest.mark.parametrize("ticks", [1, 2, 4])
def test_private_values_are_spent_within_a_tick_of_their_time(ticks: int) -> None:
    count = 2_000
    found = runs(short("private", ticks), count)
    spent = np.minimum(*(6.0 * (-v - np.log1p(-v)) for v in private_values(count)))
    over = found["duration"] - np.minimum(spent, 36.0)
    assert over.min() >= -1e-9
    assert over.max() <= 1.0 / ticks + 1e-9


@pytest.mark.parametrize("name", SHORT)
def test_exchanging_the_labels_of_a_game_exchanges_every_column(name: str) -> None:
    config = short(name)
    ours: Columns = rows(config, 500)
    assert {US, CHINA} <= set(ours["first_mover_true"])
    assert set(differing(ours, exchange_rows(rows(exchange_sides(config), 500)))) <= COMPLEMENTS
