"""Rows that failed more than once are one failure: the newest error, since when, how often."""

from __future__ import annotations

import pytest

from dashboards.pages.failures import _describe_lost_runs
from runs.archive.failures import find_unresolved_failures
from runs.archive.manifest import Failure
from runs.archive.status import group_failures
from runs.rectangles import Rectangle


def rows(first: int, number: int, variant: str = "a") -> Rectangle:
    return Rectangle(variant, 0, 1, first, number)


def failure(hour: int, *lost: Rectangle) -> Failure:
    return Failure(lost, f"error {hour}", "Traceback", "taijie retry b", f"2026-01-01T0{hour}:00")


@pytest.mark.parametrize(
    ("failures", "missing", "left"),
    [
        # The same 20 rows after a resume and a retry: one failure of 20 runs, by its newest error.
        ([(1, rows(0, 20)), (2, rows(0, 20))], [rows(0, 20)],
         [("error 2", [rows(0, 20)], 1, 2)]),
        # Ten of them tried again, alone: the others keep their own error.
        ([(1, rows(0, 20)), (2, rows(10, 10))], [rows(0, 20)],
         [("error 1", [rows(0, 10)], 1, 1), ("error 2", [rows(10, 10)], 1, 2)]),
        # What is there by now has not failed, and another variant's rows are others.
        ([(1, rows(0, 20), rows(0, 5, "b")), (2, rows(0, 20))], [rows(15, 9), rows(0, 5, "b")],
         [("error 1", [rows(0, 5, "b")], 1, 1), ("error 2", [rows(15, 5)], 1, 2)]),
        ([(1, rows(0, 20))], [], []),
    ],
)  # fmt: skip
def test_each_missing_row_is_in_one_failure(
    failures: list[tuple[int, Rectangle]],
    missing: list[Rectangle],
    left: list[tuple[str, list[Rectangle], int, int]],
) -> None:
    found = find_unresolved_failures([failure(*one) for one in failures], missing)
    assert [(f.error, list(f.rectangles), f.since, f.attempts) for f in found] == [
        (error, lost, f"2026-01-01T0{hour}:00", attempts) for error, lost, hour, attempts in left
    ]


def test_a_launch_at_work_may_yet_compute_what_an_earlier_one_lost() -> None:
    log = [failure(1, rows(0, 20)), failure(2, rows(0, 10))]
    (now,) = find_unresolved_failures(log, [rows(0, 20)], start=1)
    assert (now.rectangles, now.since) == ((rows(0, 10),), log[0].time)


def test_a_failure_says_when_it_was_first_and_how_often_it_was_tried() -> None:
    log = [failure(hour, rows(0, 20)) for hour in (1, 2, 3)]
    (group,) = group_failures(find_unresolved_failures(log, [rows(0, 20)]))
    assert (group.tasks, group.runs, group.attempts) == (1, 20, 3)
    assert (group.since, group.time) == (log[0].time, log[2].time)
    (one,) = find_unresolved_failures(log, [rows(4, 1)])
    assert (
        _describe_lost_runs(one)
        == f"1 run, tried 3 times, first at {group.since}, last at {group.time}."
    )
    (only,) = find_unresolved_failures(log[:1], [rows(0, 20)])
    assert _describe_lost_runs(only) == f"20 runs, at {group.since}."


@pytest.mark.parametrize("points", [1, 30])
def test_thousands_of_failures_are_merged_at_each_look(points: int) -> None:
    tasks = [Rectangle("a", i % points, 1, 10 * (i // points), 10) for i in range(3000)]
    log = [failure(hour, rectangle) for hour in (1, 2) for rectangle in tasks]
    found = find_unresolved_failures(log, [Rectangle("a", 0, points, 0, 30_000 // points)])
    assert sum(r.lanes for f in found for r in f.rectangles) == 30_000
    assert {f.attempts for f in found} == {2}
