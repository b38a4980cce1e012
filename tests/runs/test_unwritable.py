"""A study whose result could not be stored is refused before anything is simulated."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.studies.patterns.table import STORE
from tests.docs.commands import in_process
from tests.runs.forecasts.test_forecasting import write_script

SMALL = ("runs=4", "executor=serial")
STUDIES = {
    "choices": ["choose", "payoffs=mine", "postures=hawk,dove", "horizon=20", *SMALL],
    "claims": ["claims", "k01", "horizon=20", *SMALL],
    "episodes": ["episodes", "e15", "horizon=20", *SMALL],
    "fits": ["fit", "mine", "particles=16", "rounds=1", "executor=serial"],
    "forecasts": ["forecast", "own", "day=3", "runs=4"],
    "patterns": ["patterns", "P1", *SMALL],
    "scores": ["score", *SMALL],
}
"""The folder of a study's results -> a command that writes there."""
PAYOFFS = """us:
  - {column: duration, weight: -0.01}
china:
  - {column: duration, weight: -0.01}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with payoffs and a script of the user's own."""
    (tmp_path / "configs" / "payoff").mkdir(parents=True)
    (tmp_path / "configs" / "payoff" / "mine.yaml").write_text(PAYOFFS)
    write_script(tmp_path, [{"day": 1, "kind": "tariff_raise"}])
    return tmp_path


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_is_refused_before_it_runs_where_its_result_could_not_be_stored(
    study: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = desk / "outputs"
    outputs.mkdir()
    (outputs / study).write_text("kept")
    for folder, why in (
        (outputs, f"{outputs / study} is a file"),
        (Path("/proc/taijie"), "No such"),
    ):
        monkeypatch.setenv("TAIJIE_OUTPUTS", str(folder))
        done = in_process(STUDIES[study], desk)
        assert f"cannot write in {folder / study}" in str(done.exception)
        assert f": {why}" in str(done.exception)
        assert "runs done" not in done.output
    assert [one.name for one in outputs.iterdir()] == [study]


def test_what_is_asked_before_a_study_leaves_nothing_behind(tmp_path: Path) -> None:
    STORE.require_writable(tmp_path / "new" / "outputs")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / STORE.study).mkdir()
    STORE.require_writable(tmp_path)
    assert [one.name for one in tmp_path.rglob("*")] == [STORE.study]
