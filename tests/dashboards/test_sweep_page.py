"""The page of sweeps shows at each point what a plain count of its runs gives."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboards.figures.grammar import Drawn
from dashboards.pages import cards
from dashboards.pages.catalogue import list_pages
from dashboards.pages.overview import choose_shown_variants
from dashboards.pages.variant_rows import GRID as VARIANTS
from dashboards.state.findings import collect_findings
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from tests.dashboards.test_pages import text_of
from tests.runs.batches import make_batch

pytestmark = pytest.mark.slow  # batches of its own

GRID = ["design=grid", "us.insulation=[0.1,0.9]", "china.insulation=[0.1,0.5,0.9]", "runs=40"]
ONE = ["design=one_at_a_time", "design.levers=[us.insulation,us.face_weight]", "runs=40"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Source:
    outputs = tmp_path_factory.mktemp("swept")
    for name, texts in (("grid", GRID), ("one", ONE)):
        words = [*texts, "executor=serial", f"outputs={outputs}", f"batch={name}"]
        launch_plan(
            Planner().plan(words, multirun=False, command=["taijie", *words]), lambda _: None
        )
    return Source(outputs)


def draw_figure(source: Source, name: str, batch: str) -> Drawn:
    return (
        list_pages()["/sweep"]
        .figures[name]
        .draw(resolve_view(source, "/sweep", f"?v=1&batch={batch}"))
    )


def frame(source: Source, batch: str) -> pd.DataFrame:
    view = resolve_view(source, "/sweep", f"?v=1&batch={batch}")
    points = view.batch.points(view.batch.manifest.variants[0].hash)
    return view.read_outcomes(view.variant).merge(points, on="point")


def test_a_cell_is_the_share_of_its_own_runs(swept: Source) -> None:
    figure = draw_figure(swept, "map", "grid").figure
    cells, axes = figure.data[0], (figure.layout.xaxis, figure.layout.yaxis)
    values = {"US insulation": "0.9", "China insulation": "0.5"}
    x, y = (values[axis.title.text] for axis in axes)
    rows = frame(swept, "grid")
    own = rows[(rows["us.insulation"] == 0.9) & (rows["china.insulation"] == 0.5)]
    share = (own["first_mover_true"] == "us").mean() * 100
    place = list(cells.y).index(y), list(cells.x).index(x)
    assert np.asarray(cells.z, dtype=float)[place] == pytest.approx(share)
    shown = float(cells.text[place[0]][place[1]].split(" ± ")[0])
    assert shown == pytest.approx(share, abs=5)
    assert len(own) == 40


def test_a_cell_like_the_first_is_framed_around_its_number_and_no_other(swept: Source) -> None:
    found = draw_figure(swept, "map", "grid")
    table, (cells,) = found.table, found.figure.data
    open_ = table[~table["apart"]]
    places = {(list(cells.x).index(x), list(cells.y).index(y))
              for x, y in zip(open_["x"], open_["y"], strict=True)}  # fmt: skip
    frames = [shape for shape in found.figure.layout.shapes if shape.name == "undecided"]
    assert len(frames) == len(open_)
    framed = {(round((f.x0 + f.x1) / 2, 6), round((f.y0 + f.y1) / 2, 6)) for f in frames}
    assert framed == places
    assert all(one.x1 - one.x0 > 0.8 and one.y1 - one.y0 > 0.8 for one in frames)
    assert not table["apart"].iloc[0]


def test_the_slices_have_every_point_at_every_lever(swept: Source) -> None:
    found = draw_figure(swept, "slices", "grid")
    assert [len(trace.x) for trace in found.figure.data] == [6, 6]


def test_the_ends_of_a_lever_are_paired_with_the_configuration(swept: Source) -> None:
    table = draw_figure(swept, "tornado", "one").table
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
    found = list_pages()["/sweep"].figures["map"].draw(resolve_view(source, "/sweep", ""))
    assert "taijie run design=grid" in found.sentence


def test_a_cross_of_three_settings_is_not_said_to_sweep_none(tmp_path: Path) -> None:
    levers = ("us.insulation=0.1,0.3", "china.insulation=0.4,0.9", "us.face_weight=0,1")
    make_batch(tmp_path / "three", runs=2, overrides=("horizon=5", *levers))
    page = text_of(draw_page(Source(tmp_path), "/sweep", ""))
    assert "This batch sweeps no lever" not in page
    assert "This batch crosses 3 settings (" in page


def test_every_row_of_a_cross_of_three_settings_says_whose_it_is(tmp_path: Path) -> None:
    levers = ("us.insulation=0.1,0.3", "china.insulation=0.4,0.9", "us.face_weight=0,1")
    make_batch(tmp_path / "three", runs=2, overrides=("horizon=5", *levers))
    view = resolve_view(Source(tmp_path), "/variants", "")
    assert VARIANTS.columns(view)[0].field == "variant"
    titles = [row["title"] for row in VARIANTS.shown(view, VARIANTS.values(view))]
    assert titles[0] == "0.1 · 0.4 · 0"
    assert len(set(titles)) == 8


def test_overview_shows_a_sweep_from_one_end_to_the_other(tmp_path: Path) -> None:
    """Its first six values alone would say nothing of what the lever does over its range."""
    values = [round(0.1 * place, 1) for place in range(10)]
    lever = f"us.insulation={','.join(map(str, values))}"
    make_batch(tmp_path / "ten", runs=2, overrides=("horizon=5", lever))
    shown = choose_shown_variants(resolve_view(Source(tmp_path), "/overview", ""))
    assert shown == [f"us.insulation={value}" for value in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)]


def test_the_heading_of_a_sweep_in_which_nothing_is_told_names_its_variant(tmp_path: Path) -> None:
    levers = ("us.insulation=0.1,0.3",)
    make_batch(tmp_path / "two", runs=4, overrides=("horizon=5", *levers))
    view = resolve_view(Source(tmp_path), "/overview", "")
    answer = collect_findings(view, [one.name for one in view.variants]).answer
    assert re.match(r"Under “us\.insulation=0\.1”, .* calls first in \d+ of 100 runs, ", answer)


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


def test_a_figure_that_pools_a_design_says_what_its_intervals_are_about(
    swept: Source, source: Source
) -> None:
    said = "is about these points in other random worlds"
    for path, name in (("/first", "hundred"), ("/live", "running"), ("/", "shares")):
        view = resolve_view(swept, path, "?v=1&batch=grid")
        shown = text_of(
            cards.make_card_body(
                name, list_pages()[path].figures[name].draw(view), view, list_pages()[path]
            )
        )
        assert said in shown
        assert "rests on 40 worlds" in shown
    view = resolve_view(source, "/first", "")
    plain = list_pages()["/first"].figures["hundred"].draw(view)
    assert "worlds" not in text_of(
        cards.make_card_body("hundred", plain, view, list_pages()["/first"])
    )
    own = draw_figure(swept, "map", "grid")
    assert said not in text_of(
        cards.make_card_body(
            "map", own, resolve_view(swept, "/sweep", "?v=1&batch=grid"), list_pages()["/sweep"]
        )
    )


def test_shares_of_a_design_are_as_wide_as_its_worlds_make_them(swept: Source) -> None:
    view = resolve_view(swept, "/first", "?v=1&batch=grid")
    table = list_pages()["/first"].figures["hundred"].draw(view).table.set_index("mover")
    rows = frame(swept, "grid")
    by_world = (rows["first_mover_true"] == "us").groupby(rows["replication"]).mean()
    width = table.loc["us", "high"] - table.loc["us", "low"]
    assert width > 1.7 * 1.96 * by_world.std() / np.sqrt(40)
    assert width < 2.3 * 2.03 * by_world.std() / np.sqrt(40)


def test_the_live_page_says_how_many_points_its_estimate_is_over(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "grid", overrides=(*GRID[:-1], "horizon=30"), runs=40, lanes=80)
    assert "runs 0 to 39 at 6 of 6 points." in text_of(draw_page(Source(tmp_path), "/live", ""))
    (variant,) = batch.manifest.variants
    for part in batch.layout.list_part_paths(batch.list_valid_rectangles(variant)[-1]):
        part.unlink()
    view = resolve_view(Source(tmp_path), "/live", "")
    found = list_pages()["/live"].figures["running"].draw(view)
    assert "at 4 of 6 points, the first of the design’s table and no sample of it" in found.about
    assert found.table["n"].drop_duplicates().tolist() == list(range(4, 161, 4))


def test_a_design_of_one_world_is_drawn_or_refused_in_words(tmp_path: Path) -> None:
    texts = (*GRID[:-1], "leader@us=honor,hierarchy", "horizon=30")
    make_batch(tmp_path / "one", overrides=texts, runs=1)
    source, refused = Source(tmp_path), []
    for path, page in list_pages().items():
        for figure in page.figures.values() if page.pools_points else ():
            try:
                assert figure.draw(resolve_view(source, path, "")).about
            except ValueError as error:
                refused.append(str(error))
    said = ("two pairs", "fewer than two", "no run", "in any run")
    assert [text for text in refused if not any(part in text for part in said)] == []
    assert any("worlds of a design" in text for text in refused)
