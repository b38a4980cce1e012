"""Phase 7, accord: compliance, spoilers, expiry, breach and blame (E20, M18).

An accord is a suspension with a term. Compliance erodes by slow-walking, less where it is verified;
low compliance, tension and shallow preparation make it collapse; at its term it is renewed or
lapses. Who broke it is contested: each side blames the other, and the world believes by trust and
by what can be seen of compliance.
"""

from typing import Any

import numpy as np

from model.arrays import (
    Bools,
    Floats,
    Ints,
    compute_tick_probability,
    find_lanes,
    minimum,
    positive_part,
    sigmoid,
)
from model.issues import find_all_issues, find_issues_at_stake
from model.phases.threats import trade_threats_away
from model.roles import Leaders
from model.sent import SentSignals
from model.state import NOBODY, State


def advance_accords(state: State, leaders: Leaders) -> list[Floats]:
    """Let one tick pass: accords in force age and lose compliance (slow-walking, answers in kind),
    spoilers act against them, linked issues may be answered, tension is raised to its floor.

    Returns, by side, how much its spoilers' acts slight the other's publics; (lanes,).
    """
    accord, talks = state.levers.accord, state.talks
    if not accord.always("linked_issue", 0.0):
        answered = state.draws.uniform("accord", "linked issue") < compute_tick_probability(
            accord.linked_reply, state.dt
        )
        talks.linked_open &= ~answered
    if not accord.always("structural_tension", 0.0):
        state.tension = np.maximum(state.tension, accord.structural_tension)
    if not talks.accord.any():
        return [np.zeros(state.lanes) for _ in leaders]
    talks.age += np.where(talks.accord, state.dt, 0.0)
    slack = accord.shirking * (1.0 - accord.verification) * state.dt
    answers: tuple[float | Floats, float | Floats] = (0.0, 0.0)
    if not accord.always("answering", 0.0):
        answers = (_compute_withheld_compliance(state, 0), _compute_withheld_compliance(state, 1))
    for side, leader in enumerate(leaders):
        walked = 2.0 * slack * state.draws.uniform(leader.name, "accord", "slow-walk")
        worn = positive_part(talks.compliance[side] - (walked + answers[side]))
        talks.compliance[side] = np.where(talks.accord, worn, talks.compliance[side])
    return _spoil_accords(state, leaders)


def _compute_withheld_compliance(state: State, side: int) -> Floats:
    """M35: return the compliance that a side withholds on this tick, in answer to the other's steps
    outside the accord and to its missing compliance; (lanes,) >= 0.
    """
    accord, talks = state.levers.accord, state.talks
    missing = 1.0 - talks.compliance[1 - side]
    return accord.answering * minimum(state.trade.hit[side] + missing, 1.0) * state.dt


def denounce_accords(state: State, leaders: Leaders, today: list[SentSignals]) -> None:
    """M27: apply today's denunciations: the sender loses face before all; the accord ends
    this day.
    """
    for what in today:
        if what.menu.slot != "material":
            continue
        lanes = what.lanes[what.look_up_flag("form denounce")]
        if not len(lanes):
            continue
        state.talks.denounced[what.side][lanes] = True
        lost = -state.levers.accord.denunciation_face[lanes]
        for keeper in leaders:
            keeper.book.post(
                what.side, (lost, lost, lost), "material", "denounced the accord", lanes
            )
        whose = state.config.get_title(what.side)
        state.report_event("denunciation", f"The accord is denounced by {whose}.", what.side)


def _spoil_accords(state: State, leaders: Leaders) -> list[Floats]:
    """Let spoilers act at random against accords in force; return, by side, the size of the slight
    that their acts are to the other's publics, (lanes,).
    """
    accord, talks = state.levers.accord, state.talks
    acts = [np.zeros(state.lanes) for _ in leaders]
    if accord.always("spoiler_rate", 0.0):
        return acts
    chance = compute_tick_probability(accord.spoiler_rate, state.dt)
    for side, leader in enumerate(leaders):
        acting = talks.accord & (state.draws.uniform(leader.name, "accord", "spoiler") < chance)
        if acting.any():
            acts[side] = np.where(acting, accord.spoiler_tension, 0.0)
            talks.spoiled[side] |= acting
            state.report_event(
                "spoiler", f"An act of spoilers in {state.config.get_title(side)}.", side
            )
    state.tension = state.tension + (acts[0] + acts[1])
    return acts


def break_accords(state: State, leaders: Leaders, in_force_before: Bools) -> Bools:
    """E20: end accords that collapse, lapse or are denounced today; return (lanes,) where one
    ended.

    `in_force_before`: (lanes,) where an accord was already in force at the start of the day.
    """
    accord, talks = state.levers.accord, state.talks
    hazard = accord.relapse * np.exp(-accord.depth_effect * talks.depth)
    strain = positive_part(state.tension - accord.tension_floor) * (
        1.0 - accord.depth_shield * talks.depth
    )
    missing = 1.0 - np.minimum(talks.compliance[0], talks.compliance[1])
    chance = hazard + accord.tension_relapse * strain + accord.compliance_weight * missing
    chance = compute_tick_probability(minimum(chance, 1.0), state.dt)
    falls = in_force_before & talks.accord & (state.draws.uniform("accord", "relapse") < chance)
    falls |= in_force_before & talks.accord & _expire_accords(state)
    falls |= talks.accord & (talks.denounced[0] | talks.denounced[1])
    lanes = find_lanes(falls)
    if len(lanes):
        _attribute_breach(state, leaders, lanes)
        talks.accord[lanes] = False
        for side in (0, 1):
            talks.compliance[side][lanes], talks.spoiled[side][lanes] = 1.0, False
            talks.denounced[side][lanes] = False
        state.tension[lanes] += accord.relapse_tension[lanes]
        state.interventions.notice_event("relapse", state.day, falls)
        state.report_event("relapse", "The accord breaks down.")
    return falls


def _expire_accords(state: State) -> Bools:
    """Return where an accord lapses at its term; (lanes,). It is renewed with probability s(renewal
    + goodwill - tension), s the logistic function.
    """
    accord, talks = state.levers.accord, state.talks
    due = talks.accord & (talks.age >= accord.expiry_days)
    if not due.any():
        return np.zeros(state.lanes, dtype=bool)
    renewed = sigmoid(accord.renewal + state.goodwill - state.tension)
    stays = state.draws.uniform("accord", "renewal") < renewed
    talks.age = np.where(due, 0.0, talks.age)
    state.report_event("expiry", "The term of the suspension has come.")
    lapses: Bools = due & ~stays
    return lapses


def _attribute_breach(state: State, leaders: Leaders, lanes: Ints) -> None:
    """Record, for the first breach in each of the (m,) lanes, who broke the accord and what the
    world believes.

    The breaker is the side that denounced it, else the side whose spoilers acted, else the side
    that complied less.
    """
    talks, first, second = state.talks, leaders[0].levers, leaders[1].levers
    lanes = lanes[(talks.breach[lanes] == 0.0) & (talks.breach_belief[lanes] < 0.0)]
    lag = talks.compliance[1][lanes] - talks.compliance[0][lanes]
    spoilt = talks.spoiled[0][lanes].astype(np.float64) - talks.spoiled[1][lanes]
    said_so = talks.denounced[0][lanes].astype(np.float64) - talks.denounced[1][lanes]
    truth = np.sign(np.where(said_so != 0.0, said_so, np.where(spoilt != 0.0, spoilt, lag)))
    accord = state.levers.accord
    evidence = state.levers.attribution.evidence[lanes] * accord.breach_evidence[lanes] * truth
    contest = accord.blame_contest[lanes]
    claims = (-first.trust_world[lanes] * contest, second.trust_world[lanes] * contest)
    talks.breach[lanes] = truth
    talks.breach_belief[lanes] = sigmoid((claims[0] + claims[1]) + evidence)


def compute_concession_shares(state: State) -> tuple[Floats, Floats]:
    """Return the share of its concessions that each side makes at an accord; (lanes,) 0..1 each.

    1 for both sides, but where one side alone asked, the other makes the share `pairing` (M18).
    """
    pairing, by = state.levers.accord.pairing, state.talks.agreed_by
    shares: list[Any] = []
    for side in (0, 1):
        shares.append(np.where(by == 1 - side, pairing, 1.0))
    return shares[0], shares[1]


def make_accord(state: State, leaders: Leaders, where: Bools, by_envoys: bool = False) -> None:
    """E20, M18: conclude an accord in the lanes of `where`: ease measures, use up preparation (not
    if `by_envoys`), drop pending threats.

    A side that concedes alone loses face; in a paired exchange neither does. A contact while an
    accord is in force only renews its term.
    """
    talks, lanes = state.talks, find_lanes(where)
    talks.agreed[lanes], talks.age[lanes] = False, 0.0
    if not by_envoys:
        talks.preparation[lanes] = 0.0
    fresh = where & ~talks.accord
    if fresh.any():
        issues = find_issues_at_stake(state) if by_envoys else find_all_issues(state)
        _exchange_concessions(state, leaders, fresh, issues)
        state.interventions.notice_event("accord", state.day, fresh)
    talks.agreed_by[lanes] = NOBODY
    trade_threats_away(state, leaders, where)


def _exchange_concessions(
    state: State, leaders: Leaders, where: Bools, issues: dict[str, Bools]
) -> None:
    """M30: conclude an accord in the lanes of `where`: both sides concede on the `issues` (issue ->
    (lanes,) where it is settled), the one that concedes more loses face, both leaders reopen to
    contact, and tension eases.
    """
    talks, levers = state.talks, state.levers.accord
    shares_given = compute_concession_shares(state)
    for side in (0, 1):
        alone = np.where(where, np.maximum(shares_given[side] - shares_given[1 - side], 0.0), 0.0)
        if alone.any():
            lost = -levers.concession_face * alone
            for keeper in leaders:
                keeper.book.post(side, (lost, lost, lost), "material", "gave way alone")
    lanes = find_lanes(where)
    kept_shares = [1.0 - (1.0 - levers.tariff_kept[lanes]) * share[lanes] for share in shares_given]
    settled = {issue: here[lanes] for issue, here in issues.items()}
    state.trade.apply_accord((kept_shares[0], kept_shares[1]), lanes, settled)
    talks.accord[lanes] = True
    named = ", ".join(issue.replace("_", " ") for issue, here in settled.items() if here.any())
    state.report_event("accord", f"An accord is concluded on {named}.")
    for leader in leaders:
        leader.state.reasons.open_door(state.levers.door.accord[lanes], lanes)
    if not levers.always("calming", 0.0):
        state.tension[lanes] *= 1.0 - levers.calming[lanes]
