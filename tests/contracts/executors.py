"""What every executor promises, whatever it runs tasks on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import psutil  # type: ignore[import-untyped]
import pytest

from runs.execute.executors import Executor


def square(number: int) -> int:
    return number * number


def fail_on_three(number: int) -> int:
    if number == 3:
        raise ZeroDivisionError("three is not welcome")
    return number


def doze(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def leave_a_cycle(mebibytes: int) -> tuple[int, int]:
    """Return the process and its memory in bytes, before this task's own cycle with an array."""
    process = psutil.Process()
    held: list[object] = [np.ones(mebibytes << 17)]
    held.append(held)
    return process.pid, int(process.memory_info().rss) - (mebibytes << 20)


class ExecutorContract:
    """Inherited by the suite of each executor, which only says how it is made."""

    @classmethod
    def make(cls) -> Executor:
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def executor(cls) -> Iterator[Executor]:
        with cls.make() as executor:
            yield executor

    def test_every_task_ends_once_with_its_own_result(self, executor: Executor) -> None:
        ended = list(executor.run(square, range(25)))
        assert sorted(one.task for one in ended) == list(range(25))
        assert all(one.error is None and one.result == one.task**2 for one in ended)

    def test_a_task_that_raises_is_reported_while_the_others_go_on(
        self, executor: Executor
    ) -> None:
        ended = {one.task: one for one in executor.run(fail_on_three, range(8))}
        assert sorted(ended) == list(range(8))
        assert isinstance(ended[3].error, ZeroDivisionError)
        assert "in fail_on_three" in ended[3].traceback
        assert "three is not welcome" in ended[3].traceback
        assert [task for task, one in ended.items() if one.error] == [3]

    def test_tasks_are_taken_as_they_are_needed(self, executor: Executor) -> None:
        taken = []

        def tasks() -> Iterator[int]:
            for number in range(50):
                taken.append(number)
                yield number

        ends = executor.run(square, tasks())
        next(ends)
        assert len(taken) <= 2 * executor.workers
        assert len(list(ends)) == 49

    def test_when_no_task_follows_those_in_hand_are_finished(self, executor: Executor) -> None:
        going = True

        def tasks() -> Iterator[int]:
            number = 0
            while going:
                yield number
                number += 1

        ended = []
        for one in executor.run(square, tasks()):
            ended.append(one)
            going = len(ended) < 5
        assert len(ended) <= 5 + 2 * executor.workers
        assert all(one.result == one.task**2 for one in ended)

    def test_what_a_task_left_in_cycles_is_given_back(self, executor: Executor) -> None:
        told = [one.result or (0, 0) for one in executor.run(leave_a_cycle, [64] * 12)]
        for pid in {pid for pid, _ in told}:
            memory = [size for process, size in told if process == pid]
            assert max(memory) - memory[0] < 64 << 20

    def test_no_tasks_give_no_results(self, executor: Executor) -> None:
        assert list(executor.run(square, [])) == []
