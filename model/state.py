"""The state of the world in all lanes of a block, and what rules may ask of it."""

from collections import defaultdict
from typing import Any

import numpy as np

from model.arrays import Bools, Floats, minimum, positive_part
from model.attribution import Beliefs
from model.draws import Draws, hash_worlds
from model.intervention import Interventions
from model.lanes import LaneView, Piece, view_levers
from model.network import build_network
from model.parameters.root import Configuration
from model.parameters.side import Side
from model.plans import Plans
from model.routes import Route, find_routes
from model.sent import SentSignals
from model.threats import Threats
from model.timetable import Timetable
from model.trade import Trade

NOBODY, BROKER, SIMULTANEOUS = -1, 2, 3


def _view_side(levers: LaneView[Configuration], key: str) -> LaneView[Side]:
    """Return the levers of the side with this key, as (lanes,) arrays."""
    found: LaneView[Side] = getattr(levers, key)
    return found


class Talks:
    """The progress between the two leaders: what is agreed, prepared, in force; arrays are
    (lanes,).

    `preparation` is in days, `visits` are envoys' meetings and `contacts` leader contacts so far;
    `agreed...` is of a contact to come. Of an accord: `depth` 0..1, `age` in days and, by side,
    `compliance` 0..1. `breach` is above 0 where the first side broke the first accord, below 0
    where the second did; `breach_belief` the world's belief that the first did, -1 without a
    breach.

    Args:
        lanes: number of lanes.
        under_accord: whether leaders may still ask while an accord is in force (M27).
    """

    def __init__(self, lanes: int, under_accord: bool) -> None:
        self._under_accord = under_accord
        self.preparation = np.zeros(lanes)
        self.visits = np.zeros(lanes)
        self.agreed = np.zeros(lanes, dtype=bool)
        self.agreed_by = np.full(lanes, NOBODY, dtype=np.int8)
        self.agreed_kind = np.full(lanes, NOBODY, dtype=np.int64)
        self.agreed_public = np.zeros(lanes, dtype=bool)
        self.agreed_venue = np.zeros(lanes, dtype=np.int8)
        self.plans = Plans(lanes)
        self.accord = np.zeros(lanes, dtype=bool)
        self.depth = np.zeros(lanes)
        self.contacts = np.zeros(lanes)
        self.age = np.zeros(lanes)
        self.compliance = [np.ones(lanes), np.ones(lanes)]
        self.spoiled = [np.zeros(lanes, dtype=bool), np.zeros(lanes, dtype=bool)]
        self.linked_open = np.ones(lanes, dtype=bool)
        self.denounced = [np.zeros(lanes, dtype=bool), np.zeros(lanes, dtype=bool)]
        self.breach = np.zeros(lanes)
        self.breach_belief = np.full(lanes, -1.0)

    def add_preparation_days(self, lanes: Any, days: Floats) -> None:
        """Add days (below 0: remove) to a contact's preparation, in some lanes; never below 0."""
        self.preparation[lanes] = positive_part(self.preparation[lanes] + days)

    def is_open(self) -> Bools:
        """Return where a leader may ask, (lanes,): no contact agreed, no accord that
        excludes it.
        """
        return ~self.agreed if self._under_accord else ~(self.agreed | self.accord)


class Slights:
    """What each side did or said that the other's publics resent; (lanes,), in the unit of strikes:
    0.1 is as a tariff raised by 10 % of the goods' value.
    """

    def __init__(self, lanes: int) -> None:
        self._waiting = [np.zeros(lanes), np.zeros(lanes)]

    def add(self, side: int, amount: Floats | None) -> None:
        """Add (lanes,) slights by a side; None adds nothing."""
        if amount is not None:
            self._waiting[side] = self._waiting[side] + amount

    def take_and_reset(self) -> tuple[Floats, Floats]:
        """Return each side's slights since the last call, (lanes,) in strikes, and set them
        to 0.
        """
        first, second = self._waiting
        self._waiting = [np.zeros_like(first), np.zeros_like(second)]
        return first, second


class State:
    """Everything in a block but agents and rules; pieces: all of one `hash_structure`."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces, self.config, self.levers = pieces, pieces[0].config, view_levers(pieces)
        self.dyad = self.config.dyad
        self.pool = self.levers.pool
        self.sides = (
            _view_side(self.levers, self.dyad.first),
            _view_side(self.levers, self.dyad.second),
        )
        self.lanes = sum(len(piece.replications) for piece in pieces)
        self.counts = [len(piece.replications) for piece in pieces]
        self.dt = 1.0 / self.config.ticks_per_day
        self.tick, self.standoff = 0, 1
        seeds = np.concatenate([np.full(len(p.replications), p.seed) for p in pieces])
        self._worlds = hash_worlds(seeds, np.concatenate([p.replications for p in pieces]))
        self.lasting = Draws(self._worlds, 0)
        self.draws = self.lasting
        self.tension = self.levers.memory.grievance.copy()
        self.goodwill = self.levers.memory.goodwill.copy()
        self.trade = Trade(self.sides, self.levers.economy, self.lanes)
        self.threats = Threats(self.levers.threat, self.lanes, self.config.economy.exogenous)
        self.beliefs = Beliefs(self.sides, self.levers.attribution, self.lanes)
        self.talks = Talks(self.lanes, self.config.contact.under_accord)
        self.timetable = Timetable(self.config, self.levers.calendar)
        self.interventions = Interventions(self.config.interventions, self.lanes)
        self.graph = build_network(self.config)
        self.mail: dict[int, list[SentSignals]] = defaultdict(list)
        self.requests: dict[int, list[SentSignals]] = defaultdict(list)
        self.reach: tuple[list[Floats], list[Floats]] = ([], [])
        self.asked = [np.zeros(self.lanes, dtype=bool) for _ in self.sides]
        self.met = np.zeros(self.lanes, dtype=bool)
        self.settled = np.zeros(self.lanes, dtype=bool)
        self.slights = Slights(self.lanes)
        self.trace: Any = None

    @property
    def day(self) -> int:
        """The day of the current standoff; the first is 1."""
        past = (self.standoff - 1) * self.config.horizon
        return (self.tick - 1) // self.config.ticks_per_day + 1 - past

    @property
    def new_day(self) -> bool:
        """Whether this tick is the first of a day (quantal leaders decide once a day)."""
        return (self.tick - 1) % self.config.ticks_per_day == 0

    @property
    def last_tick(self) -> bool:
        """Whether this is the last tick of a standoff."""
        return self.tick == self.standoff * self.config.horizon * self.config.ticks_per_day

    @property
    def now(self) -> float:
        """Time since the current standoff began, in days; 1 at the end of the first day."""
        return self.tick * self.dt - (self.standoff - 1) * self.config.horizon

    def begin_second_standoff(self) -> None:
        """M19: begin a second standoff; of tension, goodwill and rumours a part is carried over."""
        levers, memory = self.levers, self.levers.memory
        self.standoff += 1
        self.tension = memory.grievance + memory.carried * self.tension
        self.goodwill = memory.goodwill + memory.carried * self.goodwill
        self.trade = Trade(self.sides, levers.economy, self.lanes)
        self.threats = Threats(levers.threat, self.lanes, self.config.economy.exogenous)
        self.talks = Talks(self.lanes, self.config.contact.under_accord)
        for rumour in self.beliefs.rumour:
            rumour *= memory.carried
        self.interventions = Interventions(self.config.interventions, self.lanes, self.standoff)
        self.mail.clear()
        self.requests.clear()
        self.asked = [np.zeros(self.lanes, dtype=bool) for _ in self.sides]
        self.met = np.zeros(self.lanes, dtype=bool)

    def advance(self) -> None:
        """Advance the clock by one tick and make that tick's draws."""
        self.tick += 1
        self.draws = Draws(self._worlds, self.tick, self.draws)

    def find_route(self, channel: str, source: str, target: str) -> Route | None:
        """Return how a channel carries signals between two members; None if it does not connect
        them.

        Several routes combine: the least delay; each adds its chance of getting through.
        """
        ways = find_routes(self.graph, self.levers, channel, source, target)
        if not ways:
            return None
        lost, shut = np.ones(self.lanes), np.ones(self.lanes)
        for way in ways:
            lost = lost * (1.0 - way.fidelity)
            shut = shut * (1.0 - way.leak)
        return Route(min(way.delay for way in ways), 1.0 - lost, 1.0 - shut)

    def compute_preparedness(self, lanes: Any = slice(None)) -> Floats:
        """E6: return pi = min(1, c / full preparation), c the days of preparation; (m,) 0..1."""
        full = self.levers.contact.full_preparation
        return minimum(self.talks.preparation[lanes] / full[lanes], 1.0)

    def compute_drafted_share(self, lanes: Any = slice(None)) -> Floats:
        """E6: return how far a contact's text is drafted after c days of preparation, min(1, c /
        drafting days), in some lanes; (m,) 0..1.
        """
        days = self.levers.contact.drafting_days
        return minimum(self.talks.preparation[lanes] / days[lanes], 1.0)

    def add_tension(self, lanes: Any, amount: Floats) -> None:
        """Add to the tension in some lanes ((m,) each); it never falls below 0."""
        self.tension[lanes] = positive_part(self.tension[lanes] + amount)

    def add_goodwill(self, lanes: Any, amount: Floats) -> None:
        """Add to the goodwill in some lanes ((m,) each)."""
        self.goodwill[lanes] = self.goodwill[lanes] + amount

    def report_event(self, kind: str, text: str, side: int | None = None) -> None:
        """Write an event in words into the trace of the run, if one is being recorded."""
        if self.trace is not None:
            self.trace.record_event(kind, text, side)
