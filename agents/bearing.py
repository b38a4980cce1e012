"""A leader's bearing: what is fixed about him over a whole block, worked out once.

His way to the other, what each way to ask reveals and risks, and the products of his levers that
enter every day's choice.
"""

from functools import cached_property
from typing import Any

import numpy as np

from agents.features import Weighed
from agents.utilities import Way
from model.arrays import Floats
from model.attribution import expected_belief
from model.menu import Menu
from model.state import World


class Bearing:
    """What stays of a leader from day to day; every array is (lanes,) and not to be written to."""

    world: World
    name: str
    side: int
    levers: Any
    menus: dict[str, Menu]

    @cached_property
    def standing(self) -> Weighed:
        """What his motives make of features that never change, filled as it is asked for."""
        return {}

    @cached_property
    def imposition(self) -> Floats:
        """(lanes,) W: mean imposition of the requests he may make, each family once."""
        menu = self.menus["contact"]
        requests = menu.of_form("request")
        if not requests:
            return np.zeros(self.world.lanes)
        families = [menu.families[k] for k in requests]
        shares = [1.0 / families.count(family) for family in families]
        total = sum(s * menu.kinds[k].imposition for s, k in zip(shares, requests, strict=True))
        mean: Floats = total / len(set(families))
        return self.world.pool.shared(mean)

    @cached_property
    def way(self) -> Any:
        """The diplomatic route to the other leader; None when there is none."""
        cast = self.world.config.cast
        other = next(n for n, m in cast.items() if m.role == "leader" and n != self.name)
        return self.world.route("diplomatic", self.name, other)

    def leak(self, menu: Menu) -> Floats:
        """(options, lanes) chance that a private signal becomes public: its own and the
        channel's.
        """
        return self._leaks[menu.slot]

    @cached_property
    def _leaks(self) -> dict[str, Floats]:
        through = 0.0 if self.way is None else self.way.leak
        return {
            slot: 1.0 - (1.0 - m.table("leak")) * (1.0 - through)
            for slot, m in self.menus.items()
            if len(m)
        }

    def expected_beliefs(self, menu: Menu) -> Floats:
        """(options, lanes) b_k of E7, as expected of each request."""
        return self._expected[menu.slot]

    @cached_property
    def _expected(self) -> dict[str, Floats]:
        world = self.world
        return {
            slot: expected_belief(
                self.side, world.sides, world.levers.attribution, m.table("deniability")
            )
            for slot, m in self.menus.items()
            if len(m)
        }

    def log_need(self, menu: Menu) -> Floats:
        """(options, lanes) ln L_k, more when the request names the good one needs (M10)."""
        return self._log_needs[menu.slot]

    @cached_property
    def _log_needs(self) -> dict[str, Floats]:
        named = 1.0 + self.levers.naming_need
        return {slot: np.log(m.table("need")) * named for slot, m in self.menus.items() if len(m)}

    @cached_property
    def ways(self) -> list[Way]:
        """What is fixed about each option of the contact menu."""
        menu, pool = self.menus["contact"], self.world.pool
        leaks, beliefs = self.leak(menu), self.expected_beliefs(menu)
        found = []
        for k, kind in enumerate(menu.kinds):
            leak = pool.shared(np.ones_like(kind.leak) if kind.public else leaks[k])
            believed, raised = pool.shared(beliefs[k]), pool.shared(self.log_need(menu)[k])
            same = (id(kind.imposition), id(raised))
            found.append(Way(kind.clarity, kind.imposition, leak, believed, raised, *same))
        return found

    @cached_property
    def coupled(self) -> Floats:
        """(lanes,) phi (1 + kappa) of E10."""
        stake: Floats = self.levers.face_weight * (1.0 + self.levers.coupling)
        return self.world.pool.shared(stake)

    @cached_property
    def staged(self) -> Floats:
        """(lanes,) log-odds: the optics of a meeting, by phi."""
        return self.world.pool.shared(self.levers.optics * self.levers.face_weight)

    @cached_property
    def courtesy(self) -> Floats:
        """(lanes,) log-odds of meeting for its own sake: optics and a personal tie."""
        return self.world.pool.shared(self.staged + self.levers.personal_tie)

    @cached_property
    def need_shown(self) -> Floats:
        """(lanes,) what showing need costs, per unit of relief."""
        cost = self.world.levers.contact.need_cost
        return self.world.pool.shared(-cost * self.levers.holding_out)

    @cached_property
    def first_move(self) -> Floats:
        """(lanes,) what the first mover gains by setting the agenda (M15)."""
        own, other = self.levers.discount, self.world.sides[1 - self.side].discount
        share = (1.0 - other) / (1.0 - own * other)
        agenda = 2.0 * self.world.levers.accord.agenda_power * (share - 0.5)
        return self.world.pool.shared(agenda)

    def minds(self, lever: str, levers: Any) -> bool:
        """Whether a lever that multiplies a term is other than 0 anywhere (or a replay asks)."""
        return self.world.trace is not None or not levers.always(lever, 0.0)
