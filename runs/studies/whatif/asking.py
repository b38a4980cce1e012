"""The two processes that play what-ifs: one for what somebody waits for, one for what may take
longer, at a lower priority; and their answers, kept.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from functools import cache
from typing import Any

from runs.execute.warm import WarmProcess
from runs.studies.whatif.question import MODULE, Question

STAGES = (200, 400, 1000, 2000)
"""Runs of each setting: the first at once, the others while nobody touches a lever."""
SECONDS, PATIENT = 60.0, 240.0
"""For which a question waits for its turn, and for its answer; where nobody waits, for longer."""
PLACES = 3
"""Questions in hand and waiting that somebody waits for: a server has few threads for them."""
KEPT = 48
"""Answers kept, of some hundred kilobytes each."""


class WhatIfProcesses:
    """Answers what-if questions in two processes, which start with the first question."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()
        self.quick = WarmProcess(MODULE, SECONDS, PLACES)
        self.thorough = WarmProcess(MODULE, PATIENT, niceness=5)

    def ask(self, question: Question, ahead: bool = False) -> dict[str, Any]:
        """Return the answer to a question (keys: `Player.answer`), a kept one if it was asked
        before; it is simulated in the quick process if few runs are wanted and somebody waits.

        ahead: True if nobody waits for the answer yet. Raises WrongInput for a question that cannot
        be simulated, BusyError if the process has too many others to answer.
        """
        key = json.dumps(question, sort_keys=True)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]  # kept under its own key
        waited_for = question["runs"] <= STAGES[0] and not ahead
        process = self.quick if waited_for else self.thorough
        answer: dict[str, Any] = process.ask(question)
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer

    def close(self) -> None:
        """End both processes."""
        self.quick.close()
        self.thorough.close()


@cache
def get_whatif_processes() -> WhatIfProcesses:
    """Return the processes that simulate what-if runs for the pages, the same ones at each call,
    for all folders that are shown.
    """
    return WhatIfProcesses()


def choose_run_count(runs: int | None) -> int:
    """Return the number of runs to simulate: the smallest of STAGES that is at least `runs` (None:
    0), or the largest.
    """
    return next((stage for stage in STAGES if stage >= (runs or 0)), STAGES[-1])
