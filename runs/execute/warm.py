"""A process that stays: asked one thing at a time, by lines of JSON, and begun anew where it ends.

Whoever asks waits for those before; a limit of time, and one of memory in the process itself, hold
for each question. It ends when its input does, so it never outlives whoever began it.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping
from typing import IO, Any

from runs.errors import WrongInput
from runs.paths import HOME

LOG = logging.getLogger(__name__)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
BUSY = "Others are being computed for here; try again in a moment."
BYTES = 4 << 30
"""Of addresses that such a process may hold, where the system keeps such a limit."""
Answer = Callable[[Any], object]


class BusyError(WrongInput):
    """The process is answering others: a question found no place in the queue, or its turn did not
    come.
    """


class WarmProcess:
    """A module run as a process that stays and answers questions (`answer_questions`).

    The first question starts it; after it has ended, the next one starts it again.
    """

    def __init__(
        self, module: str, seconds: float, most_questions: int = 1, niceness: int = 0
    ) -> None:
        """Store the module and how it answers; the process starts at the first question.

        Args:
            module: run as `python -m`.
            seconds: for which a question waits for its turn, and then for its answer.
            most_questions: in hand and waiting together; further ones are turned away at once.
            niceness: by how much the process gives way to others.
        """
        self.module, self.seconds, self.niceness = module, seconds, niceness
        self._places, self._turn = threading.Semaphore(most_questions), threading.Lock()
        self._held: list[subprocess.Popen[str]] = []
        self._end = weakref.finalize(self, _end_processes, self._held)

    @property
    def pid(self) -> int | None:
        """The process's id; None while there is no process."""
        return next((one.pid for one in self._held if one.poll() is None), None)

    def ask(self, question: Mapping[str, object]) -> Any:
        """Return the answer to a question; both are JSON values.

        Raises BusyError if too many wait already or its turn does not come, WrongInput if the
        process refuses it or ends before it has answered, RuntimeError if the answer failed.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError(BUSY)
        try:
            if not self._turn.acquire(timeout=self.seconds):
                raise BusyError(BUSY)
            try:
                return _parse_answer(self._send_and_receive(json.dumps(question)))
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def close(self) -> None:
        """End the process, if there is one."""
        _end_processes(self._held)

    def _send_and_receive(self, line: str) -> str:
        """Return the process's answer to a line, starting it if necessary; WrongInput if it ends
        first.
        """
        if self.pid is None:
            self.close()
            self._held.append(_start_process(self.module, self.niceness))
        process = self._held[0]
        watch = threading.Timer(self.seconds, process.kill)
        watch.start()
        try:
            said = _exchange_line(process, line)
        finally:
            watch.cancel()
        if not said:
            self.close()
            raise WrongInput(
                "The process that computes this ended before it had answered (it takes at most"
                f" {self.seconds:g} s). Try again: another one is begun."
            )
        return said


def _start_process(module: str, niceness: int) -> subprocess.Popen[str]:
    """Return a new process of the module, with this niceness; it imports the code of this process,
    wherever that lies.
    """
    paths = [str(HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, str(niceness)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,
    )  # fmt: skip


def _exchange_line(process: subprocess.Popen[str], line: str) -> str:
    """Write a line to the process and return the line that answers it; empty if the process has
    ended.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(line + "\n")
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):
        return ""


def _end_processes(processes: list[subprocess.Popen[str]]) -> None:
    """End the processes, close their pipes and empty the list."""
    while processes:
        process = processes.pop()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _parse_answer(line: str) -> Any:
    """Return the answer in a line of JSON; WrongInput if it is a refusal, RuntimeError if it is a
    failure.
    """
    told = json.loads(line)
    if "refused" in told:
        raise WrongInput(**told["refused"])
    if "failed" in told:
        LOG.error("a process that stays failed:\n%s", told["failed"])
        raise RuntimeError(told["failed"].splitlines()[-1])
    return told["answer"]


def answer_questions(answer: Answer) -> None:
    """Answer questions from standard input, one a line, until it ends: the main loop of the module
    of a `WarmProcess`.

    answer: returns the answer (a JSON value) to a question (a JSON value); what it raises is
    reported to whoever asked.
    """
    _lower_priority()
    _limit_memory()
    source, target = sys.stdin, os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
    for line in source:
        _write_json_line(target, _answer_line(answer, line))


def _answer_line(answer: Answer, line: str) -> dict[str, object]:
    """Return {"answer": value}, {"refused": fields of WrongInput} or {"failed": traceback} for a
    question in a line of JSON.
    """
    import traceback

    try:
        return {"answer": answer(json.loads(line))}
    except WrongInput as error:
        told = {"reason": error.reason, "key": error.key, "allowed": error.allowed}
        return {"refused": {**told, "nearest": error.nearest}}
    except MemoryError:
        return {"refused": {"reason": "This needs more memory than the process may have."}}
    except Exception:  # noqa: BLE001  # the process stays, and whoever asked is told
        return {"failed": traceback.format_exc()}


def _write_json_line(target: IO[str], value: Mapping[str, object]) -> None:
    """Write a value as one line of JSON, at once."""
    target.write(json.dumps(value, allow_nan=False) + "\n")
    target.flush()


def _lower_priority() -> None:
    """Give way to other processes by the first argument of the command line."""
    if len(sys.argv) > 1 and hasattr(os, "nice"):
        os.nice(int(sys.argv[1]))


def _limit_memory() -> None:
    """Limit this process's address space to BYTES, where the system has such a limit."""
    try:
        import resource
    except ImportError:  # a system without such limits
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = BYTES if hard == resource.RLIM_INFINITY else min(BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
