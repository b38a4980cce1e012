"""The program `taijie` of a process that has imported everything, and forks for each command.

A cold `taijie` spends a second of processor time on imports. Where a command is promised and not
its start, `start_warm_taijie` gives a folder with a `taijie` that asks such a process: a child of
it runs the real entry point, with the words, folder, environment and streams of whoever called.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.architecture.sources import ROOT

TAIJIE = str(Path(sys.executable).with_name("taijie"))
HEAVY = (
    "runs.cli.app", "runs.execute.local", "runs.execute.worker", "runs.execute.perform",
    "runs.studies.forks.fork", "dashboards.commands", "dashboards.app",
)  # fmt: skip
"""Modules that import what costs time."""
READY = "ready"
ASKING = """#!{python} -IS
import json, os, socket, sys
asked = socket.socket(socket.AF_UNIX)
asked.connect({address!r})
said = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(asked, [len(said).to_bytes(8, "big")], [0, 1, 2])
asked.sendall(said)
sys.exit(int(asked.recv(4) or b"70"))
"""
"""The program that a shell finds, which imports nothing of ours; 70 where no answer comes."""


@contextmanager
def start_warm_taijie() -> Iterator[Path]:
    """Yield a folder with the program `taijie`; the process that it asks ends with the context.

    Commands see one core, so that a launch begins one worker and not several.
    """
    with TemporaryDirectory(prefix="taijie") as name:
        program, address = Path(name, "taijie"), f"{name}/asked"
        program.write_text(ASKING.format(python=sys.executable, address=address))
        program.chmod(0o755)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.warm_commands", address],
            cwd=ROOT, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}, stdout=subprocess.PIPE,
            text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            try:
                assert process.stdout.readline().strip() == READY
                yield program.parent
            finally:
                process.terminate()


def choose_core() -> int:
    """Return one of the cores there are, another one for each worker of a suite."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % len(cores)]


def take_command(listener: socket.socket) -> tuple[list[str], str, dict[str, str]] | None:
    """Wait for a command. In the child that is to run it return its words, folder and environment,
    else None.
    """
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    asked, _ = listener.accept()
    if os.fork():
        asked.close()
        return None
    listener.close()
    size, streams, _, _ = socket.recv_fds(asked, 8, 3)
    with asked.makefile("rb") as said:
        words, folder, environment = json.loads(said.read(int.from_bytes(size, "big")))
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        asked.sendall(b"%d" % (os.waitstatus_to_exitcode(status) % 256))
        os._exit(0)
    asked.close()
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    return words, folder, environment


def serve(address: str) -> None:
    """Import what commands need, then fork for each; returns, as the program, in their processes
    alone.
    """
    from tests.forked_parent import compose_packaged_settings, enter_place, run_program

    for module in HEAVY:
        import_module(module)
    compose_packaged_settings()
    assert threading.active_count() == 1
    os.sched_setaffinity(0, {choose_core()})
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        while (command := take_command(listener)) is None:
            pass
    words, folder, environment = command
    enter_place(folder, environment)
    run_program([TAIJIE, *words], folder)


if __name__ == "__main__":
    serve(sys.argv[1])
