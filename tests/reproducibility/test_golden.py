"""The same seed gives the same world: 64 runs, kept with the tests, are simulated again."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from runs.studies.fit.staleness import read_golden_table_name
from tests.reproducibility.golden import (
    EXACT,
    NUMBERS,
    RUNS,
    Row,
    compute_rows,
    digest,
    here,
    read_golden,
)

KEYS = ("variant", "replication", "seed")
AFRESH = lru_cache(compute_rows)


def _number(text: str) -> float:
    return float.fromhex(text)


def _columns_moved(ours: Row, golden: Row, exactly: bool) -> list[str]:
    """Columns in which a row is no longer what it was."""
    found = [name for name in (*KEYS, *EXACT) if ours[name] != golden[name]]
    for name in NUMBERS:
        one, other = _number(ours[name]), _number(golden[name])
        near = one == pytest.approx(other, rel=1e-9, abs=1e-12)
        if not (ours[name] == golden[name] if exactly else near):
            found.append(name)
    return found


def test_the_golden_table_has_64_runs_of_three_variants() -> None:
    _, golden = read_golden()
    assert len(golden) == sum(RUNS.values()) == 64
    assert {row["variant"] for row in golden} == set(RUNS)


def _runs_changed(exactly: bool) -> dict[tuple[str, str], list[str]]:
    """Runs that no longer come out as they were, with the columns that moved."""
    pairs = zip(AFRESH(), read_golden()[1], strict=True)
    return {
        (golden["variant"], golden["replication"]): names
        for ours, golden in pairs
        if (names := _columns_moved(ours, golden, exactly))
    }


MEANT = (
    "if this is meant, run `python -m tests.reproducibility.golden` and say in CHANGELOG,"
    " under Results, why and what moved"
)


def test_the_golden_runs_come_out_as_they_were_to_1e_9() -> None:
    assert not _runs_changed(exactly=False), MEANT


def test_the_golden_runs_come_out_as_they_were_bit_for_bit() -> None:
    if read_golden()[0] != here():
        pytest.skip(f"compared to 1e-9 only: the table was made with {read_golden()[0]}")
    assert not _runs_changed(exactly=True), MEANT


def test_the_changelog_explains_the_golden_table_as_it_is() -> None:
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text()
    assert f"`{digest(read_golden()[1])}`" in changelog, MEANT


def test_fits_know_the_rules_by_the_golden_table_as_it_is() -> None:
    assert read_golden_table_name() == digest(read_golden()[1]), MEANT


@pytest.mark.parametrize("column", [EXACT[0], NUMBERS[0]])
def test_a_changed_value_is_seen(column: str) -> None:
    row = AFRESH()[0]
    other = (1.0 + 1e-15).hex() if column in NUMBERS else "nobody at all"
    value = row | {column: (1.0).hex()} if column in NUMBERS else row
    assert _columns_moved(value | {column: other}, value, exactly=True) == [column]
    assert _columns_moved(value, value, exactly=False) == []
