"""A batch says where it comes from: nothing that touches a row or a figure is left out."""

from __future__ import annotations

import json
import platform
import tomllib
from importlib.metadata import version

import pytest

from runs.archive import engine
from runs.archive.batch import Batch
from runs.archive.manifest import Manifest
from runs.archive.provenance import write_origin_lines
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from tests.architecture.sources import ROOT
from tests.runs.batches import make_batch, silently

NO_PART = {"typer", "rich", "cryptography", "defusedxml", "plotly", "waitress", "psutil"}
"""Dependencies that do not make, store or compute a number: terminal, keys, screens, process."""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    one = make_batch(tmp_path_factory.mktemp("origin") / "batch", runs=3, overrides=("horizon=10",))
    return resume(
        one, silently, executor=ExecutorSettings(name="serial"), runs=4, command=["taijie", "re"]
    )


def test_every_dependency_that_touches_results_has_its_version(batch: Batch) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    names = {text.split(">")[0].split("=")[0].split("<")[0].strip() for text in wanted}
    touching = {name for name in names if name not in NO_PART and not name.startswith("dash")}
    said = batch.manifest.versions
    assert {name.lower() for name in touching} <= {name.lower() for name in said}
    assert said["python"] == platform.python_version()
    assert all(said[name] == version(name) for name in said if name != "python")


def test_show_tells_all_of_it(batch: Batch) -> None:
    manifest = batch.manifest
    text = "\n".join(write_origin_lines(manifest))
    assert manifest.engine.digest in text
    assert manifest.platform == platform.platform()
    assert manifest.platform in text
    assert all(feature in text for feature in manifest.engine.cpu)
    assert all(f"{name} {number}" in text for name, number in manifest.versions.items())
    assert "  t  (3 runs, serial, 1 worker)" in text
    assert "  taijie re  (4 runs, serial, 1 worker)" in text


def test_a_commit_says_whether_all_was_committed(batch: Batch) -> None:
    changed = batch.manifest.model_copy(update={"commit": "abc+changes"})
    assert next(write_origin_lines(changed)).endswith("abc and changes that were not committed")
    assert "unknown" in next(write_origin_lines(batch.manifest.model_copy(update={"commit": None})))
    assert [launch.commit for launch in batch.manifest.commands] == [engine.read_git_commit()] * 2


def test_a_manifest_from_before_launches_named_commits_is_read(batch: Batch) -> None:
    older = json.loads(batch.layout.manifest.read_text())
    for launch in older["commands"]:
        del launch["commit"]
    for field in ("design", "precision"):
        del older[field]
    manifest = Manifest.model_validate_json(json.dumps(older))
    assert [launch.commit for launch in manifest.commands] == [None, None]
    assert manifest.variants == batch.manifest.variants
