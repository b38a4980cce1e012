"""The oracles can fail: each of these changed rules is caught by the oracle's own test."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents import policies
from agents.policies.constant_hazard import constant_hazard
from agents.policies.decision import Decision, Terms
from agents.utilities import RequestUtilities
from model import attribution, face, opinion, standoff
from model import trade as economy
from model.arrays import Bools, Codes, Floats, Ints
from model.draws import Draws, Words
from model.phases import contact as meeting
from tests.oracles import test_attribution as o19
from tests.oracles import test_books as o13
from tests.oracles import test_calling as o2
from tests.oracles import test_channels as o12
from tests.oracles import test_opinion as o22
from tests.oracles import test_tariffs as o23

pytestmark = pytest.mark.slow


def one_draw_for_both(decision: Decision[Any]) -> Codes:
    """The two sides' chances are no longer independent."""
    menu = decision.menu
    if menu.slot != "contact":
        return constant_hazard(decision)
    asks = decision.draws.uniform("contact", "hazard") < decision.settings.probability
    return np.where(asks, menu.names.index("ask_private"), menu.nothing).astype(np.int8)


def expect_failure(oracle: Callable[..., None], *arguments: Any) -> None:
    with pytest.raises(AssertionError):
        oracle(*arguments)


def test_one_draw_for_both_sides_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(policies.POLICIES, "constant_hazard", one_draw_for_both)
    expect_failure(o2.test_o1_and_o3_rates_become_probabilities_and_the_horizon_censors)


def test_ties_given_to_one_side_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("model.phases.agreements"), "SIMULTANEOUS", 0)
    expect_failure(o2.test_o1_and_o3_rates_become_probabilities_and_the_horizon_censors)


def test_a_contact_a_day_late_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(world: Any, leaders: Any) -> Bools:
        found: Bools = meeting.is_contact_due(world, leaders) & (world.talks.preparation >= 2.0)
        return found

    monkeypatch.setattr(standoff, "is_contact_due", late)
    expect_failure(o2.test_o1_and_o3_rates_become_probabilities_and_the_horizon_censors)


def test_a_daily_probability_applied_at_every_tick_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = import_module("agents.policies.constant_hazard")
    monkeypatch.setattr(rule, "compute_tick_probability", lambda rate, dt: rate)
    expect_failure(o2.test_o1_in_short_ticks_the_shares_are_the_ratio_of_the_rates)


def test_noise_of_the_wrong_sign_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Draws.gumbels

    def least(self: Draws, names: Words) -> Floats:
        return -drawn(self, names)

    monkeypatch.setattr(Draws, "gumbels", least)
    expect_failure(o2.test_o2_quantal_choice_at_constant_utilities_is_a_constant_hazard)


@pytest.mark.parametrize("term", ["shame_of_refusal", "relief"])
def test_a_forgotten_term_of_asking_is_caught(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    full = RequestUtilities.compute_terms

    def forgetful(self: RequestUtilities, menu: Any, k: int) -> Terms:
        return {name: value for name, value in full(self, menu, k).items() if name != term}

    monkeypatch.setattr(RequestUtilities, "compute_terms", forgetful)
    expect_failure(o12.test_o14_direct_or_veiled, 0.4, 10.0, 8.0, 0.8, 0.1, 0.97125)


def test_exposure_that_does_not_grow_with_the_weight_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "agents.utilities.compute_loss_disutility", lambda book, at_stake: np.ones_like(at_stake)
    )
    expect_failure(o12.test_o12_the_heavier_the_act_the_more_veiled_the_way, "us.distance")


def test_an_honour_that_is_not_zero_sum_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "MIRROR", (0, 1, 2))
    expect_failure(o13.test_o13_in_honours_book_what_one_loses_the_other_wins_on_every_day)


def test_a_third_of_the_gain_of_an_accepted_offer_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = face.Book.post_accepted_offer

    def miserly(self: face.Book, amounts: Any, source: str, event: str, lanes: Ints) -> None:
        full(self, tuple(amount / 3.0 for amount in amounts), source, event, lanes)

    monkeypatch.setattr(face.Book, "post_accepted_offer", miserly)
    expect_failure(o13.test_o13_in_a_mutual_book_each_accepted_offer_adds_two_mm_d)


def test_a_press_that_is_trusted_by_nobody_abroad_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def deaf(prior: Floats, told: tuple[Floats, Floats], seen: Floats) -> Floats:
        return prior + told[0] + seen

    monkeypatch.setattr(attribution, "compute_posterior_log_odds", deaf)
    expect_failure(o19.test_o19_after_a_contact_each_home_believes_its_own_press)


def test_openness_read_as_stubbornness_is_caught(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def invert_mix(susceptibility: Floats, heard: Floats, own_view: Floats) -> Floats:
        return opinion.mix_opinions(1.0 - susceptibility, heard, own_view)

    monkeypatch.setattr("agents.constituency.mix_opinions", invert_mix)
    expect_failure(
        o22.test_o22_friedkin_and_johnsens_four_end_where_they_were_published_to, tmp_path
    )


def test_influence_that_runs_the_wrong_way_is_caught(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    right = o22.edge_list
    monkeypatch.setattr(o22, "edge_list", lambda folder, weights: right(folder, weights.T))
    expect_failure(o22.test_o21_degroot_ends_in_the_consensus_of_the_stationary_weights, tmp_path)


def test_a_reaction_rule_without_its_base_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = economy.Trade.compute_reaction_gap

    def without_step(self: economy.Trade, side: int) -> Floats:
        found: Floats = np.maximum(full(self, side) - self.sides[side].reaction_base, 0.0)
        return found

    monkeypatch.setattr(economy.Trade, "compute_reaction_gap", without_step)
    expect_failure(o23.test_o23_mild_reactions_end_at_the_fixed_point)
