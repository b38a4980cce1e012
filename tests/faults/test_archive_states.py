"""A batch broken, resumed, compacted and grown in any order: its rows are always the model's.

The machine does to a small real batch what kills, full disks and careless hands do, in orders that
nobody thought of, and holds it against the same runs simulated at once in another batch.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from runs.archive.batch import Batch
from runs.archive.compact import compact_batch
from runs.execute.launch import resume, retry
from runs.plan.executor_settings import ExecutorSettings
from tests.runs.batches import canonical_bytes, make_batch, silently

SMALL = ("horizon=4", "cast=minimal", "signal=minimal", "scenario=minimal", "us.insulation=0.1,0.2")
MOST = 12
STRANGE = "part-0-1-0-99.parquet"
picks = st.integers(0, 10**6)
lanes = st.integers(1, 30)


@cache
def reference() -> pa.Table:
    """Every run the machine may ask for, simulated in one block each variant."""
    with tempfile.TemporaryDirectory() as folder:
        return make_batch(Path(folder) / "whole", runs=MOST, overrides=SMALL).table()


class Broken(RuleBasedStateMachine):
    """One batch, what is done to it, and what must hold whenever it is read."""

    @initialize(runs=st.integers(1, 6), width=lanes)
    def launched(self, runs: int, width: int) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.wanted = runs
        make_batch(self.folder / "b", runs=runs, overrides=SMALL, lanes=width)

    def batch(self) -> Batch:
        return Batch(self.folder / "b")

    def part(self, pick: int) -> Path | None:
        found = sorted(self.batch().path.glob("variants/*/*/part-*.parquet"))
        return found[pick % len(found)] if found else None

    @rule(pick=picks)
    def a_part_is_lost(self, pick: int) -> None:
        path = self.part(pick)
        if path:
            path.unlink()

    @rule(pick=picks, share=st.floats(0, 0.999))
    def a_part_is_cut(self, pick: int, share: float) -> None:
        path = self.part(pick)
        if path:
            path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])

    @rule(pick=picks)
    def a_part_stands_under_another_name(self, pick: int) -> None:
        path = self.part(pick)
        if path and path.name != STRANGE:
            shutil.copy(path, path.with_name(STRANGE))

    @rule()
    def the_summary_is_cut(self) -> None:
        self.batch().layout.summary.write_bytes(b"PAR1")

    @rule()
    def a_writer_died(self) -> None:
        folder = next(self.batch().path.glob("variants/*/outcomes"))
        (folder / ".part-0-1-0-1.parquet.abcd.tmp").write_bytes(b"half")
        with self.batch().layout.status.open("a") as log:
            log.write('{"event": "done", "la')

    @rule(width=lanes)
    def resumed(self, width: int) -> None:
        resume(self.batch(), silently, executor=ExecutorSettings(name="serial", lanes=width))
        assert self.batch().missing() == []
        assert self.batch().table().num_rows == 2 * self.wanted

    @rule(more=st.integers(1, 3), width=lanes)
    def grown(self, more: int, width: int) -> None:
        self.wanted = min(MOST, self.wanted + more)
        settings = ExecutorSettings(name="serial", lanes=width)
        resume(self.batch(), silently, executor=settings, runs=self.wanted)
        assert self.batch().missing() == []

    @rule()
    def retried(self) -> None:
        lost = self.batch().missing()
        retry(self.batch(), silently, executor=ExecutorSettings(name="serial"))
        assert self.batch().missing() == lost  # nothing had failed

    @rule(rows=st.integers(1, 40))
    def compacted(self, rows: int) -> None:
        before = self.batch().table().num_rows
        compact_batch(self.batch(), rows)
        assert self.batch().table().num_rows == before

    @invariant()
    def every_row_is_the_model_s_and_none_stands_twice(self) -> None:
        batch = self.batch()
        have = batch.table()
        wanted = reference()
        for variant in batch.manifest.variants:
            mine, whole = (_of(table, variant.hash) for table in (have, wanted))
            numbers = mine["replication"].to_pylist()
            assert len(set(numbers)) == len(numbers)
            assert max(numbers, default=0) < self.wanted
            kept = whole.filter(pc.is_in(whole["replication"], pa.array(numbers, pa.int64())))
            assert canonical_bytes(mine) == canonical_bytes(kept)
            lost = sum(r.lanes for r in batch.missing() if r.variant == variant.hash)
            assert len(numbers) + lost == self.wanted

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


def _of(table: pa.Table, variant: str) -> Any:
    return table.filter(pc.equal(table["variant"].cast(pa.string()), variant))


def play_example(examples: int, steps: int) -> None:
    shape = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(Broken, settings=shape)  # type: ignore[no-untyped-call]
    assert reference().num_rows == 2 * MOST


@pytest.mark.slow
def test_whatever_happens_to_a_batch_its_rows_are_the_model_s() -> None:
    play_example(examples=5, steps=8)


@pytest.mark.slow
def test_whatever_happens_three_hundred_times_its_rows_are_the_model_s() -> None:
    play_example(examples=15, steps=20)
