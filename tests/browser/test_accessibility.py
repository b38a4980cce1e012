"""axe-core looks at a page in both themes: nothing critical, nothing serious.

Every page is looked at where it is opened anyway: tests/browser/test_pages.py.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GRAVE = ("critical", "serious")


def grave(visit: Visit) -> list[tuple[str, str, str]]:
    """Return what axe finds of the gravest two degrees: rule, place and what is wrong."""
    return [
        (found["id"], node["html"][:200], node["failureSummary"][:300])
        for found in Axe().run(visit.page).response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


def assert_nothing_is_grave(visit: Visit) -> None:
    """Check a page by axe in both themes, from light to dark and back."""
    for theme in ("light", "dark"):
        visit.page.wait_for_selector(f"html[data-theme={theme}]")
        visit.page.wait_for_timeout(300)
        assert (theme, grave(visit)) == (theme, [])
        visit.page.get_by_role("button", name="Dark or light").click()


def test_axe_would_find_a_page_without_language_and_a_pale_word(visit: Visit) -> None:
    visit.open("/help")
    visit.page.evaluate(
        "document.documentElement.lang = ''; document.querySelector('h1').style.color = '#ccc'"
    )
    assert {"html-has-lang", "color-contrast"} <= {rule for rule, *_ in grave(visit)}
