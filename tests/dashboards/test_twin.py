"""From this day, otherwise: the twin that the page shows is the fork of the command line."""

from __future__ import annotations

import io
import json
import shlex
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from dash import Dash
from plotly.utils import PlotlyJSONEncoder

from dashboards.pages.catalogue import list_pages
from dashboards.state import turned
from dashboards.state.replay_choice import find_shown_divergence, list_shown_runs
from dashboards.state.store import Source
from dashboards.state.twin import Twin, list_change_options
from dashboards.state.view import View, resolve_view
from dashboards.web.drawing import draw_page
from runs.archive.batch import Batch
from runs.errors import WrongInput
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.forks.acts import parse_change
from runs.studies.forks.fork import estimate_turned_share, fork_run, make_fork_point

TWIN = "?v=1&run=2&twin=us:tariff_cut&since=9&days=2"


def view_of(source: Source, search: str = TWIN) -> View:
    return resolve_view(source, "/replay", search)


def text_of(page: Any) -> str:
    return json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_every_act_that_is_offered_can_be_played(batch: Batch) -> None:
    config = batch.configuration("as reported")
    offered = [do for _, options in list_change_options(config) for do, _ in options]
    assert {"us:nothing", "china:without:tariff_raise", "world:tension=0.2"} < set(offered)
    assert len(set(offered)) == len(offered)
    for do in offered:
        assert parse_change(do, config).text == do


def test_a_twin_is_said_in_words(batch: Batch) -> None:
    config = batch.configuration("as reported")
    said = {
        Twin("us:nothing", 12, 1): "On day 12 the United States sends nothing.",
        Twin("china:ask_private", 3, 1): "On day 3 China asks for a call in private.",
        Twin("us:without:tariff_raise", 3, 30):
            "From day 3, 30 days, the United States leaves out “Raises tariffs in answer”.",
        Twin("china:outrage=-0.3", 3, 1): "On day 3 outrage of China changes by −0.3.",
        Twin("world:tension=0.2", 3, 1): "On day 3 tension changes by +0.2.",
    }  # fmt: skip
    for twin, sentence in said.items():
        assert twin.describe(config) == sentence


@pytest.mark.parametrize(
    ("query", "why"),
    [("twin=us:fly", "no kind of signal fly"), ("twin=us:nothing&since=999", "day=999"),
     ("twin=world:tension=9", "out of range"), ("twin=<b>", "no value for twin"),
     ("twin=world:tension=?", "no value for twin")],
)  # fmt: skip
def test_a_twin_that_cannot_be_played_is_left_out_and_said(
    source: Source, query: str, why: str
) -> None:
    view = view_of(source, f"?v=1&run=2&{query}")
    assert view.twin is None
    assert any(why in notice for notice in view.notices)


def test_a_pair_of_variants_has_no_twin(source: Source) -> None:
    view = view_of(source, "?v=1&a=as+reported&b=face+off&run=2&twin=us:nothing")
    assert view.twin is None
    assert view.shown_variants == ("as reported", "face off")


@pytest.mark.slow
def test_the_twin_shown_is_the_fork_of_the_command(source: Source, batch: Batch) -> None:
    view = view_of(source)
    run, twin = list_shown_runs(view)
    place = make_fork_point(batch, "as reported", 2, 0, (9, 2))
    found = fork_run(place, {"us:tariff_cut": parse_change("us:tariff_cut", place.world.config)})
    for shown, known in ((run, found.run), (twin, found.twin)):
        assert {name: shown.trace[name] for name in known} == known
    assert find_shown_divergence(view).day == found.parting.day == 9
    page = text_of(draw_page(source, "/replay", TWIN))
    assert "From day 9, 2 days, the United States cuts tariffs by a tenth." in page
    assert "The two runs part on day 9: " in page
    assert "set from outside" in page


@pytest.mark.slow
def test_each_table_of_the_twin_has_its_numbers(app: Dash, source: Source) -> None:
    _, twin = list_shown_runs(view_of(source))
    client = app.server.test_client()
    answer = client.get(f"/replay{TWIN}&figure=days-b&format=csv")
    days = pd.read_csv(io.BytesIO(answer.data))
    for name, values in twin.trace["series"].items():
        assert days[name].tolist() == values
    assert client.get(f"/replay{TWIN}&figure=pains-b&format=json").status_code == 200


def test_the_command_is_that_of_the_page(source: Source) -> None:
    words = shlex.split(turned.write_fork_command(view_of(source)))
    assert words[:6] == ["taijie", "fork", "as reported", "2", "day=9", "do=us:tariff_cut"]
    assert words[6:8] == ["days=2", "--batch"]
    with pytest.raises(WrongInput, match="choose an act first"):
        turned.write_fork_command(view_of(source, "?v=1&run=2"))


@pytest.mark.slow
def test_worlds_are_counted_by_the_command_itself(source: Source, batch: Batch) -> None:
    view = view_of(source)
    drawn = list_pages()["/replay"].draw_figure("turned", view)
    place = make_fork_point(batch, "as reported", 2, 0, (9, 2))
    changes = {"us:tariff_cut": parse_change("us:tariff_cut", place.world.config)}
    serial = ExecutorSettings(name="serial")
    known = estimate_turned_share(place, changes, "first_mover_true", 200, serial)
    rows = {(row.run, row.twin): row.worlds for row in drawn.table.itertuples()}
    assert rows == known.counts
    assert f"it turns in {100 * known.share:.1f} of 100 worlds" in drawn.sentence


def test_a_second_visitor_is_told_where_the_first_takes_long(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turned, "PATIENCE", 0.01)
    view = view_of(source, "?v=1&run=3&twin=us:nothing&since=9")
    with turned._TURN, pytest.raises(WrongInput, match="ask again in a minute"):
        turned.run_fork_of_view(view)


@pytest.mark.slow
@pytest.mark.parametrize("search", ["?v=1&run=2", TWIN, "?v=1&a=as+reported&b=face+off&run=2"])
def test_a_story_goes_out_as_text_markdown_and_picture(app: Dash, search: str) -> None:
    client = app.server.test_client()
    texts = {
        kind: client.get(f"/replay{search}&format={kind}").get_data(as_text=True)
        for kind in ("txt", "md", "svg")
    }
    assert texts["txt"].startswith("as reported, run 2, seed ")
    assert texts["md"].startswith("# as reported, run 2, seed ")
    drawn = ElementTree.fromstring(texts["svg"])
    told = " ".join(part.text or "" for part in drawn.iter() if part.text)
    days = [line.split("(")[0].split() for line in texts["txt"].splitlines() if "  day" in line]
    assert days
    assert all(f"day {number}" in told for _, number in days)
    rows = client.get(f"/replay{search}&figure=story&format=csv").get_data(as_text=True)
    assert rows.count("\n") >= 3


def test_a_page_without_files_says_so(app: Dash) -> None:
    answer = app.server.test_client().get("/overview?v=1&format=svg")
    assert answer.status_code == 404
