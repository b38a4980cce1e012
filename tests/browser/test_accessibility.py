"""axe-core on a page in both themes; test_pages opens every page and has it checked."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GRAVE = ("critical", "serious")


COLOURS = ("color-contrast", "link-in-text-block")
"""Rules of axe that look at colours."""
BUT_COLOURS = """() => [...document.body.querySelectorAll("*")].map(one => [one.localName,
  one.checkVisibility({ visibilityProperty: true }), one.childElementCount ? "" : one.textContent,
  ...[...one.attributes].filter(each => !["style", "class"].includes(each.name))
    .map(each => each.name + each.value)].join()).join()"""
"""All that the other rules look at: each element, whether it is seen, its words and attributes."""
RUN = """async ([place, colours, others]) => {
  const known = new Set(), include = place ? [[place]] : [document];
  document.querySelectorAll("table").forEach((table, which) =>
    table.querySelectorAll("tr").forEach((row, i) => {
      const look = [which, i % 2, row, ...row.querySelectorAll("*")].map(one => one.localName
        ? [one.localName, one.getAttribute("class"), one.getAttribute("style")] : one).join();
      if (known.has(look)) row.dataset.like = "";
      known.add(look);
    }));
  const found = [await axe.run({ include, exclude: [["[data-like]"]] }, colours)];
  if (others) found.push(await axe.run({ include }, others));
  document.querySelectorAll("[data-like]").forEach(row => delete row.dataset.like);
  return found.flatMap(one => one.violations);
}"""
"""Of rows of a table whose elements, classes and styles are the same the first two are looked at
for their colours, which alone take long: one on each ground where grounds take turns.
"""


def grave(
    visit: Visit, place: str | None = None, colours_alone: bool = False
) -> list[tuple[str, str, str]]:
    """Return what axe finds of the gravest two degrees: rule, place and what is wrong.

    place: the selector of the only part that is looked at; None for the whole page.
    """
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(Axe().axe_script)
    short: dict[str, object] = {"resultTypes": ["violations"]}
    colours = short | {"runOnly": COLOURS}
    others = short | {"rules": {rule: {"enabled": False} for rule in COLOURS}}
    return [
        (found["id"], node["html"][:200], node["failureSummary"][:300])
        for found in visit.page.evaluate(RUN, [place, colours, None if colours_alone else others])
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


def assert_nothing_is_grave(visit: Visit) -> None:
    """Check a page by axe in both themes, from light to dark and back.

    Where only colours are others in the dark, the rules on colours alone are asked there.
    """
    seen: list[str] = []
    for theme in ("light", "dark"):
        visit.page.wait_for_selector(f"html[data-theme={theme}]")
        visit.page.wait_for_timeout(300)
        seen.append(visit.page.evaluate(BUT_COLOURS))
        colours_alone = seen[0] == seen[-1] and theme == "dark"
        assert (theme, grave(visit, colours_alone=colours_alone)) == (theme, [])
        visit.page.get_by_role("button", name="Dark or light").click()


def test_axe_would_find_a_page_without_language_and_a_pale_word(visit: Visit) -> None:
    visit.open("/help")
    visit.page.evaluate(
        "document.documentElement.lang = ''; document.querySelector('h1').style.color = '#ccc'"
    )
    assert {"html-has-lang", "color-contrast"} <= {rule for rule, *_ in grave(visit)}


def test_axe_would_find_one_pale_cell_among_rows_that_are_alike(visit: Visit) -> None:
    visit.open("/")
    visit.draw_all()
    visit.page.locator("#card-shares summary", has_text="Table").click()
    assert grave(visit) == []
    cells = visit.page.locator("#card-shares tbody td")
    cells.last.evaluate("cell => { cell.style.color = '#ccc'; }")
    assert cells.count() > 20
    assert [rule for rule, *_ in grave(visit)] == ["color-contrast"]
