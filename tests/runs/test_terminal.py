"""Tables in a terminal: inside its columns, nothing cut, nothing taken for markup."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.terminal import format_table, say_json

CELLS = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=60)


def test_columns_of_numbers_stand_to_the_right_and_of_words_to_the_left() -> None:
    assert format_table(("batch", "runs"), [("one", "2,000"), ("other", "4")]) == (
        "batch   runs\none    2,000\nother      4"
    )


def test_a_cell_of_several_lines_keeps_them() -> None:
    assert format_table(("variant", "US first"), [("as reported", "42.3\n40.1 to 44.5")]) == (
        "variant      US first\nas reported  42.3\n             40.1 to 44.5"
    )


def test_brackets_are_brackets_and_wide_letters_count_double() -> None:
    assert format_table(("a", "b"), [("[bold]x", ":smile:"), ("中文", "y")]) == (
        "a        b\n[bold]x  :smile:\n中文     y"
    )


def test_what_is_too_wide_is_wrapped_by_words_and_not_cut() -> None:
    label = "days without leader contact, to the horizon"
    assert format_table(("metric", "A"), [(label, "104")], width=30).splitlines() == [
        f"{'metric':27}  A",
        f"{'days without leader':27}104",
        "contact, to the horizon",
    ]


@pytest.mark.parametrize("width", [40, 80])
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4))
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    drawn = format_table(("a", "b", "c"), rows, width=width)
    assert max(map(len, drawn.splitlines())) <= width
    letters = sorted("".join(map("".join, [("a", "b", "c"), *rows])).replace(" ", ""))
    assert sorted("".join(drawn.split())) == letters


@pytest.mark.parametrize("width", [80, 200])
def test_many_columns_go_on_below_and_no_word_is_broken(width: int) -> None:
    head = ("episode", "stage", *(f"measure{i}" for i in range(14)))
    rows = [("the_first", "leader", *(f"{i}.25" for i in range(14))), ("other", "envoy", *"-" * 14)]
    drawn = format_table(head, rows, width=width, unwrapped=2)
    assert max(map(len, drawn.splitlines())) <= width
    assert set(head) <= set(drawn.split())
    blocks = drawn.split("\n\n")
    assert [block.split()[:2] for block in blocks] == [["episode", "stage"]] * len(blocks)
    assert all(block.count("the_first  leader") == 1 for block in blocks)


def test_a_moment_is_told_to_a_script_as_in_iso_8601(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"made": datetime(2026, 1, 2, 3, tzinfo=UTC), "path": Path("a")})
    assert json.loads(capsys.readouterr().out) == {"made": "2026-01-02T03:00:00+00:00", "path": "a"}
