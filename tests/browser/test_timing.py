"""What an act of a page took: also where processes begin or end meanwhile."""

from __future__ import annotations

from tests.browser.timing import subtract_seconds


def test_a_process_that_ends_meanwhile_takes_nothing_from_what_others_spent() -> None:
    before = {(7, 1.0): 2.0, (8, 1.5): 5.0}
    after = {(7, 1.0): 3.0, (9, 4.0): 1.0}
    assert subtract_seconds(before, after) == 2.0
