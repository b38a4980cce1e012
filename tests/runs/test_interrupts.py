"""The first Ctrl-C ends after the tasks in hand, the second at once; then all is as before."""

from __future__ import annotations

import signal
import threading

import pytest

from runs.execute.interrupts import Interrupts


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
