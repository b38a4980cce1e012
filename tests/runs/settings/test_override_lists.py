"""Three thousand override lists: each accepted, or refused in a sentence and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from agents.block import run_block
from model.lanes import Piece, hash_structure
from model.parameters import Configuration
from runs.errors import WrongInput
from runs.plan.plan import Plan
from runs.plan.planner import Planner
from tests.dyads import COLUMNS
from tests.runs.settings.override_lists import Lists

LISTS, PLAYED, DAYS, LANES = 3_000, 500, 10, 7
FEW = 20


def outcome(planner: Planner, texts: list[str], multirun: bool) -> Plan | str:
    """Plan the overrides, or return the refusal. Anything but WrongInput passes through."""
    try:
        return planner.plan(texts, multirun)
    except WrongInput as refusal:
        return f"{refusal.key} {refusal}".strip()


def plan_lists(planner: Planner, count: int, folder: Path) -> Iterator[Plan]:
    """Yield the accepted of so many lists; fail, naming the list, at any other exception."""
    lists = Lists(planner, seed=20250605)
    for number in range(count):
        texts = lists.one()
        try:
            plan = outcome(planner, texts, multirun=number % 4 == 0)
        except Exception as error:
            raise AssertionError(f"list {number}, {texts!r}: {type(error).__name__}") from error
        assert not folder.exists(), f"list {number} wrote something: {texts!r}"
        if isinstance(plan, Plan):
            yield plan
        else:
            assert plan, f"list {number}: a refusal without a word: {texts!r}"
            assert "Traceback" not in plan


def not_finite(configs: list[Configuration]) -> list[str]:
    """Return the outcome columns that are NaN or infinite in a block of a few days and lanes."""
    runs = np.arange(LANES, dtype=np.int64)
    result = run_block([Piece(config=config, seed=1, replications=runs) for config in configs])
    found = [
        column.name
        for column in COLUMNS
        if column.dtype == "float64"
        and column.name in result.outcomes
        and not np.isfinite(result.outcomes[column.name]).all()
    ]
    return found + ["daily"] * (not all(np.isfinite(daily).all() for daily in result.daily))


def test_some_override_lists_are_accepted_and_the_others_refused(
    planner: Planner, outputs: Path
) -> None:
    accepted = sum(1 for _ in plan_lists(planner, FEW, outputs))
    assert FEW / 10 < accepted < 9 * FEW / 10


@pytest.mark.slow
@pytest.mark.long
def test_three_thousand_are_accepted_or_refused_and_five_hundred_play_without_nan_or_infinity(
    planner: Planner, outputs: Path
) -> None:
    blocks: dict[str, list[Configuration]] = {}
    accepted = 0
    for plan in plan_lists(planner, LISTS, outputs):
        accepted += 1
        if accepted <= PLAYED:
            short = plan.variants[0].config.model_copy(update={"horizon": DAYS})
            blocks.setdefault(hash_structure(short), []).append(short)
    assert PLAYED < accepted < LISTS
    assert sum(len(configs) for configs in blocks.values()) == PLAYED
    for configs in blocks.values():
        assert not_finite(configs) == []
