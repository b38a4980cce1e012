"""Where there is no terminal, progress is a line for each tenth, also in a second round."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import runs
from runs.archive.manifest import Failure
from runs.cli.progress import ProgressLine
from runs.execute.launch import Progress


def test_each_tenth_is_told_once_in_every_round(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine() as line:
        for total in (40, 1000):
            for done in range(0, total + 1, total // 40):
                line(Progress(done, 0, total - done, 1.0, None))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 20
    assert told[0].startswith("4 of 40 ")
    assert told[9].startswith("40 of 40 ")
    assert told[10].startswith("100 of 1,000 ")
    assert told[-1].startswith("1,000 of 1,000 ")


def _progress_with_failure(number: int, plain: bool = False) -> Progress:
    error, rerun = f"ValueError: number {number}", f"taijie retry b --task {number}"
    failure = Failure((), error, "Traceback of it\n", rerun, "2026-01-01T00:00:00", plain)
    return Progress(0, number, 1000 - number, 1.0, None, failure=failure)


def test_failures_are_told_at_once_the_first_in_full_and_many_only_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with ProgressLine() as line:
        for number in range(1, 9):
            line(_progress_with_failure(number))
    told = capsys.readouterr().err
    assert [f"failed: ValueError: number {n}" in told for n in range(1, 9)] == [True] * 5 + [
        False
    ] * 3
    assert told.count("Traceback of it") == 1
    assert told.count("to run it again: taijie retry b --task") == 5
    assert told.count("further failures are counted here") == 1


def test_a_failure_that_needs_no_traceback_is_told_without(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with ProgressLine() as line:
        line(_progress_with_failure(1, plain=True))
    assert "Traceback" not in capsys.readouterr().err


def test_in_a_terminal_one_line_is_rewritten(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with ProgressLine() as line:
        for done in (1, 2, 3):
            line(Progress(done, 0, 997, 2.0, 90.0, stopping=done == 3))
    told = capsys.readouterr().err
    assert "3 of 1,000 runs done" in told
    assert "finishing the runs in hand (Ctrl-C again aborts)" in told
    assert told.count("\n") < 6
    assert "\x1b[" in told


@pytest.mark.parametrize("named", [True, False])
def test_a_progress_function_that_fails_at_once_leaves_no_trace(
    tmp_path: Path, named: bool
) -> None:
    given = ["horizon=10", "runs=4", "executor=serial", f"outputs={tmp_path / 'new' / 'out'}"]
    given += ["batch=mine"] if named else []

    def fail(_: Progress) -> None:
        raise LookupError("no screen")

    with pytest.raises(LookupError, match="no screen"):
        runs.launch(given, progress=fail)
    assert list(tmp_path.iterdir()) == []
    assert len(runs.launch(given).outcomes()) == 4


def test_a_progress_function_that_fails_later_leaves_what_is_done(tmp_path: Path) -> None:
    given = ["horizon=10", "runs=4", "executor=serial", f"outputs={tmp_path}", "batch=mine"]

    def fail_after_a_task(progress: Progress) -> None:
        if progress.done:
            raise LookupError("no screen")

    with pytest.raises(LookupError, match="no screen"):
        runs.launch(given, progress=fail_after_a_task)
    kept = runs.open_batch("mine", str(tmp_path))
    assert len(kept.outcomes()) == 4
    with pytest.raises(LookupError, match="no screen"):
        runs.resume(kept, ["runs=6", "executor=serial"], progress=fail_after_a_task)
    assert len(runs.resume(kept, ["executor=serial"]).outcomes()) == 6


def test_a_resumed_batch_is_never_removed(tmp_path: Path) -> None:
    given = ["horizon=10", "runs=4", "executor=serial", f"outputs={tmp_path}", "batch=mine"]
    made = runs.launch(given)
    for part in made.path.glob("variants/*/outcomes/part-*"):
        part.unlink()

    def fail(_: Progress) -> None:
        raise LookupError("no screen")

    with pytest.raises(LookupError, match="no screen"):
        runs.resume(made, ["executor=serial"], progress=fail)
    assert repr(made) == "<Batch mine: 1 variant x 4 runs, 0 of 4 done>"
