"""What-if as it is laid out and addressed, what it offers, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest
from dash import no_update
from plotly.utils import PlotlyJSONEncoder

from dashboards.components.whatif_levers import find_levers
from dashboards.launch.control import Access, BatchControl
from dashboards.pages import whatif_slice
from dashboards.pages.catalogue import list_pages
from dashboards.state.replay_choice import list_shown_runs
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.state.whatif import format_levers, read_request, request_slice
from dashboards.web.drawing import draw_page
from dashboards.web.playing import play_lever
from runs.archive.batch import Batch
from runs.archive.in_use import use_batch
from runs.studies.whatif.asking import STAGES, choose_run_count
from tests.dashboards.whatif_players import PATH, RUNS, SEARCH, InThisProcess, see


def text_of(part: Any) -> str:
    return json.dumps(part, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_the_address_says_levers_values_and_worlds(source: Source) -> None:
    wanted = read_request(
        see(source, f"{SEARCH}&worlds=1000&kept=us.insulation:0.9|us.face_weight:3")
    )
    assert [one.lever.path for one in wanted.chosen] == [
        "us.insulation", "china.insulation", "us.face_weight"
    ]  # fmt: skip
    assert wanted.moved == {"us.insulation": 0.7, "us.face_weight": 2.0}
    assert (wanted.lever.path, wanted.worlds, wanted.chosen_index) == ("us.insulation", 1000, 7)
    assert wanted.pins == [{"us.insulation": 0.9}, {"us.face_weight": 3.0}]
    pairs = [(one.lever.path, one.value if one.is_moved else None) for one in wanted.chosen]
    assert format_levers(pairs) == "us.insulation:0.7;china.insulation;us.face_weight:2.0"


def test_without_levers_those_of_the_batch_come_first(source: Source) -> None:
    wanted = read_request(see(source, ""))
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
    assert choose_run_count(asked) == played
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


def test_the_slice_has_a_frame_a_value_with_its_links(played: Source) -> None:
    view = see(played)
    with use_batch(view.manifest):
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
    view = see(played, f"{SEARCH}&kept=us.insulation:0.9")
    with use_batch(view.manifest):
        _, pins = whatif_slice.make_slice_data(view)
    said = text_of(pins)
    assert "US insulation: 0.9" in said
    assert '"data-unpin": "0"' in said
    told = request_slice(view).answer["pins"][0]["movers"]
    for row in told[:2]:
        assert f'"{int(100 * row["estimate"] + 0.5 + 1e-9)}"' in said


def test_the_launch_form_is_offered_only_where_it_says_all(played: Source, small: Batch) -> None:
    view = see(played)
    words = ["seed=0", "runs=5000"]
    assert whatif_slice._write_launch_form_text(view, words) == ""  # read-only
    writing = Source(small.path.parent, BatchControl(small.path.parent, Access(None, True)))
    view = see(writing)
    form = whatif_slice._write_launch_form_text(view, words)
    link = whatif_slice._link_to_launch(form, {"us.insulation": 0.7})
    assert link == "/launch?v=1&set=seed=0;runs=5000;us.insulation=0.7".replace("=0;", "=0;")
    assert whatif_slice._write_launch_form_text(view, ["executor.workers=2", *words]) == ""
    assert whatif_slice._write_launch_form_text(view, []) == ""


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
    with use_batch(view.manifest):
        rows, told = page.rows(view), page.parts["slice"](view)
    first = [row["k"] for one in (told["baseline"], *told["settings"]) for row in one["movers"]]
    assert isinstance(rows, pd.DataFrame)
    assert rows["k"].tolist() == first


def test_a_flipped_world_is_replayed_beside_itself_with_the_levers_moved(
    played: Source, small: Batch
) -> None:
    view = see(played)
    with use_batch(view.manifest):
        told = text_of(whatif_slice.make_slice_data(view)[0])
    links = sorted(set(re.findall(r"/replay\?[^\"]*", told)))
    assert links
    for link in links[:3]:
        search = link.partition("?")[2]
        pair = list_shown_runs(resolve_view(played, "/replay", f"?{search}"))
        alone, moved = (run.trace["outcome"]["first_mover_true"] for run in pair)
        assert alone != moved
        levers = dict(pair_of.split(":") for pair_of in
                      parse_qs(search)["levers"][0].split(";"))  # fmt: skip
        player = played.players.player  # type: ignore[attr-defined]  # of InThisProcess
        question, _ = played.players.asked[-1]  # type: ignore[attr-defined]  # as above
        _, base = player._open_baseline(question)
        name = base.name_setting({path: float(value) for path, value in levers.items()})
        rows = player._rows.read(base, name, RUNS)
        assert moved == rows["first_mover_true"][int(parse_qs(search)["run"][0])]
    page = text_of(draw_page(played, "/replay", f"?{search}"))
    assert "From the first day US insulation is" in page
    assert "What if, over many worlds" in page


def test_what_cannot_be_refined_leaves_what_is_shown(played: Source) -> None:
    broken = Source(played.outputs)
    broken.players = None  # type: ignore[assignment]  # whatever goes wrong while it is played
    data, problem, pins = play_lever(broken, {"search": SEARCH, "key": "k", "refines": True})
    assert data == {"key": "k", "missed": True}
    assert problem is pins is no_update
