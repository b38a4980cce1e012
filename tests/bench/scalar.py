"""One of the model's rules in ordinary scalar Mesa, to compare with; and Mesa's own example.

The rule is how a constituency suffers (E1 and E3 of docs/ODD.md): pain, chokepoint pain and outrage
for 180 days of given tariffs, controls and strikes. Both renderings end in the same numbers, to
the last bit, or the comparison is not made.
"""

from typing import Any

import mesa
import numpy as np

from agents.cast import create_cast
from model.lanes import Piece
from model.roles import Climate
from model.standoff import Standoff
from tests.bench.engine import FULL, compose
from tests.bench.table import Row, median_seconds

DAYS = 180
OTHER_TARIFF, OWN_TARIFF, CONTROL, BEGGING, STRIKE = 0.34, 0.54, 0.5, 0.001, 0.02
NODES, STEPS = 1000, 20


class Group(mesa.Agent):
    """A constituency of one run, in plain numbers read off lane 0 of one in lockstep."""

    def __init__(self, model: mesa.Model, of: Any) -> None:
        super().__init__(model)
        self.to_other, self.to_own = float(of.to_other[0, 0]), float(of.to_own[0, 0])
        self.to_control, self.temper = float(of.to_control[0, 0]), float(of.temper[0])
        self.speed, self.shortage_speed = float(of.speed[0]), float(of.shortage_speed[0])
        self.memory = float(of.memory[0])
        self.most = float(of.shared.levers.opinion.outrage_max[0])
        self.pain = self.shortage = self.outrage = 0.0

    def step(self) -> None:
        """One day."""
        hurt = self.to_other * OTHER_TARIFF + self.to_own * OWN_TARIFF
        self.pain += (hurt - self.pain) * self.speed
        self.shortage += (self.to_control * CONTROL - self.shortage) * self.shortage_speed
        outrage = self.outrage * self.memory + (self.temper * STRIKE + BEGGING)
        self.outrage = min(max(outrage, 0.0), self.most)


class Country(mesa.Model):
    """All constituencies of one run."""

    def __init__(self, groups: list[Any]) -> None:
        super().__init__(rng=0)
        for group in groups:
            Group(self, group)

    def step(self) -> None:
        """One day of all."""
        self.agents.do("step")


def _scalar(groups: list[Any]) -> Country:
    country = Country(groups)
    for _ in range(DAYS):
        country.step()
    return country


def _lockstep(groups: list[Any], lanes: int) -> None:
    climate = Climate(*(np.full(lanes, v) for v in (OTHER_TARIFF, OWN_TARIFF, CONTROL, BEGGING)))
    strike = np.full(lanes, STRIKE)
    for group in groups:
        group.pain[:], group.shortage[:], group.outrage[:] = 0.0, 0.0, 0.0
    for _ in range(DAYS):
        for group in groups:
            group.update_pain_and_outrage(strike, climate)


def one_rule() -> list[Row]:
    """Nanoseconds of one agent's day of the rule, both ways, and their ratio."""
    piece = Piece(compose(), 0, np.arange(FULL, dtype=np.int64))
    groups: list[Any] = Standoff([piece], create_cast).cast.groups
    plain = median_seconds(lambda: _scalar(groups)) / (DAYS * len(groups)) * 1e9
    lanes = median_seconds(lambda: _lockstep(groups, FULL)) / (DAYS * len(groups) * FULL) * 1e9
    for one, many in zip(_scalar(groups).agents, groups, strict=True):
        for name in ("pain", "shortage", "outrage"):
            if not (getattr(many, name) == getattr(one, name)).all():
                raise ArithmeticError(f"{many.name}: {name} differs between the two renderings")
    return [
        ("one rule (E1, E3) in scalar Mesa, an agent-day", f"{plain:,.1f} ns"),
        (f"the same rule in lockstep, {FULL:,} lanes", f"{lanes:,.2f} ns"),
        ("its ratio", f"{plain / lanes:,.0f}"),
    ]


def mesas_example(agent_day: float) -> list[Row]:
    """One agent's step in Mesa's own virus_on_network against one agent's day here."""
    from mesa.examples.basic.virus_on_network.model import VirusOnNetwork

    def job() -> None:
        model: Any = VirusOnNetwork(num_nodes=NODES, initial_outbreak_size=50, seed=1)  # type: ignore[no-untyped-call]
        for _ in range(STEPS):
            model.step()

    virus = median_seconds(job) / (NODES * STEPS) * 1e9
    return [
        ("Mesa's virus_on_network, an agent-step", f"{virus:,.0f} ns"),
        ("an agent-day of the whole model here", f"{agent_day:,.1f} ns"),
        ("their ratio", f"{virus / agent_day:,.1f}"),
    ]
