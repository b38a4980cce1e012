"""A run of a design is replayed at its point, alone and beside another variant's; of runs
replayed, few traces are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.pages.compare import FIGURES
from dashboards.state.replay_choice import find_chosen_run, list_shown_runs
from dashboards.state.store import LIMITS, TRACE, Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from tests.dashboards.test_pages import text_of
from tests.runs.batches import make_batch

pytestmark = pytest.mark.slow  # batches of its own


@pytest.fixture(scope="module")
def designed(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Two variants at two points of a design, four runs each."""
    outputs = tmp_path_factory.mktemp("designed")
    texts = ["design=grid", "us.insulation=[0.1,0.9]", "leader@us=honor,hierarchy", "runs=4"]
    texts += ["executor=serial", f"outputs={outputs}"]
    launch_plan(
        Planner().plan(texts, multirun=True, command=["taijie", "run", *texts]), lambda _: None
    )
    return Source(outputs)


def test_a_run_of_a_design_is_replayed_at_its_point(designed: Source) -> None:
    view = resolve_view(designed, "/replay", "?v=1&run=2&point=1")
    frame = view.read_outcomes(view.variant)
    (row,) = frame[(frame["point"] == 1) & (frame["replication"] == 2)].to_dict("records")
    trace = list_shown_runs(view)[0].trace
    assert trace["outcome"]["duration"] == row["duration"]
    assert trace["outcome"]["pressure_us_end"] == row["pressure_us_end"]
    page = json.dumps(
        draw_page(designed, "/replay", "?v=1&run=2&point=1"),
        cls=PlotlyJSONEncoder,
    )
    assert "Run 2 of point 1, chosen by its number." in page
    assert "point=1&run=2&figure=reasons" in page


def test_a_pair_of_a_design_shares_its_point(designed: Source) -> None:
    compare = resolve_view(designed, "/compare", "")
    figure = FIGURES["pairs"].draw(compare).figure
    links = [link for t in figure.data if t.customdata is not None for link in t.customdata]
    (link,) = [link for link in links if "run=3" in link and "point=1" in link]
    view = resolve_view(designed, "/replay", link.partition("?")[2])
    assert view.is_pair
    assert (find_chosen_run(view).run, find_chosen_run(view).point) == (3, 1)
    for run in list_shown_runs(view):
        frame = view.read_outcomes(run.variant)
        row = frame[(frame["point"] == 1) & (frame["replication"] == 3)].iloc[0]
        assert run.trace["outcome"]["duration"] == row["duration"]


def test_the_header_names_the_points_of_a_design(designed: Source) -> None:
    said = text_of(draw_page(designed, "/", ""))
    assert said.count("2 variants × 2 points × 4 runs") >= 2, "in the header and in the table"


def test_a_comparison_of_a_design_says_in_how_many_worlds_it_is(designed: Source) -> None:
    said = text_of(draw_page(designed, "/compare", ""))
    assert "A fair comparison: 8 pairs at points of a design, in the same 4 random worlds" in said


def test_only_a_few_traces_are_kept(tmp_path: Path) -> None:
    many = LIMITS[TRACE] + 3
    make_batch(tmp_path / "batch", overrides=("horizon=3",), runs=many)
    source = Source(tmp_path)
    for run in range(many):
        view = resolve_view(source, "/replay", f"?v=1&run={run}")
        view.trace_run(view.variant, run)
    assert len([key for key in source._kept if "trace" in key]) == LIMITS[TRACE]
