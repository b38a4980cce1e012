"""A policy of an installed package is found by its entry point, and covered with its package."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import runs
from runs.errors import WrongInput
from runs.plan.plugins import catalogue
from runs.plan.plugins.catalogue import Catalogue
from tests.runs.plugins.policies import WEEKLY


def install(monkeypatch: pytest.MonkeyPatch, folder: Path, package: str, point: str) -> None:
    """Put a package with one file of rules on the path, and one entry point of it."""
    home = folder / package
    home.mkdir()
    (home / "__init__.py").write_text('"""Rules."""\n')
    (home / "rules.py").write_text(f"{WEEKLY}\n\ndef plain(decision):\n    return None\n")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.chdir(folder)
    points = [EntryPoint(point, f"{package}.rules:{point}", catalogue.GROUP)]
    monkeypatch.setattr(catalogue, "entry_points", lambda group: points)


def test_it_is_played_and_the_engine_covers_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, tmp_path, "trial_rules", "weekly")
    texts = ["policy@us.policy=weekly", "runs=4", "horizon=10", "executor=serial"]
    batch = runs.launch([*texts, f"outputs={tmp_path / 'out'}"])
    (record,) = batch.manifest.policies
    assert record.place == "entry point weekly = trial_rules.rules:weekly"
    assert set(record.sources) == {"trial_rules/__init__.py", "trial_rules/rules.py"}
    assert set(record.sources) <= set(batch.manifest.engine.sources)
    assert len(batch.outcomes()) == 4


def test_one_that_is_not_marked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, tmp_path, "unmarked_rules", "plain")
    with pytest.raises(WrongInput, match=r"entry point plain = .*plain is not marked"):
        Catalogue().require_distinct()
