"""Phase 4, threats: they are made, carried out when due, withdrawn, or traded away (M29)."""

import numpy as np

from model.arrays import Bools, Floats, Ints, find_lanes, sigmoid
from model.issues import is_covered_by_accord
from model.roles import LeaderRole, Leaders
from model.sent import SentSignals, fill_lanes_with_effect
from model.state import State


def announce_threats(state: State, leaders: Leaders, today: list[SentSignals]) -> None:
    """Turn today's threatening messages into threats, with a date, to raise the tariff by (a share
    of) the rise that the reaction rule asked for this morning.

    There is no dated threat if that rise is at most `economy.least_rise`, under an accord that
    covers tariffs, or while the side has another threat pending.
    """
    threats, trade = state.threats, state.trade
    if not threats.dated:
        return
    for what in today:
        if what.menu.slot != "message" or what.look_up_effect("threat") is None:
            continue
        side = what.side
        share = fill_lanes_with_effect(what, "threat", state.lanes)
        wanted = share * trade.compute_reaction_gap(side)
        meant = (wanted > state.levers.economy.least_rise) & (threats.levers.due > 0.0)
        meant &= ~(threats.is_pending(side) | is_covered_by_accord(state, "tariffs"))
        lanes = find_lanes(meant & (share > 0.0))
        if len(lanes):
            level = trade.tariff[side][lanes] + wanted[lanes]
            agenda = leaders[side].state.reasons.agenda[lanes]
            threats.announce(side, lanes, level, state.day, agenda)
            whose = state.config.get_title(side)
            text = f"A threat of {whose} names a level and a date, day {threats.due[side][0]:g}."
            state.report_event("threat", text, side)


def carry_out_threats(state: State, leaders: Leaders) -> None:
    """Carry out the threats that are due today, raising the tariff to the threatened level, or
    withdraw them.

    Both sides decide before either's rise takes effect.
    """
    if not (state.threats.dated and state.new_day):
        return
    decided = [_decide_due_threats(state, leader) for leader in leaders]
    for side, (lanes, carries) in enumerate(decided):
        if not len(lanes):
            continue
        where, tariff = np.zeros(state.lanes, dtype=bool), state.trade.tariff[side]
        where[lanes[carries]] = True
        wanted = tariff + state.threats.compute_threatened_points(side, state.trade)
        state.trade.impose_tariff(side, wanted, where)
        end_threats(state, leaders, side, lanes[carries], "carried_out")
        end_threats(state, leaders, side, lanes[~carries], "withdrawn")


def compute_resolve(state: State, leader: LeaderRole) -> Floats:
    """Return the probability with which a side carries out its threat when it is due; (lanes,).

    s(size x rise threatened + hits x strikes felt - restraint x pressure), s the logistic function;
    rise and strikes are shares of value.
    """
    levers, side = state.levers.threat, leader.side
    points = state.threats.compute_threatened_points(side, state.trade)
    return sigmoid(
        levers.size * points
        + levers.hits * state.trade.hit[side]
        - levers.restraint * leader.state.pressure
    )


def _decide_due_threats(state: State, leader: LeaderRole) -> tuple[Ints, Bools]:
    """Return the (m,) lanes in which a side's threat is due today, and (m,) whether it is carried
    out.

    A level already reached counts as carried out; under an accord that covers tariffs none is.
    """
    lanes = state.threats.find_due_lanes(leader.side, state.day)
    draw = state.draws.select_lanes(lanes).uniform(leader.name, "threat", "carried out")
    points = state.threats.compute_threatened_points(leader.side, state.trade)[lanes]
    carries = (draw < compute_resolve(state, leader)[lanes]) | (points <= 0.0)
    return lanes, carries & ~is_covered_by_accord(state, "tariffs")[lanes]


def trade_threats_away(state: State, leaders: Leaders, where: Bools) -> None:
    """End both sides' pending threats in the lanes of `where`, in which a deal or contact was
    agreed.
    """
    if not state.threats.dated:
        return
    for side in (0, 1):
        lanes = find_lanes(where & state.threats.is_pending(side))
        end_threats(state, leaders, side, lanes, "traded_away")


def end_threats(state: State, leaders: Leaders, side: int, lanes: Ints, fate: str) -> None:
    """End a side's threats in some lanes and count them under `fate` (of FATES).

    This changes the credit that the other gives the side's word (E23): kept if carried out, broken
    if withdrawn, unchanged if traded away.
    """
    if len(lanes):
        if fate != "traded_away":
            kept = np.full(len(lanes), float(fate == "carried_out"))
            leaders[1 - side].state.credibility.note_word(kept, lanes=lanes)
        state.threats.end_threat(side, lanes, fate)
        whose = state.config.get_title(leaders[side].side)
        how = fate.replace("_", " ")
        state.report_event(f"threat_{fate}", f"The threat of {whose} is {how}.", side)
