"""The parameter table of the documents is the one the parameter classes give."""

from __future__ import annotations

from tests.docs.parameters import PAGE, list_levers, page


def test_the_committed_table_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.docs.parameters"


def test_every_lever_stands_in_the_table_with_a_source_or_the_word_assumed() -> None:
    text = page()
    assert len(list_levers()) > 200
    for info in list_levers():
        assert f"`{info.path}`" in text
        assert info.source
        assert info.unit
        assert info.low <= info.default <= info.high
