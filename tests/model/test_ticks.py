"""A finer tick changes rates per tick, not the world: results converge as the tick shrinks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from model.parameters import Configuration
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece, rows

MINIMAL = ("scenario=minimal", "signal=minimal", "cast=minimal")
BOTH = ("us", "china")


def _at_once(config: Configuration, p: float, q: float) -> Configuration:
    """Both sides ask at constant probabilities a day, and a contact follows on the spot."""
    changes: dict[str, Any] = {"china.style": "top_down"}
    for side, probability in zip(BOTH, (p, q), strict=True):
        changes[f"{side}.policy"] = {"name": "constant_hazard", "probability": probability}
        changes[f"{side}.preparation_days"] = 0.0
    return change_config(config, changes)


@pytest.mark.parametrize("ticks", [1, 2, 4])
def test_the_expected_time_of_constant_hazards_moves_by_no_more_than_the_tick(ticks: int) -> None:
    p, q, dt = 0.2, 0.1, 1.0 / ticks
    config = _at_once(compose(*MINIMAL, "horizon=60", f"ticks_per_day={ticks}"), p, q)
    days = rows(config, 4000)["duration"]
    stays = ((1.0 - p) * (1.0 - q)) ** dt
    expected = dt / (1.0 - stays)
    assert abs(days.mean() - expected) <= 4.0 * days.std() / np.sqrt(len(days))
    assert abs(expected - 1.0 / (1.0 - stays**ticks)) <= 1.0
    assert np.all(days * ticks == np.round(days * ticks))


def _step_through(config: Configuration) -> Standoff:
    standoff = Standoff([piece(config, 1)], create_cast)
    standoff.run()
    return standoff


def _quiet(ticks: int, **changes: Any) -> Configuration:
    never = [f"policy@{side}.policy=never" for side in BOTH]
    config = compose(*MINIMAL, *never, "horizon=20", f"ticks_per_day={ticks}")
    return change_config(
        config, {path.replace("__", "."): value for path, value in changes.items()}
    )


def test_pain_converges_to_its_equation_as_the_tick_shrinks() -> None:
    errors = []
    for ticks in (1, 2, 4):
        config = _quiet(ticks)
        us, lasting = config.us, config.us.exposure_other * config.china.tariff_start
        limit = lasting + us.exposure_self * us.tariff_start
        exact = limit * (1.0 - np.exp(-20.0 / us.pain_lag))
        group = _step_through(config).cast.groups[0]
        errors.append(abs(float(group.pain[0, 0]) - exact))
    assert errors[0] < 0.02 * limit
    assert errors[0] / errors[1] == pytest.approx(2.0, rel=0.1)
    assert errors[1] / errors[2] == pytest.approx(2.0, rel=0.1)


def test_opinions_converge_to_their_equation_as_the_tick_shrinks() -> None:
    views = []
    for ticks in (2, 4, 8, 16):
        config = _quiet(
            ticks,
            horizon=3,
            cast__us_press__anchor=0.8,
            cast__us_public__anchor=-0.5,
            opinion__pain_pull=0.0,
        )
        views.append(float(_step_through(config).cast.groups[0].opinion[0]))
    steps = np.abs(np.diff(views))
    assert steps[0] > 1e-4
    assert np.all(steps[1:] < 0.65 * steps[:-1])
