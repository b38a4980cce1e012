"""A threat as a word that is kept or broken with who heard it (E23; M29, M31)."""

from __future__ import annotations

import numpy as np
import pytest

from model.phases.threats import end_threats
from tests.oracles.test_words import standoff


@pytest.mark.parametrize(
    ("fate", "kept", "broken"),
    [("carried_out", 4.0, 1.0), ("withdrawn", 3.0, 2.0), ("traded_away", 3.0, 1.0)],
)
def test_a_threat_is_a_word_carried_out_withdrawn_or_traded_away(
    fate: str, kept: float, broken: float
) -> None:
    found = standoff(words__credit_weight=1.0)
    end_threats(found.state, found.leaders, 0, np.array([1]), fate)
    credibility = found.leaders[1].state.credibility
    assert (credibility.kept.tolist(), credibility.broken.tolist()) == ([3.0, kept], [1.0, broken])
