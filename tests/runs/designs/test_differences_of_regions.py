"""Differences of regions from the mean: signed, two digits of the half-width, never 1e+01."""

from __future__ import annotations

import pytest

from runs.cli.discover import format_differences


@pytest.mark.parametrize(
    ("own", "fresh", "error", "points", "unit", "texts"),
    [
        (-31.0, -29.6, 5.6, 20, "days", ("-31", "-30 ± 12")),
        (0.31, 0.2812, 0.0153, 60, "share", ("+31.0", "+28.1 ± 3.1")),
        (0.0, 0.0, 0.0, 20, "days", ("0.0", "0")),
        (4.0, 3.0, float("nan"), 1, "days", ("+4.0", "+3.0, no interval (1 point)")),
    ],
)
def test_a_difference_has_the_digits_of_its_half_width(
    own: float, fresh: float, error: float, points: int, unit: str, texts: tuple[str, str]
) -> None:
    assert format_differences(own, fresh, error, points, unit) == texts
