"""Two changes crossed: contrasts by hand and by scipy; each variant beside the first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from runs.analysis.comparison.factorial import compare_cells, compute_factorial_effects
from runs.analysis.comparison.families import compute_holm_p_values
from runs.analysis.comparison.overview import compare_with_baseline, summarise_variants
from runs.analysis.estimates.estimates import wilson
from tests.analysis.frames import outcomes

CELLS = ["a0 b0", "a0 b1", "a1 b0", "a1 b1"]
FACES = [[1.0, 2.0, 4.0, 3.0], [2.0, 2.0, 5.0, 5.0], [3.0, 5.0, 5.0, 6.0], [7.0, 6.0, 9.0, 8.0]]
"""By cell and world."""
BY_HAND = {
    "first": [3.5, 3.5, 2.5, 3.0],
    "second": [2.5, 0.5, 2.5, 2.0],
    "interaction": [3.0, 1.0, 3.0, 0.0],
}
"""Contrast -> its value in each world."""


def make_cross(values: list[list[float]], column: str = "face_us_us_end") -> pd.DataFrame:
    """Return runs of four variants, the last variant and the last world first."""
    cells, worlds = np.indices(np.shape(values))
    rows = {"variant_name": [CELLS[cell] for cell in cells.ravel()], "seed": 7, "point": 0,
            "replication": worlds.ravel(), column: np.ravel(values)}  # fmt: skip
    return pd.DataFrame(rows).iloc[::-1].reset_index(drop=True)


def test_contrasts_are_means_over_worlds_of_what_each_world_shows() -> None:
    table = compute_factorial_effects(make_cross(FACES), CELLS, "face_us").set_index("contrast")
    assert table.index.tolist() == list(BY_HAND)
    assert table["effect"].tolist() == [3.125, 1.875, 1.75]
    assert table["n_pairs"].tolist() == [4, 4, 4]
    tests = [stats.ttest_1samp(worlds, 0) for worlds in BY_HAND.values()]
    for name, worlds, tested in zip(BY_HAND, BY_HAND.values(), tests, strict=True):
        wanted = stats.t.interval(0.95, 3, np.mean(worlds), stats.sem(worlds))
        assert table.loc[name, ["low", "high"]].tolist() == pytest.approx(wanted)
        assert table["p"][name] == pytest.approx(tested.pvalue)
    adjusted = compute_holm_p_values([tested.pvalue for tested in tests])
    assert table["p_holm"].tolist() == pytest.approx(adjusted)
    assert table["verdict"].tolist() == ["higher", *["cannot be told apart"] * 2]
    clear = (table["adjusted_low"] > 0) | (table["adjusted_high"] < 0)
    assert clear.tolist() == [True, False, False]


def test_a_world_that_lacks_a_value_in_one_cell_is_in_no_contrast() -> None:
    values = [list(row) for row in FACES]
    values[2][0] = np.nan
    table = compute_factorial_effects(make_cross(values), CELLS, "face_us")
    assert table["n_pairs"].tolist() == [3, 3, 3]
    assert table["effect"].tolist() == pytest.approx([3.0, 5 / 3, 4 / 3])


def test_points_of_a_design_count_as_one_world() -> None:
    first = make_cross(FACES).assign(point=0)
    both = pd.concat([first, first.assign(point=1, face_us_us_end=first["face_us_us_end"] + 2)])
    table = compute_factorial_effects(both, CELLS, "face_us")
    alone = compute_factorial_effects(first, CELLS, "face_us")
    assert table["n_pairs"].tolist() == [4, 4, 4]
    pd.testing.assert_frame_equal(table, alone)


def test_changes_that_no_world_shows_have_an_interval_of_what_few_worlds_can_miss() -> None:
    table = compute_factorial_effects(make_cross([[0.0, 1.0, 1.0, 0.0]] * 4), CELLS, "face_us")
    missed = float(wilson(0, 4)[1])
    assert table["effect"].tolist() == [0, 0, 0]
    assert table["low"].tolist() == pytest.approx([-missed, -missed, -2 * missed])
    assert table["high"].tolist() == pytest.approx([missed, missed, 2 * missed])


def test_each_variant_is_beside_the_first_with_its_own_interval() -> None:
    shares = [(0.5, 0.35, 0.08, 0.02, 0.05), (0.8, 0.1, 0.04, 0.01, 0.05)]
    runs = [outcomes(300, "base", 1, shares[0]), outcomes(300, "more", 2, shares[1])]
    frame = pd.concat([*runs, outcomes(300, "same", 1, shares[0])], ignore_index=True)
    table = compare_cells(frame, "p_us", "base").set_index("variant")
    assert table.index.tolist() == ["base", "more", "same"]
    own = summarise_variants(frame).set_index("variant")
    assert table["estimate"].tolist() == own["p_us"].tolist()
    assert table["low"].tolist() == own["p_us_low"].tolist()
    assert table.loc["base", ["effect", "effect_low", "effect_high"]].tolist() == [0, 0, 0]
    against = compare_with_baseline(frame, "p_us", "base").set_index("variant")
    assert table["effect"]["more"] == against["effect"]["more"]
    assert table["effect_low"]["more"] == against["low"]["more"]
    assert table["apart"].tolist() == [False, True, False]
