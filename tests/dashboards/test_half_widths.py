"""A half-width that is shown reaches the farther end of its interval, and is none where none is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboards.figures.checks import draw_convergence
from dashboards.figures.matrix import Lever, draw_lever_matrix
from runs.analysis.estimates.estimates import wilson


@pytest.mark.parametrize(("k", "n", "said"), [(0, 40, "0.0 ± 8.8"), (20, 40, "50 ± 15")])
def test_a_cell_of_a_matrix_reaches_the_end_of_its_interval(k: int, n: int, said: str) -> None:
    low, high = map(float, wilson(k, n))
    table = pd.DataFrame({
        "x": ["0.1"], "y": ["1"], "cell": ["a"], "runs": ["link"], "n": [n], "estimate": [k / n],
        "low": [low], "high": [high], "apart": [False],
    })  # fmt: skip
    levers = Lever("us.pain", ["0.1"]), Lever("us.insulation", ["1"])
    drawn = draw_lever_matrix(table, levers, ("the US calls first", "share"))
    assert drawn.figure.data[0].text[0][0] == said
    assert "farther end of its 95 % interval" in drawn.about
    assert f"“the US calls first” is seen alike in 1 cell: {said[:2]}" in drawn.sentence


@pytest.mark.parametrize(("k", "n", "said", "left"), [
    (0, 40, "(Monte-Carlo error), ± 8.8 at the end.", "about 160 runs."),
    (1, 1, "n = 1 run with a value", "after 1 run of v"),
])  # fmt: skip
def test_the_running_estimate_says_no_half_width_that_is_too_small(
    k: int, n: int, said: str, left: str
) -> None:
    low, high = map(float, wilson(k, n))
    table = pd.DataFrame({"variant": ["v"], "n": [n], "estimate": [k / n], "low": [low],
                          "high": [high]})  # fmt: skip
    drawn = draw_convergence(table, "the US calls first", "share")
    assert said in drawn.about
    assert left in drawn.sentence


def test_the_running_mean_of_one_run_has_no_interval_to_halve() -> None:
    table = pd.DataFrame({"variant": ["v"], "n": [1], "estimate": [5.0], "low": [np.nan],
                          "high": [np.nan]})  # fmt: skip
    drawn = draw_convergence(table, "days", "days")
    assert "nan" not in drawn.about
    assert "Half that interval" not in drawn.sentence
