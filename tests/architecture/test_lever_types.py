"""A mistyped lever fails mypy, not a run: what the plugin says of views of parameters by lane."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from model.parameters.lever import Parameters, is_lever
from tests.architecture.sources import ROOT, python_files

CODE = """
from model.lanes import LaneView
from model.parameters.root import Configuration
from model.parameters.side import Side
from model.parameters.policy import Attrition
from agents.policies.decision import Decision

def read(
    view: LaneView[Configuration], side: LaneView[Side], decision: Decision[Attrition]
) -> None:
    {line}
"""
ARRAY = "numpy.ndarray[tuple[Any, ...], numpy.dtype[numpy.float64]]"
RIGHT = {
    "side.insulation": ARRAY,
    'view.signal["praise"].effects.claim': ARRAY,
    "view.contact": "model.lanes.LaneView[model.parameters.world.Contact]",
    "view.contact.stone_days": "int",
    "side.accounting": "model.parameters.side.Accounting",
    "decision.settings.slope": ARRAY,
    "view.lanes_of(1)": "Configuration has no parameter 'lanes_of'",
    "side.insulatoin": "Side has no parameter 'insulatoin'",
    'view.signal["praise"].effects.clam': "Effects has no parameter 'clam'",
    "side.policy.slope": "Quantal has no parameter 'slope'",
    'side.always("fatigeu", 0.0)': "Side has no parameter 'fatigeu'",
    "decision.settings.probability": "Attrition has no parameter 'probability'",
}
READ_AS_GIVEN = {("Network", name) for name in ("rewiring", "homophily", "partisan")}
"""Plain numbers of sections that are viewed by lane, which only the configuration is asked for."""


@pytest.mark.slow
def test_mypy_knows_every_lever_and_refuses_a_mistyped_one(tmp_path: Path) -> None:
    for number, line in enumerate(RIGHT):
        code = CODE.replace("{line}", f"reveal_type({line})")
        (tmp_path / f"case_{number}.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    for number, expected in enumerate(RIGHT.values()):
        assert re.search(rf"case_{number}\.py:\d+: .*{re.escape(expected)}", said), expected


def test_what_is_a_plain_float_of_a_view_is_a_lever() -> None:
    sections, found = [Parameters], set()
    while sections:
        section = sections.pop()
        sections += section.__subclasses__()
        found |= {
            (section.__name__, name)
            for name, field in section.model_fields.items()
            if field.annotation is float and not is_lever(field)
        }
    assert {(owner, name) for owner, name in found if owner != "Intervention"} == READ_AS_GIVEN


def test_no_levers_are_of_any_type() -> None:
    loose = re.compile(r"\b(levers|sides|settings|memory|economy|attribution)\b: (Any|tuple\[Any)")
    assert not [path for path in python_files("model", "agents") if loose.search(path.read_text())]
