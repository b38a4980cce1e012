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
RUN = "([place, rules]) => axe.run(place || document, rules).then(found => found.violations)"


def grave(
    visit: Visit, place: str | None = None, only: tuple[str, ...] = ()
) -> list[tuple[str, str, str]]:
    """Return what axe finds of the gravest two degrees: rule, place and what is wrong.

    place: the selector of the only part that is looked at; None for the whole page. only: the
    rules that are asked; none for all.
    """
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(Axe().axe_script)
    rules = {"resultTypes": ["violations"]} | ({"runOnly": only} if only else {})
    return [
        (found["id"], node["html"][:200], node["failureSummary"][:300])
        for found in visit.page.evaluate(RUN, [place, rules])
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
        only = COLOURS if seen[0] == seen[-1] and theme == "dark" else ()
        assert (theme, grave(visit, only=only)) == (theme, [])
        visit.page.get_by_role("button", name="Dark or light").click()


def test_axe_would_find_a_page_without_language_and_a_pale_word(visit: Visit) -> None:
    visit.open("/help")
    visit.page.evaluate(
        "document.documentElement.lang = ''; document.querySelector('h1').style.color = '#ccc'"
    )
    assert {"html-has-lang", "color-contrast"} <= {rule for rule, *_ in grave(visit)}
