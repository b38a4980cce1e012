"""The page of sweeps shows at each point what a plain count of its runs gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboards.app import draw_page
from dashboards.figures.grammar import Drawn
from dashboards.pages import catalogue
from dashboards.sources import Source
from dashboards.view import look
from runs.launching import launch
from runs.planning import Planner
from tests.dashboards.test_pages import text_of

GRID = ["design=grid", "us.insulation=[0.1,0.9]", "china.insulation=[0.1,0.5,0.9]", "runs=40"]
ONE = ["design=one_at_a_time", "design.levers=[us.insulation,us.face_weight]", "runs=40"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Source:
    outputs = tmp_path_factory.mktemp("swept")
    for name, texts in (("grid", GRID), ("one", ONE)):
        words = [*texts, "executor=serial", f"outputs={outputs}", f"batch={name}"]
        launch(Planner().plan(words, multirun=False, command=["taijie", *words]), lambda _: None)
    return Source(outputs)


def drawn(source: Source, name: str, batch: str) -> Drawn:
    return catalogue()["/sweep"].figures[name].draw(look(source, "/sweep", f"?v=1&batch={batch}"))


def frame(source: Source, batch: str) -> pd.DataFrame:
    view = look(source, "/sweep", f"?v=1&batch={batch}")
    points = view.batch.points(view.batch.manifest.variants[0].hash)
    return view.outcomes(view.variant).merge(points, on="point")


def test_a_cell_is_the_share_of_its_own_runs(swept: Source) -> None:
    figure = drawn(swept, "map", "grid").figure
    cells, axes = figure.data[0], (figure.layout.xaxis, figure.layout.yaxis)
    values = {"us.insulation": "0.9", "china.insulation": "0.5"}
    x, y = (values[axis.title.text] for axis in axes)
    rows = frame(swept, "grid")
    own = rows[(rows["us.insulation"] == 0.9) & (rows["china.insulation"] == 0.5)]
    share = (own["first_mover_true"] == "us").mean() * 100
    place = list(cells.y).index(y), list(cells.x).index(x)
    assert np.asarray(cells.z, dtype=float)[place] == pytest.approx(share)
    shown = float(cells.text[place[0]][place[1]].split(" ± ")[0])
    assert shown == pytest.approx(share, abs=5)
    assert len(own) == 40


def test_a_cell_like_the_first_is_crossed_and_no_other(swept: Source) -> None:
    found = drawn(swept, "map", "grid")
    table, crossed = found.table, found.figure.data[1]
    assert len(crossed.x) == int((~table["apart"]).sum())
    assert not table["apart"].iloc[0]


def test_the_slices_have_every_point_at_every_lever(swept: Source) -> None:
    found = drawn(swept, "slices", "grid")
    assert [len(trace.x) for trace in found.figure.data] == [6, 6]


def test_the_ends_of_a_lever_are_paired_with_the_configuration(swept: Source) -> None:
    table = drawn(swept, "tornado", "one").table
    rows = frame(swept, "one").sort_values("replication")
    us = {
        point: (part["first_mover_true"] == "us").to_numpy(dtype=float)
        for point, part in rows.groupby("point")
    }
    for point, effect in zip(table["point"], table["effect"], strict=True):
        assert effect == pytest.approx((us[point] - us[0]).mean())
    assert list(table["reach"]) == sorted(table["reach"], reverse=True)


def test_a_batch_without_a_design_says_how_to_make_one(source: Source) -> None:
    assert "design=grid" in text_of(draw_page(source, "/sweep", ""))
    found = catalogue()["/sweep"].figures["map"].draw(look(source, "/sweep", ""))
    assert "taijie run design=grid" in found.sentence


def test_a_grid_has_a_map_and_one_at_a_time_its_ends(swept: Source) -> None:
    grid = text_of(draw_page(swept, "/sweep", "?v=1&batch=grid"))
    one = text_of(draw_page(swept, "/sweep", "?v=1&batch=one"))
    assert "card-map" in grid
    assert "card-tornado" not in grid
    assert "card-tornado" in one


def test_a_page_that_pools_the_points_of_a_design_says_so(swept: Source, source: Source) -> None:
    pooled = "pools its 6 points, which share their 40 random worlds"
    for path, said in (("/first", True), ("/variants", True), ("/", True), ("/sweep", False)):
        assert (pooled in text_of(draw_page(swept, path, "?v=1&batch=grid"))) is said
    assert "This batch plays a design" not in text_of(draw_page(source, "/first", ""))
    assert "6 points of 2 levers (grid): see Sweep" in text_of(draw_page(swept, "/", ""))
