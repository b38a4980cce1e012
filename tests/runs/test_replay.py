"""Replay: one run alone is the run of the batch, to the last bit."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from runs import engine
from runs.archive import Batch
from runs.errors import WrongInput
from runs.replay import replay
from tests.runs.batches import made


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return made(tmp_path_factory.mktemp("replay") / "batch", runs=6)


def test_a_replayed_run_equals_its_row_in_every_column(batch: Batch) -> None:
    frame = batch.outcomes()
    for variant in batch.manifest.variants:
        for replication in (0, 5):
            (row,) = frame[
                (frame["variant"] == variant.hash) & (frame["replication"] == replication)
            ].to_dict("records")
            outcome = replay(batch, variant.name, replication)["outcome"]
            for name, value in outcome.items():
                assert value == row[name] or (value is None and pd.isna(row[name])), name
            assert set(outcome) == set(frame.columns) - {
                "variant", "variant_name", "point", "replication", "seed"
            }  # fmt: skip


def test_a_replay_is_plain_data(batch: Batch) -> None:
    trace = replay(batch, batch.manifest.variants[0].name, 3)
    assert json.loads(json.dumps(trace, allow_nan=False))["replication"] == 3
    assert trace["variant"] == batch.manifest.variants[0].hash


def test_a_run_the_batch_does_not_have_is_refused(batch: Batch) -> None:
    name = batch.manifest.variants[0].name
    for replication, point in ((6, 0), (-1, 0), (0, 1)):
        with pytest.raises(WrongInput, match="is not in the batch"):
            replay(batch, name, replication, point)
    with pytest.raises(WrongInput, match="no variants nobody"):
        replay(batch, "nobody", 0)


def test_another_engine_does_not_replay(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    other = engine.current().model_copy(update={"scipy": "0.1"})
    monkeypatch.setattr(engine, "current", lambda: other)
    with pytest.raises(WrongInput, match=r"a replay needs the engine .*scipy"):
        replay(batch, batch.manifest.variants[0].name, 0)
