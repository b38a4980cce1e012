"""An override's path from the command to the model: how many files it leads through, and in which
order. A file that is entered again is one that a reader must open again.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from model.parameters import Configuration
from runs.cli.run import run
from runs.plan.combinations import Request
from runs.plan.plan import Plan
from runs.plan.planned_variant import PlannedVariant
from runs.plan.settings.overrides import Axis, Setting
from tests.architecture.sources import ROOT

KEY, VALUE = "us.insulation", 0.2173
TEXT = f"{KEY}={VALUE}"
OTHER = "us.pain=0.31"
"""Beside it, so that the title of the variant is another text than the override's."""
FOLDER = f"{ROOT}/runs/"
PATH = [
    "runs/cli/run.py",
    "runs/plan/planner.py",
    "runs/plan/settings/compose.py",
    "runs/plan/combinations.py",
    "runs/plan/settings/overrides.py",
    "runs/plan/settings/validation.py",
]


def holds_override(value: Any) -> bool:
    """Say whether a value is the override in one of its forms, from text to configuration, or
    contains it.
    """
    if isinstance(value, str | float):
        return value in (TEXT, VALUE)
    if isinstance(value, Setting | Axis):
        return value.key == KEY
    if isinstance(value, Request):
        return holds_override(value.combinations)
    if isinstance(value, dict):
        return any(map(holds_override, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_override, value))
    return isinstance(value, Configuration | PlannedVariant | Plan)


class Trace:
    """The functions of `runs` that take the override and give it on, in the order of their calls,
    up to the one that returns a configuration.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.carries: list[bool] = []
        self._open: dict[FrameType, int] = {}
        self._arrived = False

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        """Record a call or a return; for `sys.setprofile`."""
        if event == "call" and not self._arrived:
            self._begin(frame)
        elif event == "return" and frame in self._open:
            place = self._open.pop(frame)
            self.carries[place] = holds_override(value) or frame.f_code is run.__code__
            self._arrived |= isinstance(value, Configuration)

    def _begin(self, frame: FrameType) -> None:
        """Record the call of a function of `runs` if an argument holds the override."""
        code = frame.f_code
        if code.co_name.startswith("<") or not code.co_filename.startswith(FOLDER):
            return
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if any(holds_override(frame.f_locals.get(name)) for name in names):
            self._open[frame] = len(self.calls)
            self.calls.append((Path(code.co_filename).relative_to(ROOT).as_posix(), code.co_name))
            self.carries.append(False)

    def list_carriers(self) -> list[tuple[str, str]]:
        """Return (file, function) of those that gave the override on."""
        return [call for call, gave in zip(self.calls, self.carries, strict=True) if gave]

    def list_files(self) -> list[str]:
        """Return the files in the order in which they are entered, one entered again listed
        again.
        """
        return [file for file, _ in groupby(file for file, _ in self.list_carriers())]


def trace_run(*overrides: str) -> Trace:
    """Return the trace of `taijie run OVERRIDES plan=true`."""
    trace, before = Trace(), sys.getprofile()
    sys.setprofile(trace)
    try:
        run([*overrides, "plan=true"])
    finally:
        sys.setprofile(before)
    return trace


def test_an_override_leads_through_six_files_and_back_to_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert trace_run(TEXT, OTHER).list_files() == PATH


def test_the_trace_sees_where_the_text_the_setting_and_the_value_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    trace = trace_run(TEXT, OTHER)
    called = [name for _, name in trace.list_carriers()]
    for name in ("run", "plan", "parse_axes", "make_request", "apply_settings", "validate_config"):
        assert name in called
    assert "make_variant_name" not in called
