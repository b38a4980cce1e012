"""A visitor of What-if, and the server it visits with the processes that play for it."""

from __future__ import annotations

import psutil  # type: ignore[import-untyped]

from tests.browser.timing import Served
from tests.browser.visit import Visit

LEVERS = (
    "us.insulation",
    "china.insulation",
    "us.face_weight",
    "contact.inertia",
    "us.relief_base",
)
OPEN = f"/what-if?v=1&levers={';'.join(LEVERS)}"
SHOWN = "document.querySelector('#whatif-now:not([hidden])') !== null"
FAILED = "document.querySelector('#whatif-problem .problem') !== null"


class Serving:
    """A server together with the processes that play for it."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.address = served.address

    def list_players(self) -> list[psutil.Process]:
        """Return the processes that play what-ifs for it, the one that is waited for first."""
        children = psutil.Process(self.served.pid).children(recursive=True)
        players = [one for one in children if "runs.studies.whatif.process" in one.cmdline()]
        return sorted(players, key=lambda one: one.nice())

    def seconds(self) -> float:
        """Return the processor seconds of the server and of the player that is waited for."""
        spent = [one.cpu_times() for one in self.list_players()[:1]]
        return self.served.seconds() + sum(times.user + times.system for times in spent)


def press(visit: Visit, path: str, key: str = "ArrowRight") -> None:
    thumb = visit.page.locator(f'[data-path="{path}"] [role=slider]')
    thumb.focus()
    visit.page.keyboard.press(key)


def stands_at(visit: Visit, path: str) -> str:
    return visit.text(f'[data-path="{path}"] output')


def fulfil(visit: Visit, *said: str) -> None:
    """Wait until the heading has these words."""
    visit.until("said => said.every(one => document.getElementById('title').textContent"
                ".includes(one))", list(said))  # fmt: skip
