"""Phase 4, choices: leaders' choices are sent; material acts take effect at once."""

from typing import Any, NamedTuple

import numpy as np

from model.arrays import Bools, Codes, Floats, positive_part
from model.menu import SLOTS, look_up
from model.phases.calendar import force_choices, mute_choices
from model.phases.threats import carry_out_threats
from model.roles import LeaderRole, Leaders
from model.sent import SentSignals, fill_lanes_with_effect, make_sent_signals
from model.state import State


class Act(NamedTuple):
    """The effects of one side's material act (see `Effects`); (lanes,) each."""

    reaction: Floats
    cut: Floats
    control: Floats
    strike: Floats
    withhold: Floats


def send_choices(state: State, leaders: Leaders) -> list[SentSignals]:
    """Let both leaders choose in every slot and send their choices; return the signals sent.

    Neither leader sees the other's choice of the day.
    """
    chosen = [{slot: leader.choose(slot) for slot in SLOTS} for leader in leaders]
    for leader, choices in zip(leaders, chosen, strict=True):
        _drop_empty_threats(state, leader, choices)
    nobody_muted = np.zeros(state.lanes, dtype=bool)
    today = []
    for leader, choices in zip(leaders, chosen, strict=True):
        for slot in SLOTS:
            choice, muted = choices[slot], nobody_muted
            if state.config.interventions and state.new_day:
                choice, muted = force_choices(state, leader, slot, choice)
                choice = mute_choices(state, leader, slot, choice)
            if len(leader.menus[slot]):
                today.append(_send_choice(state, leader, slot, choice, muted))
    return today


def _send_choice(
    state: State, leader: LeaderRole, slot: str, choice: Codes, muted: Bools
) -> SentSignals:
    """Return the signals that a leader's choice in a slot sends, put on their way: requests are due
    on this tick and effects on the next, both later by the delay of the route.

    `muted`: (lanes,) where the other is kept from replying.
    """
    menu, trace = leader.menus[slot], state.trace
    if trace is not None:
        trace.record_decision(leader, menu, int(choice[0]))
    what = make_sent_signals(
        menu, choice, state.draws, muted, leader.constants.get_leak_chances(menu)
    )
    way = leader.constants.route
    delay = 0 if way is None else way.delay * state.config.ticks_per_day
    if slot == "contact" and way is not None:
        state.requests[state.tick + delay].append(what)
    if slot != "contact" or menu.effects:
        state.mail[state.tick + 1 + delay].append(what)
    if trace is not None:
        trace.record_signal(leader, what)
    return what


def take_material_acts(state: State, leaders: Leaders, today: list[SentSignals]) -> list[Floats]:
    """Apply both sides' material acts at once, then threats that are due; return the strikes by
    each side, (lanes,) share of value (0.1 is ten percentage points of tariff).
    """
    acts = []
    zero = np.zeros(state.lanes)
    for side in (0, 1):
        mine = [w for w in today if w.side == side and w.menu.slot == "material"]
        acts.append(
            Act(
                *(
                    fill_lanes_with_effect(mine[0], name, state.lanes) if mine else zero
                    for name in Act._fields
                )
            )
        )
    before = [leader.state.compute_unmet_precondition() for leader in leaders]
    state.trade.apply_acts((acts[0], acts[1]))
    _withhold_purchases(state, leaders, acts)
    carry_out_threats(state, leaders)
    post_concessions(leaders, before)
    everywhere: Any = slice(None)
    state.add_tension(everywhere, state.trade.land_strikes())
    for side, leader in enumerate(leaders):
        leader.state.reasons.fill_agenda(state.trade.strike[1 - side])
    return state.trade.strike


def _withhold_purchases(state: State, leaders: Leaders, acts: list[Act]) -> None:
    """M29: let sides that buy from the other withhold or resume their purchases, as they chose."""
    for side, leader in enumerate(leaders):
        if not leader.levers.always("purchases", 0.0):
            buys = leader.levers.purchases > 0.0
            state.trade.withhold(side, np.where(buys, acts[side].withhold, 0.0))


def _drop_empty_threats(state: State, leader: LeaderRole, choices: dict[str, Codes]) -> None:
    """M29: replace a threat by "nothing" where the leader raises its tariff on the same day."""
    word, act = leader.menus["message"], leader.menus["material"]
    threat, rise = word.effects.get("threat"), act.effects.get("reaction")
    if not state.threats.dated or threat is None or rise is None:
        return
    lanes = np.arange(state.lanes)
    threatens = look_up(threat, choices["message"].astype(np.int64), lanes) > 0.0
    raises = look_up(rise, choices["material"].astype(np.int64), lanes) > 0.0
    nothing = np.int8(max(word.nothing, 0))
    choices["message"] = np.where(threatens & raises, nothing, choices["message"])


def post_concessions(leaders: Leaders, unmet_before: list[Floats]) -> None:
    """M16: post to face the concessions on the other's precondition: the side that set it gains
    face at the expense of the one that concedes.

    `unmet_before`: by side, (lanes,) share of its precondition that was unmet before today's acts.
    """
    for side, leader in enumerate(leaders):
        if leader.levers.always("precondition", 0.0):
            continue
        granted = positive_part(unmet_before[side] - leader.state.compute_unmet_precondition())
        if not granted.any():
            continue
        share = granted / np.maximum(leader.levers.precondition, 1e-9)
        lost = -leader.levers.precondition_face * share
        for keeper in leaders:
            keeper.book.post(1 - side, (lost, lost, lost), "material", "a precondition was met")
