"""The page Fit draws what a fit and its scores hold, whatever state the fit is in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboards.figures.forecasts import draw_ranks, draw_score_differences
from dashboards.figures.grammar import Drawn
from dashboards.pages.catalogue import list_pages
from dashboards.state.fit_tables import load_newest_scores
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_figure, draw_page
from runs.studies.fit.storage import RESULT, get_fit_folder, read_json
from tests.dashboards.test_pages import text_of
from tests.runs import study_results
from tests.runs.study_results import FIT


@pytest.fixture(scope="module")
def result(source: Source) -> dict[str, Any]:
    return read_json(get_fit_folder(source.outputs, FIT) / RESULT)


def draw(source: Source, name: str) -> Drawn:
    return list_pages()["/fit"].figures[name].draw(resolve_view(source, "/fit", f"?fit={FIT}"))


def test_each_lever_stands_with_its_draws_and_its_contraction(
    source: Source, result: dict[str, Any]
) -> None:
    drawn = draw(source, "levers")
    told = {one["lever"]: one for one in result["levers"]}
    assert set(drawn.table["lever"]) == set(told)
    band = next(trace for trace in drawn.figure.data if trace.name == "after the record")
    assert len(set(band.y)) == len(told)
    for lever, low, width in zip(drawn.table["lever"], band.base, band.x, strict=True):
        assert low == told[lever]["low80"]
        assert low + width == pytest.approx(told[lever]["high80"])
    assert "which of these 40 levers" in drawn.sentence or "of these 40 levers" in drawn.sentence


def test_differences_are_those_of_the_scores_turned_so_that_right_is_better(
    source: Source,
) -> None:
    scores = load_newest_scores(source.outputs, FIT)
    assert scores is not None
    mean = next(one for one in scores["means"] if one["stage"] == "leader")
    table = draw(source, "rivals").table
    assert len(table) == len(mean["differences"])
    for (_, row), one in zip(table.iterrows(), mean["differences"], strict=True):
        sign = -1 if one["one"] == "crps" else 1
        assert row["better"] == pytest.approx(sign * one["difference"], nan_ok=True)
        if one["low"] is not None:
            ends = sorted([sign * one["low"], sign * one["high"]])
            assert [row["low"], row["high"]] == pytest.approx(ends)


def test_rows_and_ranks_are_those_of_the_scores(source: Source) -> None:
    scores = load_newest_scores(source.outputs, FIT)
    assert scores is not None
    rows = scores["rows"]
    drawn = draw(source, "rows")
    assert sorted(drawn.table["observed"]) == sorted(rows["observed"])
    band = drawn.figure.data[0]
    assert sorted(band.base) == sorted(rows["low80"].astype(float) + 1.0)
    assert draw(source, "ranks").table["rows"].sum() == len(rows)


def test_ranks_fall_into_their_tenths(source: Source) -> None:
    import pandas as pd

    ranks = pd.DataFrame({"quantile": [0.05, 0.95, 0.97, None], "censored": False})
    table = draw_ranks(ranks, 0.5).table
    assert table["rows"].tolist() == [1, *[0] * 8, 2]
    assert np.allclose(table["to"] - table["from"], 0.1)


def test_a_wait_that_was_only_longer_is_spread_over_what_its_forecast_leaves() -> None:
    import pandas as pd

    ranks = pd.DataFrame({"quantile": [0.05, 0.75, 1.0], "censored": [False, True, True]})
    drawn = draw_ranks(ranks, 0.5)
    assert drawn.table["rows"].tolist() == pytest.approx([1, *[0] * 6, 0.2, 0.4, 1.4])
    assert drawn.about.startswith("n = 3 rows; 2 known only to have waited longer")


def test_intervals_that_a_single_cluster_does_not_have_are_not_said_to_hold_0() -> None:
    differences = [
        {"one": "log_score", "other": f"log_score_{rival}", "by": by, "n": n, "difference": 0.3,
         "low": low, "high": high}
        for by in ("cluster", "row")
        for rival, n, low, high in (("pool", 1, None, None), ("exponential", 9, 0.1, 0.5),
                                    ("lognormal", 9, -0.004, 0.604))
    ]  # fmt: skip
    mean = {"rows": 9, "clusters": 9, "log_score": -1.0, "log_score_pool": -1.3,
            "log_score_exponential": -1.3, "log_score_lognormal": -1.3,
            "differences": differences}  # fmt: skip
    drawn = draw_score_differences(mean)
    assert "better in 1 of 3 comparisons and worse in 0;" in drawn.sentence
    assert "hold 0 (1); 1 of fewer than two clusters have no interval" in drawn.sentence
    by_cluster, by_row = (list(trace.text) for trace in drawn.figure.data)
    assert by_cluster[2] == "+0.30 [−0.01, +0.61], n = 9; −1.00 against −1.30"
    assert by_row[2] == "+0.30 [−0.01, +0.61], n = 9"


def test_the_page_says_what_not_to_conclude_and_how_it_was_made(source: Source) -> None:
    page = text_of(draw_page(source, "/fit", f"?fit={FIT}"))
    assert "What not to conclude" in page
    assert "2 rounds of 2 x 20 particles" in page
    assert "stale" not in page


def test_a_fit_under_way_says_how_far_it_is_and_how_it_goes_on(tmp_path: Path) -> None:
    study_results.fit(tmp_path, "going", finished=False)
    source = Source(tmp_path)
    page = text_of(draw_page(source, "/fit", ""))
    assert "Fit going is not finished: 1 of 2 rounds" in page
    assert "taijie fit going" in page
    assert "not finished" in text_of(draw_figure(source, "levers", "/fit", ""))


def test_without_a_fit_the_page_says_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.studies.fit.storage.SHIPPED", tmp_path / "none")
    page = text_of(draw_page(Source(tmp_path), "/fit", ""))
    assert "taijie fit" in page
    assert "What not to conclude" in page


def test_a_fit_that_is_not_scored_says_how_it_is(tmp_path: Path) -> None:
    import shutil

    study_results.fit(tmp_path)
    shutil.rmtree(tmp_path / "scores")
    page = text_of(draw_page(Source(tmp_path), "/fit", ""))
    assert f"taijie score fit={FIT}" in page


def test_a_fit_that_cannot_be_read_is_said_to_be_one(tmp_path: Path) -> None:
    torn = tmp_path / "fits" / "torn"
    torn.mkdir(parents=True)
    (torn / "settings.json").write_text("[")
    assert "cannot be read" in text_of(draw_page(Source(tmp_path), "/fit", ""))
