"""How the publics' pain and outrage reach their leader: weighted, delayed, with losses (M11)."""

import numpy as np

from model.arrays import Floats
from model.roles import GroupRole, LeaderRole, Leaders
from model.routes import Route
from model.state import State


class DelayLine:
    """Delays a (lanes,) quantity by a fixed number of ticks; 0 before the first value arrives."""

    def __init__(self, delay: int, lanes: int) -> None:
        self._delayed = [np.zeros(lanes) for _ in range(delay + 1)]

    def delay_value(self, value: Floats) -> Floats:
        """Store today's value and return the one stored `delay` ticks ago; (lanes,)."""
        self._delayed = [*self._delayed[1:], value]
        return self._delayed[0]


class Lobby:
    """Carries the pain and outrage of the constituencies to their leader.

    Args:
        state: the state of the block.
        leaders: the two leaders, the first side's first.
        groups: the constituencies.
    """

    def __init__(self, state: State, leaders: Leaders, groups: list[GroupRole]) -> None:
        self.state, self.leaders, self.groups = state, leaders, groups
        silent = Route(0, np.zeros(state.lanes), np.zeros(state.lanes))
        self._ways: dict[str, Route] = {}
        self._echoes: dict[str, DelayLine] = {}
        for group in groups:
            way = state.find_route("lobby", group.name, leaders[group.side].name) or silent
            self._ways[group.name] = way
            for what in ("pain", "outrage"):
                ticks = way.delay * state.config.ticks_per_day
                self._echoes[f"{group.name} {what}"] = DelayLine(ticks, state.lanes)
        self.weights = self._compute_weights()
        self.praise = [self._compute_praise_credit(side) for side in (0, 1)]

    def _compute_weights(self) -> dict[str, Floats]:
        """Return each constituency's weight by name, (lanes,) in 0..1, summing to 1 within its
        side.
        """
        weights: dict[str, Floats] = {}
        for side in (0, 1):
            mine = [g for g in self.groups if g.side == side]
            total = np.maximum(
                sum((g.levers.weight for g in mine), np.zeros(self.state.lanes)), 1e-12
            )
            weights |= {g.name: g.levers.weight / total for g in mine}
        return weights

    def _compute_elite_share(self, side: int) -> Floats:
        """Return how far a side's constituencies echo their leader, weighted; (lanes,) 0..1."""
        mine = [g for g in self.groups if g.side == side]
        share: Floats = sum(
            (self.weights[g.name] * g.levers.echo for g in mine), np.zeros(self.state.lanes)
        )
        return share

    def _compute_praise_credit(self, side: int) -> Floats:
        """Return the face at home that a leader gains in a tick (a step of the model) by its
        elites' praise, in units of face W, (lanes,).
        """
        levers = self.leaders[side].levers
        credit = (
            levers.praise_loop * levers.conformity * self._compute_elite_share(side) * self.state.dt
        )
        return self.state.pool.share_values(credit)

    def advance_home_pressure(self) -> None:
        """Let one tick pass: each leader updates its pressure by the weighted pain and outrage that
        reach it, and gets the face that elites' praise gives it.
        """
        lanes = self.state.lanes
        alarm = self.state.levers.economy.alarm
        alarmed = not self.state.levers.economy.always("alarm", 0.0)
        for side, leader in enumerate(self.leaders):
            pain, outrage, worst = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes)
            for group in self.groups:
                if group.side != side:
                    continue
                way, weight = self._ways[group.name], self.weights[group.name]
                hurt, anger = group.compute_pain_and_outrage()
                hurt = way.carry(self._echoes[f"{group.name} pain"].delay_value(hurt))
                anger = way.carry(self._echoes[f"{group.name} outrage"].delay_value(anger))
                panic = group.compute_panic()
                pain += weight * hurt if panic is None else weight * panic * hurt
                outrage += weight * anger
                if alarmed:
                    np.maximum(worst, hurt, out=worst)
            if alarmed:
                pain += alarm * worst
            leader.update_home_pressure(pain, outrage)
            self._post_elite_praise(side, leader)

    def _post_elite_praise(self, side: int, leader: LeaderRole) -> None:
        """M11: post the elites' praise, which raises the leader's own view of its face at home."""
        levers = leader.levers
        if levers.always("praise_loop", 0.0):
            return
        leader.book.post(side, (self.praise[side], None, None), "home", "praise of the elites")
