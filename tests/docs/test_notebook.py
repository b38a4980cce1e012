"""A notebook: cells played by a real kernel, as a browser would send them, twice over.

The kernel (ipykernel) is no dependency: `.ci/run` installs it into a folder that TAIJIE_NOTEBOOK
names, and there a test that cannot find it fails.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT

FOLDER = os.environ.get("TAIJIE_NOTEBOOK")
BEGIN = (
    "import sys; sys.path += [{folder!r}, {root!r}];"
    "from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
)
LAUNCH = (
    "import runs\n"
    "batch = runs.launch(['us.insulation=0.1,0.3', 'runs=6', 'horizon=20', 'fit=none',"
    " 'executor.workers=1'], multirun=True, reuse=True)\n"
    "len(runs.batches())"
)


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of a kernel that has been started in an empty folder."""
    if FOLDER is None:
        pytest.skip("TAIJIE_NOTEBOOK names no folder with ipykernel")
    monkeypatch.syspath_prepend(FOLDER)
    manager = importlib.import_module("jupyter_client.manager").KernelManager()
    begin = BEGIN.format(folder=str(Path(FOLDER).absolute()), root=str(ROOT))
    manager.kernel_spec.argv = [sys.executable, "-c", begin, "-f", "{connection_file}"]
    place = {word: value for word, value in os.environ.items() if not word.startswith("TAIJIE_")}
    manager.start_kernel(cwd=str(tmp_path), env=place)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def play(kernel: Any, code: str) -> dict[str, str]:
    """Play a cell; return its result, media type -> text."""
    told: dict[str, str] = {}

    def collect(message: dict[str, Any]) -> None:
        assert message["msg_type"] != "error", message["content"]["evalue"]
        if message["msg_type"] == "execute_result":
            told.update(message["content"]["data"])

    kernel.execute_interactive(code, timeout=200, output_hook=collect)
    return told


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_notebook_launches_on_workers_shows_and_is_played_twice(kernel: Any) -> None:
    assert play(kernel, LAUNCH)["text/plain"] == "1"
    assert "<table" in play(kernel, "batch")["text/html"]
    assert "us.insulation=0.1" in play(kernel, "batch.shares()")["text/html"]
    figure = "import plotly.graph_objects as go; isinstance(batch.figure('first'), go.Figure)"
    assert play(kernel, figure)["text/plain"] == "True"
    assert play(kernel, LAUNCH)["text/plain"] == "1"
    with pytest.raises(AssertionError, match="insulatoin is not a setting"):
        play(kernel, "runs.launch(['us.insulatoin=1'])")
