"""Every page in a browser: it draws, says its sentence, complains of nothing, and axe-core finds
nothing critical and nothing serious in either theme, and Tab comes everywhere.

U8: whatever is done there, nothing is asked of any other place, by browser or by server.
"""

from __future__ import annotations

import re

import psutil  # type: ignore[import-untyped]
import pytest

from dashboards.pages.catalogue import list_pages
from tests.browser.test_accessibility import assert_nothing_is_grave
from tests.browser.test_u10_keyboard import assert_tab_comes_to_every_control
from tests.browser.timing import Served
from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATHS = sorted(list_pages())
OTHERWISE = ("/sweep", "/board", "/replay", "/what-if")
"""A sweep wants a design, a board pins; a replay and What-if have a screen of their own."""
DRAWN = [path for path, page in list_pages().items() if page.figures and path not in OTHERWISE]
"""Pages that draw cards of any batch."""


@pytest.mark.parametrize("path", PATHS)
def test_a_page_draws_without_complaint_asks_nobody_else_and_is_accessible(
    visit: Visit, serving: Served, path: str, measured: Measured
) -> None:
    visit.open(path)
    visit.draw_all()
    assert visit.page.locator("h1").count() == 1
    assert visit.page.locator("html").get_attribute("lang") == "en"
    assert "positions, not persons" in visit.text("footer")
    if path not in OTHERWISE[1:]:
        assert_figures_are_complete(visit, at_least=1 if path in DRAWN else 0)
    assert_tab_comes_to_every_control(visit, measured)
    for summary in visit.page.locator("summary:visible", has_text="Table").all()[:2]:
        summary.click()
    assert_nothing_is_grave(visit)
    measured("U10", "axe: 0 critical and 0 serious findings on a page in both themes")
    visit.page.get_by_role("button", name="Copy link").click()
    assert visit.complaints == []
    pictures = visit.page.locator("img[src^='http'], link[href^='http']").count()
    assert visit.page.locator("a[href^='http']").count() == (path == "/replay"), "one to a source"
    assert (visit.outside, list_connections_elsewhere(serving), pictures) == ([], [], 0)
    assert len(visit.requests) > 10
    assert visit.page.locator("[data-title*='loud'], .modebar-btn").count() == 0
    measured("U8", "0 requests of a page to another host, 0 connections of the server to one")


def list_connections_elsewhere(server: Served) -> list[str]:
    """Return the connections of the server, and of what it started, to any other machine."""
    whole = psutil.Process(server.pid)
    return [
        str(one)
        for process in (whole, *whole.children(recursive=True))
        for one in process.net_connections(kind="inet")
        if one.raddr and not one.raddr.ip.startswith("127.")
    ]


def assert_figures_are_complete(visit: Visit, at_least: int) -> None:
    """Check that every figure has its question, sentence, n, table, CSV and picture."""
    cards = visit.page.locator(".card:has(.chart)")
    assert cards.count() >= at_least
    for card in cards.all():
        assert card.locator("h2").inner_text().endswith("?")
        assert re.search(r"\d", card.locator(".sentence").first.inner_text())
        assert card.locator(".about").first.text_content()
        assert card.get_by_role("link", name="CSV of").count() == 1
        assert card.get_by_role("button", name="PNG of").count() == 1
        assert card.locator("summary", has_text="Table").count() == 1


def test_a_link_restores_the_view_in_a_fresh_profile(visit: Visit) -> None:
    visit.open("/compare?v=1&a=face+off&b=counting+swapped&metric=rmst")
    visit.draw_all()
    shown = visit.page.locator(".pick:not(:first-child) input:visible, .control input:visible")
    values = [shown.nth(i).input_value() for i in range(3)]
    assert values == ["face off", "counting swapped", "days without leader contact, to the horizon"]
    assert "counting swapped" in visit.text("#card-survival .sentence")


def test_an_unknown_key_gives_a_notice_and_a_page(visit: Visit) -> None:
    visit.open("/first?v=1&colour=red&variant=nobody")
    notices = visit.page.locator(".notice").all_inner_texts()
    assert any("colour" in notice for notice in notices)
    assert any("no variant" in notice for notice in notices)
    visit.draw_all()
    assert visit.complaints == []


def test_a_control_changes_the_address_and_the_page(visit: Visit) -> None:
    visit.open("/first")
    visit.draw_all()
    before = visit.text("#card-hundred .sentence")
    visit.page.get_by_label("Variant", exact=True).first.click()
    visit.page.get_by_role("option", name="counting swapped").click()
    visit.page.wait_for_url(re.compile("variant=counting"))
    visit.until(
        "was => { const s = document.querySelector('#card-hundred .sentence');"
        " return s && s.textContent !== was; }",
        arg=before,
    )
    visit.page.go_back()
    visit.until(
        "was => { const s = document.querySelector('#card-hundred .sentence');"
        " return s && s.textContent === was; }",
        arg=before,
    )
    assert visit.complaints == []


def test_two_chosen_variants_are_compared(visit: Visit) -> None:
    visit.open("/variants")
    rows = visit.page.locator(".grid .ag-pinned-left-cols-container .ag-row")
    for name in ("as reported", "face off"):
        row = rows.filter(has_text=name)
        row.wait_for()
        row.click()
        visit.page.locator(".grid .ag-row-selected", has_text=name).first.wait_for()
    visit.page.get_by_role("link", name="Compare as reported with face off").click()
    visit.page.wait_for_url(re.compile("/compare.*a=as.reported.*b=face.off"))
    fair = visit.page.get_by_text("A fair comparison: 150 pairs")
    fair.wait_for()
    assert fair.count() == 1


def test_the_theme_turns_dark_and_stays_so(visit: Visit) -> None:
    visit.open("/first")
    visit.page.wait_for_selector("html[data-theme=light]")
    visit.page.get_by_role("button", name="Dark or light").click()
    visit.open("/face")
    visit.page.wait_for_selector("html[data-theme=dark]")
    ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(16, 18, 21)"


def test_a_figure_is_saved_as_a_picture_without_a_server(visit: Visit) -> None:
    visit.open("/")
    visit.draw_all()
    asked = len(visit.requests)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="PNG of").click()
    assert download.value.suggested_filename == "taijie-shares.png"
    assert [url for url in visit.requests[asked:] if not url.startswith(("data:", "blob:"))] == []


def test_the_csv_of_a_figure_holds_the_numbers_of_its_table(visit: Visit) -> None:
    visit.open("/")
    visit.draw_all()
    visit.page.locator("summary", has_text="Table").click()
    visit.page.wait_for_selector("#card-shares tbody tr")
    shown = visit.page.locator("#card-shares tbody tr").first.locator("td").all_inner_texts()
    href = visit.page.locator("#card-shares a", has_text="CSV").get_attribute("href")
    rows = visit.page.request.get(f"{visit.address}{href}").text().splitlines()
    assert rows[1].split(",")[2:4] == shown[2:4]


def test_the_skip_link_comes_first(visit: Visit) -> None:
    visit.open("/")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip to content"


REFUSED = """async () => {
  const said = [];
  document.addEventListener("securitypolicyviolation", e => said.push(e.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.ran = 1";
  document.body.append(script);
  const picture = document.createElement("img");
  picture.src = "http://127.0.0.1:9/picture.png";
  document.body.append(picture);
  const frame = document.createElement("iframe");
  frame.src = "http://127.0.0.1:9/";
  document.body.append(frame);
  await fetch("http://127.0.0.1:9/").catch(() => 0);
  setTimeout("window.ran = 2");
  document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = 3'>");
  await new Promise(done => setTimeout(done, 300));
  return [window.ran === undefined, [...new Set(said)].sort()];
}"""


def test_the_browser_refuses_what_the_policy_forbids(visit: Visit) -> None:
    visit.open("/")
    unchanged, refused = visit.page.evaluate(REFUSED)
    assert unchanged
    wanted = {"script-src-elem", "script-src-attr", "script-src", "img-src", "connect-src"}
    assert wanted <= set(refused)
    assert "frame-src" in refused
    assert all(
        "violates" in said or "Refused" in said or "404" in said for said in visit.complaints
    )
