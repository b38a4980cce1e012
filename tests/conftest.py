"""What holds for every suite: how examples are drawn, that CI skips no browser test, and the table
of what was measured."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator

import pytest
from hypothesis import settings

from tests.measured import Measured, lines, recorder

# On a shared machine a slow example is not a failure; a failing one is printed to be re-run.
settings.register_profile("taijie", deadline=None, print_blob=True)
settings.load_profile("taijie")

# A worker imports all that there is: sweeping through it as often as a command does costs a fifth.
SELDOM = (50_000, 20, 50)
gc.set_threshold(*SELDOM)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected, which stays to the end, out of every sweep."""
    gc.collect()
    gc.freeze()


BROWSER_REQUIRED = os.environ.get("TAIJIE_BROWSER_REQUIRED") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files: else one of them is played alone at the end of a suite."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped browser test into a failed one where browsers are required."""
    report = yield
    if BROWSER_REQUIRED and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped, but TAIJIE_BROWSER_REQUIRED=1"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file of browser tests that skips itself."""
    report = yield
    if BROWSER_REQUIRED and report.skipped and "browser" in collector.path.parts:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid}: skipped, but TAIJIE_BROWSER_REQUIRED=1"
    return report


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Measured:
    """Say a figure for the table at the end of the suite."""
    return recorder(record_property)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, a line for each of the ten tests a stranger runs."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if report.when == "call"
    ]
    if told := lines(reports):
        terminalreporter.section("measured")
        for line in told:
            terminalreporter.write_line(line)
