"""The bench measures what it says: its tables, its casts, and the rule it compares with."""

from __future__ import annotations

import pytest

from runs.bench import engine, scalar
from runs.bench.table import markdown, timed


def test_a_table_is_markdown_with_numbers_to_the_right() -> None:
    told = markdown(("lanes", "runs/s"), [("1", "2"), ("10", "20")])
    assert told.splitlines() == ["| lanes | runs/s |", "| --- | --: |", "| 1 | 2 |", "| 10 | 20 |"]


def test_the_time_of_a_job_is_the_median_without_its_first_call() -> None:
    ticks = iter([0.0, 5.0, 10.0, 11.0, 20.0, 22.0])
    assert timed(lambda: None, repeats=3, clock=lambda: next(ticks)) == 2.0


@pytest.mark.parametrize("groups", [11, 300, 3_000])
def test_a_cast_of_sets_has_as_many_constituencies_as_it_says(groups: int) -> None:
    cast = engine.with_groups(groups).cast.values()
    assert sum(m.members for m in cast if m.role == "constituency") == groups


def test_the_scalar_rule_gives_the_same_numbers_to_the_last_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scalar, "FULL", 3)
    monkeypatch.setattr(scalar, "DAYS", 5)
    assert [name for name, _ in scalar.one_rule()][-1] == "its ratio"
    monkeypatch.setattr(scalar.Group, "step", lambda self: None)
    with pytest.raises(ArithmeticError):
        scalar.one_rule()
