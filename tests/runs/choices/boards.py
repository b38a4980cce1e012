"""Small boards on which two sides ask with a constant hazard, so that payoffs are known by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

from model.parameters import Configuration
from runs.execute.launch import Progress
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.planner import Planner
from runs.studies.choices.payoffs import Payoffs
from runs.studies.choices.play import Board
from runs.studies.choices.postures import Posture

DAYS = 20
COST = 0.02
SMALL = ("scenario=minimal", "signal=minimal", "cast=minimal", f"horizon={DAYS}")
HAZARDS = ("policy@us.policy=constant_hazard", "policy@china.policy=constant_hazard")

HOLD = Posture("hold", {"policy.probability": 0.0})
CONCEDE = Posture("concede", {"policy.probability": 1.0})
WAITING: dict[str, Any] = {"column": "agreed_day", "weight": -COST, "missing": DAYS}
ATTRITION = {
    side: [WAITING, {"column": "first_ask", "is": other, "weight": 1.0}]
    for side, other in (("us", "china"), ("china", "us"))
}
"""A prize of 1 for the side whose other asks, and each day of waiting costs both."""
TOGETHER = [
    {"column": "first_ask", "is": word, "weight": 1.0} for word in ("simultaneous", "nobody")
]  # fmt: skip
COORDINATION = {"us": TOGETHER, "china": TOGETHER}
"""1 for both where both ask on the same day, or neither does."""


@cache
def compose(*texts: str) -> Configuration:
    """The configuration of override texts."""
    return Planner().plan(texts, multirun=False).variants[0].config


def make_board(
    payoffs: dict[str, Any], seed: int = 0, policies: tuple[str, ...] = HAZARDS
) -> Board:
    """Return a board of the minimal standoff with these payoffs."""
    config = compose(*SMALL, *policies)
    wanted = Payoffs.model_validate(payoffs)
    return Board(config, wanted, seed, ExecutorSettings(name="serial"), _say_nothing)


def _say_nothing(_: Progress) -> None:
    """Announce nothing."""
