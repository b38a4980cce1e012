"""Phase 2, delivery: signals sent earlier arrive and take effect.

Leaders hear each other directly; publics hear broadcasts with the channel's delay and fidelity.
Face moves only by what an audience can see: a public kind, or a private one that leaked.
"""

from typing import Any

import numpy as np

from model.arrays import Floats, clip, minimum, positive_part
from model.phases.words import accuse_receiver, note_checked_words, remember_words, scale_by_credit
from model.roles import GroupRole, LeaderRole, Leaders
from model.sent import SentSignals, fill_lanes_with_effect
from model.state import State

FULL_CARE = 1.0
"""How present an accusation, or a vague approach, is on its first day."""


def change_atmosphere(state: State, arrived: list[SentSignals], leaders: Leaders) -> None:
    """Change tension, goodwill and preparation by all of today's arrivals, both sides at once."""
    everywhere: Any = slice(None)
    for effect, change in (
        ("tension", state.add_tension),
        ("goodwill", state.add_goodwill),
        ("preparation", state.talks.add_preparation_days),
    ):
        moved = _sum_effect(arrived, effect, leaders, state.lanes)
        if moved is not None:
            change(everywhere, moved)


def _sum_effect(
    arrived: list[SentSignals], effect: str, leaders: Leaders, lanes: int
) -> Floats | None:
    """Return the sum of an effect over all signals that arrived, words scaled by their speaker's
    credit (E23); (lanes,), None if no signal has it.

    Each side's are summed first, so that the order of the sides does not matter.
    """
    sums: list[Floats | None] = [None, None]
    for signals in arrived:
        values = signals.look_up_effect(effect)
        if values is None or not len(signals.lanes):
            continue
        total = sums[signals.side]
        if total is None:
            total = sums[signals.side] = np.zeros(lanes)
        total[signals.lanes] += scale_by_credit(signals, values, leaders)
    first, second = sums
    if first is None or second is None:
        return second if first is None else first
    return first + second


def affect_leaders(state: State, signals: SentSignals, leaders: Leaders) -> None:
    """Apply the effects of a message or act on either leader (E5), and on face in both books.

    The need read into a request is updated when it is answered, not here.
    """
    sender, receiver = leaders[signals.side], leaders[1 - signals.side]
    lanes = signals.lanes
    if not len(lanes):
        return
    values = signals.look_up_effect("ambush")
    if values is not None:
        receiver.state.humiliation_risk[lanes] = clip(
            receiver.state.humiliation_risk[lanes] + scale_by_credit(signals, values, leaders),
            0.0,
            1.0,
        )
    values = signals.look_up_effect("door")
    if values is not None:
        sender.state.reasons.shut_door(values, lanes)
    values = signals.look_up_effect("vow")
    if values is not None:
        vow = positive_part(sender.state.commitment[lanes] + values)
        most = state.levers.contact.vow_max[lanes]
        sender.state.commitment[lanes] = np.minimum(vow, most)
    if signals.menu.slot != "contact":
        _update_perceived_need(signals, leaders)
    _post_faces(state, signals, leaders)
    _move_public_line(signals, sender)


def open_doors(state: State, signals: SentSignals, leaders: Leaders) -> None:
    """Let a side's amends reopen the other side to contact: in part, or in full where the side
    that makes them was at fault (M23 of docs/ODD.md).
    """
    amends = signals.look_up_effect("mend")
    if amends is None or not len(signals.lanes):
        return
    lanes = signals.lanes
    usual, fault = state.levers.door.mend[lanes], leaders[signals.side].levers.fault[lanes]
    opened = amends * (usual + (1.0 - usual) * fault)
    leaders[1 - signals.side].state.reasons.open_door(opened, lanes)


def _update_perceived_need(signals: SentSignals, leaders: Leaders) -> None:
    """E4, M10: raise the need that the receiver sees, by the eagerness of a signal; a vague
    approach also makes it easier for the receiver to accept later (M06).
    """
    lanes, reading = signals.lanes, signals.menu.reading
    sender, receiver = leaders[signals.side], leaders[1 - signals.side]
    vague = signals.look_up(reading.courtship)
    eager = scale_by_credit(signals, signals.look_up(reading.eagerness), leaders)
    receiver.state.other_need[lanes] += eager
    sender.state.own_need[lanes] += eager
    receiver.state.courtship[lanes] = minimum(receiver.state.courtship[lanes] + vague, FULL_CARE)


def _post_faces(state: State, signals: SentSignals, leaders: Leaders) -> None:
    """Post the face that public signals give or cost their sender and the other side."""
    source = "material" if signals.menu.slot == "material" else "message"
    for effect, side in (("own_face", signals.side), ("other_face", 1 - signals.side)):
        if signals.menu.effects.get(effect) is None:
            continue
        amount = fill_lanes_with_effect(signals.select(signals.public), effect, state.lanes)
        if amount.any():
            for leader in leaders:
                leader.book.post(side, (amount, amount, amount), source, effect)


def _move_public_line(signals: SentSignals, sender: LeaderRole) -> None:
    """Move the sender's public line, which elites echo: firmer after slights and strikes, softer
    after goodwill; within -1..1.
    """
    line = sender.state.public_line[signals.lanes] + signals.look_up(signals.menu.reading.line)
    sender.state.public_line[signals.lanes] = clip(line, -1.0, 1.0)


def spread_claims(state: State, signals: SentSignals, leaders: Leaders) -> None:
    """Spread public claims of who asks, record whom they accuse, and punish false ones that are
    checked (M05).
    """
    if signals.menu.effects.get("claim") is None:
        return
    claims = signals.select((signals.look_up_effect("claim") != 0.0) & signals.public)
    if not len(claims.lanes):
        return
    share = claims.look_up_effect("claim")
    assert share is not None
    state.beliefs.record_public_claim(signals.side, claims.lanes, share, state.reach[signals.side])
    receiver = leaders[1 - signals.side]
    accuses = (share > 0.0) & ~claims.look_up_flag("denies")
    receiver.state.accusation[claims.lanes] = np.where(
        accuses, FULL_CARE, receiver.state.accusation[claims.lanes]
    )
    _punish_false_claims(state, claims, leaders)


def _punish_false_claims(state: State, claims: SentSignals, leaders: Leaders) -> None:
    """M05: let public claims be checked at random; a false one costs its sender face abroad."""
    sender = leaders[claims.side]
    asked_itself, other_asked = (
        state.asked[claims.side][claims.lanes],
        state.asked[1 - claims.side][claims.lanes],
    )
    false = np.where(claims.look_up_flag("denies"), asked_itself, ~other_asked)
    draw = state.draws.select_lanes(claims.lanes).uniform(sender.name, "claim", "checked")
    checked = draw < claims.look_up_lever("verifiability")
    note_checked_words(claims, false, checked, leaders)
    caught = false & checked
    if not caught.any():
        return
    amount = np.zeros(state.lanes)
    amount[claims.lanes] = np.where(caught, -claims.look_up_lever("backfire"), 0.0)
    for leader in leaders:
        leader.book.post(claims.side, (None, None, amount), "claim", "a claim was checked")
    state.report_event(
        "claim_checked",
        f"A statement of {state.config.get_title(claims.side)} was checked and found false.",
        claims.side,
    )


def relieve_groups(arrived: list[SentSignals], groups: list[GroupRole]) -> None:
    """Ease the pain of the groups that purchases, licences and exemptions are meant for; those by
    the group's own side apply first (M06, M13).
    """
    eased = {effect: _select_relief(arrived, effect) for effect in ("own_relief", "relief")}
    for group in groups:
        tags = tuple(group.tags)
        for side, effect in ((group.side, "own_relief"), (1 - group.side, "relief")):
            for signals, values in eased[effect]:
                if signals.side != side:
                    continue
                mine = signals.menu.is_meant_for(tags)[signals.kind]
                if mine.any():
                    group.relieve_pain(values[mine], signals.lanes[mine])


def _select_relief(arrived: list[SentSignals], effect: str) -> list[tuple[SentSignals, Floats]]:
    """Return the signals that have an effect, each with the effect's (m,) sizes."""
    easing = []
    for signals in arrived:
        values = signals.look_up_effect(effect)
        if values is not None and values.any():
            some = values != 0.0
            easing.append((signals.select(some), values[some]))
    return easing


def compute_slights(signals: SentSignals, lanes: int) -> Floats | None:
    """Return how much a side's public signals slight the other's publics, 0 where none was sent;
    (lanes,), None if no option of the menu does.
    """
    if signals.menu.effects.get("slight") is None:
        return None
    return fill_lanes_with_effect(signals.select(signals.public), "slight", lanes)


def deliver_signals(
    state: State,
    arrived: list[SentSignals],
    leaders: Leaders,
    groups: list[GroupRole],
) -> None:
    """Apply all effects of the messages and acts that arrive today.

    All withdrawals from contact take effect before any amends, so that the order of the sides does
    not matter.
    """
    change_atmosphere(state, arrived, leaders)
    relieve_groups(arrived, groups)
    for signals in arrived:
        affect_leaders(state, signals, leaders)
        spread_claims(state, signals, leaders)
        remember_words(signals, leaders)
        accuse_receiver(signals, leaders)
        state.slights.add(signals.side, compute_slights(signals, state.lanes))
    for signals in arrived:
        open_doors(state, signals, leaders)
