"""Phase 6, requests: they arrive, are understood or not, accepted or not; face-saving offers
arrive.

Equations E4 and E15. A request counts as `first_mover_true` only if it is accepted and leads to a
contact; both sides' requests accepted on one day are simultaneous.
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, compute_tick_retention, find_lanes
from model.attribution import SIGN
from model.face import compute_act_weight
from model.menu import look_up
from model.phases.agreements import Verdict, agree_accepted_contacts
from model.plans import CALL, list_venues
from model.roles import LeaderRole, Leaders
from model.sent import SentSignals
from model.state import State


def answer_requests(
    state: State, arrived: list[SentSignals], leaders: Leaders
) -> tuple[Verdict, Verdict]:
    """Answer the requests that arrive today; return what became of each side's requests.

    Both sides answer before either answer takes effect.
    """
    verdicts = (Verdict(state.lanes), Verdict(state.lanes))
    open_lanes = state.talks.is_open()
    for request in arrived:
        live = request.select(
            open_lanes[request.lanes] & ~_find_repeated_meeting_requests(state, request)
        )
        if len(live.lanes):
            _answer_request(state, live, leaders, verdicts[request.side])
    _shift_perceived_power(leaders, verdicts)
    for side in (0, 1):
        _update_needs(state, leaders, side, verdicts[side])
    agree_accepted_contacts(state, leaders, verdicts)
    return verdicts


def _find_repeated_meeting_requests(state: State, request: SentSignals) -> Bools:
    """Return which requests ask for a meeting or visit while one is already planned; bool, (m,)."""
    plans = state.talks.plans
    if not plans.some:
        return np.zeros(len(request.lanes), dtype=bool)
    dated: Bools = list_venues(request.menu)[request.kind] != CALL
    return dated & plans.is_planned()[request.lanes]


def _answer_request(state: State, request: SentSignals, leaders: Leaders, verdict: Verdict) -> None:
    """Let one side's requests be read or not and answered; write the outcome into its verdict."""
    asker, responder = leaders[request.side], leaders[1 - request.side]
    lanes = request.lanes
    draw = state.draws.select_lanes(lanes).uniform(asker.name, "contact", "read")
    fidelity = 1.0 if asker.constants.route is None else asker.constants.route.fidelity[lanes]
    is_read = draw < request.look_up_lever("clarity") * fidelity
    verdict.asked[lanes], verdict.read[lanes] = True, is_read
    verdict.public[lanes], verdict.kind[lanes] = request.public, request.kind
    request_read = request.select(is_read & ~request.muted_reply)
    if not len(request_read.lanes):
        return
    menu = responder.menus["reply"]
    answer = responder.choose_reply(request_read)
    if state.trace is not None:
        state.trace.record_decision(responder, menu, int(answer[0]))
    accepts = menu.tabulate_flags("form accept")[answer]
    verdict.accepted[request_read.lanes] = accepts
    _publish_reply_claim(state, responder, request_read, answer)


def _publish_reply_claim(
    state: State, responder: LeaderRole, request_read: SentSignals, answer: Any
) -> None:
    """M16: publish what replies say about who asked; answer: (m,) indices into the menu."""
    claims = responder.menus["reply"].effects.get("claim")
    if claims is None:
        return
    share = look_up(claims, answer.astype(np.int64), request_read.lanes)
    claiming = share != 0.0
    if claiming.any():
        side = responder.side
        state.beliefs.record_public_claim(
            side, request_read.lanes[claiming], share[claiming], state.reach[side]
        )


def _shift_perceived_power(leaders: Leaders, verdicts: tuple[Verdict, Verdict]) -> None:
    """M02: lower the power of a side that was seen asking, as both leaders perceive it."""
    lanes = find_lanes(verdicts[0].read | verdicts[1].read)
    for side, leader in enumerate(leaders):
        other = leaders[1 - side]
        lost = np.where(verdicts[side].read[lanes], other.levers.power_learning[lanes], 0.0)
        won = np.where(verdicts[1 - side].read[lanes], leader.levers.power_learning[lanes], 0.0)
        leader.state.power[lanes] += lost - won


def _update_needs(state: State, leaders: Leaders, side: int, verdict: Verdict) -> None:
    """E4: raise the need that the responder sees, and that the asker supposes it to see, by refused
    requests; elsewhere let both drift back; then apply refusals that all could see.
    """
    asker, responder = leaders[side], leaders[1 - side]
    levers, dt = responder.levers, state.dt
    unmet = verdict.read & ~verdict.accepted
    lanes = find_lanes(unmet)
    drift = 1.0 - compute_tick_retention(1.0 - levers.silence_decay, dt)
    for need in (responder.state.other_need, asker.state.own_need):
        asked_of = need[lanes]
        need -= drift * (need - levers.need_floor)
        need[lanes] = asked_of
    if not verdict.asked.any():
        return
    if len(lanes):
        menu = asker.menus["contact"]
        vague = look_up(menu.tabulate_lever("deniability"), verdict.kind[lanes], lanes)
        responder.state.courtship[lanes] = np.minimum(1.0, responder.state.courtship[lanes] + vague)
        raised = look_up(asker.constants.get_log_needs(menu), verdict.kind[lanes], lanes)
        responder.state.other_need[lanes] += raised
        asker.state.own_need[lanes] += raised
        state.interventions.notice_event("refusal", state.day, unmet)
    in_view = unmet & verdict.public
    if in_view.any():
        _post_refusal(state, leaders, side, in_view, verdict)


def _post_refusal(
    state: State, leaders: Leaders, side: int, in_view: Bools, verdict: Verdict
) -> None:
    """Enter what a publicly refused request costs asker and refuser into the books of face (E15 of
    docs/equations.md); note the request as public evidence that the asker was the one who asked,
    and the refusal for the refuser's approval at home.

    side: the asker. in_view: (lanes,) where it was public. verdict: which contact was asked for.
    """
    asker, lanes = leaders[side], find_lanes(in_view)
    menu, levers = asker.menus["contact"], asker.levers
    imposition = look_up(menu.tabulate_lever("imposition"), verdict.kind[lanes], lanes)
    weight = compute_act_weight(
        levers, asker.state.power[lanes], imposition, state.compute_drafted_share(lanes), lanes
    )
    cost = state.levers.contact.refusal_face[lanes] * levers.face_weight[lanes] * weight
    blame = levers.blame_on_refuser[lanes]
    lost, blamed = -cost * (1.0 - blame), -cost * blame
    for leader in leaders:
        book = leader.book
        book.post(side, (lost, lost, lost), "refusal", "a request was refused", lanes)
        book.post(1 - side, (blamed, blamed, blamed), "refusal", "blamed for refusing", lanes)
    leaders[1 - side].state.approval.note_refusal(in_view)
    state.beliefs.record_public_ask(side, np.where(in_view, state.levers.attribution.evidence, 0.0))
    state.report_event(
        "refused", f"A request of {state.config.get_title(side)} was refused in view.", side
    )


def compute_contact_evidence(state: State, leaders: Leaders, lanes: Ints) -> Floats:
    """E7: return the evidence that the agreed request gives of who asked; (m,) log-odds, above 0
    for the first side.

    A public or leaked request gives full evidence; a broker's invitation or a simultaneous request
    gives none.
    """
    in_view = np.zeros(len(lanes))
    talks, weight = state.talks, state.levers.attribution.evidence[lanes]
    by, kind, public = talks.agreed_by[lanes], talks.agreed_kind[lanes], talks.agreed_public[lanes]
    for side, leader in enumerate(leaders):
        mine = find_lanes((by == side) & (kind >= 0))
        table = leader.menus["contact"].tabulate_lever("deniability")
        hidden = look_up(table, kind[mine], lanes[mine])
        hidden = np.where(public[mine], 0.0, hidden)
        in_view[mine] = SIGN[side] * weight[mine] * (1.0 - hidden)
    return in_view


def deliver_offers(state: State, signals: SentSignals, leaders: Leaders) -> None:
    """M16: deliver a face-saving offer; if it leaks, it shows who seeks contact."""
    if not len(signals.lanes):
        return
    leaders[signals.side].state.make_offer(signals.lanes)
    leaders[1 - signals.side].state.receive_offer(signals.lanes)
    if signals.public.any():
        strength = np.zeros(state.lanes)
        lanes = signals.lanes[signals.public]
        strength[lanes] = state.levers.attribution.evidence[lanes]
        state.beliefs.record_public_ask(signals.side, strength)
        state.report_event("leaked", "A stepping stone became known.", signals.side)
