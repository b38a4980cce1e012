"""The preset's standoff between two other sides: its files with other keys, words and looks."""

from __future__ import annotations

import json
import re
from pathlib import Path

from runs.archive.batch import Batch
from runs.execute.launch import launch_plan
from runs.paths import HOME
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from tests.dyads import OTHER_SIDES, OTHERS, WORDS

COLOURS = ("#117733", "#882255")
MARKERS = ("triangle-up", "cross")
LOOKS = zip(OTHERS.keys, COLOURS, MARKERS, strict=True)
OWN = {key: OTHER_SIDES[key] | {"colour": one, "marker": other} for key, one, other in LOOKS}
"""OTHER_SIDES in colours and markers that nothing else has."""
PRESET = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(WORDS)})(?![A-Za-z0-9])")
"""A word of the preset's sides, also within a longer name."""
FILES = {
    "scenario/parts/sides_2025.yaml": "scenario/parts/sides_border.yaml",
    "scenario/parts/calendar_2025.yaml": "scenario/parts/calendar_border.yaml",
    "cast/call_2025.yaml": "cast/border.yaml",
    "signal/full.yaml": "signal/border.yaml",
    "signal/parts/measures.yaml": "signal/parts/border_measures.yaml",
    "signal/parts/measures_2025.yaml": "signal/parts/border_measures_2025.yaml",
    "signal/parts/voices_2025.yaml": "signal/parts/border_voices_2025.yaml",
}
SCENARIO = """# @package _global_
defaults:
  - parts/sides_border
  - parts/calendar_border
  - _self_

start: "2025-04-02"
"""
CHOICES = ("scenario=border", "cast=border", "signal=border")


def write_configs(folder: Path) -> Path:
    """Write the second pair's configs into a folder of one's own, and return the folder."""
    for packaged, own in FILES.items():
        text = (HOME / "configs" / packaged).read_text(encoding="utf-8")
        text = re.sub(r"^sides:\n(  .*\n)+", f"sides: {json.dumps(OWN)}\n", text, flags=re.M)
        text = re.sub(r"parts/(measures|voices)(?=_2025|\n)", r"parts/border_\1", text)
        text = PRESET.sub(lambda found: WORDS[found[1]], text)
        path = folder / "configs" / own
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "configs" / "scenario" / "border.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


def make_second_batch(folder: Path, outputs: Path, runs: int = 60) -> Batch:
    """Launch two variants of the second pair in this process, and return the batch."""
    texts = [*CHOICES, "leader@sudland=hierarchy,honor", "horizon=90", f"runs={runs}"]
    texts += ["executor=serial", f"outputs={outputs}"]
    planner = Planner(ConfigComposer(write_configs(folder)))
    return launch_plan(planner.plan(texts, True, ["taijie", "run", *texts]), lambda _: None)
