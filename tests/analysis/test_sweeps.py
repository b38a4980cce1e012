"""Points of a design against a base point: scipy's tests and Holm's steps by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.sensitivity.sweeps import compare_points_with_base

FACES = [[1.0, 2.0, 4.0, 3.0], [9.0, 12.0, 13.0, 11.0], [1.5, 1.0, 4.5, 3.0]]
"""By point and replication."""


def design_runs(values: list[list[float]], column: str = "face_us_us_end") -> pd.DataFrame:
    """Return a design's runs, the last point and the last replication first."""
    points, runs = np.indices(np.shape(values))
    rows = {"point": points.ravel(), "replication": runs.ravel(), column: np.ravel(values)}
    return pd.DataFrame(rows).iloc[::-1].reset_index(drop=True)


def test_a_point_has_the_t_interval_of_its_runs() -> None:
    table = compare_points_with_base(design_runs(FACES), "face_us")
    assert table["point"].tolist() == [0, 1, 2]
    assert table["n"].tolist() == [4, 4, 4]
    for row, own in zip(table.itertuples(), FACES, strict=True):
        wanted = stats.t.interval(0.95, 3, np.mean(own), stats.sem(own))
        assert (row.estimate, row.low, row.high) == pytest.approx((np.mean(own), *wanted))


@pytest.mark.parametrize(("options", "base"), [({}, 0), ({"base": 1}, 1)])
def test_points_differ_from_the_first_unless_another_is_the_base(
    options: dict[str, int], base: int
) -> None:
    own = compare_points_with_base(design_runs(FACES), "face_us", **options).set_index("point")
    assert own.loc[base, ["effect", "effect_low", "effect_high"]].tolist() == [0, 0, 0]
    assert (own["p_holm"][base], own["apart"][base]) == (1, False)
    p = {}
    for point in {0, 1, 2} - {base}:
        wanted = stats.ttest_rel(FACES[point], FACES[base])
        ends = wanted.confidence_interval()
        found = own.loc[point, ["effect", "effect_low", "effect_high"]].tolist()
        mean = np.mean(FACES[point]) - np.mean(FACES[base])
        assert found == pytest.approx([mean, ends.low, ends.high])
        p[point] = wanted.pvalue
    first, last = sorted(p, key=p.__getitem__)
    assert own["p_holm"][first] == pytest.approx(2 * p[first])
    assert own["p_holm"][last] == pytest.approx(max(2 * p[first], p[last]))
    assert own["apart"].tolist() == (own["p_holm"] < 0.05).tolist()
    assert own["apart"][first]
    assert own.loc[base, ["adjusted_low", "adjusted_high"]].tolist() == [0, 0]
    clear = (own["adjusted_low"] > 0) | (own["adjusted_high"] < 0)
    assert clear.tolist() == own["apart"].tolist()
    both = stats.ttest_rel(FACES[first], FACES[base]).confidence_interval(0.975)
    ends = own.loc[first, ["adjusted_low", "adjusted_high"]].tolist()
    assert ends == pytest.approx([both.low, both.high])


def test_runs_without_a_value_are_left_out_of_their_point() -> None:
    nan = np.nan
    faces = [[1.0, nan, 4.0, 3.0], [nan, nan, nan, 2.0], [nan, nan, nan, nan]]
    table = compare_points_with_base(design_runs(faces), "face_us").set_index("point")
    assert table["n"].tolist() == [3, 1, 0]
    held = [1.0, 4.0, 3.0]
    wanted = stats.t.interval(0.95, 2, np.mean(held), stats.sem(held))
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx(list(wanted))
    assert table["estimate"][1] == 2
    assert table.loc[[1, 2], ["low", "high"]].isna().all(axis=None)
    assert np.isnan(table["estimate"][2])


def test_a_share_at_a_point_has_wilsons_interval() -> None:
    table = compare_points_with_base(
        design_runs([[1, 0, 0, 1], [0, 0, 0, 0]], "deniable"), "p_deniable"
    )
    for row, k in zip(table.itertuples(), (2, 0), strict=True):
        wanted = proportion_confint(k, 4, method="wilson")
        assert (row.estimate, row.low, row.high) == pytest.approx((k / 4, *wanted), abs=1e-12)


def test_points_that_lack_a_replication_are_refused() -> None:
    with pytest.raises(ValueError, match="some points lack runs"):
        compare_points_with_base(design_runs(FACES).iloc[1:], "face_us")
