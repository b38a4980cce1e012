"""The parameter table of the documents is the one the parameter classes give."""

from __future__ import annotations

from model.parameters import Configuration, collect_levers
from tests.docs.parameters import PAGE, page


def test_the_committed_table_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.docs.parameters"


def test_every_lever_stands_in_the_table_with_a_source_or_the_word_assumed() -> None:
    text = page()
    for info in collect_levers(Configuration).values():
        if not info.path.startswith("china."):
            assert f"`{info.path.replace('us.', '<side>.', 1)}`" in text or info.path in text
        assert info.source
        assert info.unit
        assert info.low <= info.default <= info.high
