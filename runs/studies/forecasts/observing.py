"""Simulates runs in which the leaders do what was observed, and computes how likely that was.

On a day with an observed act a leader does it, and the probability with which its own rule would
have chosen it, given the run so far, is recorded. The product of these over a run's acts is the
run's weight: sequential importance sampling (Gordon, Salmond and Smith 1993,
doi:10.1049/ip-f-2.1993.0015, without its resampling, which would need other random draws for copies
of a run). What nobody observed is left to the rules and to the draws of the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from agents.cast import create_cast
from agents.policies import Rule
from agents.policies.decision import Decision, sum_terms
from model.arrays import Codes
from model.lanes import Piece
from model.outcomes.journal import Journal
from model.standoff import Standoff
from model.state import State
from runs.analysis.estimates.estimates import FloatArray
from runs.plan.designs.table import make_piece
from runs.plan.plugins.catalogue import Catalogue
from runs.plan.plugins.choosing import choose_plugins
from runs.plan.plugins.kinds import ROLE
from runs.plan.plugins.loading import use_plugins
from runs.rectangles import Rectangle
from runs.studies.forecasts.script import ObservedAct, ObservedScript

LANES = 2000
"""Runs that are simulated side by side."""
COLUMNS = ("duration", "event_observed", "first_mover_true")
QUANTAL = "quantal"


class ObservedRuns(NamedTuple):
    """The runs in which the leaders do what was observed.

    Args:
        columns: outcome column -> (runs,), of COLUMNS; categories as codes.
        log_chances: (acts, runs) log of the probability of each act by the run's own rules, -inf
            where it was not possible.
    """

    columns: dict[str, np.ndarray]
    log_chances: FloatArray


class ObservedPolicy:
    """A leader's rule that takes the observed acts and records how likely they were.

    Args:
        rule: the leader's own rule.
        acts: (day, slot) -> position of the act, and its kind; None for nothing.
        log_chances: (acts, lanes), filled as days go by.
        state: of the block.
        is_quantal: whether the rule gives probabilities; under any other rule an act has
            probability 1 where the rule chose it, else 0.
    """

    def __init__(
        self, rule: Rule, acts: Mapping[tuple[int, str], tuple[int, str | None]],
        log_chances: FloatArray, state: State, is_quantal: bool,
    ) -> None:  # fmt: skip
        self._rule, self._left, self._log_chances = rule, dict(acts), log_chances
        self._state, self._is_quantal = state, is_quantal

    def __call__(self, decision: Decision[Any]) -> Codes:
        """Return the options, (lanes of the decision,): the observed act in all of them where there
        is one, whose log probability is recorded; else what the rule chooses.
        """
        choice = self._rule(decision)
        menu = decision.menu
        act = self._left.pop((decision.clock.day, menu.slot), None)
        if act is None:
            return choice
        place, kind = act
        option = max(menu.nothing, 0) if kind is None else menu.names.index(kind)
        if self._is_quantal:
            chance = compute_log_chance(decision, option)
        else:
            chance = np.where(choice == option, 0.0, -np.inf)
        if kind is None and menu.slot == "contact":  # who may not ask does nothing, for certain
            chance = np.where(self._state.talks.is_open(), chance, 0.0)
        self._log_chances[place] = chance
        return decision.constant(option)


def compute_log_chance(decision: Decision[Any], option: int) -> FloatArray:
    """Return the log of the probability that quantal choice takes an option (its index in the
    menu), (lanes,).
    """
    from scipy.special import logsumexp

    menu, settings = decision.menu, decision.settings
    utilities = np.stack([
        sum_terms(decision.worth(k)) / settings.temperature[decision.lanes] - menu.log_size[k]
        for k in range(len(menu))
    ])  # fmt: skip
    found: FloatArray = utilities[option] - logsumexp(utilities, axis=0)
    return found


def simulate_observed_runs(
    script: ObservedScript, seed: int, runs: int, draws: Mapping[str, FloatArray]
) -> ObservedRuns:
    """Return runs 0..runs-1 of a seed in which the leaders do what was observed, with the
    probability of each act.

    draws: lever's path -> values, (draws,), of which run k uses draw k mod draws; empty for the
    parameters as configured.
    """
    plugins = choose_plugins([script.config], Catalogue(), Catalogue(kind=ROLE))
    with use_plugins(plugins):
        parts = list(_simulate_blocks(script, seed, runs, draws))
    columns = {name: np.concatenate([one.columns[name] for one in parts]) for name in COLUMNS}
    return ObservedRuns(columns, np.concatenate([one.log_chances for one in parts], axis=1))


def _simulate_blocks(
    script: ObservedScript, seed: int, runs: int, draws: Mapping[str, FloatArray]
) -> Iterator[ObservedRuns]:
    """Yield the observed runs in blocks of at most LANES, in order."""
    for first in range(0, runs, LANES):
        lanes = Rectangle("forecast", 0, 1, first, min(LANES, runs - first))
        yield run_observed_block(make_piece(script.config, seed, lanes, {}, draws), script.acts)


def run_observed_block(piece: Piece, acts: Sequence[ObservedAct]) -> ObservedRuns:
    """Simulate a piece in which the leaders do what was observed; return its runs, with log_chances
    in the order of `acts`.
    """
    standoff = Standoff([piece], create_cast)
    standoff.journal = Journal(standoff.state, standoff.leaders)
    log_chances = np.full((len(acts), standoff.state.lanes), -np.inf)
    leaders: tuple[Any, ...] = standoff.leaders
    for side, leader in enumerate(leaders):
        own = {
            (act.day, act.slot): (place, act.kind)
            for place, act in enumerate(acts) if act.side == side
        }  # fmt: skip
        is_quantal = leader.levers.policy.name == QUANTAL
        leader.policy = ObservedPolicy(leader.policy, own, log_chances, standoff.state, is_quantal)
    outcomes = standoff.run()
    _rule_out_acts_not_sent(log_chances, acts, standoff.journal)
    standoff.release()
    return ObservedRuns({name: np.asarray(outcomes[name]) for name in COLUMNS}, log_chances)


def _rule_out_acts_not_sent(
    log_chances: FloatArray, acts: Sequence[ObservedAct], journal: Journal
) -> None:
    """Set log_chances, (acts, runs), in place to -inf in runs in which an observed act was not
    sent, as it was unavailable; acts of kind None (nothing done) are left alone.
    """
    if not any(act.kind for act in acts):
        return
    sent = journal.acts
    for place, act in enumerate(acts):
        if act.kind is None:
            continue
        own = (sent.day == act.day) & (sent.side == act.side)
        own &= sent.kind == sent.kinds.index(act.kind)
        could_not = np.ones(log_chances.shape[1], dtype=bool)
        could_not[sent.lane[own]] = False
        log_chances[place, could_not] = -np.inf
