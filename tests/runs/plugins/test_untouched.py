"""A rule changed by hand is refused by name, whichever executor would have played it."""

from __future__ import annotations

import sys
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import runs
from agents import policies
from agents.cast import CLASSES
from agents.leader import Leader
from agents.policies.never import never
from model.draws import Draws
from runs.archive.untouched import require_unpatched_rules
from runs.errors import WrongInput


def mine(decision: Any) -> Any:
    return decision.nothing()


@wraps(Leader.choose)
def decide_nothing(self: Leader, slot: str) -> Any:  # bears the name and module of what it wraps
    return self.build_decision(self.menus[slot], lambda _: {}).nothing()


HANDS = {
    "a rule of the registry": ((policies.POLICIES, "quantal"), mine, "POLICIES['quantal']"),
    "a rule for another": ((policies.POLICIES, "quantal"), never, "POLICIES['quantal']"),
    "a new rule": ((policies.POLICIES, "mine"), mine, "POLICIES['mine']"),
    "the function itself": (
        (sys.modules["agents.policies.quantal"].__dict__, "quantal"), mine,
        "POLICIES['quantal']",
    ),
    "what a rule calls": (
        (sys.modules["agents.policies.quantal"].__dict__, "find_first_highest"), mine,
        "agents.policies.quantal.find_first_highest",
    ),
    "a method in disguise": ((Leader, "choose"), decide_nothing, "agents.leader.Leader.choose"),
    "a class of a role": ((CLASSES, "envoy"), mine, "agents.cast.CLASSES['envoy']"),
    "a class of a new role": ((CLASSES, "senate"), mine, "agents.cast.CLASSES['senate']"),
    "a draw": ((Draws, "gumbels"), mine, "model.draws.Draws.gumbels"),
}  # fmt: skip


def refusal() -> str | None:
    try:
        require_unpatched_rules()
    except WrongInput as error:
        return str(error)
    return None


def test_a_process_in_which_nothing_was_changed_is_taken() -> None:
    assert refusal() is None


@pytest.mark.parametrize(
    ("hand", "executor"),
    [*((hand, "local") for hand in HANDS), ("a rule of the registry", "serial")],
)
def test_it_is_refused_by_name_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hand: str, executor: str
) -> None:
    (owner, key), value, name = HANDS[hand]
    if isinstance(owner, dict):
        monkeypatch.setitem(owner, key, value)
    else:
        monkeypatch.setattr(owner, key, value)
    texts = [f"executor={executor}", "runs=4", "horizon=10", f"outputs={tmp_path}"]
    with pytest.raises(WrongInput) as refused:
        runs.launch(texts)
    assert str(refused.value).startswith(f"{name} was changed by hand in this process")
    assert "policies/NAME.py" in str(refused.value)
    assert not list(tmp_path.iterdir())
