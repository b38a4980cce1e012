"""How an oracle is set up and judged: the real engine with its levers at nothing, and four
standard errors.

Every configuration goes through the planner that the command line uses, every run through
`run_block`. Statistical checks are two-sided at 4 standard errors of the closed form's own
variance; `ENOUGH` runs make that at most .01 for any share.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.block import run_block
from model.arrays import Floats, Ints
from model.lanes import Piece
from model.parameters import Configuration
from runs.plan.planner import Planner
from tests.dyads import SIDES

Columns = dict[str, npt.NDArray[Any]]

SEEDS = (0, 1, 2)
"""The runs of every oracle are spread over three seeds."""
ENOUGH = 40_000  # 4 sqrt(.25 / 40,000) = .01
BLOCK = 8_000
US, CHINA, SIMULTANEOUS, NOBODY = 0, 1, 3, 4

MINIMAL = ("cast=minimal", "signal=minimal", "scenario=minimal", "batch=oracle")
UNPREPARED = tuple(
    f"{side}.{lever}" for side in SIDES for lever in ("preparation_days=0", "style=top_down")
)
LASTING = ("accord.relapse=0", "accord.tension_relapse=0")
CALM = (
    "memory.grievance=0", "envoys.meeting_rate=0", "contact.tension_aversion=0",
    "contact.public_freeze=0", "contact.need_cost=0", "contact.expected_openness=0",
)  # fmt: skip
INDIFFERENT = tuple(
    f"{side}.{lever}=0"
    for side in SIDES
    for lever in (
        "face_weight", "relief_base", "relief_per_pressure", "bonus", "vow_strength", "optics",
        "personal_tie", "elevation", "ambush_harm", "patience", "holding_out", "shame",
        "power_learning", "drafting", "audience_cost", "coupling",
    )
)  # fmt: skip
ACCEPTING = ("us.openness=50", "china.openness=50")
ONLY_CONTACT = tuple(
    f"signal.{kind}.enabled=false"
    for kind in ("stepping_stone", "tariff_raise", "tariff_cut", "export_control")
)


@cache
def configure(*overrides: str) -> Configuration:
    """The configuration of `taijie run OVERRIDES`; later overrides win."""
    return Planner().plan(list(overrides), False).variants[0].config


def hazards(us: float, china: float, *overrides: str) -> Configuration:
    """Both sides ask with constant probabilities a day and accept; contact on the same day."""
    policies = [f"policy@{side}.policy=constant_hazard" for side in SIDES]
    rates = [f"us.policy.probability={us!r}", f"china.policy.probability={china!r}"]
    return configure(*MINIMAL, *UNPREPARED, *LASTING, *policies, *rates, *overrides)


def list_seeds(count: int) -> Ints:
    """Return the seed of each of `count` runs, (count,): one after the other, so that neighbours,
    which a sweep gives like levers, differ in it.
    """
    return np.resize(SEEDS, count)


def runs(
    config: Configuration, count: int = ENOUGH, levers: Mapping[str, Floats] | None = None
) -> Columns:
    """The outcome columns of `count` runs, (count,) each, spread over the seeds and simulated in
    blocks.
    """
    found: list[Columns] = []
    for first in range(0, count, BLOCK):
        some = np.arange(first, min(first + BLOCK, count))
        parts = [part for seed in SEEDS if (part := some[list_seeds(count)[some] == seed]).size]
        pieces = [
            Piece(config, int(list_seeds(count)[part[0]]), part, {
                path: values[part] for path, values in (levers or {}).items()
            })
            for part in parts
        ]  # fmt: skip
        places = np.argsort(np.concatenate(parts))
        outcomes = run_block(pieces).outcomes
        found.append({name: values[places] for name, values in outcomes.items()})
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]}


def four_errors(share: float, count: int) -> float:
    """Four standard errors of a share over `count` runs."""
    return float(4.0 * np.sqrt(share * (1.0 - share) / count))


def assert_share(found: npt.NDArray[np.bool_], share: float) -> None:
    """The share of runs agrees with the closed form, on enough runs to say so within .01."""
    allowed = four_errors(share, len(found))
    assert allowed <= 0.01 + 1e-12
    off = float(found.mean()) - share
    assert abs(off) <= allowed, f"{found.mean():.6f} for {share:.6f}: {4 * off / allowed:+.1f} s.e."


def assert_mean(found: Floats, mean: float, deviation: float) -> None:
    """A mean agrees with the closed form within four standard errors."""
    allowed = 4.0 * deviation / np.sqrt(len(found))
    off = float(found.mean()) - mean
    assert abs(off) <= allowed, f"{found.mean():.4f} for {mean:.4f}: {4 * off / allowed:+.1f} s.e."


class Race:
    """Closed form of two independent daily hazards, censored after H days (O1, O2, O3).

    s = 1 - (1-p)(1-q); P(us) = p(1-q)/s, P(china) = q(1-p)/s, tie pq/s, E[T] = 1/s. With the
    horizon: each share is times 1 - (1-s)^H, P(nobody) = (1-s)^H, and the mean of min(T, H) is
    (1 - (1-s)^H)/s, since censored runs are counted, never dropped.
    """

    def __init__(self, p: float, q: float, horizon: int) -> None:
        self.s = 1.0 - (1.0 - p) * (1.0 - q)
        self.nobody = (1.0 - self.s) ** horizon
        by_then = 1.0 - self.nobody
        self.us, self.china = p * (1.0 - q) / self.s * by_then, q * (1.0 - p) / self.s * by_then
        self.tie = p * q / self.s * by_then
        self.days = by_then / self.s
        survival = (1.0 - self.s) ** np.arange(horizon)
        second = float(((2.0 * np.arange(horizon) + 1.0) * survival).sum())
        self.deviation = float(np.sqrt(second - self.days**2))

    def assert_fits(self, outcomes: Columns, days: float = 1.0) -> None:
        """Every share and the mean duration; `days` is the length of a tick in days."""
        mover = outcomes["first_mover_true"]
        for code, share in (
            (US, self.us), (CHINA, self.china), (SIMULTANEOUS, self.tie), (NOBODY, self.nobody)
        ):  # fmt: skip
            assert_share(mover == code, share)
        assert_mean(outcomes["duration"] / days, self.days, self.deviation)
