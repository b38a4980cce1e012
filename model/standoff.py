"""The model: a block of standoffs in lockstep, one lane a run. `step` is the order of play of a
day.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import mesa
import numpy as np

from model.arrays import Bools, Codes, Floats
from model.asking import meet_requests
from model.delivery import concede, reach_claims, reach_leader, reach_stone, relieve, slights
from model.lanes import Piece
from model.meeting import (
    EnvoyDay,
    broker,
    contact_today,
    envoys_meet,
    fade,
    hold_contact,
    relapse,
    unscripted,
)
from model.parameters.root import SIDES
from model.publics import Publics
from model.readouts import publish
from model.record import Record
from model.roles import EnvoyRole, GroupRole, HostRole, LeaderRole
from model.shocks import begin_entries, dramas, forced, muted, shocks
from model.signals import SLOTS, Sent, dense, sent
from model.state import World


class Cast(NamedTuple):
    """Those who play, by role."""

    leaders: tuple[LeaderRole, LeaderRole]
    envoys: list[EnvoyRole]
    groups: list[GroupRole]
    third_parties: list[HostRole]
    voices: list[Any]


class Act(NamedTuple):
    """One side's material act as (lanes,) effects."""

    reaction: Floats
    cut: Floats
    control: Floats
    strike: Floats


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
        self.fidelity = (self.publics.fidelity(0), self.publics.fidelity(1))
        self.record = Record(self.world, self.leaders, self.cast.groups, self.publics.weights)
        self.slighted = [np.zeros(self.world.lanes) for _ in SIDES]
        self.stood = np.zeros(self.world.lanes, dtype=bool)
        self.today: list[Sent] = []

    def step(self) -> None:
        """One tick (a day unless ticks_per_day says otherwise), in the order of play."""
        self.world.advance()
        self.calendar()
        self.deliver()
        self.constituencies()
        self.leaders_choose()
        self.act()
        self.envoys_work()
        self.answer()
        self.contact()
        self.record.close_day()

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
        world.hearsay.fade(self.fading)
        for what in world.mail.pop(world.tick, []):
            if what.menu.slot == "contact":
                continue
            reach_leader(world, what, self.leaders)
            reach_claims(world, what, self.leaders, self.fidelity[what.side])
            relieve(what, self.cast.groups)
            slight = slights(what, world.lanes)
            if slight is not None:
                self.slighted[what.side] = self.slighted[what.side] + slight

    def constituencies(self) -> None:
        """3. Tariffs become pain, slights outrage, opinions meet; leaders feel home."""
        quoted = self.world.quoted
        felt = (self.slighted[0] + quoted[1], self.slighted[1] + quoted[0])
        self.publics.live(felt)
        self.slighted = [np.zeros(self.world.lanes) for _ in SIDES]
        self.world.quoted = [np.zeros(self.world.lanes) for _ in SIDES]

    def leaders_choose(self) -> None:
        """4. Each leader chooses in each slot; what he chose is on its way."""
        world = self.world
        self.today = []
        chosen: list[dict[str, Codes]] = []
        for leader in self.leaders:
            chosen.append({slot: leader.choose(slot) for slot in SLOTS})
        for leader, choices in zip(self.leaders, chosen, strict=True):
            for slot in SLOTS:
                choice = choices[slot]
                replies = np.zeros(world.lanes, dtype=bool)
                if world.config.interventions and world.new_day:
                    choice, replies = forced(world, leader, slot, choice)
                    choice = muted(world, leader, slot, choice)
                self._send(leader, slot, choice, replies)
        self.record.signals(self.today)

    def _send(self, leader: LeaderRole, slot: str, choice: Codes, replies: Bools) -> None:
        world, menu = self.world, leader.menus[slot]
        if not len(menu):
            return
        if world.trace is not None:
            world.trace.decided(leader, menu, int(choice[0]))
        draw = world.draws.uniform(leader.name, slot, "leak")
        what = sent(menu, choice, draw, replies, leader.leak(menu))
        self.today.append(what)
        way = leader.way
        delay = 0 if way is None else way.delay * world.config.ticks_per_day
        if slot != "contact":
            world.mail[world.tick + 1 + delay].append(what)
        elif way is not None:
            world.mail[world.tick + delay].append(what)
        if world.trace is not None:
            world.trace.sent(leader, what)

    def act(self) -> None:
        """4b. Both sides' material acts take effect at once; strikes are felt from tomorrow."""
        world = self.world
        acts = []
        for side in (0, 1):
            mine = [w for w in self.today if w.side == side and w.menu.slot == "material"]
            zero = np.zeros(world.lanes)
            acts.append(
                Act(*(dense(mine[0], name, world.lanes) if mine else zero for name in Act._fields))
            )
        before = [leader.unmet() for leader in self.leaders]
        world.trade.act((acts[0], acts[1]))
        concede(self.leaders, before)
        everywhere: Any = slice(None)
        world.add_tension(everywhere, world.trade.land())
        for side in (0, 1):
            self.slighted[side] = self.slighted[side] + world.trade.strike[side]

    def envoys_work(self) -> None:
        """5. Envoys propose, meet, prepare; third parties invite; firms try their luck."""
        world = self.world
        day: EnvoyDay = envoys_meet(world, self.leaders, self.cast.envoys)
        self.record.envoys(day)
        broker(world, self.leaders, self.cast.third_parties)
        for side, reached in enumerate(unscripted(world, self.leaders, self.cast.third_parties)):
            self.record.counts[f"unscripted_{SIDES[side]}"] += reached

    def answer(self) -> None:
        """6a. Requests that arrive today are read or not, accepted or not."""
        world = self.world
        arrived = [w for w in world.mail.pop(world.tick, []) if w.menu.slot == "contact"]
        for what in arrived:
            reach_stone(world, what.of_form("stone"), self.leaders)
        requests = [what.of_form("request") for what in arrived]
        verdicts = meet_requests(world, requests, self.leaders)
        self.record.requests(verdicts)
        for side in (0, 1):
            asked = verdicts[side].asked
            if asked.any():
                world.interventions.happened("first_ask", world.day, asked)
        fade(world)

    def contact(self) -> None:
        """6b, 7. Contact where agreed and prepared; readouts, attribution, postings; relapses."""
        world, record = self.world, self.record
        where = contact_today(world, self.leaders)
        if where.any():
            first = where & ~world.met
            record.before_contact(first)
            said = publish(world, self.leaders, where, self.fidelity)
            embarrassed = hold_contact(world, self.leaders, where)
            world.met |= where
            record.after_contact(first, embarrassed, said)
        if self.stood.any():
            falls = relapse(world, self.stood)
            fresh = falls & (record.relapse_day < 0.0)
            record.relapse_day[fresh] = record.now

    @property
    def fading(self) -> Floats:
        """(lanes,) share of a rumour that is left a tick later."""
        world = self.world
        share: Floats = np.exp(
            world.dt * np.log(np.maximum(1.0 - world.levers.attribution.rumour_decay, 1e-300))
        )
        return share

    def run(self) -> Record:
        """All days to the horizon."""
        for _ in range(self.world.config.horizon * self.world.config.ticks_per_day):
            self.step()
        return self.record
