"""A world in which nobody calls comes out the same, and no party is first in it."""

from __future__ import annotations

import pytest

from dashboards.figures.exchange import draw_mover_crosstab
from runs.analysis.comparison.shares import cross_tabulate_movers
from tests.analysis.frames import waiting

HORIZON = 9
US, CHINA, BROKER, BOTH, NOBODY = "us", "china", "broker", "simultaneous", "nobody"
CASES = [
    (
        [(NOBODY, NOBODY)] * 10 + [(US, US), (CHINA, CHINA)] + [(NOBODY, US)] * 8,
        "the same in 12 of 20 random worlds: the same party first in 2, nobody in 10.",
    ),
    (
        [(US, US), (BROKER, BROKER), (BROKER, BROKER), (BOTH, BOTH), (BOTH, US)],
        "the same in 4 of 5 random worlds: the same party first in 1, a broker in 2, both on the "
        "same day in 1.",
    ),
    (
        [(NOBODY, NOBODY), (US, CHINA)],
        "2 random worlds: the same party first in none, nobody in 1.",
    ),
    ([(US, CHINA), (CHINA, US)], "who calls first comes out the same in none of 2 random worlds."),
    ([(US, US)], "the same in 1 of 1 random world: the same party first in 1."),
]


@pytest.mark.parametrize(("worlds", "said"), CASES)
def test_the_exchange_tells_apart_who_is_the_same(worlds: list[tuple[str, str]], said: str) -> None:
    frames = []
    for movers in zip(*worlds, strict=True):
        days = [HORIZON if mover == NOBODY else 4 for mover in movers]
        frames.append(waiting(days, list(movers), HORIZON))
    assert draw_mover_crosstab(
        cross_tabulate_movers(*frames), "as reported", "swapped"
    ).sentence.endswith(said)
