"""The page on Python: its script runs as it is printed, and names what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import runs
from model.outcomes import BINS
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "python.md").read_text()
SCRIPTS = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_script_of_the_page_runs_on_worker_processes(tmp_path: Path) -> None:
    (script,) = SCRIPTS
    assert 'overrides=["experiment=first_call", "runs=200"]' in script
    few = script.replace('"runs=200"', '"runs=20", "horizon=60", "executor.workers=1"')
    (tmp_path / "study.py").write_text(few)
    kept = {**os.environ, "TAIJIE_OUTPUTS": str(tmp_path / "out"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "study.py"], cwd=tmp_path, env=kept, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "out").iterdir()
    assert done.stdout.startswith(str(made))
    assert "the United States calls first" in done.stdout
    assert "60 of 60 runs done" in done.stderr


def test_every_call_of_the_page_exists() -> None:
    calls = set(re.findall(r"`(runs|batch)\.(\w+)", PAGE))
    assert {("runs", "launch"), ("batch", "compare")} <= calls
    for owner, name in calls:
        assert hasattr(runs if owner == "runs" else runs.Batch, name)
    assert f"an array of {BINS + 2} numbers" in PAGE
