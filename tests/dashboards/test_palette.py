"""The five colours of the parties: readable on both grounds, told apart by everybody's eyes.

Colour-vision deficiencies are simulated at full severity by the matrices of Machado, Oliveira and
Fernandes 2009 (IEEE Transactions on Visualization and Computer Graphics 15(6), 1291-1298), which
act on linear RGB. Distances are those of CIELAB under D65 (CIE 1976); two patches side by side are
just told apart at about 2.3 (Mahy, Van Eycken and Oosterlinck 1994, Color Research and Application
19(2), 105-121).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from dashboards.figures.palette import COLOURS, find_colour, find_dash, find_marker
from runs.analysis.sides import get_dyad
from tests.measured import Measured

PARTIES = get_dyad().movers
GROUNDS = ("#FFFFFF", "#111111")
JUST_TOLD_APART = 2.3
ASKED = 4 * JUST_TOLD_APART
"""Marks are small and stand apart, so more is asked of them than of two patches side by side."""

SIMULATED = {
    "all cones": np.eye(3),
    "no red cones (protanopia)": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green cones (deuteranopia)": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue cones (tritanopia)": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
"""Linear sRGB to CIE XYZ (IEC 61966-2-1)."""


def linear(colour: str) -> np.ndarray:
    """Return #RRGGBB as linear RGB, each 0 to 1."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Return the relative luminance of #RRGGBB."""
    return float((TO_XYZ @ linear(colour))[1])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.11)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return linear RGB as CIELAB under D65."""
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / TO_XYZ.sum(axis=1)
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distances(vision: str) -> dict[tuple[str, str], float]:
    """Return the distance of each two parties' colours as seen with this vision."""
    seen = {party: lab(SIMULATED[vision] @ linear(find_colour(party))) for party in PARTIES}
    return {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(PARTIES, 2)}


def test_the_simulations_leave_greys_grey() -> None:
    for matrix in SIMULATED.values():
        assert matrix.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_black_on_white_has_the_largest_contrast_there_is() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab(linear("#FFFFFF")) == pytest.approx([100, 0, 0], abs=1e-9)


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_stands_out_by_three_to_one(ground: str, measured: Measured) -> None:
    least = min(contrast(find_colour(party), ground) for party in (*PARTIES, *COLOURS))
    assert least >= 3
    measured("U10", f"least contrast {least:.1f} to 1 on {ground}, of 3 to 1 asked")


@pytest.mark.parametrize("vision", SIMULATED)
def test_every_two_colours_are_told_apart_with_any_vision(vision: str, measured: Measured) -> None:
    found = distances(vision)
    pair, least = min(found.items(), key=lambda one: one[1])
    assert least > ASKED
    measured(
        "U10",
        f"{vision}: nearest colours {' and '.join(pair)} {least:.0f} apart of {ASKED:.0f} asked, "
        f"the two sides {found[get_dyad()]:.0f}",
    )


def test_without_any_colour_parties_differ_by_shape_and_lines_by_dash() -> None:
    assert len({find_marker(party) for party in PARTIES}) == len(PARTIES)
    assert find_marker("nobody") == "circle-open"
    assert len({find_dash(party) for party in PARTIES if party != "nobody"}) == len(PARTIES) - 1
