"""The model: many standoffs at once, one lane a run. `step` is the order of events of a day."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import mesa
import numpy as np
from mesa.agent import AgentSet

from model.lanes import Piece
from model.outcomes.histogram import Histograms
from model.outcomes.journal import Journal
from model.outcomes.record import Record
from model.outcomes.results import Columns, compute_outcome_columns, join_standoffs
from model.phases.accord import advance_accords, break_accords, denounce_accords
from model.phases.calendar import (
    apply_dramas,
    apply_shocks,
    begin_calendar_entries,
    change_leaders,
)
from model.phases.choices import send_choices, take_material_acts
from model.phases.constituencies import Publics
from model.phases.contact import fade_atmosphere, hold_contact, is_contact_due
from model.phases.delivery import deliver_signals
from model.phases.envoys import EnvoyDay, simulate_envoy_day
from model.phases.meetings import call_off_meetings, open_planned_meetings
from model.phases.readouts import publish_readouts
from model.phases.requests import answer_requests, deliver_offers
from model.phases.third_parties import (
    Bidding,
    attempt_unscripted_contacts,
    broker_contact,
    counsel_and_mediate,
)
from model.phases.threats import announce_threats
from model.roles import ActingRole, GroupRole, HostRole, Leaders, TeamRole
from model.second_standoff import begin_second_standoff
from model.state import State

PHASES = (
    *("calendar", "deliver", "constituencies", "leaders_choose", "envoys_work", "answer"),
    "contact",
)
"""The phases of a tick, methods of Standoff, in their order."""


class Cast(NamedTuple):
    """The agents, by role (voices: press and audiences); those of a user's own roles (others) by
    the phase at whose end they act.
    """

    leaders: Leaders
    envoys: tuple[TeamRole, TeamRole]
    groups: list[GroupRole]
    third_parties: list[HostRole]
    voices: list[Any]
    others: Mapping[str, Sequence[ActingRole]]


class StandoffOverError(RuntimeError):
    """A step was requested after the last day."""


class Standoff(mesa.Model):
    """The Mesa model of two leaders, each of whom wants the other to be seen asking; one lane a
    run.

    A `mesa.DataCollector` keeps one value per agent and step, while here a step is that of
    thousands of runs: what is kept is arrays by lane (`outcomes`) and counts by day (`histograms`).

    Args:
        pieces: lanes by variant, all of one `hash_structure`.
        assemble: makes the agents from (model, state).
    """

    def __init__(
        self, pieces: Sequence[Piece], assemble: Callable[["Standoff", State], Cast]
    ) -> None:
        super().__init__(rng=0)
        self.state = State(list(pieces))
        self.cast = assemble(self, self.state)
        self.leaders, self._deciders = self.cast.leaders, self.agents_of("leader")
        self.publics = Publics(self.state, self.leaders, self.cast.groups, self.cast.voices)
        self.state.reach = (
            self.publics.compute_broadcast_fidelity(0),
            self.publics.compute_broadcast_fidelity(1),
        )
        self.histograms: Histograms | None = Histograms(self.state, self.leaders)
        self._start_record_and_bidding()
        self.stood = np.zeros(self.state.lanes, dtype=bool)
        self._ended: list[Columns] = []
        self.journal: Journal | None = None

    def _start_record_and_bidding(self) -> None:
        """Start a new record and new third-party bidding, as at the start of each standoff."""
        self.record = Record(self.state, self.leaders, self.cast.groups, self.publics.weights)
        self.bidding = Bidding(self.state.lanes)

    def step(self) -> None:
        """Simulate one tick (a day unless ticks_per_day says otherwise) in all lanes.

        Raises StandoffOverError after the last day, when `running` is False.
        """
        self._begin_tick()
        for phase in PHASES:
            getattr(self, phase)()
            for agent in self.cast.others.get(phase, ()):
                agent.act()
        if self.histograms is not None:
            self.histograms.close_day()
        if self.journal is not None:
            self.journal.close_day()
        self._end_tick()

    def calendar(self) -> None:
        """1. Begin dated entries, shocks, dramas, changes of leaders; fade what fades daily."""
        state = self.state
        self.stood = state.talks.accord.copy()
        state.trade.fade_strikes(state.dt)
        if state.new_day:
            begin_calendar_entries(state, self.leaders, self.cast.groups)
            apply_shocks(state, self.leaders, self.cast.groups)
        apply_dramas(state, self.leaders)
        change_leaders(state, self.leaders)
        call_off_meetings(state)
        self._deciders.do(lambda leader: leader.state.apply_decay())

    def deliver(self) -> None:
        """2. Fade rumours; deliver the signals sent earlier that arrive along the network today."""
        state = self.state
        state.beliefs.fade_rumours(state.dt)
        deliver_signals(state, state.mail.pop(state.tick, []), self.leaders, self.cast.groups)

    def constituencies(self) -> None:
        """3. Turn tariffs into pain and slights into outrage, exchange opinions; leaders feel the
        result.
        """
        self.publics.advance(self.state.slights.take_and_reset())

    def leaders_choose(self) -> None:
        """4. Let each leader choose in each slot; material acts take effect, strikes from
        tomorrow.
        """
        today = send_choices(self.state, self.leaders)
        self.record.note_signals(today)
        if self.journal is not None:
            self.journal.note_signals(today)
        denounce_accords(self.state, self.leaders, today)
        announce_threats(self.state, self.leaders, today)
        for side, strike in enumerate(take_material_acts(self.state, self.leaders, today)):
            self.state.slights.add(side, strike)

    def envoys_work(self) -> None:
        """5. Let envoys meet, third parties invite, counsel and bid, firms seek contact."""
        state = self.state
        day: EnvoyDay = simulate_envoy_day(state, self.leaders, self.cast.envoys)
        self.record.note_envoys(day)
        thirds = self.cast.third_parties
        broker_contact(state, self.leaders, thirds)
        counsel_and_mediate(state, self.leaders, thirds)
        self.bidding.advance(state, self.leaders, thirds, self.cast.groups)
        for side, reached in enumerate(attempt_unscripted_contacts(state, self.leaders, thirds)):
            self.record.counts[f"unscripted_{state.dyad.keys[side]}"] += reached

    def answer(self) -> None:
        """6a. Deliver offers, answer today's requests; let tension and goodwill fade."""
        state = self.state
        arrived = state.requests.pop(state.tick, [])
        for what in arrived:
            deliver_offers(state, what.select_form("stone"), self.leaders)
        requests = [what.select_form("request") for what in arrived]
        verdicts = answer_requests(state, requests, self.leaders)
        self.record.note_requests(verdicts)
        fade_atmosphere(state)

    def contact(self) -> None:
        """6b, 7. Hold contacts that are due: readouts, beliefs, face; then accords, compliance,
        relapses.
        """
        state, record = self.state, self.record
        where = open_planned_meetings(state) | is_contact_due(state, self.leaders)
        if where.any():
            first = where & ~state.met
            record.note_before_contact(first)
            published = publish_readouts(state, self.leaders, where)
            embarrassed = hold_contact(state, self.leaders, where)
            state.met |= where
            record.note_after_contact(first, embarrassed, published)
        for side, act in enumerate(advance_accords(state, self.leaders)):
            state.slights.add(side, act)
        if self.stood.any():
            falls = break_accords(state, self.leaders, self.stood)
            fresh = falls & (record.relapse_day < 0.0)
            record.relapse_day[fresh] = record.now

    def agents_of(self, *roles: str) -> AgentSet:
        """Return the agents of these roles, in the order of the cast."""

        def has_role(agent: Any) -> bool:
            """Say whether an agent's role is one of those wanted."""
            return agent.role in roles

        return self.agents.select(has_role)

    def _begin_tick(self) -> None:
        """Advance to the next tick, into a second standoff after the last day of the first;
        StandoffOverError after the last of all.
        """
        if not self.running:
            raise StandoffOverError(
                f"the standoff is over after day {self.state.day}; a longer horizon gives more"
            )
        if len(self._ended) == self.state.standoff:
            begin_second_standoff(self.state, self.leaders, self.cast.groups, self.record)
            self._start_record_and_bidding()
        self.state.advance()

    def _end_tick(self) -> None:
        """Compute the outcomes after a standoff's last tick."""
        if not self.state.last_tick:
            return
        columns = compute_outcome_columns(self.record, self.publics.mockery, self.bidding)
        self._ended.append(columns)
        self.running = len(self._ended) < self.state.config.standoffs

    @property
    def outcomes(self) -> Columns:
        """Outcome column -> (lanes,) array; RuntimeError before the last day."""
        if self.running:
            raise RuntimeError("there are no outcomes before the last day: run_model() plays it")
        return join_standoffs(self._ended, self.state.dyad)

    def run(self) -> Columns:
        """Simulate all remaining days and return the outcome columns, each (lanes,)."""
        self.run_model()
        return self.outcomes

    def release(self) -> None:
        """Free the memory of this model: Mesa keeps a reference to every model until the process
        ends.
        """
        self.remove_all_agents()  # type: ignore[no-untyped-call]
        vars(self).clear()
