"""Tit for tat in tariffs: oracle O23, scripted leaders who raise on every day, both at once."""

from functools import cache

import numpy as np
import pytest

from model.arrays import Floats
from model.parameters import Configuration
from tests.oracles.degenerate import MINIMAL, Columns, configure, runs

DAYS = 300
TRACE = 1e-12
"""Ad valorem share, far below the tolerance of these tests."""


@cache
def raising() -> Configuration:
    """Tariffs start at a trace above their bases of 0, so that there is something to answer (the
    step of a reaction answers no side that is at its base); no contact ends the race.
    """
    scripts = []
    for side in ("us", "china"):
        scripts.append(f"policy@{side}.policy=scripted")
        scripts.append(f"{side}.policy.acts=[{{day: 1, until: {DAYS}, kind: tariff_raise}}]")
        scripts.append(f"{side}.tariff_start={TRACE}")
    return configure(*MINIMAL, *scripts, f"horizon={DAYS}")


def race_tariffs(us: dict[str, Floats], china: dict[str, Floats]) -> tuple[Floats, Floats, Columns]:
    """Tariffs at the end, one lane for each entry of the levers."""
    sides = {"us": us, "china": china}
    levers = {
        f"{side}.{name}": np.asarray(v, float)
        for side, own in sides.items()
        for name, v in own.items()
    }
    outcomes = runs(raising(), len(levers["us.reaction"]), levers)
    return outcomes["tariff_us_end"], outcomes["tariff_china_end"], outcomes


def column(*values: float) -> Floats:
    return np.array(values)


@pytest.mark.slow
def test_o23_mild_reactions_end_at_the_fixed_point() -> None:
    """In points: r = .8, s = 5 ends at 25; r = (.9, .5), s = (5, 2) at 12.3636 and 8.1818."""
    us = {
        "reaction": column(0.8, 0.9),
        "reaction_base": column(0.05, 0.05),
        "tariff_cap": column(5, 5),
    }
    china = {
        "reaction": column(0.8, 0.5),
        "reaction_base": column(0.05, 0.02),
        "tariff_cap": column(5, 5),
    }
    found_us, found_china, outcomes = race_tariffs(us, china)
    assert np.abs(found_us * 100.0 - column(25.0, 6.8 / 0.55)).max() < 1e-9
    assert np.abs(found_china * 100.0 - column(25.0, 4.5 / 0.55)).max() < 1e-9
    assert column(6.8 / 0.55, 4.5 / 0.55) == pytest.approx(column(12.3636, 8.1818), abs=5e-5)
    assert not outcomes["event_observed"].any()


@pytest.mark.slow
def test_o23_the_fixed_point_holds_for_all_reactions_whose_product_is_below_one() -> None:
    grid = np.meshgrid(np.linspace(0, 2, 11), np.linspace(0, 2, 11), [0.0, 0.05], [0.02, 0.1])
    r_us, r_china, s_us, s_china = (g.ravel() for g in grid)
    mild = r_us * r_china < 0.9
    r_us, r_china, s_us, s_china = r_us[mild], r_china[mild], s_us[mild], s_china[mild]
    caps = np.full_like(r_us, 5.0)
    us = {"reaction": r_us, "reaction_base": s_us, "tariff_cap": caps}
    found_us, found_china, _ = race_tariffs(
        us, {"reaction": r_china, "reaction_base": s_china, "tariff_cap": caps}
    )
    still = 1.0 - r_us * r_china
    assert np.abs(found_us - (s_us + r_us * s_china) / still).max() < 1e-9
    assert np.abs(found_china - (s_china + r_china * s_us) / still).max() < 1e-9


@pytest.mark.slow
def test_o23_strong_reactions_end_at_a_cap_and_at_the_answer_to_it() -> None:
    grid = np.meshgrid(np.linspace(0.4, 3, 14), np.linspace(0.4, 3, 14), [0.7, 1.45], [0.5, 1.25])
    r_us, r_china, cap_us, cap_china = (g.ravel() for g in grid)
    strong = r_us * r_china >= 1.0
    r_us, r_china, cap_us, cap_china = (g[strong] for g in (r_us, r_china, cap_us, cap_china))
    s_us, s_china = 0.02, 0.01
    us = {"reaction": r_us, "reaction_base": np.full_like(r_us, s_us), "tariff_cap": cap_us}
    china = {
        "reaction": r_china,
        "reaction_base": np.full_like(r_us, s_china),
        "tariff_cap": cap_china,
    }
    found_us, found_china, _ = race_tariffs(us, china)
    at_cap = (np.abs(found_us - cap_us) < 1e-9) | (np.abs(found_china - cap_china) < 1e-9)
    assert at_cap.all()
    assert np.abs(found_us - np.minimum(cap_us, r_us * found_china + s_us)).max() < 1e-9
    assert np.abs(found_china - np.minimum(cap_china, r_china * found_us + s_china)).max() < 1e-9
