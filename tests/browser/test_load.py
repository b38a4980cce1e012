"""Twenty sessions at once on `taijie serve`: the pages come within three seconds, none breaks."""

from __future__ import annotations

import os

import pytest

from tests.browser.load import Opened, record_requests, sessions
from tests.browser.timing import Served, time_act
from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

SEEN = "as+reported"
OTHERS = ("counting+swapped", "face+off")
PATHS = (
    "/",
    "/variants",
    "/compare",
    "/checks",
    f"/first?v=1&variant={SEEN}",
    f"/face?v=1&variant={SEEN}",
)
VISITORS, ALLOWED = 20, 3.0


def test_twenty_sessions_get_their_pages_within_three_seconds(
    visit: Visit, serving: Served, measured: Measured
) -> None:
    pages = {path: record_requests(visit, path) for path in PATHS}
    assert all(len(calls) > 1 for calls in pages.values())
    new = {
        path.replace(SEEN, other): [call.instead(SEEN, other) for call in pages[path]]
        for path in PATHS
        for other in OTHERS
        if SEEN in path
    }
    found: list[Opened] = []
    everything = pages | new
    took = time_act(serving, lambda: found.extend(sessions(everything, VISITORS, serving.address)))
    seconds = sorted(one.seconds for one in found)
    assert [one.wrong for one in found if one.wrong] == []
    assert len(found) == VISITORS * len(everything)
    middle, tail = (seconds[int(len(seconds) * share)] for share in (0.5, 0.95))
    had = took.server / took.wall
    measured(
        "Load",
        f"{VISITORS} sessions x {len(everything)} pages, {len(new)} of them never drawn before, "
        "without a pause: a page p50 "
        f"{middle:.2f} s, p95 {tail:.2f} s of {ALLOWED:g} s; 0 errors; {took.server:.1f} s of "
        f"processor, the server had {had:.0%} of one of {os.cpu_count()}, "
        f"{took.slowness:.2f} times as slow as the reference",
    )
    alone = tail * min(1.0, had) / took.slowness
    assert alone < ALLOWED, "as it would be with one reference processor of its own"
