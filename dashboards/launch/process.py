"""A launch in a background process: started, read and interrupted by another program.

It runs the command line, by its console entry, with a list of arguments and no shell; it outlives
the process that started it. The batch's lock ensures that a batch has one launcher; its log says
which process that is.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from runs.archive.batch import Batch
from runs.archive.catalogue import is_running, read_log
from runs.errors import WrongInput
from runs.paths import check_folder_name

FOLDER = ".launches"
"""Beside the batches: a log of each launch begun from elsewhere."""
PATIENCE = 120.0
"""Seconds within which a launch has its batch or has said why not."""
TAIL = 20_000
"""Characters of a log that are read, its last ones."""


def start_background_launch(
    words: Sequence[str], outputs: Path, name: str, is_ready: Callable[[], bool]
) -> None:
    """Start `taijie WORDS` for the batch `name` in the background and return once `is_ready()` is
    true; the output goes to a log.

    Raises WrongInput, with that output, if the process ends before, or is not ready after PATIENCE
    seconds.
    """
    log = _make_log_path(outputs, name)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file:
            start = file.tell()
            process = subprocess.Popen(
                [*_find_taijie_command(), *words],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        reason = f"The launch did not begin: {error.strerror or error}."
        raise WrongInput(reason, key="outputs", value=str(outputs)) from error
    threading.Thread(target=process.wait, daemon=True).start()  # or it would stay a zombie
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        if is_ready():
            return
        time.sleep(0.05)
    if not is_ready():
        said = log.read_bytes()[start:].decode("utf-8", "replace").strip()
        code = process.returncode
        late = f"it is still at work, and not ready after {PATIENCE:g} seconds"
        how = late if code is None else f"it ended with code {code}"
        reason = said.removeprefix("taijie: ") or how
        raise WrongInput(f"The launch did not begin: {reason[-1000:]}", key="batch", value=name)


def run_command(words: Sequence[str], timeout: float) -> str:
    """Run `taijie WORDS` to its end and return its output.

    Raises WrongInput with its output if it fails, or takes longer than `timeout` seconds.
    """
    try:
        ended = subprocess.run(
            [*_find_taijie_command(), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = f"it took longer than {timeout:.0f} seconds; a terminal has more time."
        raise WrongInput(f"The command was given up: {reason}") from None
    except OSError as error:
        raise WrongInput(f"The command did not begin: {error.strerror or error}.") from error
    if ended.returncode:
        said = ended.stderr.strip().removeprefix("taijie: ") or f"code {ended.returncode}"
        raise WrongInput(f"The command failed: {said[-1000:]}")
    return ended.stdout


def read_log_text(outputs: Path, name: str) -> str:
    """Return the last TAIL characters of the output of a batch's background launches; empty if
    none.
    """
    try:
        with _make_log_path(outputs, name).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def find_launcher_pid(batch: Batch) -> int | None:
    """Return the id of the process that launches the batch; None if there is none on this machine.

    The log has the process of the last launch and when it began, so that another process of the
    same id is not mistaken for it.
    """
    if not is_running(batch.layout):
        return None
    launches = [entry for entry in read_log(batch.layout.status) if entry["event"] == "launched"]
    last = launches[-1] if launches else {}
    if last.get("host") != socket.gethostname():
        return None
    try:
        begun = psutil.Process(last["process"]).create_time()
    except (psutil.Error, KeyError, TypeError, ValueError):
        return None
    return int(last["process"]) if begun == last.get("process_begun") else None


def interrupt_launcher(batch: Batch) -> None:
    """Send the batch's launcher an interrupt, as Ctrl-C does: the first lets it finish its current
    tasks, the second aborts.

    Raises WrongInput if no launcher is found.
    """
    process = find_launcher_pid(batch)
    if process is None or process == os.getpid():
        raise WrongInput(
            f"no launcher of {batch.name} is found on this machine: stop it where it was begun.",
            key="batch",
            value=batch.name,
        )
    stopped = _make_stop_path(batch)
    stopped.parent.mkdir(parents=True, exist_ok=True)
    stopped.write_text(f"{process}\n")
    os.kill(process, signal.SIGINT)


def is_stopping(batch: Batch) -> bool:
    """Say whether the present launcher has already been interrupted by `interrupt_launcher`."""
    try:
        return _make_stop_path(batch).read_text().strip() == str(find_launcher_pid(batch))
    except OSError:
        return False


def _find_taijie_command() -> list[str]:
    """Return the command that runs taijie: the console entry beside this Python, else by module."""
    script = Path(sys.executable).with_name("taijie")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "runs"]


def _make_log_path(outputs: Path, name: str) -> Path:
    """Return the file that holds the output of a batch's background launches."""
    return outputs / FOLDER / f"{check_folder_name(name)}.log"


def _make_stop_path(batch: Batch) -> Path:
    """Return the file that records that the batch's launcher was interrupted."""
    return batch.path.parent / FOLDER / f"{check_folder_name(batch.name)}.stopped"
