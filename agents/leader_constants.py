"""What is fixed about a leader for a whole block, computed once.

Its levers, menus, the route to the other leader, what each way to ask reveals and risks, and
products of levers that enter every day's choice.
"""

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from model.arrays import Floats
from model.attribution import compute_expected_belief
from model.menu import Menu, narrow_table
from model.plans import VENUES
from model.routes import Route
from model.stake import compute_rank_concern
from model.state import State

SLOTS = ("contact", "material", "message", "reply", "readout")


class ContactOption(NamedTuple):
    """What is fixed about an option of the contact menu; (lanes,) each.

    `leak` is the chance of becoming public, `believed` the expected belief that it asked (b_k),
    `log_need` the logarithm of the need that the other reads into it.
    Options of equal imposition have the same `act`, options that reveal the same need the same
    `need` (keys of a cache); `venue` is the kind of contact asked for, an index into
    `model.plans.VENUES`.
    """

    clarity: Floats
    imposition: Floats
    leak: Floats
    believed: Floats
    log_need: Floats
    act: int
    need: int
    venue: int


class LeaderConstants:
    """The constants of a leader; every array is (lanes,) and not to be written to.

    Args:
        shared: the state of the block.
        name: the leader's name in the cast, part of the names of its draws.
        side: index of its side (0 the first, 1 the second).
    """

    def __init__(self, shared: State, name: str, side: int) -> None:
        self.shared, self.name, self.side = shared, name, side
        self.levers, self.rival_levers = shared.sides[side], shared.sides[1 - side]
        rarity = -np.log(self.levers.gesture_rate)
        key, levers = shared.dyad.keys[side], shared.levers.signal
        kinds = {kind: levers[kind] for kind in levers if key in levers[kind].sides}
        self.rival_state: Any = None
        step = shared.levers.opinion.line_step
        self.menus = {slot: Menu(side, slot, kinds, name, rarity, step) for slot in SLOTS}

    @property
    def is_traced(self) -> bool:
        """Whether a trace records every term of every decision."""
        return self.shared.trace is not None

    @cached_property
    def rival(self) -> str:
        """Name of the other leader."""
        cast = self.shared.config.cast
        return next(n for n, m in cast.items() if m.role == "leader" and n != self.name)

    @cached_property
    def route(self) -> Route | None:
        """The diplomatic route to the other leader; None if there is none."""
        return self.shared.find_route("diplomatic", self.name, self.rival)

    @cached_property
    def mean_imposition(self) -> Floats:
        """Mean imposition of the requests on its menu, each family counted once; (lanes,) in W."""
        menu = self.menus["contact"]
        requests = menu.find_options_by_form("request")
        if not requests:
            return np.zeros(self.shared.lanes)
        families = [menu.families[k] for k in requests]
        shares = [1.0 / families.count(family) for family in families]
        weighted = (s * menu.kinds[k].imposition for s, k in zip(shares, requests, strict=True))
        return self.shared.pool.share_values(sum(weighted, np.zeros(1)) / len(set(families)))

    @cached_property
    def stake_weight(self) -> Floats:
        """The weight of a unit of face at stake in a decision, phi (1 + kappa) of E10, the levers
        `face_weight` (phi) and `coupling` (kappa); (lanes,) log-odds per W.
        """
        return self.shared.pool.share_values(self.levers.face_weight * (1.0 + self.levers.coupling))

    @cached_property
    def meeting_optics(self) -> Floats:
        """What being seen at a meeting is worth: optics times weight of face; (lanes,) log-odds."""
        return self.shared.pool.share_values(self.levers.optics * self.levers.face_weight)

    @cached_property
    def meeting_appeal(self) -> Floats:
        """What a meeting is worth for its own sake: its optics and a personal tie; (lanes,)
        log-odds.
        """
        return self.shared.pool.share_values(self.meeting_optics + self.levers.personal_tie)

    @cached_property
    def lost_face_weight(self) -> Floats:
        """The weight of a unit of lost face in a decision, minus `face_weight`; (lanes,) in
        log-odds per W.
        """
        return self.shared.pool.share_values(-self.levers.face_weight)

    @cached_property
    def share_not_blamed(self) -> Floats:
        """The part of a refusal's shame that does not fall on the refuser; (lanes,) 0..1."""
        return self.shared.pool.share_values(1.0 - self.levers.blame_on_refuser)

    @cached_property
    def rank(self) -> Floats:
        """How far it sees itself above the other, rho of E10; (lanes,) log-odds."""
        ratio = np.log(self.levers.size / self.rival_levers.size)
        by_size = self.shared.levers.contact.rank_by_size
        return self.shared.pool.share_values(self.levers.standing + by_size * ratio)

    @cached_property
    def rank_grace(self) -> Floats:
        """How much readier it is to accept if it sees itself above the other (below 0: less ready)
        (E14); (lanes,) log-odds.
        """
        grace = self.shared.levers.contact.rank_grace * compute_rank_concern(self.levers)
        return self.shared.pool.share_values(grace * np.tanh(self.rank / 2.0))

    @cached_property
    def reliability(self) -> Floats:
        """How far it can rely on the other's conduct and discretion about calls; (lanes,) 0..1."""
        rival = self.rival_levers
        return self.shared.pool.share_values(
            (1.0 - rival.unpredictability) * (1.0 - rival.call_leak)
        )

    @cached_property
    def need_price(self) -> Floats:
        """What revealing need costs, per unit of relief; (lanes,) <= 0."""
        cost = self.shared.levers.contact.need_cost
        return self.shared.pool.share_values(-cost * self.levers.holding_out)

    @cached_property
    def agenda_gain(self) -> Floats:
        """What the first mover gains by setting the agenda (M15), per unit of relief; (lanes,)."""
        discount, rival = self.levers.discount, self.rival_levers.discount
        share = (1.0 - rival) / (1.0 - discount * rival)
        return self.shared.pool.share_values(
            2.0 * self.shared.levers.accord.agenda_power * (share - 0.5)
        )

    def get_leak_chances(self, menu: Menu) -> Floats:
        """Return the chance that each private option becomes public, by itself or on its route;
        (options, lanes) or (options, 1), 0..1.
        """
        return self._leaks[menu.slot]

    def get_log_needs(self, menu: Menu) -> Floats:
        """Return ln L_k, the need that the other reads into each option; (options, lanes) or
        (options, 1). More where requests name the good that is needed (M10).
        """
        return self._log_needs[menu.slot]

    @cached_property
    def _leaks(self) -> dict[str, Floats]:
        """Slot -> chance that each option leaks; (options, lanes) or (options, 1)."""
        through = 0.0 if self.route is None else self.route.leak
        return {
            slot: narrow_table(1.0 - (1.0 - m.tabulate_lever("leak")) * (1.0 - through))
            for slot, m in self.menus.items()
            if len(m)
        }

    @cached_property
    def _log_needs(self) -> dict[str, Floats]:
        """Slot -> log of the need read into each option; (options, lanes) or (options, 1)."""
        named = 1.0 + self.levers.naming_need
        return {
            slot: narrow_table(np.log(m.tabulate_lever("need")) * named)
            for slot, m in self.menus.items()
            if len(m)
        }

    @cached_property
    def expected_beliefs(self) -> Floats:
        """The expected belief that it asked, b_k of E7, for each option of the contact menu;
        (options, lanes) or (options, 1), 0..1.
        """
        shared, deniability = self.shared, self.menus["contact"].tabulate_lever("deniability")
        return narrow_table(
            compute_expected_belief(self.side, shared.sides, shared.levers.attribution, deniability)
        )

    @cached_property
    def contact_options(self) -> list[ContactOption]:
        """What is fixed about each option of the contact menu."""
        menu, pool, lanes = self.menus["contact"], self.shared.pool, self.shared.lanes

        def list_rows(table: Floats) -> list[Floats]:
            """Return each option's (lanes,) row of a table, rows of equal values shared."""
            return [pool.share_values(np.broadcast_to(row, lanes)) for row in table]

        leaks, beliefs = list_rows(self.get_leak_chances(menu)), list_rows(self.expected_beliefs)
        needs = list_rows(self.get_log_needs(menu))
        options = []
        for k, kind in enumerate(menu.kinds):
            leak = pool.get_constant_array(1.0, lanes) if kind.public else leaks[k]
            shared_by = (id(kind.imposition), id(needs[k]))
            venue = VENUES.index(kind.contact)
            options.append(
                ContactOption(
                    kind.clarity, kind.imposition, leak, beliefs[k], needs[k], *shared_by, venue
                )
            )
        return options
