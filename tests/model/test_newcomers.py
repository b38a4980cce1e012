"""Whoever joins a standoff without acting on it moves nobody's draws and nobody's outcomes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.model.standoffs import block, change_config, compose, differing, draws_of_options, piece

NEWCOMERS: dict[str, dict[str, Any]] = {
    "a third party without tags": {"cast.norway": {"role": "third_party", "title": "Norway"}},
    "a group without weight": {
        "cast.us_poets": {"role": "constituency", "side": "us", "title": "Poets", "weight": 0.0}
    },
    "a kind of signal not enabled": {
        "signal.smoke": {
            "title": "Smoke", "slot": "contact", "form": "request", "enabled": False,
            "source": "a test", "imposition": 3.0, "motives": {"constant": 20.0},
        }
    },
    "a kind that nobody would choose": {
        "signal.smoke": {
            "title": "Smoke", "slot": "message", "source": "a test",
            "effects": {"tension": 2.0}, "motives": {"constant": -20.0},
        }
    },
    "a calendar entry without effect": {
        "calendar.holiday": {"title": "A holiday", "kind": "anniversary", "day": 5, "source": "-"}
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("who", NEWCOMERS)
def test_a_newcomer_without_effect_changes_no_outcome(who: str) -> None:
    config = compose("horizon=60")
    before = block(piece(config, 30))
    after = block(piece(change_config(config, NEWCOMERS[who]), 30))
    assert not differing(before.outcomes, after.outcomes)
    assert np.array_equal(before.daily, after.daily)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"cast.us_special_envoy": {
            "role": "envoy", "side": "us", "title": "Special envoy", "activity": 5.0}},
        {"signal.smoke": {
            "title": "Smoke", "slot": "message", "source": "a test", "motives": {"constant": 2.0}}},
        {"us.insulation": 0.9},
    ],
    ids=["an envoy", "a kind of signal", "a lever"],
)  # fmt: skip
def test_draws_keep_their_names_whatever_else_is_in_play(change: dict[str, Any]) -> None:
    config = compose("horizon=60")
    before, after = draws_of_options(config), draws_of_options(change_config(config, change))
    shared = before.keys() & after.keys()
    assert len(shared) > 1000
    assert all(before[key] == after[key] for key in shared)
