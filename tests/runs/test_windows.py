"""What Windows lacks taken away: a batch is launched, resumed and read without any of it.

No machine with Windows runs these tests: they show what has been tried, and no more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from runs.archive import locks
from runs.archive.batch import Batch
from runs.command_text import format_command
from runs.layout import Layout
from runs.paths import make_default_batch_name
from runs.plan.settings.compose import ConfigComposer
from runs.rectangles import Rectangle
from tests.architecture.sources import ROOT

BEGINNING = """
import os, signal, subprocess, sys  # subprocess asks for msvcrt itself
import fcntl, locket, psutil  # these two ask for POSIX where they find no Windows
sys.modules["_locks_of_posix"] = fcntl
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("O_DIRECTORY", "fork", "nice"):
    if hasattr(os, name):
        delattr(os, name)
del signal.pthread_sigmask
"""
LOCKING = """
import errno
import _locks_of_posix as posix

LK_UNLCK, LK_NBLCK = 0, 2


def locking(handle, mode, count):
    try:
        posix.flock(handle, posix.LOCK_UN if mode == LK_UNLCK else posix.LOCK_EX | posix.LOCK_NB)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, "Permission denied") from None
"""
LONGEST_PATH = 259
HOME = PureWindowsPath(r"C:\Users\a name of twenty chars\Documents\taijie-outputs")


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """The environment of a process without what Windows lacks, also of those it starts."""
    code = tmp_path / "code"
    code.mkdir()
    (code / "sitecustomize.py").write_text(BEGINNING)
    (code / "msvcrt.py").write_text(LOCKING)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(code), str(ROOT)]),
        "PYTHONIOENCODING": "cp1252",
        "PYTHONUTF8": "0",
        "TAIJIE_OUTPUTS": str(tmp_path / "out"),
    }


def run(place: dict[str, str], folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "runs", *words]
    return subprocess.run(command, cwd=folder, env=place, capture_output=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["serial", "local"])
def test_a_batch_is_launched_resumed_and_read(
    place: dict[str, str], tmp_path: Path, executor: str
) -> None:
    few = ["runs=4", "horizon=10", f"executor={executor}", "executor.workers=1", "fit=none"]
    made, more = ["run", *few, "batch=中文"], ["resume", "中文", "runs=6", f"executor={executor}"]
    for words in (made, more, ["list"], ["show"], ["tag", "中文", "--add", "x"]):
        done = run(place, tmp_path, *words)
        assert done.returncode == 0, done.stderr
        done.stdout.decode("cp1252")
    batch = Batch(tmp_path / "out" / "中文")
    assert len(batch.outcomes()) == 6
    with batch.layout.status.open() as log:
        assert locks.is_locked(log) is False


@pytest.mark.slow
def test_a_batch_at_work_is_known_by_its_byte(place: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import sys; from runs.archive import locks; from pathlib import Path\n"
        "file = Path(sys.argv[1]); file.write_text('one'); first = file.open('a')\n"
        "locks.lock(first, 0); second = file.open()\n"
        "print(locks.fcntl, locks.is_locked(second), second.read())\n"
        "first.close(); print(locks.is_locked(second))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "file")]
    done = subprocess.run(command, env=place, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["None True one", "False"], done.stderr


@pytest.mark.parametrize(
    "rectangle",
    [Rectangle("f" * 64, 0, 1, 99_990_000, 10_000), Rectangle("0" * 64, 999_999, 1, 9_990, 10)],
)
def test_a_batch_without_a_name_of_ones_own_has_paths_that_windows_opens(
    rectangle: Rectangle,
) -> None:
    longest = max((path.stem for path in (ROOT / "configs" / "experiment").glob("*.yaml")), key=len)
    layout = Layout(Path(make_default_batch_name(longest)))
    for path in (*layout.list_part_paths(rectangle), layout.get_draws_path(rectangle.variant)):
        aside = path.with_name(f".{path.name}.01234567.tmp")
        assert len(str(HOME / PureWindowsPath(*aside.parts))) <= LONGEST_PATH


@pytest.mark.parametrize("path", [r"C:\Users\me\out", r"\\host\share\out", r"..\out"])
def test_a_path_with_backslashes_is_taken_as_typed_and_printed_to_be_pasted(path: str) -> None:
    (axis,) = ConfigComposer().parse_axes([f"outputs={path}"])
    assert [setting.value for setting in axis.settings] == [path]
    assert format_command("taijie", "list", "--outputs", path) == f"taijie list --outputs '{path}'"
