"""Commands forked from one process that has imported everything: each saves a second of imports.

What begins is a process of its own, with its own words, folder, environment, standard streams and
session, and it ends as a process does: `kill -9` ends it and nothing else. It runs the program's
own file or module, as Python would. What it does not show is a cold start: how modules are
imported, and what Python itself reads of the environment (encodings, flags). Suites of these start
a process by `subprocess`.

Worker processes on this machine are forked likewise, by a server that multiprocessing has for it.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import dask
import pytest

from tests.forked_parent import FORKED, IMPORTED, LONGEST

ROOT = Path(__file__).resolve().parent.parent
TAIJIE = str(Path(sys.executable).with_name("taijie"))
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class _ForkedProcess(subprocess.Popen[Any]):
    """A process as of `subprocess`, but forked. Its words are a script of Python, as `taijie`
    and `dask` are, and arguments, or Python, "-m", a module and arguments.
    """

    also: tuple[str, ...] = ()
    """Modules that the process it is forked from has imported beside what all commands import."""

    def _execute_child(self, *how: Any) -> None:
        """Ask for the process; the order of arguments is Popen's own, from Python 3.11 on."""
        words, folder, environment, new_session = how[0], how[5], how[6], how[21]
        pipes = how[10:16]
        request = {
            "words": [os.fspath(word) for word in words],
            "folder": os.fspath(folder or Path.cwd()),
            "environment": dict(os.environ if environment is None else environment),
            "new_session": new_session,
        }
        given = (pipes[0], pipes[3], pipes[5])
        streams = [number if own == -1 else own for number, own in enumerate(given)]
        self._answers, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            text = json.dumps(request).encode()
            socket.send_fds(_start_parent(self.also), [text], [*streams, theirs.fileno()])
        self.pid = int(self._answers.recv(LONGEST))
        self._child_created = True
        self._close_pipe_fds(*pipes)

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        """Return (process id, status), or (0, 0) of a process that is not waited for."""
        self._answers.setblocking(not wait_flags)
        try:
            status = int(self._answers.recv(LONGEST))
        except BlockingIOError:
            return 0, 0
        self._answers.close()
        return self.pid, status

    def _internal_poll(self, _deadstate: int | None = None) -> int | None:
        """Return the exit code, or None of a process that runs."""
        if self.returncode is None and self._waitpid_lock.acquire(blocking=False):
            try:
                found, status = self._try_wait(os.WNOHANG)
                if found:
                    self._handle_exitstatus(status)
            finally:
                self._waitpid_lock.release()
        return self.returncode


Forked = _ForkedProcess if hasattr(os, "pidfd_open") else subprocess.Popen[Any]
"""A forked process; one begun cold where the system tells nobody of a process's end, as macOS."""


def run_forked(
    words: list[str], *, timeout: float = 300, **how: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; return its code and what it said. how: as of Popen."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Forked(words, text=True, **streams | how) as process:
        try:
            said, errors = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(words, process.returncode, said, errors)


@contextmanager
def fork_workers() -> Iterator[None]:
    """Fork the local workers of this process, while the block lasts, from one that has imported the
    model.
    """
    forkserver.set_forkserver_preload(list(IMPORTED))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ONE_THREAD.items():
            patch.setenv(name, value)
        forkserver.ensure_running()
    with dask.config.set(FORKED):
        yield


@cache
def _start_parent(also: tuple[str, ...]) -> socket.socket:
    """Start the process that is forked; return the socket by which it is asked. also: modules that
    it imports too.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), *os.environ.get("PYTHONPATH", "").split()])}
    with theirs:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.forked_parent", str(theirs.fileno()), *also],
            cwd=ROOT, env={**os.environ, **ONE_THREAD, **paths}, pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    atexit.register(_end_parent, ours, parent)
    return ours


def _end_parent(asked: socket.socket, parent: subprocess.Popen[bytes]) -> None:
    """End the process that is forked, and wait for it, so that its cost is counted."""
    asked.close()
    parent.wait()
