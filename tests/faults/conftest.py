"""A user's folder, watched while a test puts files into it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.faults.mangling import SECRET, WATCH

OURS = (str(ROOT), sys.prefix, sys.base_prefix, "/usr/lib", "/proc")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user's folder with configs; nothing in it changes, nothing beside it is read."""
    (tmp_path / "secret.yaml").write_text(f"title: {SECRET}\n")
    folder = tmp_path / "desk"
    (folder / "configs" / "experiment").mkdir(parents=True)
    monkeypatch.chdir(folder)
    WATCH.read.clear()
    WATCH.written.clear()
    with WATCH.look():
        yield folder
    read = [path for path in WATCH.read if path.is_absolute() and path.is_file()]
    # Hypothesis reads the source of all loaded modules, plug-ins of tests before among them.
    modules = {str(getattr(module, "__file__", None)) for module in list(sys.modules.values())}
    outside = [path for path in read if not str(path).startswith(OURS) and str(path) not in modules]
    assert [p for p in outside if not p.is_relative_to(folder)] == []
    assert [p for p in WATCH.written if p.is_relative_to(tmp_path) and p.parent != folder] == []
    assert sorted(p.name for p in folder.iterdir() if p.suffix == "") == ["configs"]
