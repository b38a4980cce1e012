"""How long a visitor waits: seconds on the clock, and seconds of processor behind them.

The clock of a shared machine tells as much of its other work as of ours. So each act is timed by
both: the wall clock, and the processor seconds that the server and every process of Chromium
spent on it. A limit is held against the processor seconds where other work may stretch the clock.

A virtual processor whose neighbours are busy needs up to twice the seconds for the same
instructions, and no clock inside tells. So fixed pieces of work are timed before and after each
act: the yardstick, like a server's, and where the act has a page, PAGE_WORK in a tab beside it.
What server and browser spent is divided by how much slower than their references these were.
On a machine as fast as that nothing is divided, and a page that costs more fails on any.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Page

REFERENCE = 0.048
"""Processor seconds of the yardstick where this kind of virtual processor is undisturbed: the
quickest of 27 in a row, whose median was 0.080 (29 November 2026)."""

PAGE_WORK = """() => {
  const begin = performance.now(), box = document.createElement("div");
  document.body.append(box);
  let total = 0;
  for (let i = 0; i < 1500; i += 1) {
    const row = document.createElement("p");
    row.textContent = "row " + i;
    row.style.width = (i % 300) + "px";
    box.append(row);
    if (i % 10 === 0) total += row.getBoundingClientRect().height;
  }
  const rows = Array.from({ length: 20000 }, (_, i) => ({ day: i, side: i % 2, value: i * 0.37 }));
  JSON.parse(JSON.stringify(rows)).forEach(one => { total += one.value * one.day; });
  box.remove();
  return (performance.now() - begin) / 1000;
}"""
"""Work like a page's: elements measured as they are added, rows read and written; in seconds."""
PAGE_REFERENCE = 0.088
"""Seconds of it where this kind of virtual processor is undisturbed: the quickest of 60, whose
median was 0.101 (30 November 2026)."""
TIMES = 5


@dataclass(frozen=True)
class Served:
    """A running `taijie serve`, and the folder of batches it shows."""

    address: str
    pid: int
    outputs: Path

    def seconds(self) -> float:
        """Return the processor seconds it has spent."""
        return sum(_read_seconds([psutil.Process(self.pid)]).values())


@dataclass(frozen=True)
class Took:
    """Seconds of one act: on the clock, of the server's processor, of Chromium's processors."""

    wall: float
    server: float
    browser: float
    slowness: float = 1.0
    """Times as slow as REFERENCE that the processor was meanwhile; at least 1."""
    page_slowness: float = 1.0
    """The same of PAGE_WORK and PAGE_REFERENCE; 1 for an act without a page."""

    @property
    def work(self) -> float:
        """Processor seconds in all."""
        return self.server + self.browser

    @property
    def reference_work(self) -> float:
        """Processor seconds in all that the reference would have needed."""
        return self.server / self.slowness + self.browser / self.page_slowness

    @property
    def reference_wall(self) -> float:
        """Seconds on the clock as the reference would have it."""
        return self.wall * (self.reference_work / self.work if self.work else 1.0)


def yardstick() -> float:
    """Return the processor seconds of a fixed piece of work like a page's: rows, text, sums."""
    begin = time.process_time()
    rows = [{"day": day, "side": ("us", "china")[day % 2], "value": day * 0.37}
            for day in range(20_000)]  # fmt: skip
    again = json.loads(json.dumps(rows))
    total = {"us": 0.0, "china": 0.0}
    for row in again:
        total[row["side"]] += row["value"] * row["day"]
    again.sort(key=lambda row: -row["value"])
    return time.process_time() - begin


def _read_seconds(processes: Sequence[psutil.Process]) -> dict[tuple[int, float], float]:
    """Return (number, moment of its start) of each process that is still there -> processor seconds
    spent.
    """
    found = {}
    for process in processes:
        try:
            times, begun = process.cpu_times(), process.create_time()
        except psutil.NoSuchProcess:
            continue
        found[process.pid, begun] = float(times.user + times.system)
    return found


def _read_chromium() -> dict[tuple[int, float], float]:
    """The same of every Chromium that this process started."""
    children = psutil.Process().children(recursive=True)
    return _read_seconds([child for child in children if "chrom" in _read_name(child)])


def subtract_seconds(
    before: dict[tuple[int, float], float], after: dict[tuple[int, float], float]
) -> float:
    """Return what processes spent between two readings: all of one that has begun meanwhile,
    nothing of one that has ended, such as that of a tab closed before.
    """
    return sum(spent - before.get(process, 0.0) for process, spent in after.items())


def _read_name(process: psutil.Process) -> str:
    """Return a process's name; empty if it has ended meanwhile."""
    try:
        return str(process.name())
    except psutil.NoSuchProcess:
        return ""


def measure_page_work(page: Page) -> list[float]:
    """Return the seconds of PAGE_WORK, some times over, in a tab of its own beside a page."""
    tab = page.context.new_page()
    found = [float(tab.evaluate(PAGE_WORK)) for _ in range(TIMES)]
    tab.close()
    return found


def time_act(server: Served, act: Callable[[], object], page: Page | None = None) -> Took:
    """Do something and return what it took; page: of the browser that does it, if one does."""
    measured = [yardstick() for _ in range(TIMES)]
    page_work = measure_page_work(page) if page else []
    browser = _read_chromium()
    before = (time.perf_counter(), server.seconds())
    act()
    after = (time.perf_counter(), server.seconds())
    browser_spent = subtract_seconds(browser, _read_chromium())
    measured += [yardstick() for _ in range(TIMES)]
    page_work += measure_page_work(page) if page else []
    spent = (end - begin for begin, end in zip(before, after, strict=True))
    return Took(
        *spent,
        browser_spent,
        slowness=max(1.0, median(measured) / REFERENCE),
        page_slowness=max(1.0, median(page_work) / PAGE_REFERENCE) if page_work else 1.0,
    )


def describe_rounds(rounds: Sequence[Took], allowed: float) -> str:
    """Return rounds in words: the median, the quickest, and the processor's part."""
    walls = sorted(one.wall for one in rounds)
    return (
        f"{median(walls):.2f} s (median of {len(rounds)}; quickest {walls[0]:.2f} s, processor "
        f"{median(one.work for one in rounds):.2f} s; the processor "
        f"{median(one.slowness for one in rounds):.2f} times as slow as the reference, for pages "
        f"{median(one.page_slowness for one in rounds):.2f} times) of "
        f"{allowed:g} s allowed"
    )


def within(rounds: Sequence[Took], allowed: float) -> bool:
    """Say whether the limit holds: by the clock, or by what it would show on an idle machine,
    both as the reference processor would have it.

    Server and browser take turns over a page, so the processor seconds of both bound the wait
    from above where nothing else wants the processors.
    """
    return median(one.reference_wall for one in rounds) <= allowed or (
        median(one.reference_work for one in rounds) <= allowed
    )
