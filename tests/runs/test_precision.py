"""A wanted precision: equal rounds for all variants, a stop that is recorded, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runs.archive.batch import Batch
from runs.errors import WrongInput
from runs.execute.launch import Progress, launch_plan, resume
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import Plan, format_plan
from runs.plan.planner import Planner
from runs.plan.stopping import describe_stopping_result, start_precision_record
from tests.runs.batches import make_plan, rows, silently

SERIAL = ExecutorSettings(name="serial")
TWO = ("horizon=20", "us.insulation=0.1,0.9")


def wanting(folder: Path, wanted: float, runs_max: int, runs: int = 20) -> Plan:
    plan = make_plan(folder, runs=runs, overrides=TWO)
    return replace(plan, precision=start_precision_record(wanted, runs, runs_max))


def test_every_variant_gets_the_same_runs_until_the_worst_is_known(tmp_path: Path) -> None:
    batch = launch_plan(wanting(tmp_path / "batch", 0.12, 1000), silently)
    record = batch.manifest.precision
    assert record is not None
    assert record.stopped == "reached"
    assert record.looks[-1].half_width <= 0.12
    assert all(look.half_width > 0.12 for look in record.looks[:-1])
    assert [look.runs for look in record.looks] == list(record.planned[: len(record.looks)])
    assert [c.done for c in batch.counts()] == [record.looks[-1].runs] * 2
    assert len(batch.manifest.commands) == 1
    words = describe_stopping_result(record)
    assert "reached, after" in words
    assert f"{record.looks[-1].runs} runs" in words


@pytest.mark.slow
def test_the_rows_are_those_of_as_many_runs_asked_for_at_once(tmp_path: Path) -> None:
    batch = launch_plan(wanting(tmp_path / "batch", 0.08, 100), silently)
    runs = batch.manifest.runs
    assert runs > 20
    assert rows(batch) == rows(
        launch_plan(make_plan(tmp_path / "b", runs=runs, overrides=TWO), silently)
    )


@pytest.mark.slow
def test_runs_max_ends_it_and_says_so(tmp_path: Path) -> None:
    batch = launch_plan(wanting(tmp_path / "batch", 0.001, 50), silently)
    record = batch.manifest.precision
    assert record is not None
    assert record.stopped == "runs_max"
    assert batch.manifest.runs == 50
    assert "not reached, 50 runs being the most allowed" in describe_stopping_result(record)
    more = resume(batch, silently, executor=SERIAL, runs=60)  # somebody wants more all the same
    assert more.manifest.precision == record
    assert [c.done for c in more.counts()] == [60, 60]


@pytest.mark.slow
def test_an_interrupted_batch_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = launch_plan(wanting(tmp_path / "whole", 0.06, 1000), silently)

    def once(progress: Progress) -> None:
        if progress.done and progress.left == 0 and Batch(folder).manifest.runs > 20:
            raise KeyboardInterrupt

    folder = tmp_path / "batch"
    with pytest.raises(KeyboardInterrupt):
        launch_plan(wanting(folder, 0.06, 1000), once)
    halfway = Batch(folder).manifest.precision
    assert halfway is not None
    assert halfway.stopped is None
    again = resume(Batch(folder), silently, executor=SERIAL)
    assert again.manifest.precision == whole.manifest.precision
    assert rows(again) == rows(whole)


@pytest.mark.slow
def test_a_precision_is_planned_and_stated_on_the_command_line(tmp_path: Path) -> None:
    words = ["precision=0.02", "runs=1000", f"outputs={tmp_path}"]
    plan = Planner().plan(words, multirun=False)
    assert plan.precision is not None
    assert plan.precision.planned[0] == 1000
    assert plan.precision.planned[-1] == 100_000
    text = format_plan(plan, "quickly")
    assert "until P(first) of the worst variant and side is known to ±0.02" in text
    assert f"{len(plan.precision.planned)} times at most" in text


@pytest.mark.parametrize("words", [["precision=0"], ["precision=wide"], ["runs_max=0"],
                                   ["precision=0.01", "runs=100", "runs_max=99"]])  # fmt: skip
def test_a_precision_that_cannot_be_is_refused(words: list[str]) -> None:
    with pytest.raises(WrongInput):
        Planner().plan(words, multirun=False)


def test_a_precision_cannot_be_swept() -> None:
    with pytest.raises(WrongInput, match="cannot be swept"):
        Planner().plan(["precision=0.01,0.02"], multirun=True)
