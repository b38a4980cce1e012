"""Folders that are closed to this user, such as another's home: a sentence, never a traceback."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.commands import TAIJIE

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
SMALL = ("runs=4", "executor=serial")


def give_up_powers() -> None:
    """Let root, for whom no folder is closed, be refused as any other user."""
    for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH) if os.geteuid() == 0 else ():
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, power, 0, 0, 0)


def play(words: list[str], outputs: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user without powers, from a folder that is entered beforehand."""
    place = os.environ | {"TAIJIE_OUTPUTS": str(outputs)}
    return subprocess.run(
        [TAIJIE, *words], cwd=folder, env=place, capture_output=True, text=True, timeout=120,
        preexec_fn=give_up_powers,
    )  # fmt: skip


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that its own user cannot enter."""
    folder = tmp_path / "closed"
    (folder / "within").mkdir(parents=True)
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


@pytest.mark.slow
@pytest.mark.parametrize("within", ["", "within"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list"], "cannot be read"),
        (["run", *SMALL, "horizon=20"], "cannot write in"),
        (["score", *SMALL], "cannot write in"),
        (["fit", "mine", *SMALL[1:], "particles=16"], "cannot write in"),
    ],
    ids=["list", "run", "score", "fit"],
)
def test_a_closed_folder_of_batches_is_named(
    words: list[str], said: str, within: str, closed: Path, tmp_path: Path
) -> None:
    done = play(words, closed / within, tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert str(closed / within) in done.stderr
    assert "Permission denied" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_closed_current_folder_is_named(closed: Path, tmp_path: Path) -> None:
    closed.chmod(0o700)
    done = subprocess.run(
        ["sh", "-c", 'chmod 0 .. && exec "$0" run --help', TAIJIE], cwd=closed / "within",
        capture_output=True, text=True, timeout=120, preexec_fn=give_up_powers,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"the current folder {closed / 'within'} is closed to this user" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["configs", "configs/leader", "policies"])
def test_a_closed_folder_of_ones_own_files_is_named(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir(parents=True)
    folder.chmod(0)
    done = play(["run", "leader@us=mine", "plan=true"], tmp_path / "out", tmp_path)
    folder.chmod(0o700)
    assert done.returncode == 2
    assert f"taijie: {folder}" in done.stderr
    assert "cannot be used: Permission denied" in done.stderr
    assert "Traceback" not in done.stderr
