"""A batch of two other sides: every page in their words, colours and markers, none of the preset's.

The folder holds a batch of the preset as well, so that neither may speak for the other.
"""

from __future__ import annotations

import re
import shlex
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.launch.access import Access
from dashboards.launch.control import BatchControl
from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.pages.page import Page
from dashboards.report.content import collect_report
from dashboards.report.writing import render_markdown
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text.hints import write_design_hint, write_sweep_hint
from dashboards.web import prefetch
from dashboards.web.drawing import draw_figure, draw_page
from dashboards.web.filling import redraw_group_fields
from dashboards.web.row_requests import load_row_block
from runs.archive.batch import Batch
from runs.archive.in_use import use_batch
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from tests.dashboards.scenes import REFUSED
from tests.dashboards.test_pages import text_of
from tests.dyads import OTHERS
from tests.runs.examples import example
from tests.second_pair import (
    CHOICES,
    COLOURS,
    MARKERS,
    PRESET,
    make_second_batch,
    write_configs,
)

OF_BATCH: dict[str, Page] = {path: one for path, one in list_pages().items() if not one.of_preset}
FIGURES = [(path, name) for path, page in OF_BATCH.items() for name in page.figures]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("two")


@pytest.fixture(scope="module")
def old(outputs: Path) -> Batch:
    return example(outputs, 20, "horizon=60")


@pytest.fixture(scope="module")
def batch(outputs: Path, old: Batch, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_second_batch(tmp_path_factory.mktemp("own"), outputs)


@pytest.fixture(scope="module")
def source(batch: Batch) -> Source:
    return Source(batch.path.parent)


@pytest.fixture(scope="module")
def client(batch: Batch) -> FlaskClient:
    made = create_app(batch.path.parent).server.test_client()
    made.get("/")
    return made


def search(batch: Batch, **more: str) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in {"batch": batch.name, **more}.items())


NUMBERS = re.compile(r'"bdata": "[^"]*"')
"""Arrays as Plotly sends them: base64, in which any two letters may stand alone."""


def without_list(path: str, drawn: str, old: Batch) -> str:
    """Return a page without what the list of all batches says of the preset's own."""
    return drawn if path != "/" else drawn[: drawn.index(old.name)] if old.name in drawn else drawn


@pytest.mark.parametrize("path", OF_BATCH)
def test_a_page_has_no_word_of_the_preset(
    source: Source, batch: Batch, old: Batch, path: str
) -> None:
    drawn = text_of(draw_page(source, path, search(batch)))
    assert "cannot be shown" not in drawn
    assert not PRESET.findall(without_list(path, drawn, old))


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_a_figure_is_drawn_without_a_word_of_the_preset(
    source: Source, client: FlaskClient, batch: Batch, path: str, name: str
) -> None:
    drawn = NUMBERS.sub("", text_of(draw_figure(source, name, path, search(batch))))
    assert REFUSED not in drawn
    assert not PRESET.findall(drawn)
    rows = client.get(f"{path}{search(batch, figure=name, format='csv')}")
    assert rows.status_code == 200
    assert not PRESET.findall(rows.get_data(as_text=True))


def test_figures_have_the_colours_markers_and_titles_of_the_sides(
    source: Source, batch: Batch
) -> None:
    drawn = text_of(draw_figure(source, "hundred", "/first", search(batch)))
    assert "the Norland Union calls first" in drawn
    for look in (*COLOURS, *MARKERS, "Norland Union", "Sudland"):
        assert look in drawn, look
    assert '"color": "#0072B2"' not in drawn
    network = text_of(draw_page(source, "/replay", search(batch)))
    assert "Triangles: Norland Union; crosses: Sudland; diamonds: others." in network
    assert '"first leader inner"' in network
    assert '"second leader inner"' in network


def test_tables_ask_for_the_columns_of_the_sides(source: Source, batch: Batch) -> None:
    assert "Norland claims" in text_of(draw_page(source, "/runs", search(batch)))
    assert "Sudland first, of 100" in text_of(draw_page(source, "/variants", search(batch)))
    view = resolve_view(source, "/runs", search(batch))
    with use_batch_of_view(view):
        row = load_row_block(view, "runs", {})["rowData"][0]
    assert {f"claimed_{key}" for key in OTHERS.keys} <= set(row)


def test_links_name_the_sides_of_their_batch(source: Source, batch: Batch, old: Batch) -> None:
    told = {"side": "sudland", "audience": "norland_home", "metric": "p_sudland"}
    view = resolve_view(source, "/believed", search(batch, **told))
    assert (view.side, view.audience, view.metric, view.notices) == (*told.values(), ())
    refused = resolve_view(source, "/believed", search(batch, side="us", keeper="china"))
    assert refused.state.side is refused.state.keeper is None
    assert (
        "“us” is no value for side; it was dropped. Allowed: norland, sudland." in refused.notices
    )
    kept = resolve_view(source, "/believed", search(old, side="china", audience="us_home"))
    assert (kept.side, kept.audience, kept.notices) == ("china", "us_home", ())


def test_the_list_of_batches_tells_each_in_its_own_words(
    source: Source, batch: Batch, old: Batch
) -> None:
    for shown in (batch, old):
        drawn = text_of(draw_page(source, "/", search(shown)))
        assert "Norland Union calls first" in drawn
        assert "United States calls first" in drawn


def test_threads_draw_each_batch_in_its_own_words(batch: Batch, old: Batch) -> None:
    fresh = Source(batch.path.parent)
    prefetch.precompute_page(fresh, "/compare", search(batch))

    def draw(of: Batch) -> str:
        return text_of(draw_figure(fresh, "hundred", "/first", search(of)))

    with ThreadPoolExecutor(max_workers=4) as threads:
        drawn = list(threads.map(draw, [batch, old] * 4))
    assert all("Norland" in one and not PRESET.findall(one) for one in drawn[::2])
    assert all("United States" in one and "Norland" not in one for one in drawn[1::2])


@pytest.mark.parametrize("design", [None, "grid"])
def test_a_suggested_command_runs_between_the_sides_of_the_batch(
    batch: Batch, design: str | None, tmp_path: Path
) -> None:
    with use_batch(batch.manifest):
        hint = write_design_hint(batch, design) if design else write_sweep_hint(batch)
    words = shlex.split(hint)[2:]
    planner = Planner(ConfigComposer(write_configs(tmp_path)))
    plan = planner.plan([one for one in words if one != "-m"], "-m" in words, ["taijie", *words])
    assert set(plan.variants[0].config.sides) == set(OTHERS.keys)


def test_the_report_has_no_word_of_the_preset(source: Source, batch: Batch) -> None:
    told = render_markdown(collect_report(source, batch.name))
    assert "the Norland Union" in told
    assert REFUSED not in told
    assert not PRESET.findall(told)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BatchControl:
    monkeypatch.chdir(write_configs(tmp_path))
    return BatchControl(tmp_path / "outputs", Access(write=True))


def test_the_form_offers_the_groups_of_its_scenario(desk: BatchControl) -> None:
    usual = text_of(draw_page(Source(desk.outputs, desk), "/launch", ""))
    assert '"US leader"' in usual
    assert "leader@norland" not in usual
    said = f"leader@norland=hierarchy;{';'.join(CHOICES)};norland.insulation=0.3"
    own = text_of(draw_page(Source(desk.outputs, desk), "/launch", f"?set={said}"))
    assert "was dropped" not in own
    assert '"Norland leader"' in own
    assert "leader@us" not in own
    form, _ = desk.drafts.parse_form(said)
    assert form.choices["leader@norland"] == ("hierarchy",)
    assert desk.drafts.plan(form).variants[0].config.dyad == OTHERS


def test_the_groups_are_drawn_anew_when_the_scenario_has_other_sides(desk: BatchControl) -> None:
    keys = desk.drafts.list_group_options()
    ids = [{"type": "set", "key": key, "as": "pick"} for key in keys]
    assert '"Sudland policy"' in text_of(redraw_group_fields(desk, ";".join(CHOICES), ids))


def test_the_board_shows_each_batch_in_its_own_words_and_compares_no_other_sides(
    source: Source, batch: Batch, old: Batch
) -> None:
    search = f"?v=1&batch={old.name}&pins={old.name};{batch.name}"
    page = text_of(draw_page(source, "/board", search))
    assert all(colour in page for colour in COLOURS)
    assert "Not paired: other sides" in page
    said = text_of(draw_figure(source, "differences", "/board", search))
    assert "Not compared: 2 " in said
    assert REFUSED not in said
