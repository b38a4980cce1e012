"""What an installed package offers is found by its entry point, and covered with its package."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import runs
from runs.errors import WrongInput
from runs.plan.plugins import catalogue
from runs.plan.plugins.catalogue import Catalogue
from runs.plan.plugins.kinds import METRIC, POLICY, ROLE, PluginKind
from tests.runs.plugins.metrics import GAP
from tests.runs.plugins.policies import WEEKLY
from tests.runs.plugins.roles import LEGISLATURE, write_member

RULES = {POLICY: WEEKLY, ROLE: LEGISLATURE, METRIC: GAP}
PLAIN = "\n\ndef plain(decision):\n    return None\n"


def install(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    package: str,
    kind: PluginKind,
    name: str,
    value: str,
) -> None:
    """Put a package with one file of rules on the path, and one entry point of it."""
    home = folder / package
    home.mkdir()
    (home / "__init__.py").write_text('"""Rules."""\n')
    (home / "rules.py").write_text(RULES[kind] + PLAIN)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.chdir(folder)
    points = [EntryPoint(name, f"{package}.rules:{value}", kind.group)]
    monkeypatch.setattr(
        catalogue, "entry_points", lambda group: points if group == kind.group else []
    )


@pytest.mark.parametrize(
    ("kind", "name", "value", "choice"),
    [
        (POLICY, "weekly", "weekly", "policy@us.policy=weekly"),
        (ROLE, "legislature", "Legislature", "cast=with_legislature"),
        pytest.param(
            METRIC, "tariff_gap", "tariff_gap", "metrics=tariff_gap", marks=pytest.mark.slow
        ),
    ],
    ids=["policy", "role", "metric"],
)
def test_it_is_played_and_the_engine_covers_its_package(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: PluginKind,
    name: str,
    value: str,
    choice: str,
) -> None:
    package = f"trial_{kind.folder}"
    install(monkeypatch, tmp_path, package, kind, name, value)
    write_member(tmp_path, "legislature")
    texts = [choice, "runs=4", "horizon=10", "executor=serial"]
    batch = runs.launch([*texts, f"outputs={tmp_path / 'out'}"])
    (record,) = getattr(batch.manifest, kind.folder)
    assert record.place == f"entry point {name} = {package}.rules:{value}"
    assert set(record.sources) == {f"{package}/__init__.py", f"{package}/rules.py"}
    assert set(record.sources) <= set(batch.manifest.engine.sources)
    assert len(batch.outcomes()) == 4


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.mark)
def test_one_that_is_not_marked_is_refused_where_it_is_chosen_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: PluginKind
) -> None:
    install(monkeypatch, tmp_path, f"unmarked_{kind.folder}", kind, "plain", "plain")
    with pytest.raises(WrongInput, match=r"entry point plain = .*plain is not marked"):
        Catalogue(kind=kind).find_plugin("plain")
    Catalogue(kind=kind).require_distinct_names()
    assert not Catalogue(kind=kind).plugins
