"""The second coding: the rows that a hash draws, and the agreement that the codebook reports."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pytest

from runs.studies.history.reading import FOLDER, read_freezes, read_table
from runs.studies.history.records import Coding

ROWS = 15
CODED = ("contact_cut_by", "trigger_class", "asker_role")
FIRST = read_freezes()
SECOND = {row.id: row for row in read_table(FOLDER / "second_coding.csv", Coding)}


def pair_codings(column: str) -> list[tuple[str, str]]:
    return [(getattr(FIRST[id], column), getattr(row, column)) for id, row in SECOND.items()]


def compute_kappa(pairs: list[tuple[str, str]]) -> float:
    """Cohen's kappa of two codings: agreement beyond that of chance, by each coder's shares."""
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    ours, theirs = (Counter(pair[coder] for pair in pairs) for coder in (0, 1))
    chance = sum(ours[value] * theirs[value] for value in ours) / len(pairs) ** 2
    return (agreed - chance) / (1 - chance)


def test_the_rows_are_those_that_the_hash_draws() -> None:
    order = sorted(FIRST, key=lambda name: hashlib.sha256(name.encode("ascii")).hexdigest())
    assert sorted(SECOND) == sorted(order[:ROWS])


@pytest.mark.parametrize("column", CODED)
def test_the_codebook_reports_the_agreement_of_the_two_files(column: str) -> None:
    pairs = pair_codings(column)
    agreed = sum(one == other for one, other in pairs)
    row = f"| `{column}` | {len(pairs)} | {agreed} | {round(100 * agreed / len(pairs))} |"
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{row} {compute_kappa(pairs):.2f} |" in text


def test_the_codebook_names_every_row_on_which_the_two_differ() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8").rpartition("## The second coding")[2]
    differ = {
        name
        for column in CODED
        for name, (one, other) in zip(SECOND, pair_codings(column), strict=True)
        if one != other
    }
    assert set(re.findall(r"\bF\d+\b", text)) == differ


def test_kappa_is_one_where_all_agree_and_none_where_chance_does_as_well() -> None:
    assert compute_kappa([("a", "a"), ("b", "b")]) == 1
    assert compute_kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == 0
    assert compute_kappa([("a", "b"), ("b", "a")]) == -1
