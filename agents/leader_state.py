"""What a leader feels and believes, and how it changes by itself (E2 to E6, M19).

Pressure and relief, audience cost, beliefs about need, rank and humiliation. What the leader
chooses from it is in agents/utilities.py and agents/replies.py.
"""

from typing import Any

import numpy as np

from agents.approval import Approval
from agents.credibility import Credibility
from agents.eagerness import Eagerness
from agents.leader_constants import LeaderConstants
from agents.reasons import Reasons
from model.arrays import (
    Codes,
    Floats,
    Ints,
    compute_tick_retention,
    positive_part,
    sigmoid,
)
from model.face import Book, compute_act_weight


class LeaderState:
    """What a leader feels and believes now; every array is (lanes,).

    Args:
        constants: what is fixed about the leader.
        book: its own book of both sides' faces.
    """

    def __init__(self, constants: LeaderConstants, book: Book) -> None:
        self.constants, self.book = constants, book
        self.levers, self.shared, self.side = constants.levers, constants.shared, constants.side
        self.begin()

    def begin(self) -> None:
        """Set every quantity to its value before the first day of a standoff."""
        levers, lanes = self.levers, self.shared.lanes
        self.other_need = levers.need_prior.copy()
        self.own_need = self.constants.rival_levers.need_prior.copy()
        self.own_need_at_start = sigmoid(self.own_need)
        self.humiliation_risk = levers.ambush_prior.copy()
        self.commitment = levers.vow_strength.copy()
        self.power = levers.power.copy()
        self.pressure, self.outrage = np.zeros(lanes), np.zeros(lanes)
        self.relief, self.audience_cost = levers.relief_base.copy(), np.zeros(lanes)
        self.days_of_offer, self.days_of_own_offer = np.zeros(lanes), np.zeros(lanes)
        self.accusation, self.courtship = np.zeros(lanes), np.zeros(lanes)
        self.public_line, self.truth = np.zeros(lanes), np.zeros(lanes)
        self.reasons = Reasons(self.constants)
        self.approval = Approval(self.constants)
        self.eagerness = Eagerness(self.constants)
        self.credibility = Credibility(self.constants)

    def compute_contact_risk(self, lanes: Any = slice(None)) -> Floats:
        """E5: return the chance of humiliation at a contact as it enters choices, in some lanes;
        (m,) 0..1.

        The other's erratic conduct and its record of making private contacts public raise it (M08,
        M09).
        """
        risk: Floats = (
            1.0 - (1.0 - self.humiliation_risk[lanes]) * self.constants.reliability[lanes]
        )
        return risk

    def compute_unmet_precondition(self) -> Floats:
        """Return the unmet share of its precondition, a cut of the other's tariff (M16); (lanes,)
        0..1. Envoys' meetings may wear it down.
        """
        levers, fallen = self.levers, self.shared.trade.compute_fall_from_peak(1 - self.side)
        open_share = positive_part(levers.precondition - fallen)
        if levers.always("precondition_waiver", 0.0):
            return open_share
        log_upheld = np.log(np.maximum(1.0 - levers.precondition_waiver, 1e-12))
        return open_share * np.exp(self.shared.talks.visits * log_upheld)

    def compute_weight(self, lanes: Any = slice(None)) -> Floats:
        """E6: return the weight W of a request of average imposition, in some lanes; (m,)."""
        power, imposition = self.power[lanes], self.constants.mean_imposition[lanes]
        return compute_act_weight(
            self.levers, power, imposition, self.shared.compute_drafted_share(lanes), lanes
        )

    def compute_envoy_advice(self, lanes: Any = slice(None)) -> Floats:
        """Return the weight of the envoys' advice that the leaders must decide (M07), in some
        lanes; (m,) log-odds, growing with the envoys' meetings.
        """
        full = self.shared.levers.envoys.full_visits[lanes]
        share = np.minimum(self.shared.talks.visits[lanes], full) / full
        word: Floats = self.levers.elevation[lanes] * share
        return word

    def update_home_pressure(self, pain: Floats, outrage: Floats) -> None:
        """E2, E3: update pressure, relief, approval and audience cost from today's pain and
        outrage; (lanes,) each.
        """
        levers, shared = self.levers, self.shared
        self.outrage = outrage
        days_left = positive_part(levers.election_day - shared.day)
        clock = (1.0 + levers.fatigue * shared.day) * (
            1.0 + levers.election_gain * np.exp(-days_left / levers.election_days)
        )
        if shared.threats.dated:
            pain = pain + self.compute_feared_pain()
        self.pressure = levers.pain * (1.0 - levers.insulation) * pain * clock
        hope = shared.timetable.compute_expected_relief(shared.day, self.side, shared.talks.accord)
        self.relief = levers.relief_base + levers.relief_per_pressure * self.pressure + hope
        self.approval.advance(pain, outrage)
        unloved = self.approval.compute_relief_log_odds()
        if unloved is not None:
            self.relief = self.relief + unloved
        self.audience_cost = levers.audience_cost * (levers.audience_base + outrage)

    def compute_feared_pain(self) -> Floats:
        """M29, E23: return the pain that the other's pending threat would cause, as felt in
        advance; (lanes,).

        It grows as the date approaches, and with belief in the other's word.
        """
        shared, other = self.shared, 1 - self.side
        points = shared.threats.compute_threatened_points(other, shared.trade)
        hurt = self.levers.exposure_other * shared.levers.economy.effective_share * points
        feared: Floats = hurt * self.reasons.compute_threat()
        return feared if self.credibility.is_off else feared * self.credibility.compute_factor()

    def apply_decay(self) -> None:
        """Let one tick pass: accusations, vague approaches, the public line, offers, doors and
        eager words fade, predictions of the other are tested; the side that bears the heavier
        tariff gains rank (M02).
        """
        left = compute_tick_retention(self.shared.levers.opinion.care_memory, self.shared.dt)
        self.accusation = self.accusation * left
        self.courtship = self.courtship * left
        self.public_line = self.public_line * left
        self.reasons.advance()
        self.eagerness.advance()
        self.credibility.advance()
        tariff, me = self.shared.trade.tariff, self.side
        borne = tariff[me] - tariff[1 - me]
        self.power += (
            self.levers.power_learning * self.shared.levers.economy.bearing * borne * self.shared.dt
        )
        self.days_of_offer = positive_part(self.days_of_offer - self.shared.dt)
        self.days_of_own_offer = positive_part(self.days_of_own_offer - self.shared.dt)

    def replace_leader(self, share: Floats) -> None:
        """M33: change leaders by a share ((lanes,) 0..1): vows, fears, the need seen in the other,
        withdrawal from contact, approval and both records of words go back in part; the new leader
        is congratulated.
        """
        gone = share * self.shared.levers.door.new_leader
        self.commitment *= 1.0 - gone
        self.humiliation_risk += gone * (self.levers.ambush_prior - self.humiliation_risk)
        self.other_need += gone * (self.levers.need_prior - self.other_need)
        self.reasons.replace_leader(share)
        self.approval.replace_leader(gone)
        self.eagerness.forget(gone)
        for hearer in (self, self.constants.rival_state):
            hearer.credibility.forget(gone)

    def make_offer(self, lanes: Ints) -> None:
        """Record that it made a face-saving offer in some lanes ((m,))."""
        self.days_of_own_offer[lanes] = float(self.shared.levers.contact.stone_days)

    def receive_offer(self, lanes: Ints) -> None:
        """Record a face-saving offer of the other in some lanes ((m,)); it stands for
        `stone_days`.
        """
        self.days_of_offer[lanes] = float(self.shared.levers.contact.stone_days)

    def carry_over(self, first_mover: Codes) -> None:
        """M19: begin a second standoff with a share of the beliefs of the first; the side that
        moved first then is believed to need contact more.

        Args:
            first_mover: (lanes,) who moved first before (0 the first side, 1 the second).
        """
        memory = self.shared.levers.memory
        names = ("other_need", "own_need", "humiliation_risk", "power")
        before = {name: getattr(self, name) for name in names}
        credibility = self.credibility
        self.begin()
        self.credibility.inherit(credibility, memory.carried)
        for name, then in before.items():
            belief = getattr(self, name)
            belief += memory.carried * (then - belief)
        self.other_need += memory.carried * memory.lesson * (first_mover == 1 - self.side)
        self.own_need += memory.carried * memory.lesson * (first_mover == self.side)
