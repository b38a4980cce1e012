"""The command `taijie serve` over a real batch, and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.timing import Served
from tests.browser.visit import ARGUMENTS, CHROMIUM, Visit
from tests.forking import Forked
from tests.runs.examples import ALL_RESULTS
from tests.shared_folders import copy_shared_folder

FILE = "/assets/cards.js"
"""A file of the dashboard, shown as text."""
READ_ONCE = "--js-flags=--no-script-streaming"
"""Scripts are taken as an earlier page of the profile read them, and not read anew while they load:
a fifth of the processor's work for an opening."""


class ForkedServer(Forked):  # type: ignore[misc, valid-type]
    """A process forked from one that has imported what `taijie serve` does."""

    also = ("tests.browser.warm_server",)


@contextmanager
def serve_folder(
    outputs: Path, *options: str, port: int = 0, cold: bool = False
) -> Iterator[Served]:
    """Serve a folder by the command itself, on a free port unless one is named.

    cold: begun by Python, as whoever types the command begins it, for those who time a server.
    """
    command = [sys.executable, "-m", "runs", "serve", "--outputs", str(outputs)]
    command += ["--port", str(port)]
    process = (subprocess.Popen if cold else ForkedServer)(
        [*command, *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    try:
        address = next(
            found.group()
            for line in process.stdout
            if (found := re.search(r"http://127\.0\.0\.1:\d+", line))
        )
        yield Served(address, process.pid, outputs)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A read-only dashboard over real batches."""
    with serve_folder(copy_shared_folder(tmp_path_factory, ALL_RESULTS), cold=True) as found:
        yield found


@pytest.fixture(scope="session")
def address(serving: Served) -> str:
    """Its address."""
    return serving.address


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tests of write mode start their batches."""
    return tmp_path_factory.mktemp("workshop")


@pytest.fixture(scope="session")
def writing(workshop: Path) -> Iterator[str]:
    """Address of a dashboard in write mode."""
    with serve_folder(workshop, "--write") as found:
        yield found.address


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A Chromium as users have it, or, where no test holds a page to a time, a thriftier one."""
    if not shutil.which(CHROMIUM):
        pytest.skip(f"{CHROMIUM} is not installed")
    timed = any(one.get_closest_marker("timed") for one in request.session.items)
    arguments = ARGUMENTS if timed else [*ARGUMENTS, READ_ONCE]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A fresh profile without storage, which notes every request and every complaint."""
    with fresh(browser, address) as visit:
        yield visit


@pytest.fixture
def maker(browser: Browser, writing: str) -> Iterator[Visit]:
    """The same in write mode, with more patience: batches are computed meanwhile."""
    with fresh(browser, writing) as visit:
        visit.patience = 120.0
        visit.page.set_default_timeout(visit.patience * 1000)
        yield visit


@contextmanager
def fresh(browser: Browser, address: str, *, unread: bool = False) -> Iterator[Visit]:
    """Return a visitor who has never been here: nothing of anybody else is open or stored.

    The browser's process may have read the dashboard's scripts before; where `unread` it has not,
    for those who measure what a first visit takes.
    """
    kept = [] if unread else [one for one in browser.contexts if is_idle(one)]
    context = next(iter(kept), None) or browser.new_context(
        viewport={"width": 1280, "height": 900}, accept_downloads=True, color_scheme="light"
    )
    context.set_default_timeout(60_000)
    if not unread:
        empty_profile(context, address)
    yield Visit(context.new_page(), address)
    for page in context.pages[not unread :]:
        page.close()
    if unread:
        context.close()


def is_idle(context: BrowserContext) -> bool:
    return [page.url.endswith(FILE) for page in context.pages] == [True]


def empty_profile(context: BrowserContext, address: str) -> None:
    """Leave nothing in a profile but a page without scripts, which keeps its process."""
    if not context.pages:
        context.new_page().goto(address + FILE)
    context.clear_cookies()
    context.clear_permissions()
    session = context.new_cdp_session(context.pages[0])
    session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    session.detach()
