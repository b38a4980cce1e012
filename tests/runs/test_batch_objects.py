"""A batch held by a script says what is on disk now: grown, removed or damaged meanwhile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import runs
from runs import Batch, WrongInput
from tests.runs.batches import make_batch

FEW = ("horizon=10",)


@pytest.fixture(scope="module")
def model_batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Return a batch of four runs, not to be changed."""
    return make_batch(tmp_path_factory.mktemp("outputs") / "few", runs=4, overrides=FEW)


@pytest.fixture
def batch(model_batch: Batch, tmp_path: Path) -> Batch:
    """Return a copy of the batch, its manifest read."""
    copy = Batch(Path(shutil.copytree(model_batch.path, tmp_path / "few")))
    assert copy.manifest.runs == 4
    return copy


def test_a_batch_that_has_grown_says_so_everywhere(batch: Batch) -> None:
    grown = runs.resume(batch, ["runs=6", "executor=serial"])
    for one in (batch, grown):
        assert repr(one) == "<Batch few: 1 variant x 6 runs, 6 of 6 done>"
        assert [(count.done, count.wanted) for count in one.counts()] == [(6, 6)]
        assert (len(one.outcomes()), one.missing(), one.manifest.lanes) == (6, [], 6)
        assert one.shares()["n"].unique().tolist() == [6]


def test_an_unchanged_manifest_is_read_once(batch: Batch) -> None:
    assert batch.manifest is batch.manifest


READINGS: dict[str, Callable[[Batch], object]] = {
    "outcomes": lambda b: b.outcomes(),
    "shares": lambda b: b.shares(),
    "daily": lambda b: b.daily(),
    "counts": lambda b: b.counts(),
    "config": lambda b: b.config("horizon=10"),
    "figure": lambda b: b.figure("first"),
}


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("reading", READINGS)
def test_a_removed_folder_is_said_to_be_gone(batch: Batch, reading: str, fresh: bool) -> None:
    shutil.copytree(batch.path, batch.path.with_name("other"))
    shutil.rmtree(batch.path)
    one = Batch(batch.path) if fresh else batch
    with pytest.raises(WrongInput, match=r"batch few cannot be read: its folder is gone \(.*few\)"):
        READINGS[reading](one)
    assert "its folder is gone" in repr(one)


@pytest.mark.parametrize("reading", READINGS)
def test_an_empty_manifest_is_said_to_be_damaged(batch: Batch, reading: str) -> None:
    shutil.copytree(batch.path, batch.path.with_name("other"))
    batch.layout.manifest.write_text("")
    with pytest.raises(WrongInput, match=r"batch few cannot be read: its manifest.json is damaged"):
        READINGS[reading](batch)


def test_a_removed_manifest_is_said_to_be_missing(batch: Batch) -> None:
    batch.layout.manifest.unlink()
    with pytest.raises(WrongInput, match=r"manifest.json is missing. Put it back"):
        batch.outcomes()


HALF = {"variants": [{"hash": 5}], "created": "2026-01-01", "experiment": None, "runs": 1}
NESTED = "[" * 100_000


@pytest.mark.parametrize(
    "text",
    ["[]", '"x"', "3", "null", "{}", '{"variants": 3}', json.dumps(HALF),
     json.dumps({**HALF, "seed": 0}), json.dumps({**HALF, "seed": 0, "created": 5}), NESTED],
    ids=range(10),
)  # fmt: skip
def test_a_foreign_manifest_beside_a_batch_is_passed_over(batch: Batch, text: str) -> None:
    other = batch.path.with_name("other")
    other.mkdir()
    (other / "manifest.json").write_text(text)
    outputs = str(batch.path.parent)
    assert [one.name for one in runs.batches(outputs)] == ["few"]
    assert runs.open_batch(outputs=outputs).path == batch.path
    assert runs.replay("horizon=10", 1, outputs=outputs)["replication"] == 1
