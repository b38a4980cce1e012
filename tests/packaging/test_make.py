"""On a machine where something is missing, `make` says in one line what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT

TOO_OLD = """#!/bin/sh
case "$*" in *version_info*) exit 1;; esac
echo "Python 3.9.2"
"""

WITHOUT_VENV = f"""#!/bin/sh
case "$*" in *ensurepip*) exit 1;; esac
exec {sys.executable} "$@"
"""


def install_with(script: str, folder: Path) -> list[str]:
    """Return what `make install` says with a Python that behaves as the script does."""
    python = folder / "python3"
    python.write_text(script)
    python.chmod(0o755)
    words = ["make", "--no-print-directory", "install", f"PYTHON={python}", f"VENV={folder}/venv"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    assert not (folder / "venv").exists()
    return [line for line in done.stderr.splitlines() if not line.startswith("make")]


def test_an_old_python_is_refused_in_one_line(tmp_path: Path) -> None:
    (line,) = install_with(TOO_OLD, tmp_path)
    assert line == "taijie needs Python 3.11 or newer; found: Python 3.9.2"


def test_a_missing_venv_names_the_debian_package(tmp_path: Path) -> None:
    (line,) = install_with(WITHOUT_VENV, tmp_path)
    assert "apt install python3-venv" in line


def test_the_demo_serves_with_write_on_this_machine_alone() -> None:
    words = ["make", "-n", "--no-print-directory", "demo"]
    lines = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (served,) = [line for line in lines.splitlines() if "taijie serve" in line]
    assert "taijie serve --write --host 127.0.0.1; fi" in served
    assert '[ "1" != 0 ]' in served
