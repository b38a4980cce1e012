"""Many sessions at once: what a browser asked for a page, asked again by twenty at a time.

The requests of a page are recorded from Chromium (its document, its callbacks, its tables) and
sent by threads that do nothing else, one request after the other, a visitor's next page at once
after the last: no visitor pauses to read.
"""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from playwright.sync_api import Request

from tests.browser.visit import Visit

ASKING = ("document", "fetch", "xhr")
"""Kinds of requests that the server computes an answer to; its files are kept by the browser."""


@dataclass(frozen=True)
class Call:
    """One request: its address, and its body where it is a callback."""

    address: str
    body: bytes | None

    def instead(self, one: str, other: str) -> Call:
        """Return the same request about something else."""
        body = self.body and self.body.replace(one.encode(), other.encode())
        return Call(self.address.replace(one, other), body)


@dataclass(frozen=True)
class Opened:
    """A page as a visitor got it: seconds on the clock, and the calls that went wrong."""

    path: str
    seconds: float
    wrong: tuple[str, ...]


def record_requests(visit: Visit, path: str) -> list[Call]:
    """Open a page in the browser and return what it asked of the server."""
    calls: list[Call] = []

    def note(request: Request) -> None:
        if request.resource_type in ASKING:
            calls.append(Call(request.url, request.post_data_buffer))

    visit.page.on("request", note)
    visit.open(path)
    visit.draw_all()
    visit.page.wait_for_timeout(300)
    visit.page.remove_listener("request", note)
    return calls


def _wrong(call: Call, origin: str) -> str | None:
    """Ask; return what is wrong with the answer, or None."""
    headers = {"Content-Type": "application/json", "Origin": origin}
    request = urllib.request.Request(call.address, call.body, headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            said = answer.read()
    except OSError as error:
        return f"{call.address}: {error}"
    broken = b"cannot be drawn" in said or b"Traceback" in said
    return f"{call.address}: {said[:300]!r}" if broken else None


def sessions(pages: Mapping[str, Sequence[Call]], visitors: int, origin: str) -> list[Opened]:
    """Let so many visitors open all pages at once, each beginning at another one."""
    paths = list(pages)

    def open_path(path: str) -> Opened:
        begin = time.perf_counter()
        wrong = [said for call in pages[path] if (said := _wrong(call, origin)) is not None]
        return Opened(path, time.perf_counter() - begin, tuple(wrong))

    def walk(place: int) -> list[Opened]:
        start = place % len(paths)
        return [open_path(path) for path in (*paths[start:], *paths[:start])]

    with ThreadPoolExecutor(visitors) as pool:
        return [one for found in pool.map(walk, range(visitors)) for one in found]
