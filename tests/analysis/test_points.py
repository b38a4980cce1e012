"""Spread over the points of a design, by hand on three points in two worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runs.analysis.estimates.points import compute_spread_of_points, reshape_by_point

ROWS = pd.DataFrame(
    {"variant_name": "v", "point": [0, 0, 1, 1, 2, 2], "replication": [0, 1] * 3,
     "duration": [1.0, 3.0, 4.0, 4.0, 9.0, 11.0]}
)  # fmt: skip


def test_values_stand_by_point_and_replication() -> None:
    found = reshape_by_point(ROWS, ROWS["duration"].to_numpy())
    assert found.tolist() == [[1, 3], [4, 4], [9, 11]]
    for lacking in (ROWS.iloc[:-1], ROWS.iloc[[0, 3]]):
        with pytest.raises(ValueError, match="some points lack runs"):
            reshape_by_point(lacking, np.zeros(len(lacking)))


def test_quantiles_are_of_the_points_means() -> None:
    row = compute_spread_of_points(ROWS, ("rmst",)).iloc[0]  # means 2, 4 and 10
    assert row["variant":"unit"].tolist() == [
        *("v", "rmst", "days without leader contact, to the horizon", "days"),
    ]
    assert row["points":].tolist() == [3, 2, 3, 4, 7, 10]
