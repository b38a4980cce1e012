"""Dose and response in words: ends, difference and way, from numbers given by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from runs.analysis.text.doses import FALLS, LEVEL, RISES, TURNS, write_dose_sentence

OF = ("the lamp is lit", "share")


def doses(*shares: float, apart: bool = True) -> pd.DataFrame:
    first = shares[0]
    rows = [{"x": place, "estimate": share, "low": share - 0.1, "high": share + 0.1, "n": 40,
             "effect": share - first, "adjusted_low": share - first - 0.2,
             "adjusted_high": share - first + 0.2, "apart": apart}
            for place, share in enumerate(shares)]  # fmt: skip
    return pd.DataFrame(rows)


def test_it_says_both_ends_their_paired_difference_and_the_way() -> None:
    assert write_dose_sentence(doses(0.25, 0.5, 0.75), "x", OF) == (
        "along x, the lamp is lit: 25 of 100 runs at 0 (95 % interval 15 to 35; n = 40) and 75 at "
        "2 (65 to 85), a difference of +50 of 100 runs (adjusted interval 30 to 70); "
        f"{RISES}."
    )


@pytest.mark.parametrize(
    ("shares", "way"),
    [((0.7, 0.5, 0.2), FALLS), ((0.2, 0.5, 0.4), TURNS), ((0.3, 0.3), LEVEL)],
)
def test_the_way_is_that_of_every_step(shares: tuple[float, ...], way: str) -> None:
    assert write_dose_sentence(doses(*shares), "x", OF).endswith(f"; {way}.")


def test_a_difference_that_cannot_be_told_is_said_to_be_none() -> None:
    said = write_dose_sentence(doses(0.3, 0.35, apart=False), "x", OF)
    assert "(95 % interval -15 to 25), which cannot be told from none" in said
    assert "at every step" not in said  # of what may be no difference
    assert TURNS not in write_dose_sentence(doses(0.3, 0.35, 0.32, apart=False), "x", OF)


def test_estimates_that_stay_and_then_fall_go_one_way() -> None:
    said = write_dose_sentence(doses(0.7, 0.7, 0.2), "x", OF)
    assert said.endswith("(adjusted interval -70 to -30).")


@pytest.mark.parametrize(("ends", "told", "changed"), [
    ((0.1, 0.8), "25 of 100 runs at 0 (10 to 80 over the parameters the history allows; "
     "simulation error ±10; n = 40)", "+50 of 100 runs (10 to 80 over the parameters the history "
     "allows: turns with the assumptions; simulation error, adjusted, ±20)"),
    ((math.nan, math.nan), "25 of 100 runs at 0 (simulation error ±10; too few runs per draw to "
     "say how much the parameters matter; n = 40)",
     "+50 of 100 runs (simulation error, adjusted, ±20)"),
])  # fmt: skip
def test_under_a_fit_no_simulation_error_is_called_the_interval(
    ends: tuple[float, float], told: str, changed: str
) -> None:
    of_draws = {f"{name}draws_{end}": value for name in ("", "effect_")
                for end, value in zip(("low", "high"), ends, strict=True)}  # fmt: skip
    said = write_dose_sentence(
        doses(0.25, 0.5, 0.75).assign(**of_draws, fit="record", turns=True), "x", OF
    )
    assert told in said
    assert changed in said
