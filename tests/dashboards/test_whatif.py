"""What-if as it is laid out, filled and addressed; what it shows beside the runs themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.components import whatif as parts
from dashboards.components.flatten import flatten
from dashboards.components.whatif_levers import find_levers
from dashboards.figures.whatif import CURSOR, draw_contact, draw_lever, move_contact
from dashboards.launch.control import Access, BatchControl
from dashboards.pages import whatif_slice
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import View, resolve_view
from dashboards.state.whatif import Slice, ask_slice, read_wanted, tabulate, write_levers
from dashboards.text.labels import format_label
from dashboards.web.drawing import draw_page
from dashboards.web.playing import play_lever
from runs.analysis.sides import use_sides
from runs.archive.batch import Batch
from runs.studies.whatif.asking import STAGES, choose_stage
from runs.studies.whatif.process import Player
from tests.runs.batches import make_batch

RUNS = 20
PATH = "/what-if"
SEARCH = "?v=1&levers=us.insulation:0.7;china.insulation;us.face_weight:2.0&lever=us.insulation"


class InThisProcess:
    """Plays with `Player` itself, fewer runs, and without a process of its own."""

    def __init__(self) -> None:
        self.player = Player()
        self.asked: list[Any] = []

    def ask(self, question: Any, ahead: bool = False) -> Any:
        self.asked.append((question, ahead))
        return self.player.answer({**question, "runs": RUNS})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder = tmp_path_factory.mktemp("levers") / "batch"
    return make_batch(folder, overrides=("horizon=12",), runs=RUNS)


@pytest.fixture(scope="module")
def played(small: Batch) -> Source:
    source = Source(small.path.parent)
    source.players = InThisProcess()  # type: ignore[assignment]  # asks the same player
    return source


def see(source: Source, search: str = SEARCH) -> View:
    return resolve_view(source, PATH, search)


@pytest.fixture(scope="module")
def shown(played: Source) -> Slice:
    return ask_slice(see(played))


def text_of(part: Any) -> str:
    return json.dumps(part, cls=PlotlyJSONEncoder, ensure_ascii=False)


def make_setting(shown: Slice, value: float) -> parts.Setting:
    told = shown.told["settings"][shown.told["values"].index(value)]
    return parts.Setting(told, shown.told["baseline"], {"us.insulation": value}, 60, {})


def test_the_address_says_levers_values_and_worlds(source: Source) -> None:
    wanted = read_wanted(
        see(source, f"{SEARCH}&worlds=1000&pins=us.insulation:0.9|us.face_weight:3")
    )
    assert [one.lever.path for one in wanted.chosen] == [
        "us.insulation", "china.insulation", "us.face_weight"
    ]  # fmt: skip
    assert wanted.moved == {"us.insulation": 0.7, "us.face_weight": 2.0}
    assert (wanted.lever.path, wanted.worlds, wanted.place) == ("us.insulation", 1000, 7)
    assert wanted.pins == [{"us.insulation": 0.9}, {"us.face_weight": 3.0}]
    pairs = [(one.lever.path, one.value if one.is_moved else None) for one in wanted.chosen]
    assert write_levers(pairs) == "us.insulation:0.7;china.insulation;us.face_weight:2.0"


def test_without_levers_those_of_the_batch_come_first(source: Source) -> None:
    wanted = read_wanted(see(source, ""))
    paths = [one.lever.path for one in wanted.chosen]
    assert paths[:2] == ["us.face_weight", "china.face_weight"]  # varied by `face off`
    assert 3 <= len(paths) <= 6
    assert wanted.moved == {}


def test_what_the_address_cannot_mean_is_said_and_left_out(source: Source) -> None:
    search = "?v=1&levers=us.insulation:7;us.nothing:1;china.insulation:x"
    page = text_of(draw_page(source, PATH, search))
    assert "This variant has no lever “us.nothing”" in page
    assert "“7” is no value of us.insulation" in page
    assert "“x” is no value of china.insulation" in page
    assert page.count('"type": "whatif-at"') == 2


@pytest.mark.parametrize(("asked", "played"), [(None, 200), (1, 200), (201, 400), (9999, 2000)])
def test_worlds_are_those_of_a_stage(asked: int | None, played: int) -> None:
    assert choose_stage(asked) == played
    assert played in STAGES


def test_the_page_plays_nothing_before_it_is_seen(played: Source) -> None:
    before = len(played.players.asked)  # type: ignore[attr-defined]  # of InThisProcess
    page = text_of(draw_page(played, PATH, SEARCH))
    assert '"id": "whatif-now"' in page
    assert len(played.players.asked) == before  # type: ignore[attr-defined]  # as above


def test_levers_are_found_by_meaning_and_name(source: Source) -> None:
    view = see(source)
    assert find_levers(view, "US insulation")[0]["value"] == "us.insulation"
    assert "contact.inertia" in [one["value"] for one in find_levers(view, "odds of waiting")]
    assert all(one["words"] == "weight" for one in find_levers(view, "weight"))
    assert find_levers(view, "no lever has these words")[0]["value"] == ""


def test_every_value_fills_the_elements_that_were_laid_out(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        empty = parts.make_empty_setting()
        for make in (parts.make_head, parts.make_now):
            laid_out = flatten(make(empty))
            texts = [len(one) > 2 and isinstance(one[2], str) for one in laid_out]
            for value in shown.told["values"]:
                filled = flatten(make(make_setting(shown, value)))
                assert len(filled) == len(laid_out)
                assert [len(one) > 2 and isinstance(one[2], str) for one in filled] == texts


def test_the_numbers_shown_are_those_of_the_runs(
    shown: Slice, played: Source, small: Batch
) -> None:
    player = played.players.player  # type: ignore[attr-defined]  # of InThisProcess
    question, _ = played.players.asked[-1]  # type: ignore[attr-defined]  # as above
    _, base = player._open(question)
    own, moved = (
        player._rows.read(base.config, base.seed, base.name(levers), RUNS)
        for levers in ({}, {"us.insulation": 0.7, "us.face_weight": 2.0})
    )
    with use_sides(small.manifest.sides):
        page = parts.make_now(make_setting(shown, 0.7))
    rows = [row for row in page.children[1].children if "c-" in (row.className or "")]
    for row in rows:
        label = row.children[0].children[1]
        (code,) = [one for one in ("us", "china", "broker", "simultaneous", "nobody")
                   if format_label(one) == label]  # fmt: skip
        before, now = (100 * (frame["first_mover_true"].astype(str) == code).mean()
                       for frame in (own, moved))  # fmt: skip
        said = float(row.children[2].children[0].children.replace("−", "-"))
        assert abs(said - (now - before)) <= 0.5 + 1e-9, code
    assert rows


def test_charts_say_their_numbers_and_mark_the_value(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        over, soon = draw_lever(shown.told, 7), draw_contact(shown.told, 7)
    assert over.figure.layout.shapes[CURSOR].x0 == shown.told["values"][7] == 0.7
    assert over.figure.layout.shapes[0].x0 == shown.told["base"]
    assert set(over.table["value"]) == set(shown.told["values"])
    assert over.table.groupby("value")["k"].sum().tolist() == [RUNS] * len(shown.told["values"])
    curve = shown.told["settings"][7]["curve"]
    assert soon.table["b"].tolist() == curve["b"]
    drawn = next(trace for trace in soon.figure.data if trace.name == "now")
    np.testing.assert_allclose(drawn.y, 100 * np.array(curve["b"]), atol=1e-3)
    assert all(f"n = {RUNS}" in one.about for one in (over, soon))


def test_rows_are_the_outcomes_over_the_lever(shown: Slice) -> None:
    rows = tabulate(shown)
    assert list(rows["kind"].unique()) == ["baseline", "setting"]
    assert rows[rows["kind"] == "setting"]["us.face_weight"].unique().tolist() == [2.0]
    assert rows["n"].unique().tolist() == [RUNS]
    sums = rows.groupby(["kind", "us.insulation"])["estimate"].sum()
    np.testing.assert_allclose(sums, 1.0)


def test_the_slice_has_a_frame_a_value_with_its_links(played: Source) -> None:
    view = see(played)
    with use_sides(view.sides):
        data, pins = whatif_slice.make_slice_data(view)
    told = text_of(data)
    assert len(data["frames"]) == len(data["values"]) == len(data["soon"])
    assert pins == []
    assert "levers=us.insulation:0.9;china.insulation;us.face_weight:2.0" in told
    command = re.search(r"taijie run [^\"]*us\.insulation=0\.7[^\"]*", told)
    assert command is not None
    assert "seed=0" in command.group()
    assert "us.face_weight=2.0" in command.group()


def test_pins_stand_beside_the_page_as_links_with_their_shares(played: Source) -> None:
    view = see(played, f"{SEARCH}&pins=us.insulation:0.9")
    with use_sides(view.sides):
        _, pins = whatif_slice.make_slice_data(view)
    said = text_of(pins)
    assert "US insulation: 0.9" in said
    assert '"data-unpin": "0"' in said
    told = ask_slice(view).told["pins"][0]["movers"]
    for row in told[:2]:
        assert f'"{int(100 * row["estimate"] + 0.5 + 1e-9)}"' in said


def test_the_launch_form_is_offered_only_where_it_says_all(played: Source, small: Batch) -> None:
    view = see(played)
    words = ["seed=0", "runs=5000"]
    assert whatif_slice._write_form(view, words) == ""  # read-only
    writing = Source(small.path.parent, BatchControl(small.path.parent, Access(None, True)))
    view = see(writing)
    form = whatif_slice._write_form(view, words)
    link = whatif_slice._link_to_launch(form, {"us.insulation": 0.7})
    assert link == "/launch?v=1&set=seed=0;runs=5000;us.insulation=0.7".replace("=0;", "=0;")
    assert whatif_slice._write_form(view, ["fit=posterior", *words]) == ""
    assert whatif_slice._write_form(view, []) == ""


def test_a_batch_of_another_engine_gets_a_sentence(small: Batch, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / small.name
    shutil.copytree(small.path, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["engine"]["numpy"] = "1.0"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    source = Source(tmp_path)
    source.players = InThisProcess()  # type: ignore[assignment]  # asks the same player
    data, problem, _ = play_lever(source, {"search": SEARCH, "key": "k"})
    assert data == {"key": "k", "failed": True}
    assert "What-if needs the engine the batch was computed with: numpy 1.0 then" in text_of(
        problem
    )
    assert "Try again" in text_of(problem)


@pytest.mark.slow
def test_strange_requests_are_no_settings(played: Source) -> None:
    for asked in ({}, {"search": 3, "key": []}, {"search": "?v=1&lever=__class__", "key": "k"}):
        data, *_ = play_lever(played, asked)
        assert "frames" in data or data["failed"]


def test_what_is_played_ahead_is_asked_for_as_such(played: Source) -> None:
    assert play_lever(played, {"search": SEARCH, "key": "k"}, ahead=True) == ()
    assert played.players.asked[-1][1] is True  # type: ignore[attr-defined]  # of InThisProcess


def test_the_page_stands_in_the_rail_after_live() -> None:
    order = [page.link for page in list_pages().values() if page.group == "Run"]
    assert order == ["Launch", "Live", "What-if"]


def test_the_csv_holds_the_same_as_the_json(played: Source) -> None:
    view, page = see(played), list_pages()[PATH]
    assert page.rows is not None
    with use_sides(view.sides):
        rows, told = page.rows(view), page.parts["slice"](view)
    first = [row["k"] for one in (told["baseline"], *told["settings"]) for row in one["movers"]]
    assert isinstance(rows, pd.DataFrame)
    assert rows["k"].tolist() == first


def test_a_moved_figure_is_the_figure_of_that_value(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        first, other = draw_contact(shown.told, 2), draw_contact(shown.told, 9)
        moved, said = move_contact(first.figure.to_plotly_json(), shown.told, 9)
    assert said == other.sentence
    redrawn = go.Figure(moved)
    for one, two in zip(redrawn.data, other.figure.data, strict=True):
        assert (one.name, list(one.x), list(one.y)) == (two.name, list(two.x), list(two.y))
    assert redrawn.layout == other.figure.layout
