"""The first Ctrl-C ends after the tasks in hand, the second at once; then all is as before."""

from __future__ import annotations

import signal
import threading
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from runs import __main__ as program
from runs.cli import app
from runs.execute.interrupts import Interrupts
from runs.execute.launch import Progress, launch_plan
from runs.execute.local import _block_interrupts
from tests.runs.batches import make_plan


def test_the_first_ctrl_c_takes_no_further_task_and_the_second_aborts() -> None:
    taken = []
    with Interrupts() as interrupts:
        for task in interrupts.take_until_interrupt(range(9)):
            taken.append(task)
            if task == 2:
                signal.raise_signal(signal.SIGINT)
        assert interrupts.stopping
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert taken == [0, 1, 2]


def test_afterwards_ctrl_c_means_what_it_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupts():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_a_launch_is_stopped_by_word_alone() -> None:
    before, seen = signal.getsignal(signal.SIGINT), []

    def launch() -> None:
        with Interrupts() as interrupts:
            for task in interrupts.take_until_interrupt(range(9)):
                seen.append((task, signal.getsignal(signal.SIGINT)))
                interrupts.stop()

    thread = threading.Thread(target=launch)
    thread.start()
    thread.join(30)
    assert seen == [(0, before)]


def test_workers_begin_with_ctrl_c_blocked_though_python_starts_its_helper_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    helper = resource_tracker.ResourceTracker()
    monkeypatch.setattr(resource_tracker, "ensure_running", helper.ensure_running)
    with _block_interrupts():
        resource_tracker.ensure_running()  # as Python does before it starts the first worker
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    helper._stop()


def test_a_ctrl_c_just_after_a_task_was_told_is_told_too(tmp_path: Path) -> None:
    told: list[Progress] = []

    def interrupt_at_the_first(progress: Progress) -> None:
        told.append(progress)
        if progress.done and not told[-2].done:
            signal.raise_signal(signal.SIGINT)

    plan = make_plan(tmp_path / "b", runs=4, overrides=("horizon=10",), lanes=2)
    batch = launch_plan(plan, interrupt_at_the_first)
    assert [(one.done, one.stopping) for one in told] == [(0, False), (2, False), (2, True)]
    assert sum(rectangle.lanes for rectangle in batch.missing()) == 2


@pytest.mark.parametrize("wrapped", [False, True])
def test_ctrl_c_while_modules_are_imported_ends_the_program_without_a_traceback(
    wrapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> int:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            if wrapped:
                raise RuntimeError("Error calling __set_name__") from error
            raise

    monkeypatch.setattr(app, "run_command_line", interrupt)
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 130
