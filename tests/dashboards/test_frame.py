"""The frame of pages: every page has its place, and words have one meaning."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.components.changes import make_changes_table
from dashboards.figures import grammar
from dashboards.figures.palette import COLOURS, order_movers
from dashboards.pages.catalogue import list_pages
from dashboards.pages.page import GROUPS
from dashboards.state.store import Source
from dashboards.text import labels
from dashboards.text.glossary import GLOSSARY
from dashboards.web.drawing import draw_page
from runs.analysis.sides import get_sides
from runs.plan.variants import Change
from tests.dashboards.test_palette import GROUNDS, contrast

ROLES = (*grammar.VARIANT_COLOURS, grammar.HOLDS, grammar.TURNS, grammar.MODEL, grammar.RECORD)


def text_of(page: Any) -> str:
    return json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_every_page_of_the_rail_stands_in_a_group() -> None:
    pages = [page for page in list_pages().values() if page.link]
    assert [page.path for page in pages if page.group not in GROUPS] == []
    order = [GROUPS.index(page.group) for page in pages]
    assert order == sorted(order)
    assert {page.path for page in list_pages().values() if not page.link} == {
        "/runs", "/failures", "/help"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "keys"),
    [("/overview", {"batch", "variant"}), ("/first", {"batch", "variant"}),
     ("/compare", {"batch", "a", "b", "metric"}), ("/variants", {"batch", "metric"}),
     ("/replay", {"batch", "variant", "rule", "run", "beside"}), ("/claims", {"batch"})],
)  # fmt: skip
def test_a_page_lets_choose_what_it_is_about(source: Source, path: str, keys: set[str]) -> None:
    page = text_of(draw_page(source, path, ""))
    found = re.findall(r'"id": {"type": "control", "key": "(\w+)"}', page)
    assert len(found) == len(set(found))
    assert keys <= set(found)
    assert {"variant", "a", "b", "batch"} & set(found) == {"variant", "a", "b", "batch"} & keys


def test_a_variant_chosen_goes_along_from_page_to_page(source: Source) -> None:
    page = text_of(draw_page(source, "/face", "?v=1&variant=face+off"))
    for path in ("/first", "/tariffs", "/overview", "/compare"):
        assert re.search(rf'"href": "{path}\?[^"]*variant=face\+off', page), path


def test_hashes_stand_behind_the_i_and_not_in_the_bar(source: Source) -> None:
    page = text_of(draw_page(source, "/first", ""))
    behind, _, rest = page.partition('"className": "behind"')
    assert '"config"' in behind
    assert '"config"' not in rest
    assert '"About this batch"' in page


def test_the_condition_stands_once_on_a_page(source: Source) -> None:
    for path in ("/first", "/overview", "/compare"):
        assert text_of(draw_page(source, path, "")).count(labels.CONDITION) == 1, path


@pytest.mark.parametrize(
    ("said", "shown"),
    [("In this model, with these settings, the US calls.", "The US calls."),
     ("gap -2.0 [-4.3, 0.3] on 2025-04-02", "Gap −2.0 [−4.3, 0.3] on 2025-04-02")],
)  # fmt: skip
def test_a_sentence_on_a_page_has_no_condition_and_true_minus_signs(said: str, shown: str) -> None:
    assert labels.drop_model_condition(said) == shown


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [("us.accounting", "hierarchy", "US accounting: hierarchy"),
     ("leader@china", "honor", "China leader: honor"),
     ("network.press_delay", 2.0, "network press delay: 2")],
)  # fmt: skip
def test_a_setting_is_told_in_words(path: str, value: object, shown: str) -> None:
    assert labels.format_setting_change(path, value) == shown


def test_the_table_of_changes_names_settings_in_words_and_their_paths_behind() -> None:
    changes = [Change("us.accounting", "honor", "hierarchy"), Change("leader@us", "a", "b", 12)]
    drawn = json.dumps(make_changes_table(changes, "A", "B"), cls=PlotlyJSONEncoder)
    for words, path in [("US accounting", "us.accounting"),
                        ("US leader (a choice of 12 settings)", "leader@us")]:  # fmt: skip
        assert f'"children": "{words}", "title": "{path}"' in drawn


def test_help_lists_the_glossary_that_tooltips_use(source: Source) -> None:
    page = text_of(draw_page(source, "/help", ""))
    for word, meaning in GLOSSARY.items():
        assert meaning in page, word
    for path in Path("dashboards").rglob("*.py"):
        used = re.findall(r'make_glossary_term\(\s*"([^"]+)"', path.read_text())
        assert [word for word in used if word not in GLOSSARY] == [], path


def test_a_page_and_a_figure_ask_in_few_words() -> None:
    pages = list_pages().values()
    asked = [page.question for page in pages]
    assert [question for question in asked if len(question.split()) > 12] == []
    drawn = [figure.question for page in pages for figure in page.figures.values()]
    assert [question for question in drawn if len(question.split()) > 13] == []


@pytest.mark.parametrize("path", ["/", "/overview", "/first", "/compare", "/checks"])
def test_a_page_with_results_says_once_on_what_they_hold(source: Source, path: str) -> None:
    assert text_of(draw_page(source, path, "")).count(labels.CONDITION) == 1


@pytest.mark.parametrize("path", ["/", "/overview", "/history", "/claims", "/choose", "/board"])
def test_a_page_without_results_does_not_say_on_what_they_hold(tmp_path: Path, path: str) -> None:
    assert labels.CONDITION not in text_of(draw_page(Source(tmp_path), path, ""))


def test_a_batch_that_sweeps_nothing_has_no_results_on_sweep(source: Source) -> None:
    page = text_of(draw_page(source, "/sweep", ""))
    assert "This batch sweeps no lever." in page
    assert labels.CONDITION not in page


@pytest.mark.parametrize("ground", GROUNDS)
def test_colours_of_roles_stand_out_on_both_grounds(ground: str) -> None:
    assert min(contrast(colour, ground) for colour in ROLES) >= 3


def test_the_colours_of_the_sides_are_nothing_else() -> None:
    own = {side.colour.upper() for side in get_sides()}
    assert not own & {colour.upper() for colour in (*ROLES, *COLOURS.values())}


def test_a_scale_from_low_to_high_is_darker_the_higher() -> None:
    shades = [contrast(colour, "#FFFFFF") for _, colour in grammar.SEQUENTIAL]
    assert shades == sorted(shades)


def test_the_sides_stand_at_the_ends_of_a_hundred() -> None:
    found = order_movers(["us", "china", "broker", "simultaneous", "nobody"])
    assert found == ["us", "broker", "simultaneous", "nobody", "china"]
