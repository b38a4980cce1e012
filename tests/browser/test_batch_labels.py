"""Batches in write mode: typing into two fields in turn, beside a command line that writes too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from runs.archive import labelling
from runs.archive.batch import Archive
from runs.archive.manifest import BatchSummary
from tests.browser.conftest import fresh, serve_folder
from tests.browser.late_answers import ANSWERS
from tests.browser.test_accessibility import grave
from tests.browser.visit import Visit
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    outputs = tmp_path_factory.mktemp("labels")
    for name in ("pilot", "second"):
        example(outputs, 10, "horizon=30", f"batch={name}")
    return Archive(outputs)


@pytest.fixture(scope="module")
def address(archive: Archive) -> Iterator[str]:
    with serve_folder(archive.outputs, "--write") as found:
        yield found.address


@pytest.fixture
def editor(browser: Browser, archive: Archive, address: str) -> Iterator[Visit]:
    (archive.outputs / "labels.json").unlink(missing_ok=True)
    with fresh(browser, address) as visit:
        visit.open("/")
        yield visit


def read(archive: Archive, name: str) -> BatchSummary:
    (found,) = [one for one in archive.batches() if one.name == name]
    return found


def wait_for_rows(visit: Visit, count: int) -> None:
    visit.until(f"document.querySelectorAll('#batches-list tbody tr').length === {count}")


@pytest.mark.parametrize("pause", [0, 400])
def test_what_is_typed_into_two_fields_in_turn_is_saved(
    editor: Visit, archive: Archive, pause: int
) -> None:
    page = editor.page
    page.get_by_role("button", name="Edit pilot").click()
    name, note, tags = (page.locator(f"#label-{key}") for key in ("title", "note", "tags"))
    for place, text in ((name, "Pi"), (note, "too "), (name, "lot 1"), (note, "short")):
        place.click()
        page.keyboard.press("End")
        page.keyboard.type(text, delay=pause / 10)
        page.wait_for_timeout(pause)
    assert (name.input_value(), note.input_value()) == ("Pilot 1", "too short")
    tags.click()
    page.keyboard.type("to-cite,mine", delay=20)
    labelling.change_tags(archive, ["pilot"], add=["theirs"])
    assert grave(editor) == []
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Pilot 1", exact=True).wait_for()
    told = read(archive, "pilot")
    assert (told.title, told.note) == ("Pilot 1", "too short")
    assert set(told.tags) == {"to-cite", "mine", "theirs"}
    page.get_by_role("button", name="Star Pilot 1").click()
    page.locator(".star[aria-pressed=true]").wait_for()
    assert "★" in read(archive, "pilot").tags
    assert editor.complaints == []


def test_a_note_of_the_command_line_is_shown_before_it_is_replaced(
    editor: Visit, archive: Archive
) -> None:
    page = editor.page
    page.get_by_role("button", name="Edit second").click()
    page.locator("#label-note").fill("mine")
    page.mouse.click(5, 5)  # beside the form, which keeps what is typed
    labelling.set_note(archive, "second", "theirs")
    page.get_by_role("button", name="Save").click()
    page.locator("#label-said", has_text="is now “theirs”").wait_for()
    assert read(archive, "second").note == "theirs"
    assert page.locator("#label-note").input_value() == "mine"
    page.get_by_role("button", name="Save").click()
    editor.until("!document.querySelector('#label-save')?.checkVisibility()")
    assert read(archive, "second").note == "mine"


def test_what_is_typed_after_save_and_before_its_answer_stays_to_be_saved(
    editor: Visit, archive: Archive
) -> None:
    page = editor.page
    page.get_by_role("button", name="Edit second").click()
    note = page.locator("#label-note")
    note.fill("first")
    held: list[Route] = []
    page.route(ANSWERS, lambda route: held.append(route))
    with page.expect_request(ANSWERS):
        page.get_by_role("button", name="Save").click(no_wait_after=True)
    note.press_sequentially(" and more", delay=20)
    assert held
    for route in held:
        route.continue_()
    page.unroute(ANSWERS)
    page.locator("#label-said", has_text="typed since then is not saved").wait_for()
    assert note.input_value() == "first and more"
    assert read(archive, "second").note == "first"
    page.get_by_role("button", name="Save").click()
    editor.until("!document.querySelector('#label-save')?.checkVisibility()")
    assert read(archive, "second").note == "first and more"
    assert editor.complaints == []


def test_fields_that_search_keep_what_is_typed_and_the_address_follows(
    editor: Visit, archive: Archive
) -> None:
    labelling.change_tags(archive, ["pilot"], add=["kept"])
    labelling.set_hidden(archive, ["second"], True)
    editor.open("/")
    page = editor.page
    wait_for_rows(editor, 1)
    page.get_by_role("textbox", name="Hidden").click()
    page.get_by_role("option", name="too").click()
    page.wait_for_url("**hidden=all*")
    wait_for_rows(editor, 2)
    find = page.get_by_role("textbox", name="Find", exact=True)
    find.click()
    for letter in "second":
        page.keyboard.type(letter)
        page.wait_for_timeout(350)
    page.wait_for_url("**find=second*")
    page.get_by_label("Made from").fill("2026-01-01")
    page.wait_for_url("**made_since=2026-01-01*")
    assert find.input_value() == "second"
    wait_for_rows(editor, 1)
    page.reload()
    page.wait_for_selector("#title")
    wait_for_rows(editor, 1)
    assert find.input_value() == "second"
    find.fill("")
    wait_for_rows(editor, 2)
    assert "find=" not in page.url
    assert editor.complaints == []
