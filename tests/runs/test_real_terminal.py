"""A real terminal gets lines of its width, of which no variable of the environment tells."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.runs.wide_lines import WIDTHS, list_wide_lines

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "words",
    [["list"], ["run", "--help"], ["fork", "--help"], ["cite"], ["serve", "--hots", "1"]],
)
def test_a_real_terminal_gets_lines_of_its_width(
    width: int, words: list[str], tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    place = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    place |= {"TAIJIE_OUTPUTS": str(tmp_path / "a folder"), "TERM": "xterm"}
    command = [sys.executable, "-m", "runs", *words]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=place):
        os.close(theirs)
        output = b"".join(iter(lambda: read_terminal(ours), b""))
    os.close(ours)
    lines = output.decode().splitlines()
    assert len(lines) > 1
    assert list_wide_lines("\n".join(lines), width) == []


def read_terminal(handle: int) -> bytes:
    """Return what a terminal shows next; nothing once its other end is closed."""
    try:
        return os.read(handle, 65536)
    except OSError:
        return b""
