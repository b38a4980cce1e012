"""What is said in many places is written in one: a number with its noun."""

from __future__ import annotations

import pytest

from runs.analysis.sides import label_side, name_audience, name_side
from runs.analysis.text.names import format_count


def test_sides_and_audiences_are_named_of_their_words() -> None:
    names = [name_side("us"), label_side("us"), name_side("china"), label_side("china")]
    assert names == ["the United States", "United States", "China", "China"]
    publics = [name_audience(key) for key in ("us_home", "china_home", "world")]
    assert publics == ["the US public", "the Chinese public", "the world"]
    assert [name_side("broker"), label_side("nobody")] == ["broker", "nobody"]


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (2000, "2,000 runs")]
)
def test_a_number_stands_with_its_noun(n: int, text: str) -> None:
    assert format_count(n, "run") == text
