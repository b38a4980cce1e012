"""A policy, a kind of signal and an executor of one's own, held to what all of them promise."""

import gc
from concurrent.futures import ThreadPoolExecutor

from runs.execute.executors import TaskResult, make_error_result, run_and_free_memory
from tests.contracts.executors import ExecutorContract
from tests.contracts.policy import PolicyContract
from tests.contracts.signal import SignalContract


def weekly(decision):
    """Asks in private every seventh day, and accepts whatever it is asked."""
    menu = decision.menu
    if menu.slot == "contact" and decision.clock.day % 7 == 0:
        return decision.constant(menu.names.index("ask_private"))
    if menu.slot == "reply":
        return decision.accept()
    return decision.nothing()


class TestWeekly(PolicyContract):
    rule = staticmethod(weekly)


class TestLetter(SignalContract):
    name = "letter_by_hand"
    entry = {
        "title": "Sends a letter by hand", "slot": "contact", "form": "request", "approach": True,
        "ask": True, "deniability": 0.6, "leak": 0.1, "source": "one's own",
        "effects": {"goodwill": 0.3}, "motives": {"constant": 2.0},
    }  # fmt: skip


class OneThread:
    """Tasks one after the other, in a thread beside this one."""

    workers = 1

    def check(self):
        """A thread is always there."""

    def __enter__(self):
        gc.freeze()  # what was imported needs no sweeping after each task
        self.threads = ThreadPoolExecutor(1)
        return self

    def __exit__(self, *failure):
        self.threads.shutdown()
        gc.unfreeze()

    def run(self, work, tasks):
        for task in tasks:
            future = self.threads.submit(run_and_free_memory, work, task)
            error = future.exception()
            yield make_error_result(task, error) if error else TaskResult(task, future.result())


class TestOneThread(ExecutorContract):
    @classmethod
    def make(cls):
        return OneThread()
