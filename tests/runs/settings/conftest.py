"""A composer of the packaged configs, from a folder that holds none of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer


@pytest.fixture(scope="session")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    return Planner(ConfigComposer(tmp_path_factory.mktemp("elsewhere")))


@pytest.fixture(autouse=True)
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "outputs"
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(folder))
    return folder
