"""What `taijie claims` says of an effect with its mechanism off, and over other presets."""

from __future__ import annotations

import math

import pytest

from runs.cli.claims import _format_remaining_effect, _format_robustness


def remaining_row(**verdicts: bool | None) -> dict[str, object]:
    """A row of an effect of 0.10 [0.05, 0.15] that is left."""
    flags = {"equal_off": False, "below_off": False, "turned_off": False} | verdicts
    return {"effect_off": 0.1, "low_off": 0.05, "high_off": 0.15, "n_off": 200, **flags}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (remaining_row(equal_off=True), ["0", "yes: A = B"]),
        (remaining_row(below_off=True), ["0.100 (0.050 to 0.150)", "yes"]),
        (remaining_row(), ["0.100 (0.050 to 0.150)", "no"]),
        (remaining_row(turned_off=True), ["0.100 (0.050 to 0.150)", "no: turns"]),
        (
            remaining_row(below_off=None, turned_off=None),
            ["0.100 (0.050 to 0.150)", "too few runs"],
        ),
        (remaining_row() | {"low_off": math.nan}, ["", ""]),
    ],
)
def test_what_is_left_of_an_effect_is_judged_in_words(
    row: dict[str, object], said: list[str]
) -> None:
    assert _format_remaining_effect(row, "off") == said


def test_the_lever_that_turns_a_claim_is_told_with_its_correlation() -> None:
    row = {"robust_share": 0.875, "opposite": 2, "sets": 16, "flips_at": "us.pain"}
    assert _format_robustness(row | {"flips_rho": -0.5}) == ["0.88", "0.12", "us.pain (-0.50)"]
    assert _format_robustness(row | {"flips_at": None}) == ["0.88", "0.12", ""]
    assert _format_robustness(row | {"robust_share": math.nan}) == ["", "", ""]
