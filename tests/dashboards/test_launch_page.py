"""The page Launch in write mode: the fields of a form, its refusals at their fields, its plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from dashboards.access import Access
from dashboards.app import draw_page
from dashboards.desk import Desk
from dashboards.form import Form
from dashboards.pages.launch import LISTED, plan_card
from dashboards.sources import Source
from tests.dashboards.test_pages import text_of

Node = dict[str, Any]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("launch"), Access(write=True))


@pytest.fixture(scope="module")
def writing(desk: Desk) -> Source:
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


def drawn(source: Source, form: str) -> list[Node]:
    return parts(draw_page(source, "/launch", "?" + urlencode({"v": "1", "set": form})))


def fields(page: list[Node], key: str) -> list[Node]:
    """Return the fields that set one key of the form, in the order of its values."""
    ids = [(one, one.get("id")) for one in page]
    return [one for one, known in ids if isinstance(known, dict) and known.get("key") == key]


def leading(page: list[Node], title: str) -> str:
    """Return the form to which the link of that title leads."""
    (href,) = [str(one["href"]) for one in page if one.get("title") == title]
    return parse_qs(href.partition("?")[2]).get("set", [""])[0]


def test_each_value_of_a_lever_has_a_field_with_its_range(writing: Source) -> None:
    first, second = fields(drawn(writing, "us.insulation=0.2,0.8"), "us.insulation")
    assert (first["value"], second["value"]) == (0.2, 0.8)
    assert (first["min"], first["max"]) == (0.0, 1.0)
    assert (first["label"], second["label"]) == ("us.insulation", "us.insulation, value 2")


def test_a_lever_gets_another_value_loses_one_or_is_taken_out_by_a_link(writing: Source) -> None:
    page = drawn(writing, "us.insulation=0,0.8;runs=7")
    assert leading(page, "Another value of us.insulation") == "us.insulation=0,0.8,0.1;runs=7"
    assert leading(page, "One value of us.insulation less") == "us.insulation=0;runs=7"
    assert leading(page, "Take us.insulation out") == "runs=7"


def test_a_lever_named_without_a_value_begins_at_the_one_it_has(
    writing: Source, desk: Desk
) -> None:
    now = {lever.path: lever.value for lever in desk.drafts.levers(Form())}
    (field,) = fields(drawn(writing, "china.insulation"), "china.insulation")
    assert field["value"] == now["china.insulation"]


def test_only_the_refused_value_of_several_says_why(writing: Source) -> None:
    good, bad = fields(drawn(writing, "us.insulation=0.2,1.5"), "us.insulation")
    assert good.get("error") is None
    assert bad["error"] == "Out of range. Allowed: 0 to 1 (share)."


def test_a_refused_setting_is_said_at_its_own_field(writing: Source) -> None:
    page = drawn(writing, "us.insulation=0.2;runs=0")
    (runs,), (seed,) = fields(page, "runs"), fields(page, "seed")
    assert "1" in runs["error"]
    assert seed.get("error") is None


def test_a_design_shows_its_settings_and_the_levers_it_ranges_over(writing: Source) -> None:
    form = "design=latin_hypercube;us.pain=1;us.insulation=[0.1,0.9];design.points=30"
    page = drawn(writing, form)
    (points,) = fields(page, "design.points")
    assert points["value"] == "30"
    low, high = fields(page, "us.insulation[]")
    assert (low["value"], high["value"]) == (0.1, 0.9)
    assert low["label"] == "us.insulation, of the design"
    given = leading(page, "Let the design range over us.pain")
    assert "us.pain=[" in given
    assert "us.pain=1" not in given


def test_levers_moved_one_at_a_time_are_chosen_by_name(writing: Source) -> None:
    form = "design=one_at_a_time;design.levers=[us.pain,us.patience]"
    (field,) = fields(drawn(writing, form), "design.levers[]")
    assert field["value"] == ["us.pain", "us.patience"]
    assert {"us.pain", "us.patience", "china.pain"} <= set(field["data"])


def test_choices_that_do_not_fit_are_refused_on_a_page_that_still_draws(writing: Source) -> None:
    page = drawn(writing, "us.insulation=0.2;horizon=0")
    (horizon,) = fields(page, "horizon")
    assert horizon["error"]
    assert fields(page, "us.insulation")[0]["value"] == 0.2


def test_a_plan_that_is_refused_offers_no_start(desk: Desk) -> None:
    page = parts(plan_card(desk, "us.insulation=1.5"))
    assert not [one for one in page if one.get("id") in ("start", "command")]
    assert "us.insulation" in text_of(page)


def test_a_plan_names_its_first_variants_and_counts_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    values = ",".join(f"{i / 100}" for i in range(1, LISTED + 4))
    small = "scenario=minimal;signal=minimal;cast=minimal;horizon=10"
    page = parts(plan_card(desk, f"{small};us.insulation={values};runs=2"))
    (start,) = [one for one in page if one.get("id") == "start"]
    assert start["children"] == f"Start {2 * (LISTED + 3)} runs"
    assert "and 3 more" in text_of(page)
    assert len([one for one in page if one.get("scope") == "row"]) == LISTED
