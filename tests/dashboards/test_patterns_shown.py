"""What the page History draws of simulated days that do not end by the horizon."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboards.figures.patterns import EDGE, draw_patterns


def make_row(name: str, simulated: Any, low: Any, high: Any, unit: str = "days") -> dict[str, Any]:
    return {"id": name, "unit": unit, "observed": 60.0, "simulated": simulated, "low80": low,
            "high80": high, "width80": None, "width80_random_caller": None, "p": 0.4, "n": 40,
            "used_to_learn": False, "source": "a table", "absent": ""}  # fmt: skip


def test_a_band_without_an_end_reaches_the_edge_and_a_median_without_one_is_open() -> None:
    rows = [make_row("closed", 5.0, 2.0, 9.0), make_row("open", 80.0, 20.0, None),
            make_row("late", None, 30.0, None), make_row("never", None, None, None)]  # fmt: skip
    band, simulated, _ = draw_patterns(pd.DataFrame(rows), "days").figure.data
    edge = EDGE * 80.0
    assert list(band.base) == [2.0, 20.0, 30.0, edge]
    assert list(band.x) == pytest.approx([7.0, edge - 20.0, edge - 30.0, 0.0])
    assert list(simulated.x) == [5.0, 80.0, edge, edge]
    assert [mark == "circle" for mark in simulated.marker.symbol] == [True, True, False, False]
    assert list(simulated.text) == ["5", "80", "not by the horizon", "not by the horizon"]


def test_a_correlation_that_is_unknown_is_not_said_to_be_late() -> None:
    rows = pd.DataFrame([make_row("flat", None, None, None, "Spearman")])
    _, simulated, _ = draw_patterns(rows, "shares").figure.data
    assert np.isnan(simulated.x[0])
    assert list(simulated.marker.symbol) == ["circle"]
