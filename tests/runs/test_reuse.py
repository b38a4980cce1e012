"""`taijie run --reuse` takes the batch of the same plan, completes it, or launches a new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.archive.batch import Batch
from runs.errors import WrongInput
from tests.docs.commands import in_process

FEW = ["runs=4", "horizon=10", "executor=serial", "fit=none"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(tmp_path / "out"))
    return tmp_path


def run(desk: Path, *words: str) -> str:
    done = in_process(["run", *FEW, *words], desk)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.output


def names_in(desk: Path) -> list[str]:
    return sorted(path.name for path in (desk / "out").iterdir() if path.is_dir())


@pytest.mark.slow
@pytest.mark.parametrize("words", [["us.insulation=0.3"], ["-m", "us.insulation=0.3,0.4"]])
def test_a_second_run_of_a_plan_takes_its_batch(desk: Path, words: list[str]) -> None:
    assert "is taken" not in run(desk, "--reuse", *words)
    (name,) = names_in(desk)
    assert f"the same plan was run as {name}: it is taken" in run(desk, "--reuse", *words)
    assert names_in(desk) == [name]
    run(desk, *words)
    assert len(names_in(desk)) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "what"), [("runs=5", "runs"), ("seed=9", "seeds"), ("us.pain=0.2", "variants")]
)
def test_a_named_batch_of_another_plan_is_refused_with_what_differs(
    desk: Path, change: str, what: str
) -> None:
    run(desk, "batch=mine")
    before = Batch(desk / "out" / "mine").outcomes()
    with pytest.raises(WrongInput, match=f"of another plan: .*{what}"):
        run(desk, "--reuse", "batch=mine", change)
    assert Batch(desk / "out" / "mine").outcomes().equals(before)


@pytest.mark.slow
def test_what_a_batch_lacks_is_computed(desk: Path) -> None:
    run(desk, "batch=mine")
    batch = Batch(desk / "out" / "mine")
    wanted = batch.outcomes()
    for part in batch.path.rglob("*.parquet"):
        part.unlink()
    assert "it is taken" in run(desk, "--reuse", "batch=mine")
    assert Batch(batch.path).outcomes().equals(wanted)
