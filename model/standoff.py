"""The model: a block of standoffs in lockstep, one lane a run. `step` is the order of play of a
day.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import mesa
import numpy as np

from model.aftermath import breakdown, live_with_it
from model.asking import meet_requests
from model.delivery import arrive, reach_stone
from model.histogram import Histograms
from model.lanes import Piece
from model.meeting import (
    EnvoyDay,
    broker,
    contact_today,
    envoys_meet,
    fade,
    hold_contact,
    unscripted,
)
from model.memory import begin_again
from model.parameters.root import SIDES
from model.publics import Publics
from model.readouts import publish
from model.record import Record
from model.results import Columns, both_standoffs, outcome_columns
from model.roles import GroupRole, HostRole, LeaderRole, TeamRole
from model.sending import material_acts, send_choices
from model.shocks import begin_entries, dramas, shocks
from model.state import World
from model.third_parties import Bidding, counsel_and_mediate


class Cast(NamedTuple):
    """Those who play, by role."""

    leaders: tuple[LeaderRole, LeaderRole]
    envoys: tuple[TeamRole, TeamRole]
    groups: list[GroupRole]
    third_parties: list[HostRole]
    voices: list[Any]


class Standoff(mesa.Model):
    """Two leaders, each of whom wants the other to be seen asking; one lane a run.

    Args:
        pieces: lanes by variant, all of one structure_key.
        assemble: makes the cast from (model, world); agents are the agents' matter.
    """

    def __init__(
        self, pieces: Sequence[Piece], assemble: Callable[[mesa.Model, World], Cast]
    ) -> None:
        super().__init__(rng=0)
        self.world = World(list(pieces))
        self.cast = assemble(self, self.world)
        self.leaders = self.cast.leaders
        self.publics = Publics(self.world, self.leaders, self.cast.groups, self.cast.voices)
        self.world.reach = (self.publics.fidelity(0), self.publics.fidelity(1))
        self.histograms = Histograms(self.world, self.leaders)
        self._open_books()
        self.stood = np.zeros(self.world.lanes, dtype=bool)

    def _open_books(self) -> None:
        """A fresh record and fresh offers of others, for each standoff of a lane."""
        self.record = Record(self.world, self.leaders, self.cast.groups, self.publics.weights)
        self.bidding = Bidding(self.world.lanes)

    def step(self) -> None:
        """One tick (a day unless ticks_per_day says otherwise), in the order of play."""
        self.world.advance()
        self.calendar()
        self.deliver()
        self.constituencies()
        self.leaders_choose()
        self.envoys_work()
        self.answer()
        self.contact()
        self.histograms.close_day()

    def calendar(self) -> None:
        """1. Summits, deadlines, shocks, exogenous tariffs, dramas; what wears off by itself."""
        world = self.world
        self.stood = world.talks.accord.copy()
        world.trade.forget(world.dt)
        if world.new_day:
            begin_entries(world, self.leaders, self.cast.groups)
            shocks(world, self.leaders, self.cast.groups)
        dramas(world, self.leaders)
        for leader in self.leaders:
            leader.tire()

    def deliver(self) -> None:
        """2. Signals sent earlier arrive along the network's channels."""
        world = self.world
        world.hearsay.fade(world.dt)
        arrive(world, world.mail.pop(world.tick, []), self.leaders, self.cast.groups)

    def constituencies(self) -> None:
        """3. Tariffs become pain, slights outrage, opinions meet; leaders feel home."""
        self.publics.live(self.world.slights.taken())

    def leaders_choose(self) -> None:
        """4. Each leader chooses in each slot; material acts take effect, strikes from tomorrow."""
        today = send_choices(self.world, self.leaders)
        self.record.signals(today)
        for side, strike in enumerate(material_acts(self.world, self.leaders, today)):
            self.world.slights.add(side, strike)

    def envoys_work(self) -> None:
        """5. Envoys propose, meet, prepare; third parties invite; firms try their luck."""
        world = self.world
        day: EnvoyDay = envoys_meet(world, self.leaders, self.cast.envoys)
        self.record.envoys(day)
        thirds = self.cast.third_parties
        broker(world, self.leaders, thirds)
        counsel_and_mediate(world, self.leaders, thirds)
        self.bidding.day(world, self.leaders, thirds, self.cast.groups)
        for side, reached in enumerate(unscripted(world, self.leaders, thirds)):
            self.record.counts[f"unscripted_{SIDES[side]}"] += reached

    def answer(self) -> None:
        """6a. Requests that arrive today are read or not, accepted or not."""
        world = self.world
        arrived = world.requests.pop(world.tick, [])
        for what in arrived:
            reach_stone(world, what.of_form("stone"), self.leaders)
        requests = [what.of_form("request") for what in arrived]
        verdicts = meet_requests(world, requests, self.leaders)
        self.record.requests(verdicts)
        fade(world)

    def contact(self) -> None:
        """6b, 7. Contact where agreed and prepared; readouts, attribution, postings; relapses."""
        world, record = self.world, self.record
        where = contact_today(world, self.leaders)
        if where.any():
            first = where & ~world.met
            record.before_contact(first)
            said = publish(world, self.leaders, where)
            embarrassed = hold_contact(world, self.leaders, where)
            world.met |= where
            record.after_contact(first, embarrassed, said)
        for side, act in enumerate(live_with_it(world, self.leaders)):
            world.slights.add(side, act)
        if self.stood.any():
            falls = breakdown(world, self.leaders, self.stood)
            fresh = falls & (record.relapse_day < 0.0)
            record.relapse_day[fresh] = record.now

    def run(self) -> Columns:
        """All days to the horizon, once or in two standoffs; the outcome columns."""
        days = self.world.config.horizon * self.world.config.ticks_per_day
        found = []
        for number in range(self.world.config.standoffs):
            if number:
                begin_again(self.world, self.leaders, self.cast.groups, self.record)
                self._open_books()
            for _ in range(days):
                self.step()
            found.append(outcome_columns(self.record, self.publics.mockery, self.bidding))
        return both_standoffs(found)
