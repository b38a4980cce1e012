"""Typing into the launch form as people do: what is typed stays where it was typed.

A form that is drawn anew while somebody fills it in puts the next number into the last field, or
drops it. Here fields are filled in every order, with and without pauses, by mouse and by keyboard.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.conftest import fresh
from tests.browser.test_launch import SMALL, choose, open_lever, start, wait_for_plan
from tests.browser.visit import Visit
from tests.dashboards.waiting import wait_for_batch

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIELDS = {
    "us.insulation": ("us.insulation", "0.6", "us.insulation=0.6"),
    "china.pain": ("china.pain", "0.5, 1.5", "china.pain=0.5,1.5"),
    "horizon": ("Horizon, days", "77", "horizon=77"),
    "runs": ("Runs of each variant", "500", "runs=500"),
    "precision": ("Precision: go on until ± this", "0.04", "precision=0.04"),
    "runs_max": ("Runs at most, with a precision", "9000", "runs_max=9000"),
    "seed": ("Seed: names the random worlds", "7", "seed=7"),
    "batch": ("Name of the batch", "mine", "batch=mine"),
}
"""Field -> its label, what is typed, what the command says of it."""
LEVERS = ("us.insulation", "china.pain")
FORM = f"{SMALL};us.insulation=;china.pain="
PAUSES = """() => {
  window.drawn = [...document.querySelectorAll(".form input")];
}"""
KEYS = tuple(FIELDS)
PAUSED, HOW = (0, 450), ("at once", "with a pause")
"""Milliseconds after each field, and their name."""
SAME = "() => window.drawn.every(one => one.isConnected)"


def box(visit: Visit, name: str) -> Locator:
    """Return a field by its label."""
    return visit.page.get_by_role("textbox", name=name, exact=True)


@pytest.fixture(scope="module")
def typist(browser: Browser, writing: str) -> Iterator[Visit]:
    """A visitor of the form who stays on its page for all pairs of fields."""
    with fresh(browser, writing) as visit:
        visit.patience = 120.0
        visit.page.set_default_timeout(visit.patience * 1000)
        visit.open(f"/launch?v=1&set={FORM}")
        wait_for_plan(visit)
        yield visit


def list_seconds(first: str, pause: int) -> tuple[str, ...]:
    """Return the fields typed into after a first one, so that every field comes first and second.

    At once: the neighbour below and the one half way round; with a pause: the neighbour above.
    """
    place = KEYS.index(first)
    steps = (-1,) if pause else (1, len(KEYS) // 2)
    return tuple(KEYS[(place + step) % len(KEYS)] for step in steps)


def empty_fields(visit: Visit) -> None:
    """Empty every field of the table, as a visitor does."""
    for label, _, _ in FIELDS.values():
        if box(visit, label).input_value():
            box(visit, label).fill("")
    visit.page.keyboard.press("Tab")
    wait_for_plan(visit, "china.pain=")
    visit.until("document.querySelector('#command') !== null")


def assert_two_fields_hold(typist: Visit, first: str, second: str, pause: int) -> None:
    """Type into two fields of an empty form, and check what each field and the command say."""
    empty_fields(typist)
    for key in (first, second):
        label, text, _ = FIELDS[key]
        box(typist, label).click()
        typist.page.keyboard.type(text, delay=pause / 10)
        typist.page.wait_for_timeout(pause)
    typist.page.wait_for_timeout(500)
    held = {key: box(typist, FIELDS[key][0]).input_value() for key in FIELDS}
    wanted = {key: FIELDS[key][1] if key in (first, second) else "" for key in FIELDS}
    assert held == wanted
    focus = typist.page.evaluate("document.activeElement.id")
    assert f'"key":"{second}"' in focus
    wait_for_plan(typist, FIELDS[second][1])
    words = shlex.split(typist.text("#command"))
    said = {word for word in words if word.partition("=")[0] in FIELDS}
    assert said == {FIELDS[first][2], FIELDS[second][2]}
    assert ("-m" in words) == ("china.pain" in (first, second))
    assert typist.complaints == []


@pytest.mark.parametrize("pause", PAUSED, ids=HOW)
@pytest.mark.parametrize("first", FIELDS)
def test_two_fields_in_either_order_hold_what_was_typed(
    typist: Visit, first: str, pause: int
) -> None:
    seconds = list_seconds(first, pause)
    assert seconds
    for second in seconds:
        assert_two_fields_hold(typist, first, second, pause)


@pytest.mark.exhaustive
@pytest.mark.parametrize("pause", PAUSED, ids=HOW)
@pytest.mark.parametrize("first", FIELDS)
def test_all_pairs_of_fields_hold_what_was_typed(typist: Visit, first: str, pause: int) -> None:
    others = [key for key in KEYS if key != first]
    assert others
    for second in others:
        assert_two_fields_hold(typist, first, second, pause)


@pytest.mark.parametrize("pause", [0, 300])
def test_tab_leads_through_the_fields_and_nothing_is_lost(maker: Visit, pause: int) -> None:
    maker.open(f"/launch?v=1&set={SMALL}")
    wait_for_plan(maker)
    maker.page.evaluate(PAUSES)
    order = ("horizon", "runs", "precision", "runs_max", "seed", "batch")
    box(maker, FIELDS["horizon"][0]).focus()
    for key in (*order[:-1], "fit", "metrics", "batch"):
        maker.page.keyboard.type(FIELDS[key][1] if key in FIELDS else "", delay=pause / 5)
        maker.page.wait_for_timeout(pause)
        maker.page.keyboard.press("Tab")
    wait_for_plan(maker, "batch=mine")
    assert [box(maker, FIELDS[key][0]).input_value() for key in order] == [
        FIELDS[key][1] for key in order
    ]
    for key in order:
        assert FIELDS[key][2] in maker.text("#command").split()
    assert maker.page.evaluate(SAME)


def test_the_numbers_of_the_first_report_stay_apart(maker: Visit) -> None:
    maker.open("/launch")
    wait_for_plan(maker)
    box(maker, "Runs of each variant").click()
    maker.page.keyboard.type("500", delay=80)
    maker.page.wait_for_timeout(1500)
    box(maker, "Seed: names the random worlds").click()
    maker.page.keyboard.type("7")
    wait_for_plan(maker, "seed=7")
    assert "1 variant x 500 runs = 500 runs" in maker.text("#plan")
    open_lever(maker, "us.insulation")
    maker.page.keyboard.type("0.6", delay=80)
    maker.page.keyboard.press("Tab")
    box(maker, "Runs of each variant").fill("777")
    wait_for_plan(maker, "runs=777")
    assert box(maker, "us.insulation").input_value() == "0.6"
    assert "us.insulation=0.6 runs=777 seed=7" in maker.text("#command")


def test_a_lever_that_is_opened_draws_no_other_field_anew(maker: Visit) -> None:
    maker.open(f"/launch?v=1&set={SMALL};us.insulation=0.3")
    wait_for_plan(maker)
    maker.page.evaluate(PAUSES)
    open_lever(maker, "china.pain")
    maker.page.keyboard.type("0.5, 1")
    choose(maker, "Executor", "local")
    wait_for_plan(maker, "china.pain=0.5, 1")
    assert maker.page.evaluate(SAME)
    maker.page.get_by_title("Take us.insulation out").click()
    wait_for_plan(maker, "china.pain=0.5, 1")
    maker.until("!document.querySelector('#command').textContent.includes('insulation')")
    open_lever(maker, "us.insulation")
    assert box(maker, "us.insulation").input_value() == "0.3"
    assert box(maker, "china.pain").input_value() == "0.5, 1"
    assert maker.page.evaluate(SAME)


@pytest.mark.parametrize(
    ("typed", "values"),
    [("0.1, 0.4, 0.8", "0.1,0.4,0.8"), ("range(0.1,0.9,0.2)", "0.1,0.3,0.5,0.7")],
)
def test_a_list_typed_into_a_lever_is_a_sweep_in_plan_and_batch(
    maker: Visit, workshop: Path, typed: str, values: str
) -> None:
    maker.open(f"/launch?v=1&set={SMALL};runs=4;horizon=20")
    wait_for_plan(maker)
    open_lever(maker, "us.insulation")
    maker.page.keyboard.type(typed, delay=30)
    wait_for_plan(maker, typed)
    count = values.count(",") + 1
    assert f"{count} variants x 4 runs" in maker.text("#plan")
    assert (
        f"-m scenario=minimal signal=minimal cast=minimal executor=serial us.insulation={values}"
        in (maker.text("#command"))
    )
    maker.page.locator(".lever", has_text=f"{count} values, a sweep").first.wait_for()
    batch = wait_for_batch(start(maker, workshop))
    names = [variant.name for variant in batch.manifest.variants]
    assert names == [f"us.insulation={value}" for value in values.split(",")]


def test_options_typed_or_pasted_with_commas_are_a_sweep(maker: Visit) -> None:
    maker.open(f"/launch?v=1&set={SMALL}")
    wait_for_plan(maker)
    box(maker, "US leader").click()
    maker.page.keyboard.type("honor, mutual")
    maker.page.keyboard.press("Tab")
    wait_for_plan(maker, "leader@us=honor,mutual")
    assert "2 variants" in maker.text("#plan")
    assert "leader@us=honor,mutual" in maker.text("#command").split()
