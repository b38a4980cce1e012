"""The bench measures what it says: its tables, its casts, and the rule it compares with."""

from __future__ import annotations

import pytest

from tests.bench import commands, engine, scalar
from tests.bench.__main__ import main
from tests.bench.engine import compose as compose_whole
from tests.bench.engine import seconds
from tests.bench.table import markdown, median_seconds


def test_a_table_is_markdown_with_numbers_to_the_right() -> None:
    told = markdown(("lanes", "runs/s"), [("1", "2"), ("10", "20")])
    assert told.splitlines() == ["| lanes | runs/s |", "| --- | --: |", "| 1 | 2 |", "| 10 | 20 |"]


def test_the_time_of_a_job_is_the_median_without_its_first_call() -> None:
    ticks = iter([0.0, 5.0, 10.0, 11.0, 20.0, 22.0])
    assert median_seconds(lambda: None, repeats=3, clock=lambda: next(ticks)) == 2.0


@pytest.mark.parametrize("groups", [11, 300, 3_000])
def test_a_cast_of_sets_has_as_many_constituencies_as_it_says(groups: int) -> None:
    cast = engine.with_groups(groups).cast.values()
    assert sum(m.members for m in cast if m.role == "constituency") == groups


@pytest.mark.slow
def test_the_scalar_rule_gives_the_same_numbers_to_the_last_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scalar, "FULL", 3)
    monkeypatch.setattr(scalar, "DAYS", 5)
    assert [name for name, _ in scalar.one_rule()][-1] == "its ratio"
    monkeypatch.setattr(scalar.Group, "step", lambda self: None)
    with pytest.raises(ArithmeticError):
        scalar.one_rule()


@pytest.mark.slow
def test_the_bench_prints_every_table_with_a_figure_in_each_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bench of few lanes and short commands: what it would print, in a fraction of its time."""
    monkeypatch.setattr(engine, "LANES", (1, 3))
    for module in (engine, scalar):
        monkeypatch.setattr(module, "FULL", 3)
        monkeypatch.setattr(module, "compose", lambda *words: compose_whole(*words, "horizon=20"))
    monkeypatch.setattr(engine, "GROUPS", (11, 300))
    monkeypatch.setattr(engine, "seconds", lambda config, lanes, repeats=3: seconds(config, 2, 1))
    call = commands._call
    short = {"run": ("horizon=20",)}
    monkeypatch.setattr(commands, "_call", lambda *words: call(*words, *short.get(words[0], ())))
    for name, few in {"RUNS": 4, "LONG": 6, "VARIANTS": 2}.items():
        monkeypatch.setattr(commands, name, few)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    main()
    said = capsys.readouterr().out
    tables = [table for table in said.split("\n\n")[1:] if table.strip()]
    assert [table.partition("|")[2].partition("|")[0].strip() for table in tables] == [
        "lanes", "against Mesa", "phase", "constituencies", "days", "kinds of signal", "besides",
        "command",
    ]  # fmt: skip
    cells = [cell.strip() for table in tables for row in table.splitlines()[2:]
             for cell in row.strip("|").split("|")]  # fmt: skip
    assert all(cells)
    assert not {"nan", "inf", "None"} & set(cells)
