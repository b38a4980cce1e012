"""The process that tests/forking.py forks commands from: it has imported what they import."""

from __future__ import annotations

import gc
import json
import os
import runpy
import selectors
import socket
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing import connection, forkserver
from pathlib import Path
from typing import Any

import dask
from distributed.utils import get_mp_context

IMPORTED = ("runs.cli.app", "runs.plan.planner", "runs.execute.launch", "runs.execute.local",
            "runs.execute.cluster", "runs.execute.worker")  # fmt: skip
"""What commands import, as late as they can; the rest follows from these."""
FORKED = {"distributed.worker.multiprocessing-method": "forkserver"}
"""Dask's setting, by which worker processes are not begun cold."""
LONGEST = 1 << 18
"""Bytes of a request or of an answer at most."""


class Parent:
    """The process that is forked: it answers each request with a process id, and later with the
    status that the process ended with.
    """

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
        """Fork; return whether this is the new process, whose streams are then those given."""
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
    address = connection.arbitrary_address("AF_UNIX")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
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


def enter_place(folder: str, environment: dict[str, str]) -> None:
    """Give this process a current folder, an environment, and streams anew over 0, 1 and 2."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        stream = open(number, mode, closefd=False)  # noqa: SIM115 (as long as the process)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.stderr.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]


def run_program(words: list[str], folder: str) -> None:
    """Run a command in this process, as Python would, to its end; folder: the current one."""
    program, *arguments = words
    if program != sys.executable:
        sys.argv = words
        sys.path[0] = str(Path(program).parent)
        runpy.run_path(program, run_name="__main__")
        return
    option, module, *arguments = arguments
    assert option == "-m", words
    sys.argv = [module, *arguments]
    sys.path[0] = folder
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def compose_packaged_settings() -> None:
    """Read and compose the packaged settings once, for all commands that are forked."""
    from runs.plan.settings.compose import ConfigComposer

    composer = ConfigComposer(Path(__file__).parent.parent / "docs")  # where none are one's own
    composer.list_choices()
    composer.compose([])


def become(request: dict[str, Any]) -> None:
    """Run the program of a request in this process to its end."""
    if request["new_session"]:
        os.setsid()
    enter_place(request["folder"], request["environment"])
    _fork_server_of_workers()
    run_program(request["words"], request["folder"])


def main() -> None:
    """Import what commands import, and fork until nobody asks any more."""
    os.set_inheritable(int(sys.argv[1]), False)
    for module in IMPORTED:
        import_module(module)
    dask.config.set(FORKED)
    get_mp_context()  # which imports more
    compose_packaged_settings()
    gc.collect()
    gc.freeze()
    request = Parent(socket.socket(fileno=int(sys.argv[1]))).serve()
    if request is not None:
        become(request)


if __name__ == "__main__":
    main()
