"""The preset's standoff between two other sides: its files with other keys, words and looks."""

from __future__ import annotations

import re
from pathlib import Path

from model.dyad import Dyad
from runs.archive.batch import Batch
from runs.execute.launch import launch_plan
from runs.paths import HOME
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer

SECOND = Dyad("norland", "sudland")
COLOURS = ("#117733", "#882255")
MARKERS = ("triangle-up", "cross")
PRESET_WORDS = ("United States", "China", "Chinese")
SIDES = f"""sides:
  norland: {{title: the Realm of Norland, adjective: Norlandic, short: Norland,
            colour: "{COLOURS[0]}", marker: {MARKERS[0]}}}
  sudland: {{title: Sudland, adjective: Sudlandish, short: Sudland,
            colour: "{COLOURS[1]}", marker: {MARKERS[1]}}}
"""
FILES = {
    "scenario/parts/sides_2025.yaml": "scenario/parts/sides_border.yaml",
    "scenario/parts/calendar_2025.yaml": "scenario/parts/calendar_border.yaml",
    "cast/call_2025.yaml": "cast/border.yaml",
    "signal/parts/measures.yaml": "signal/parts/measures.yaml",
}
SCENARIO = """# @package _global_
defaults:
  - parts/sides_border
  - parts/calendar_border
  - _self_

start: "2025-04-02"
"""
RENAMED = (
    (r"^sides:\n(  .*\n)+", SIDES),
    (r"\b[Tt]he United States", "the Realm of Norland"),
    (r"United States|\bUS\b", "Norland"),
    (r"Chinese|China|Beijing", "Sudland"),
    (r"(?<![a-z0-9])us(?![a-z0-9])", SECOND.first),
    (r"(?<![a-z0-9])china(?![a-z0-9])", SECOND.second),
)
CHOICES = ("scenario=border", "cast=border")


def write_configs(folder: Path) -> Path:
    """Write the second pair's configs into a folder of one's own, and return the folder."""
    for packaged, own in FILES.items():
        text = (HOME / "configs" / packaged).read_text(encoding="utf-8")
        for pattern, word in RENAMED:
            text = re.sub(pattern, word, text, flags=re.M)
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
