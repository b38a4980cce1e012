"""Launch and Live in a browser: from the form to the same rows as the command line's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from runs.archive.batch import Batch
from tests.browser.conftest import fresh, serve_folder
from tests.browser.late_answers import ANSWERS, delay_matches
from tests.browser.test_accessibility import assert_nothing_is_grave, grave
from tests.browser.visit import Visit
from tests.dashboards.waiting import wait_for_batch
from tests.forking import TAIJIE, run_forked
from tests.runs.batches import rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN_TABLE_BEGINS = """n => {
  const cell = document.querySelector("#card-running tbody td");
  return cell !== null && cell.textContent === n;
}"""
PLANNED = """said => {
  const form = document.querySelector("#card-plan");
  const plan = document.querySelector("#plan [data-form]");
  const same = form && plan && form.dataset.form === plan.dataset.form;
  return same && form.dataset.form.includes(said);
}"""
SMALL = "scenario=minimal;signal=minimal;cast=minimal;executor=serial"


def choose(visit: Visit, field: str, option: str) -> None:
    """Choose an option of a group by its field, as a visitor does."""
    visit.page.get_by_role("textbox", name=field, exact=True).click()
    visit.page.get_by_role("option", name=option, exact=True).click()
    visit.page.keyboard.press("Escape")
    wait_for_plan(visit, f"{field.lower()}={option}")


def fill(visit: Visit, field: str, text: str) -> None:
    """Write into a field and leave it."""
    visit.page.get_by_role("textbox", name=field, exact=True).fill(text)
    visit.page.keyboard.press("Enter")
    wait_for_plan(visit, f"={text}")


def open_lever(visit: Visit, path: str, words: str = "") -> None:
    """Open the field of a lever by the search, as a visitor does."""
    visit.page.get_by_role("textbox", name="Change a lever").fill(words or path)
    visit.page.get_by_role("option", name=f"{path}:").wait_for()
    visit.page.get_by_role("option", name=f"{path}:").click()
    visit.page.get_by_role("textbox", name=path, exact=True).wait_for()
    visit.until("id => document.activeElement.id.includes(id)", arg=f'"{path}"')


def wait_for_plan(visit: Visit, said: str = "") -> None:
    """Wait until the form holds what was said, and the plan is that of the form."""
    visit.until(PLANNED, arg=said)


def start(visit: Visit, workshop: Path) -> Path:
    """Press the button that starts; return the batch's folder once the page of it is there."""
    visit.page.locator("#start").click()
    visit.page.wait_for_url(re.compile("/live.*batch="))
    name = re.search("batch=([^&]+)", visit.page.url)
    assert name is not None
    visit.page.wait_for_selector("#live-said")
    return workshop / name.group(1)


def by_command_line(command: str, name: str) -> Batch:
    """Run the command a page shows, under another name, in a terminal's stead."""
    words = [*shlex.split(command)[1:], f"batch={name}"]
    done = run_forked([TAIJIE, *words])
    assert done.returncode == 0, done.stderr
    found = re.search(rf"^\S*{name}$", done.stdout, flags=re.MULTILINE)
    assert found is not None
    return Batch(Path(found.group()))


def test_a_form_filled_in_is_planned_started_and_watched_to_the_end(
    maker: Visit, workshop: Path
) -> None:
    maker.open("/launch")
    wait_for_plan(maker)
    for field, option in (("Scenario", "minimal"), ("Signal", "minimal"), ("Cast", "minimal")):
        choose(maker, field, option)
    choose(maker, "Executor", "serial")
    open_lever(maker, "us.insulation", "never reaches the leader")
    fill(maker, "us.insulation", "0.35, 0.1")
    fill(maker, "Runs of each variant", "120")
    fill(maker, "Seed: names the random worlds", "9223372036854775807")
    assert "2 variants x 120 runs = 240 runs" in maker.text("#plan")
    command = maker.text("#command")
    batch = start(maker, workshop)
    maker.until("document.querySelector('#live-said').textContent.includes('Finished')")
    assert "240 of 240 runs done, 0 failed, 0 left" in maker.text("#live-said")
    assert "120 of 120 runs" in maker.text("#card-running .sentence")
    assert rows(wait_for_batch(batch)) == rows(by_command_line(command, "by-hand"))
    assert maker.complaints == []
    assert maker.outside == []


@pytest.mark.parametrize("words", ["", "insulation"])
def test_the_option_under_the_pointer_is_the_lever_that_opens_with_a_late_answer(
    maker: Visit, words: str
) -> None:
    """Pressed as by hand: where the option stood when it was seen, a little later."""
    page = maker.page
    maker.open("/launch")
    wait_for_plan(maker)
    page.route(ANSWERS, delay_matches)
    try:
        search = page.get_by_role("textbox", name="Change a lever")
        search.click()
        search.press_sequentially(words)
        options = page.locator("[role=option]:visible:not([data-combobox-disabled])")
        options.first.wait_for()
        chosen = options.nth(1)
        path = chosen.inner_text().partition(":")[0]
        assert words in path
        box = chosen.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
        page.wait_for_timeout(700)  # the answer, had it been still to come, is there
        assert chosen.inner_text().partition(":")[0] == path
        page.mouse.down()
        page.wait_for_timeout(80)
        page.mouse.up()
        page.get_by_role("textbox", name=path, exact=True).wait_for()
        assert page.locator("#levers .lever").count() == 1
    finally:
        page.unroute(ANSWERS, delay_matches)


def test_a_first_visit_plays_and_opens_the_example_with_one_press(
    browser: Browser, tmp_path: Path
) -> None:
    with serve_folder(tmp_path, "--write") as one, fresh(browser, one.address) as visit:
        visit.open("/")
        batch = wait_for_batch(start(visit, tmp_path))
        assert batch.manifest.experiment == "first_call"
        assert batch.missing() == []
        visit.until("document.querySelector('#live-said').textContent.includes('Finished')")
        assert visit.complaints == []


def test_a_stopped_batch_resumes_to_the_tables_of_an_uninterrupted_one(
    maker: Visit, workshop: Path
) -> None:
    maker.open(f"/launch?v=1&set={SMALL};runs=48000;batch=halted")
    wait_for_plan(maker)
    command = maker.text("#command").replace(" batch=halted", "")
    batch = start(maker, workshop)
    maker.page.wait_for_selector("#card-running .main-svg")  # the first task has ended
    maker.page.locator("#card-running summary", has_text="Table").click()
    first = maker.page.locator("#card-running tbody td").first
    before = first.inner_text()
    maker.page.get_by_role("button", name="Stop").click()
    resume = maker.page.get_by_role("button", name="Resume")
    resume.wait_for()
    assert "Stopped before its end" in maker.text("#live-said")
    left = Batch(batch).missing()
    assert left
    resume.click()
    maker.until("document.querySelector('#live-said').textContent.includes('Finished')")
    assert maker.page.get_by_role("button", name="Resume").count() == 0
    maker.until(OPEN_TABLE_BEGINS, arg="800")  # 48,000 runs in 60 steps
    assert before != first.inner_text()
    assert rows(wait_for_batch(batch)) == rows(by_command_line(command, "unhalted"))
    assert maker.complaints == []


def test_a_design_is_planned_and_started_from_the_form(maker: Visit, workshop: Path) -> None:
    maker.open(f"/launch?v=1&set={SMALL};horizon=40;runs=4")
    wait_for_plan(maker)
    choose(maker, "Design", "sobol")
    open_lever(maker, "us.insulation", "never reaches the leader")
    maker.page.get_by_title("Let the design range over us.insulation").click()
    wait_for_plan(maker, "us.insulation=[0, 1]")
    fill(maker, "us.insulation", "[0.25, 1]")
    fill(maker, "Design: base (points of each sample, a power of two)", "8")
    assert "1 lever · sobol · 24 points x 4 runs = 96 runs" in maker.text("#plan")
    assert grave(maker) == []
    command = maker.text("#command")
    batch = wait_for_batch(start(maker, workshop))
    assert batch.manifest.design is not None
    assert batch.manifest.design.levers == {"us.insulation": [0.25, 1.0]}
    assert rows(batch) == rows(by_command_line(command, "design-by-hand"))
    field = maker.page.get_by_role("textbox", name="Runs of each variant, now 4")
    field.fill("6")
    field.press("Tab")
    maker.page.get_by_role("button", name="Compute more runs").click()
    maker.page.locator("#live-said", has_text="144 of 144 runs done").wait_for()
    assert wait_for_batch(batch.path).missing() == []
    assert maker.complaints == []


def test_a_refusal_stands_at_the_field_it_names_and_nothing_can_be_started(maker: Visit) -> None:
    maker.open("/launch?v=1&set=experiment=first_call;us.insulation=0.2,7;us.pain=0.5;runs=20")
    wait_for_plan(maker)
    assert "out of range" in maker.text(".refused")
    assert maker.page.locator("#start").count() == 0
    wrong = maker.page.get_by_role("textbox", name="us.insulation", exact=True)
    assert wrong.get_attribute("aria-invalid") == "true"
    fine = maker.page.get_by_role("textbox", name="us.pain", exact=True)
    assert fine.get_attribute("aria-invalid") != "true"
    assert "us.insulation=7: out of range. Allowed: 0 to 1 (share)" in maker.text(".lever")
    assert_nothing_is_grave(maker)


def test_a_link_restores_the_form_in_a_fresh_profile(maker: Visit) -> None:
    maker.open("/launch?v=1&set=experiment=first_call;leader@us=mutual;us.pain=0.5;runs=30;seed=4")
    wait_for_plan(maker)
    assert maker.page.get_by_role("textbox", name="Experiment").input_value() == "first_call"
    values = [
        maker.page.get_by_role("textbox", name=name, exact=True).input_value()
        for name in ("us.pain", "Runs of each variant", "Seed: names the random worlds")
    ]
    assert values == ["0.5", "30", "4"]


def test_a_read_only_dashboard_says_how_to_launch(visit: Visit) -> None:
    visit.open("/launch")
    assert "taijie serve --write" in visit.text("main")
    assert visit.page.locator("#start").count() == 0
