"""Both executors keep the contract; local workers stay private, prepared and replaceable."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from model.standoff import Standoff
from runs.execute.executors import Executor, run_and_free_memory
from runs.execute.local import Local
from runs.execute.serial import Serial
from runs.studies.claims.plan import Variants
from runs.studies.simulation import Job, LaneTask, make_lane_tasks, simulate_task
from tests.contracts.executors import ExecutorContract, doze
from tests.runs.claims.toys import SHORT

pytestmark = pytest.mark.slow  # batches of its own


class TestSerial(ExecutorContract):
    @classmethod
    def make(cls) -> Executor:
        return Serial()


class TestLocal(ExecutorContract):
    @classmethod
    def make(cls) -> Executor:
        return Local(workers=2)


@pytest.fixture(scope="module")
def local() -> Iterator[Local]:
    with Local(workers=2) as executor:
        yield executor


def whose_process(_: int) -> int:
    return os.getpid()


def look_around(_: int) -> tuple[dict[str, str], list[str], bool]:
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    return dict(os.environ), sorted(sys.modules), ignored


def processes(executor: Local) -> set[int]:
    return {int(end.result or 0) for end in executor.run(whose_process, range(20))}


def test_every_listening_socket_is_loopback(local: Local) -> None:
    assert processes(local)
    own = psutil.Process()
    sockets = [
        connection.laddr.ip
        for process in (own, *own.children(recursive=True))
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert sockets
    assert set(sockets) <= {"127.0.0.1", "::1"}


def test_connections_to_the_scheduler_are_encrypted(local: Local) -> None:
    assert local.client is not None
    assert local.client.scheduler_info()["address"].startswith("tls://127.0.0.1:")


def test_a_worker_has_one_thread_the_model_and_no_malloc_setting(local: Local) -> None:
    environment, modules, ignores = next(iter(local.run(look_around, [0]))).result or (
        {},
        [],
        False,
    )
    assert environment["OPENBLAS_NUM_THREADS"] == environment["OMP_NUM_THREADS"] == "1"
    assert "MALLOC_TRIM_THRESHOLD_" not in environment
    assert "agents.block" in modules
    assert ignores


def test_an_interrupt_while_workers_start_waits_and_leaves_them_whole() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(1))
    timer = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT))
    try:
        timer.start()
        with Local(workers=1) as executor:
            timer.join()
            assert [end.result for end in executor.run(doze, [0.0, 0.01])] == [0.0, 0.01]
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [1]


def test_workers_outlive_the_first_interrupt(local: Local) -> None:
    before = processes(local)
    for worker in before:
        os.kill(worker, signal.SIGINT)
    assert processes(local) == before


def test_a_killed_worker_loses_and_doubles_no_task(local: Local) -> None:
    victims = sorted(processes(local))

    def kill_soon() -> None:
        time.sleep(0.3)
        os.kill(victims[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_soon)
    killer.start()
    tasks = [0.05 + number / 1e6 for number in range(30)]
    ended = list(local.run(doze, tasks))
    killer.join()
    assert sorted(one.task for one in ended) == tasks
    assert all(one.result == one.task for one in ended)


def one_task() -> LaneTask:
    variants = Variants(SHORT)
    config = variants.configs[variants.compose_and_hash_variant()]
    (task,) = make_lane_tasks({"one": Job("one", config, 4, ("duration",))}, 0, 4000, 1)
    return task


def standing() -> list[Standoff]:
    """Return the models that live in this process: tests before may hold one."""
    return [each for each in gc.get_objects() if isinstance(each, Standoff)]


def test_a_task_leaves_nothing_of_its_model_behind_in_its_worker() -> None:
    task = one_task()
    gc.collect()
    before = standing()
    gc.disable()
    try:
        run_and_free_memory(simulate_task, task)
        added = [each for each in standing() if not any(each is other for other in before)]
        assert not any(vars(each) for each in added)  # Mesa keeps the model itself, emptied
    finally:
        gc.enable()


def test_a_task_ends_as_well_where_the_system_takes_no_memory_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[None] = []
    monkeypatch.setattr("ctypes.CDLL", asked.append)
    assert set(run_and_free_memory(simulate_task, one_task())[0]) == {"duration"}
    assert asked == [None]


def test_no_process_outlives_the_command(tmp_path: Path) -> None:
    words = ["run", "runs=4", "horizon=5", "executor.workers=2", f"outputs={tmp_path}"]
    command = subprocess.Popen(
        [Path(sys.executable).with_name("taijie"), *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    own, seen = psutil.Process(command.pid), set[psutil.Process]()
    while command.poll() is None:
        with contextlib.suppress(psutil.Error):
            seen |= set(own.children(recursive=True))
        time.sleep(0.02)
    assert not [process for process in seen if process.is_running()]
    assert command.stderr is not None
    said = command.stderr.read()
    command.stderr.close()
    assert len(seen) >= 3, said  # two workers and the helper
    assert "leaked" not in said
