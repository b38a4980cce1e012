"""Phase 5: envoys propose, meet and prepare a contact; who began may become known (E16, M07)."""

from dataclasses import dataclass

import numpy as np

from model.arrays import Bools, Floats, compute_tick_probability, find_lanes, minimum, sigmoid
from model.issues import find_issues_at_stake
from model.phases.accord import make_accord
from model.roles import LeaderRole, Leaders, TeamRole
from model.state import State


@dataclass(frozen=True)
class EnvoyDay:
    """What envoys did on one tick, (lanes,) each: by side, where they proposed and where by a
    feeler; where they met.
    """

    proposed: tuple[Bools, Bools]
    feelers: tuple[Bools, Bools]
    met: Bools


def simulate_envoy_day(
    state: State, leaders: Leaders, teams: tuple[TeamRole, TeamRole]
) -> EnvoyDay:
    """E16: simulate one tick of envoys' work and return what they did.

    The side whose leader wants relief more is more likely to be the one that proposes.
    """
    levers, talks, lanes = state.levers.envoys, state.talks, state.lanes
    chance = levers.meeting_rate + levers.sideline * state.timetable.compute_envoy_opportunity(
        state.day, talks.accord
    )
    chance = minimum(chance + np.where(talks.agreed, levers.agreed_rate, 0.0), 1.0)
    unmet = np.log1p(-minimum(compute_tick_probability(chance, state.dt), 1.0 - 1e-12))
    keen = levers.keenness * (leaders[0].state.relief - leaders[1].state.relief)
    shares = (sigmoid(keen), sigmoid(-keen))
    proposed = [np.zeros(lanes, dtype=bool) for _ in (0, 1)]
    feelers = [np.zeros(lanes, dtype=bool) for _ in (0, 1)]
    skill = np.zeros(lanes)
    for side, team in enumerate(teams):
        today = team.propose(unmet, shares[side])
        proposed[side][today.lanes] = True
        feelers[side][today.lanes[today.quiet]] = True
        np.maximum.at(skill, today.lanes, today.skill)
        if state.trace is not None:
            for who, quiet in zip(today.who, today.quiet, strict=True):
                state.trace.record_envoy(team.envoys[who], bool(quiet))
    met = proposed[0] | proposed[1]
    if met.any():
        _hold_meeting(state, leaders, met, proposed, skill)
    return EnvoyDay((proposed[0], proposed[1]), (feelers[0], feelers[1]), met)


def _hold_meeting(
    state: State, leaders: Leaders, met: Bools, proposed: list[Bools], skill: Floats
) -> None:
    """E5, E16: apply a meeting of envoys to preparation, goodwill, tension, fear and face, and to
    what follows from it: interventions, publicity, a deal of their own.

    met: (lanes,) where they meet; proposed: by side, (lanes,) where its envoys proposed it; skill:
    (lanes,) the highest skill of those who proposed, which scales the preparation.
    """
    levers, talks, lanes = state.levers.envoys, state.talks, find_lanes(met)
    talks.preparation[lanes] += levers.preparation[lanes] * skill[lanes]
    talks.visits += met
    state.goodwill[lanes] += levers.goodwill[lanes]
    state.tension[lanes] *= 1.0 - levers.calming[lanes]
    for leader in leaders:
        leader.state.humiliation_risk[lanes] *= 1.0 - levers.reassurance[lanes]
    for guest in (0, 1):
        alone = find_lanes(proposed[guest] & ~proposed[1 - guest])
        face = levers.visit_face[alone] * _compute_visit_worth(state)[alone]
        if face.any():
            for leader in leaders:
                leader.book.post(1 - guest, (face, face, face), "envoy", "envoys came", alone)
    state.interventions.notice_event("visits", state.day, met)
    _reveal_proposer(state, leaders, proposed)
    _settle_between_envoys(state, leaders, met)
    state.report_event("envoy_meeting", "Envoys meet.")


def _compute_visit_worth(state: State) -> Floats:
    """Return the factor on the face that being visited by envoys brings: below 1 where a neutral
    host offers the venue (M14); (lanes,).
    """
    hosts = [m for m in state.config.cast.values() if {"host", "neutral"} <= set(m.functions)]
    if not hosts:
        return np.ones(state.lanes)
    return 1.0 - state.levers.third_parties.neutral_venue


def _reveal_proposer(state: State, leaders: Leaders, proposed: list[Bools]) -> None:
    """M07: let it become known at random which side's envoys proposed, where one side's alone did
    (`proposed`: by side, (lanes,)); the more ambiguous who began, the weaker the evidence.
    """
    kind = state.levers.signal.get("envoy_proposal")
    if kind is None:
        return
    clear = state.levers.attribution.evidence * (1.0 - kind.deniability)
    clear = clear * (1.0 - state.levers.attribution.ambiguity)
    for side, leader in enumerate(leaders):
        alone = find_lanes(proposed[side] & ~proposed[1 - side])
        draw = state.draws.select_lanes(alone).uniform(leader.name, "envoy", "leak")
        revealed = alone[draw < kind.leak[alone]]
        if len(revealed):
            strength = np.zeros(state.lanes)
            strength[revealed] = clear[revealed]
            state.beliefs.record_public_ask(side, strength)
            state.report_event(
                "leaked",
                f"It becomes known that envoys of {state.config.get_title(side)} began.",
                side,
            )


def _compute_deal_readiness(state: State, leader: LeaderRole) -> Floats:
    """M26: return the probability that a side's envoys conclude a deal at a meeting, (lanes,); it
    rises with the leader's pressure and goodwill and falls with tension.
    """
    levers = state.levers.envoys
    strain = state.levers.contact.tension_aversion * state.tension / 2.0
    return sigmoid(
        levers.deal_openness
        + levers.deal_pressure * leader.state.pressure
        + state.goodwill
        - strain
    )


def _settle_between_envoys(state: State, leaders: Leaders, met: Bools) -> None:
    """M07, M26: let envoys with authority of their own conclude an accord without the leaders, at
    random, if an issue is at stake.
    """
    if all(leader.levers.always("authority", 0.0) for leader in leaders):
        return
    chance = np.minimum(leaders[0].levers.authority, leaders[1].levers.authority)
    for leader in leaders:
        chance = chance * _compute_deal_readiness(state, leader)
    at_stake = np.zeros(state.lanes, dtype=bool)
    for worth_it in find_issues_at_stake(state).values():
        at_stake |= worth_it
    met = met & ~state.talks.accord & at_stake
    settled = met & state.talks.is_open() & (state.draws.uniform("envoys", "settle") < chance)
    if settled.any():
        state.settled |= settled & ~state.met
        make_accord(state, leaders, settled, by_envoys=True)
