"""A copy of an option, in the original's family, changes no share of what is chosen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from agents.block import trace_run
from model.parameters import Configuration
from tests.model.standoffs import Rows, change_config, compose, rows

CHOSEN_SLOTS = ("contact", "material", "message", "reply", "readout")
DAY_ONE = {
    "us.openness": 50.0,
    "china.openness": 50.0,
    "us.preparation_days": 0.0,
    "china.preparation_days": 0.0,
    "china.style": "top_down",
    "interventions": [{"do": "signal", "side": "us", "kind": "ask_private", "day": 1}],
}
"""Every slot is decided on the first day: a forced request is accepted and leads to a contact."""


def with_copies(config: Configuration, *kinds: str) -> Configuration:
    """The configuration with a copy of some kinds in the originals' families."""
    changes = {}
    for kind in kinds:
        plain = config.signal[kind].model_dump(mode="json")
        changes[f"signal.{kind}_copy"] = plain | {"family": plain["family"] or kind}
    return change_config(config, changes)


def _shares(config: Configuration) -> dict[tuple[str, str, str], float]:
    """Probability of each family in each decision of the first day."""
    shares: dict[tuple[str, str, str], float] = defaultdict(float)
    for decision in trace_run(config, 0, 0)["decisions"]:
        for option in decision["options"]:
            key = (decision["side"], decision["slot"], option["family"])
            shares[key] += option["probability"]
    return shares


ONE_DAY = change_config(compose("horizon=1"), DAY_ONE)
BEFORE = _shares(ONE_DAY)


def test_every_slot_is_decided_on_the_first_day() -> None:
    assert {slot for _, slot, _ in BEFORE} == set(CHOSEN_SLOTS)


@pytest.mark.parametrize(
    "kind", [n for n, k in ONE_DAY.signal.items() if k.enabled and k.slot in CHOSEN_SLOTS]
)
def test_a_copy_takes_its_share_from_its_own_family_alone(kind: str) -> None:
    after = _shares(with_copies(ONE_DAY, kind))
    assert after.keys() == BEFORE.keys()
    for key, share in BEFORE.items():
        assert after[key] == pytest.approx(share, abs=1e-12), key


def test_a_copy_with_another_imposition_leaves_the_mean_of_families_alone() -> None:
    heavy = change_config(ONE_DAY, {"signal.ask_public.imposition": 2.0})
    before, after = _shares(heavy), _shares(with_copies(heavy, "ask_public"))
    for key, share in before.items():
        assert after[key] == pytest.approx(share, abs=1e-12), key


def _close(ours: Any, theirs: Any) -> bool:
    """Whether two samples' means differ by no more than four standard errors."""
    spread = np.sqrt((ours.var() + theirs.var()) / len(ours))
    return bool(abs(ours.mean() - theirs.mean()) <= 4.0 * spread)


def _is_request(outcomes: Rows, family: str) -> Any:
    return np.array([str(kind).removesuffix("_copy") == family for kind in outcomes["channel"]])


@pytest.mark.slow
def test_copies_of_the_ways_to_ask_change_no_outcome_share() -> None:
    config = change_config(compose("horizon=60"), {"contact.inertia": 3.0})
    copied = with_copies(config, "ask_private", "vague_hint", "accept", "readout_marker")
    before, after = rows(config, 4000, seed=1), rows(copied, 4000, seed=1)
    for family in ("vague_hint", "ask_private", "ask_public"):
        assert _close(_is_request(before, family), _is_request(after, family)), family
    for mover in range(5):
        assert _close(before["first_mover_true"] == mover, after["first_mover_true"] == mover)
    for name in ("duration", "hints_us", "asks_us", "asks_china", "face_us_us_end"):
        assert _close(before[name].astype(float), after[name].astype(float)), name
    assert "ask_private_copy" in set(after["channel"])
