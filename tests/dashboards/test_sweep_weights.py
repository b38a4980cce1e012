"""The page of sweeps says of levers what the commands say: `sensitivity` and `discover`."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from dashboards.figures.grammar import Drawn
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from runs.cli.app import app
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from tests.dashboards.test_pages import text_of

pytestmark = pytest.mark.slow  # batches of its own

RANGES = ["us.insulation=[0.1,0.9]", "china.insulation=[0.1,0.9]", "us.face_weight=[0,2]"]
SMALL = ["scenario=minimal", "signal=minimal", "cast=minimal", "horizon=60", "executor=serial"]
DESIGNS = {
    "sobol": ["design=sobol", "design.base=32", "runs=6"],
    "morris": ["design=morris", "design.trajectories=10", "runs=6"],
    "cube": ["design=latin_hypercube", "design.points=60", "runs=10"],
}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Source:
    outputs = tmp_path_factory.mktemp("weighed")
    for name, texts in DESIGNS.items():
        words = [*texts, *RANGES, *SMALL, f"outputs={outputs}", f"batch={name}"]
        launch_plan(
            Planner().plan(words, multirun=False, command=["taijie", *words]), lambda _: None
        )
    return Source(outputs)


def draw_figure(source: Source, name: str, batch: str, more: str = "") -> Drawn:
    search = f"?v=1&batch={batch}{more}"
    return list_pages()["/sweep"].figures[name].draw(resolve_view(source, "/sweep", search))


def command(source: Source, *words: str) -> Any:
    done = CliRunner().invoke(app, [*words, "--outputs", str(source.outputs), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("metric", ["p_nobody", "rmst"])
def test_the_bars_of_sobol_are_the_command_s_indices(swept: Source, metric: str) -> None:
    (told,) = command(swept, "sensitivity", "sobol", "--outcome", metric)
    found = draw_figure(swept, "weights", "sobol", f"&metric={metric}")
    rows = found.table.set_index("lever")
    assert list(rows.index)[-1] == "a lever that does nothing"
    for lever in told["levers"]:
        own = rows.loc[lever["lever"].replace("dummy", "a lever that does nothing")]
        for key in ("first", "first_low", "total", "total_high"):
            assert own[key] == lever[key] or (np.isnan(own[key]) and lever[key] is None)
    bars = next(bar for bar in found.figure.data if "total" in bar.name)
    known = [lever["total"] for lever in told["levers"] if lever["total"] is not None]
    assert sorted(x for x in bars.x if not np.isnan(x)) == sorted(known)
    limits = [shape.x0 for shape in found.figure.layout.shapes]
    assert limits == [limit for limit in [told["threshold"]] if limit is not None]


def test_the_bars_of_morris_are_the_command_s_sizes(swept: Source) -> None:
    (told,) = command(swept, "sensitivity", "morris", "--outcome", "p_us")
    found = draw_figure(swept, "weights", "morris")
    rows = found.table.set_index("lever")
    for lever in told["levers"]:
        assert rows.loc[lever["lever"], "mu_star"] == lever["mu_star"]
        assert rows.loc[lever["lever"], "dummy_high"] == lever["dummy_high"]
    bars = found.figure.data[0]
    assert sorted(bars.x) == pytest.approx(sorted(100 * one["mu_star"] for one in told["levers"]))


@pytest.mark.parametrize("when", ["p_nobody", "p_us"])
def test_the_box_is_the_command_s(swept: Source, when: str) -> None:
    (told,) = command(swept, "discover", "cube", "--when", when)
    found = draw_figure(swept, "box", "cube", f"&when={when}")
    if told["limits"]:
        rows = found.table.set_index("lever")
        assert {path: dict(rows.loc[path, ["low", "high", "quasi_p"]]) for path in rows.index} == (
            told["limits"]
        )
        (box,) = found.figure.layout.shapes
        x = found.figure.layout.xaxis.title.text
        assert (box.x0, box.x1) == (told["limits"][x]["low"], told["limits"][x]["high"])
    assert found.table["density"].iloc[0] == told["density"]
    assert found.table["coverage"].iloc[0] == told["coverage"]
    assert f"--when {when}" in found.about


def test_a_dot_of_the_box_has_the_share_of_its_point(swept: Source) -> None:
    (dots,) = draw_figure(swept, "box", "cube").figure.data
    view = resolve_view(swept, "/sweep", "?v=1&batch=cube")
    frame = view.read_outcomes(view.variant)
    share = (frame["first_mover_true"] == "nobody").groupby(frame["point"]).mean()
    points = [int(re.findall(r"point:(\d+)\.\.", link)[0]) for link in dots.customdata]
    assert np.asarray(dots.marker.color) == pytest.approx(100 * share.loc[points].to_numpy())


def test_the_coverage_is_that_of_the_points(swept: Source) -> None:
    found = draw_figure(swept, "coverage", "cube")
    view = resolve_view(swept, "/sweep", "?v=1&batch=cube")
    points = view.batch.points(view.variant)
    rows = found.table.set_index("lever")
    for name in RANGES:
        path = name.partition("=")[0]
        assert rows.loc[path, "low"] == points[path].min()
        assert rows.loc[path, "values"] == points[path].nunique()
    assert "60 of 60 points" in found.sentence


def test_each_kind_of_design_has_its_own_figures(swept: Source) -> None:
    for batch, there, gone in (("sobol", "weights", "map"), ("cube", "box", "weights")):
        page = text_of(draw_page(swept, "/sweep", f"?v=1&batch={batch}"))
        assert f"card-{there}" in page
        assert f"card-{gone}" not in page


def test_runs_of_a_kind_that_there_is_not_are_dropped_with_a_notice(swept: Source) -> None:
    for when in ("duration", "first_mover_true == 'us'", "<script>"):
        view = resolve_view(swept, "/sweep", f"?v=1&batch=cube&when={when}")
        assert view.when == "p_nobody"
        assert any("names a when" in notice for notice in view.notices)


@pytest.mark.parametrize("batch", ["sobol", "morris"])
def test_one_test_alone_says_which_levers_count(swept: Source, batch: str) -> None:
    """Points that share values are no independent ones: a test of their rank correlation that
    takes them for such stood beside that of the indices, and counted other levers.
    """
    found = draw_figure(swept, "slices", batch)
    assert re.search(r"is seen to go most with \S+ \(rank correlation −?[\d.]+\)", found.sentence)
    assert not re.search(r"goes with \d|cannot be said", found.sentence)
    assert "not tested" in found.about
    assert "Bonferroni" not in found.about
    assert "Bonferroni" in draw_figure(swept, "slices", "cube").about
