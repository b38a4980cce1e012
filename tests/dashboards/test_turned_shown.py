"""What Replay says of an act over many worlds reads as what `taijie fork` prints of it."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.figures.turned import draw_outcome_changes
from runs.cli.fork_text import _say_turned_worlds


@pytest.mark.parametrize(
    ("turned", "worlds", "draws"), [(1, 60, 1), (0, 2000, 1), (3, 40, 40), (1999, 2000, 400)]
)
def test_page_and_terminal_say_the_same_share(
    turned: int, worlds: int, draws: int, capsys: pytest.CaptureFixture[str]
) -> None:
    from runs.analysis.estimates.estimates import wilson

    low, high = map(float, wilson(turned, worlds))
    found: dict[str, Any] = {"worlds": worlds, "share": turned / worlds, "low": low, "high": high,
                             "draws": draws, "counts": []}  # fmt: skip
    sentence = draw_outcome_changes(found, "Otherwise.").sentence
    _say_turned_worlds(found, "it")
    printed = " ".join(capsys.readouterr().out.split())
    assert sentence.split(" turns ")[1] == printed.split(" turns it ")[1]
    assert f"n = {worlds:,}" in sentence
