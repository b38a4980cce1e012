"""The page for Hydra's users: each row is typed, and does what the row says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from runs.errors import WrongInput
from tests.architecture.sources import ROOT
from tests.docs.commands import in_process

PAGE = (ROOT / "docs" / "hydra.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(taijie run .+?)` \| (taken|refused): (.+) \|$", PAGE, flags=re.MULTILINE)
FILES = {
    "configs/experiment/deep/mine": "# @package _global_\nus:\n  insulation: 0.3\n",
    "elsewhere/experiment/deep/other": "# @package _global_\nus:\n  insulation: 0.4\n",
    "configs/experiment/wrong": "# @package _global_\nus:\n  insulatoin: 0.3\n",
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two experiments of its own, and one in another folder of configs."""
    for name, text in FILES.items():
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(tmp_path / "out"))
    return tmp_path


def test_the_page_has_rows_and_every_line_of_a_table_is_one() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(ROWS) == len(lines) > 30


@pytest.mark.parametrize(
    ("command", "verdict", "said"),
    [
        pytest.param(*row, marks=pytest.mark.slow if row[1] == "taken" else (), id=row[0])
        for row in ROWS
    ],
)
def test_a_row_is_as_it_stands(desk: Path, command: str, verdict: str, said: str) -> None:
    words = shlex.split(command)[1:]
    quoted = re.findall(r"`([^`]+)`", said.partition(";")[0])
    shown = "--cfg" in words or "--info" in words
    done = in_process([*words, *([] if shown else ["plan=true", "runs=4"])], desk)
    if verdict == "refused":
        assert isinstance(done.exception, WrongInput)
        assert quoted[0] in str(done.exception)
    else:
        assert (done.exception, done.exit_code) == (None, 0)
        if quoted and re.search(r"variants|quantal|call_2025|0\.4$", quoted[0]):
            assert quoted[0] in done.output
    assert not (desk / "out").exists()
