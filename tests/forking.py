"""Commands forked from one process that has imported everything: each saves a second of imports.

What begins is a process with its own words, folder, environment, streams and session, which runs
the program's own file or module. It does not show a cold start: how modules are imported, and what
Python itself reads of the environment. Worker processes are forked by multiprocessing's server.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from multiprocessing import connection, forkserver
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed.utils import get_mp_context

ROOT = Path(__file__).resolve().parent.parent
TAIJIE = str(Path(sys.executable).with_name("taijie"))
IMPORTED = ("runs.cli.app", "runs.plan.planner", "runs.execute.launch", "runs.execute.local",
            "runs.execute.cluster", "runs.execute.worker")  # fmt: skip
"""What commands import late; the rest follows from these."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
FORKED = {"distributed.worker.multiprocessing-method": "forkserver"}
"""Dask's setting, by which worker processes are not begun cold."""
LONGEST = 1 << 18
"""Bytes of a request or of an answer at most."""


class Forked(subprocess.Popen[Any]):
    """A process as of `subprocess`, but forked. Its words are `taijie` and arguments, or Python,
    "-m", a module and arguments.
    """

    def _execute_child(self, *how: Any) -> None:
        """Ask for the process; the order of arguments is Popen's own, from Python 3.11 on."""
        words, folder, environment, new_session = how[0], how[5], how[6], how[21]
        pipes = how[10:16]
        request = {
            "words": [os.fspath(word) for word in words],
            "folder": os.fspath(folder or Path.cwd()), "new_session": new_session,
            "environment": dict(os.environ if environment is None else environment),
        }  # fmt: skip
        given = enumerate((pipes[0], pipes[3], pipes[5]))
        streams = [number if own == -1 else own for number, own in given]
        self._answers, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            text = json.dumps(request).encode()
            socket.send_fds(_start_parent(), [text], [*streams, theirs.fileno()])
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
    """Fork this process's local workers, within the block, from one that has imported the model."""
    forkserver.set_forkserver_preload(list(IMPORTED))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ONE_THREAD.items():
            patch.setenv(name, value)
        forkserver.ensure_running()
    with dask.config.set(FORKED):
        yield


@cache
def _start_parent() -> socket.socket:
    """Start the process that is forked; return the socket by which it is asked."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), *os.environ.get("PYTHONPATH", "").split()])}
    with theirs:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
            cwd=ROOT, env={**os.environ, **ONE_THREAD, **paths}, pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    atexit.register(_end_parent, ours, parent)
    return ours


def _end_parent(asked: socket.socket, parent: subprocess.Popen[bytes]) -> None:
    """End the process that is forked, and wait for it, so that its cost is counted."""
    asked.close()
    parent.wait()


class Parent:
    """The process that is forked: it answers a request with a process id, later with its status."""

    def __init__(self, asked: socket.socket) -> None:
        self.asked = asked
        self.answers: dict[int, tuple[int, socket.socket]] = {}
        """File descriptor of a process -> its id and the socket that is told of its end."""
        self.waiting = selectors.DefaultSelector()
        self.waiting.register(asked, selectors.EVENT_READ)

    def serve(self) -> dict[str, Any] | None:
        """Fork at each request. Return the request in the new process, and None in this one when
        nobody can ask any more.
        """
        while True:
            for key, _ in self.waiting.select():
                if key.fd in self.answers:
                    self._tell_end(key.fd)
                    continue
                text, files, _, _ = socket.recv_fds(self.asked, LONGEST, 4)
                if not text:
                    return None
                if self._fork(files):
                    return dict(json.loads(text))

    def _fork(self, files: list[int]) -> bool:
        """Fork; return whether this is the new process, whose streams are those given."""
        answers = socket.socket(fileno=files[-1])
        pid = os.fork()
        if not pid:
            for number, file in enumerate(files[:-1]):
                os.dup2(file, number)
        for file in files[:-1]:
            os.close(file)
        if not pid:
            self.waiting.close()
            for each in (self.asked, answers, *(told for _, told in self.answers.values())):
                each.close()
            return True
        answers.send(b"%d" % pid)
        process = os.pidfd_open(pid)
        self.answers[process] = pid, answers
        self.waiting.register(process, selectors.EVENT_READ)
        return False

    def _tell_end(self, process: int) -> None:
        """Tell who waits for a process that it has ended, and how."""
        pid, answers = self.answers.pop(process)
        self.waiting.unregister(process)
        os.close(process)
        with answers:
            status = os.waitpid(pid, 0)[1]
            with suppress(BrokenPipeError):  # nobody waits for it
                answers.send(b"%d" % status)


def _fork_server_of_workers() -> None:
    """Fork what multiprocessing would start to fork workers from; it ends with this process."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address := connection.arbitrary_address("AF_UNIX"))
        listener.listen()
        alive, ours = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(ours)
            forkserver.main(listener.detach(), alive, [])
    os.close(alive)
    server = forkserver._forkserver
    server._forkserver_address, server._forkserver_alive_fd = address, ours
    server._forkserver_pid = pid


def become(request: dict[str, Any]) -> None:
    """Run the program of a request in this process, as Python would, to its end."""
    if request["new_session"]:
        os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        stream = open(number, mode, closefd=False)  # noqa: SIM115 (as long as the process)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.stderr.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    _fork_server_of_workers()
    program = request["words"][0]
    if program != sys.executable:
        sys.argv = request["words"]
        sys.path[0] = str(Path(program).parent)
        runpy.run_path(program, run_name="__main__")
        return
    _, option, module, *arguments = request["words"]
    assert option == "-m", request["words"]
    sys.argv = [module, *arguments]
    sys.path[0] = request["folder"]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def main() -> None:
    """Import what commands import, and fork until nobody asks any more."""
    os.set_inheritable(int(sys.argv[1]), False)
    for module in IMPORTED:
        import_module(module)
    dask.config.set(FORKED)
    get_mp_context()  # which imports more
    gc.collect()
    gc.freeze()
    request = Parent(socket.socket(fileno=int(sys.argv[1]))).serve()
    if request is not None:
        become(request)


if __name__ == "__main__":
    main()
