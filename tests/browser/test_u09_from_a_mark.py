"""U9: from a mark to its replay in two clicks, one where the mark is a run or a pair of runs.

How long a step takes and that all panels stand on one day is in test_replay.
"""

from __future__ import annotations

import re

import pytest

from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARKS = {
    "a dot of a hundred outcomes": ("/first", "#card-hundred .scatterlayer .point", 2),
    "a share with its interval": ("/variants", "#card-shares .scatterlayer .point", 2),
    "a variant in the ranking": ("/variants", "#card-ranking .scatterlayer .point", 2),
    "a pair of a comparison": (
        "/compare?v=1&a=as+reported&b=counting+swapped&metric=rmst",
        "#card-pairs .scatterlayer .point",
        1,
    ),
}
"""Where the mark is, what it is, and the clicks from it to a replay."""


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_leads_to_a_replay(visit: Visit, mark: str, measured: Measured) -> None:
    path, selector, allowed = MARKS[mark]
    visit.open(path)
    visit.draw_all()
    visit.click_mark(selector)
    if allowed > 1:
        visit.page.wait_for_url(re.compile("/runs.*"))
        visit.page.locator(".grid a").first.wait_for()
        visit.click(visit.page.locator(".grid a").first)
    visit.page.wait_for_url(re.compile("/replay.*run="))
    visit.page.wait_for_selector("#why details", state="attached")
    assert visit.clicks <= allowed
    assert visit.complaints == []
    measured("U9", "from a mark to its replay in {:.0f} clicks at most", visit.clicks)
