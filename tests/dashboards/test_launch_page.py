"""The page Launch in write mode: the fields of a form, its refusals at their fields, its plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate

from dashboards.app import create_app
from dashboards.launch.access import Access
from dashboards.launch.control import BatchControl
from dashboards.launch.form import Form
from dashboards.pages.launch import LISTED, make_plan_card
from dashboards.state.store import Source
from dashboards.web.drawing import draw_page
from dashboards.web.filling import fill_notes, place_lever_row
from tests.dashboards.test_pages import text_of

Node = dict[str, Any]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> BatchControl:
    return BatchControl(tmp_path_factory.mktemp("launch"), Access(write=True))


@pytest.fixture(scope="module")
def writing(desk: BatchControl) -> Source:
    return Source(desk.outputs, desk)


def parts(drawn: Any) -> list[Node]:
    """Return the properties of every component of a page, outermost first."""

    def within(node: Any) -> Iterator[Node]:
        if isinstance(node, list):
            for one in node:
                yield from within(one)
        elif isinstance(node, dict):
            if "props" in node:
                yield node["props"]
            yield from within(node.get("props", {}).get("children"))

    return list(within(json.loads(text_of(drawn))))


def draw_form(source: Source, form: str) -> list[Node]:
    return parts(draw_page(source, "/launch", "?" + urlencode({"v": "1", "set": form})))


def fields(page: list[Node], key: str) -> list[Node]:
    """Return the fields that set one key of the form, in the order of its values."""
    ids = [(one, one.get("id")) for one in page]
    return [one for one, known in ids if isinstance(known, dict) and known.get("key") == key]


def field(page: list[Node], key: str) -> Node:
    """Return the one field of a key."""
    (found,) = fields(page, key)
    return found


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("us.insulation", "0.2, 0.8"),
        ("us.insulation", "range(0.1,0.9,0.2)"),
        ("us.insulation", " 0,5;"),
        ("runs", "1,000"),
        ("batch", "中文批次"),
    ],
)
def test_a_field_holds_what_was_typed_and_nothing_else(
    writing: Source, key: str, text: str
) -> None:
    page = draw_form(writing, Form(typed={key: text}).to_url_text())
    assert field(page, key)["value"] == text


def test_an_open_lever_without_a_value_says_the_one_it_has(
    writing: Source, desk: BatchControl
) -> None:
    now = {lever.path: lever.value for lever in desk.drafts.list_levers(Form())}
    lever = field(draw_form(writing, "china.insulation="), "china.insulation")
    assert lever["value"] == ""
    assert float(lever["placeholder"]) == now["china.insulation"]


def test_a_sweep_is_said_at_its_field(writing: Source) -> None:
    page = draw_form(writing, "us.insulation=0.1, 0.4, 0.8;leader@us=honor,mutual")
    assert field(page, "us.insulation")["description"] == "3 values, a sweep: 0.1, 0.4, 0.8"
    assert field(page, "leader@us")["description"] == "2 values, a sweep: honor, mutual"
    assert field(page, "leader@us")["value"] == ["honor", "mutual"]


def test_an_untouched_field_follows_the_experiment_and_a_touched_one_says_that_it_stays(
    writing: Source,
) -> None:
    free = draw_form(writing, "experiment=styles")
    assert field(free, "runs")["placeholder"] == "1,000"
    assert field(free, "leader@us")["placeholder"] == "as styles has it"
    kept = field(draw_form(writing, "experiment=styles;runs=70"), "runs")
    assert (kept["value"], kept["description"]) == ("70", "kept, in place of 1,000")
    horizon = field(draw_form(writing, "experiment=constant_hazard"), "horizon")
    assert horizon["placeholder"] == "720"


@pytest.mark.parametrize(
    ("form", "key", "said"),
    [
        (
            "us.insulation=0.2,1.5",
            "us.insulation",
            "us.insulation=1.5: out of range. Allowed: 0 to 1 (share).",
        ),
        (
            "us.insulation=0.2;runs=0",
            "runs",
            "runs=0: out of range. Allowed: 1 to 10000000000 (replications of each variant).",
        ),
        ("runs=1,000", "runs", "runs=1,000: “1,000” is to be written without separators: 1000."),
        (
            "leader@us=honr",
            "leader@us",
            "leader@us=honr: there is no option “honr”, perhaps honor. "
            "Allowed: hierarchy, honor, mutual, several with commas.",
        ),
        (
            "design=sobol;us.insulation=0.2",
            "design",
            "design=sobol needs a range at one lever at least: 'us.insulation=[0.1,0.9]'.",
        ),
        ("us.insulation=0.2;horizon=0", "horizon", "horizon=0: out of range."),
    ],
)
def test_what_is_wrong_is_said_at_its_own_field_with_key_value_and_what_is_allowed(
    writing: Source, form: str, key: str, said: str
) -> None:
    page = draw_form(writing, form)
    assert field(page, key)["error"].startswith(said)
    others = [one for one in page if "error" in one and one["id"]["key"] != key]
    assert [one["error"] for one in others if one["error"]] == []


def test_the_settings_of_a_design_are_seen_with_it_and_wait_without(writing: Source) -> None:
    def find_displays(form: str) -> dict[str, str]:
        places = [
            one
            for one in draw_form(writing, form)
            if isinstance(one.get("id"), dict) and one["id"].get("type") == "of-design"
        ]
        return {
            one["id"]["key"]: one["children"]["props"]["value"]
            for one in places
            if not one["hidden"]
        }

    with_points = "design=latin_hypercube;us.insulation=[0.1, 0.9];design.points=30"
    assert find_displays(with_points) == {"design.points": "30", "design.seed": ""}
    assert find_displays("design=sobol;design.points=30") == {"design.base": "", "design.seed": ""}
    assert find_displays("design.points=30") == {}
    assert field(draw_form(writing, with_points), "us.insulation")["value"] == "[0.1, 0.9]"
    assert set(find_displays("design=one_at_a_time")) == {"design.spread", "design.levers"}


def test_what_comes_back_while_a_form_is_filled_in_holds_no_text_of_a_field(
    desk: BatchControl,
) -> None:
    ids = [{"type": "set", "key": key, "as": "text"} for key in ("runs", "us.insulation", "bogus")]
    settings = [{"type": "of-design", "key": "design.base"}]
    said = fill_notes(desk, "runs=5x;us.insulation=0.1, 0.4", ids, settings)
    assert said[0][0] is not None
    assert said[0][1:] == [None, None]
    assert said[1][1] == "2 values, a sweep: 0.1, 0.4"
    assert said[3:5] == ([True], True)
    written = {one.component_property for one in _outputs(desk)}
    assert written == {"error", "description", "placeholder", "hidden", "children", "className"}


def _outputs(desk: BatchControl) -> list[Any]:
    app = create_app(desk.outputs, Access(write=True))
    (found,) = [
        one["output"]
        for key, one in app.callback_map.items()
        if "plan-asked" in str(one["inputs"]) and '"set"' in key
    ]
    return list(found)


def test_an_opened_lever_is_one_row_more_and_no_other_is_sent(desk: BatchControl) -> None:
    places = [{"type": "lever", "place": place} for place in range(3)]
    wanted = {"path": "china.pain", "place": 1}
    rows = place_lever_row(desk, wanted, places, "us.insulation=0.1, 0.")
    assert [one is no_update for one in rows] == [True, False, True]
    with pytest.raises(PreventUpdate):
        place_lever_row(desk, {"path": "china.pian", "place": 1}, places, "")


def test_a_plan_that_is_refused_offers_no_start(desk: BatchControl) -> None:
    page = parts(make_plan_card(desk, "us.insulation=1.5"))
    assert not [one for one in page if one.get("id") in ("start", "command")]
    assert "us.insulation" in text_of(page)


def test_a_plan_names_its_first_variants_and_counts_the_rest(
    desk: BatchControl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    values = ",".join(f"{i / 100}" for i in range(1, LISTED + 4))
    small = "scenario=minimal;signal=minimal;cast=minimal;horizon=10"
    page = parts(make_plan_card(desk, f"{small};us.insulation={values};runs=2"))
    (start,) = [one for one in page if one.get("id") == "start"]
    assert start["children"] == f"Start {2 * (LISTED + 3)} runs"
    assert "and 3 more" in text_of(page)
    assert len([one for one in page if one.get("scope") == "row"]) == LISTED
