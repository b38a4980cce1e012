"""A leader's bearing: what is fixed about him over a whole block, worked out once.

His way to the other, and what each way to ask reveals and risks.
"""

from functools import cached_property
from typing import Any

import numpy as np

from agents.features import Weighed
from agents.stakes import Stakes
from agents.utilities import Way
from model.arrays import Floats
from model.attribution import expected_belief
from model.menu import Menu, narrowed


class Bearing(Stakes):
    """What stays of a leader from day to day; every array is (lanes,) and not to be written to."""

    name: str
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
        """(options, lanes), narrowed, chance that a private signal becomes public: its own and the
        channel's.
        """
        return self._leaks[menu.slot]

    @cached_property
    def _leaks(self) -> dict[str, Floats]:
        through = 0.0 if self.way is None else self.way.leak
        return {
            slot: narrowed(1.0 - (1.0 - m.table("leak")) * (1.0 - through))
            for slot, m in self.menus.items()
            if len(m)
        }

    def expected_beliefs(self, menu: Menu) -> Floats:
        """(options, lanes), narrowed, b_k of E7, as expected of each request."""
        return self._expected[menu.slot]

    @cached_property
    def _expected(self) -> dict[str, Floats]:
        world = self.world
        return {
            slot: narrowed(
                expected_belief(
                    self.side, world.sides, world.levers.attribution, m.table("deniability")
                )
            )
            for slot, m in self.menus.items()
            if len(m)
        }

    def log_need(self, menu: Menu) -> Floats:
        """(options, lanes), narrowed, ln L_k; more when the request names the good needed (M10)."""
        return self._log_needs[menu.slot]

    @cached_property
    def _log_needs(self) -> dict[str, Floats]:
        named = 1.0 + self.levers.naming_need
        return {
            slot: narrowed(np.log(m.table("need")) * named)
            for slot, m in self.menus.items()
            if len(m)
        }

    @cached_property
    def ways(self) -> list[Way]:
        """What is fixed about each option of the contact menu."""
        menu, pool, lanes = self.menus["contact"], self.world.pool, self.world.lanes

        def rows(table: Floats) -> list[Floats]:
            return [pool.shared(np.broadcast_to(row, lanes)) for row in table]

        leaks, beliefs = rows(self.leak(menu)), rows(self.expected_beliefs(menu))
        needs = rows(self.log_need(menu))
        found = []
        for k, kind in enumerate(menu.kinds):
            leak = pool.full(1.0, lanes) if kind.public else leaks[k]
            believed, raised = beliefs[k], needs[k]
            same = (id(kind.imposition), id(raised))
            found.append(Way(kind.clarity, kind.imposition, leak, believed, raised, *same))
        return found

    def minds(self, lever: str, levers: Any) -> bool:
        """Whether a lever that multiplies a term is other than 0 anywhere (or a replay asks)."""
        return self.world.trace is not None or not levers.always(lever, 0.0)
