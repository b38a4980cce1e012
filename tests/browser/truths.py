"""Batches of which the truth is known, made by the real engine.

Where both sides ask with a constant probability a day and accept, what comes out has a closed form
(tests.oracles.degenerate.Race): the difference between two such variants is a known shift.
"""

from __future__ import annotations

from pathlib import Path

from runs.archive.batch import Batch
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from tests.oracles.degenerate import LASTING, MINIMAL, UNPREPARED, Race

HORIZON = 60
CHINA = 0.01
SLOW, QUICK = 0.01, 0.02
"""Probabilities a day with which the United States ask under two variants; China's is one."""
INERT = "us.tariff_cap=1.3"
"""Changes a configuration and, where nobody raises a tariff, no outcome."""

LEAVES = {
    "us.insulation": 0.35,
    "china.drafting": 0.45,
    "signal.soybean_purchase.deniability": 0.25,
    "memory.grievance": 0.6,
}
"""Four leaves of a configuration, in four of its parts."""


def launch_batch(outputs: Path, *texts: str) -> Batch:
    """Launch into a folder of batches, in this process."""
    words = [*texts, "executor=serial", f"outputs={outputs}"]
    return launch_plan(Planner().plan(words, False, ["taijie", "run", *words]), lambda _: None)


def _name_variants(variants: dict[str, list[str]]) -> str:
    """Return the override that names variants."""
    listed = (
        f"{name}:[{','.join(repr(text) for text in texts)}]" for name, texts in variants.items()
    )
    return f"variants={{{','.join(listed)}}}"


def race(outputs: Path, runs: int) -> Batch:
    """Return a batch of three variants: slow, the same with an inert leaf changed, and quick."""
    own = {
        "slow": [f"us.policy.probability={SLOW}"],
        "slow again": [f"us.policy.probability={SLOW}", INERT],
        "quick": [f"us.policy.probability={QUICK}"],
    }
    texts = [f"china.policy.probability={CHINA}", _name_variants(own), f"runs={runs}", "batch=race"]
    return launch_batch(outputs, *_asking_at_random(), *texts)


def one_asks(outputs: Path, runs: int) -> Batch:
    """Return a batch of one variant in which China never asks."""
    asking = [f"us.policy.probability={QUICK}", "china.policy.probability=0"]
    return launch_batch(outputs, *_asking_at_random(), *asking, f"runs={runs}", "batch=one_asks")


def _asking_at_random() -> list[str]:
    asking = [f"policy@{side}.policy=constant_hazard" for side in ("us", "china")]
    setting = [text for text in MINIMAL if not text.startswith("batch=")]
    return [*setting, *UNPREPARED, *LASTING, *asking, f"horizon={HORIZON}"]


def truth(us: float) -> Race:
    """Return the closed form of a variant of the race."""
    return Race(us, CHINA, HORIZON)


def leaves(outputs: Path) -> Batch:
    """Return a batch of two variants that differ in the four leaves, and one by a choice."""
    four = [f"{key}={value}" for key, value in LEAVES.items()]
    own = {"as it is": [], "four leaves": four, "another choice": ["leader@us=mutual"]}
    return launch_batch(outputs, _name_variants(own), "runs=4", "horizon=20", "batch=leaves")
