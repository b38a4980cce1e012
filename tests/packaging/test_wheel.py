"""The wheel holds the five folders with their YAML, and no results."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.architecture.sources import PACKAGES, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_five_folders_and_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_config_and_no_result(wheel: Path) -> None:
    inside = set(ZipFile(wheel).namelist())
    configs = {path.relative_to(ROOT).as_posix() for path in (ROOT / "configs").rglob("*.yaml")}
    assert configs
    assert configs <= inside
    assert not [name for name in inside if name.startswith("runs/outputs")]
    assert "runs/CITATION.cff" in inside  # for `taijie cite`


def test_the_unpacked_wheel_finds_its_own_packages(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path)
    code = "import runs; print(runs.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(tmp_path / "runs" / "__init__.py")


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; it sees the libraries of this one, not the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--no-index",
        "--no-deps",
        wheel,
    ]
    subprocess.run(pip, check=True, capture_output=True, env=plain())
    (site,) = folder.glob("lib/python*/site-packages")
    # The folder named in a .pth is searched, but no .pth within it is read: no editable install.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def plain() -> dict[str, str]:
    """Return the environment without what points at the checkout."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("TAIJIE")}


@pytest.mark.slow
def test_the_installed_wheel_runs_a_batch_and_serves_it(elsewhere: Path, tmp_path: Path) -> None:
    taijie = elsewhere / "bin" / "taijie"
    where = [elsewhere / "bin" / "python", "-c", "import runs; print(runs.__file__)"]
    told = subprocess.run(where, cwd=tmp_path, env=plain(), capture_output=True, text=True)
    assert told.stdout.startswith(str(elsewhere)), told.stderr
    words = ["run", "experiment=first_call", "runs=20", "horizon=40", "batch=first"]
    done = subprocess.run(
        [taijie, *words], cwd=tmp_path, env=plain(), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "taijie-outputs" / "first" / "manifest.json").is_file()
    served = subprocess.Popen(
        [taijie, "serve", "--port", "0"], cwd=tmp_path, stdout=subprocess.PIPE, text=True,
        env={**plain(), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert served.stdout is not None
    try:
        address = next(filter(None, (re.search(r"http://\S+", line) for line in served.stdout)))
        with urllib.request.urlopen(f"{address.group()}/runs?format=csv", timeout=60) as answer:
            rows = answer.read().decode().splitlines()
    finally:
        served.terminate()
        served.wait(10)
        served.stdout.close()
    assert len(rows) == 1 + 20  # the names, and the runs of the first variant
