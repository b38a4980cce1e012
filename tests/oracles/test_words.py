"""What words do, in the limits where the answer is known: eagerness that is believed, credit as a
Beta-Bernoulli update, accusations that may be denied (E22, E23; M10, M31).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.eager_words import EagerWords
from agents.utilities import RequestUtilities
from model.phases.calendar import replace_leader
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, differing, piece, rows

pytestmark = pytest.mark.slow

LANES = 2
EVERYWHERE = slice(None)
SILENT = {f"{side}.policy": {"name": "never"} for side in ("us", "china")}


def standoff(**given: Any) -> Standoff:
    """A standoff of the preset on its first day, with some settings changed."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), changes), LANES)], create_cast)
    found.state.advance()
    return found


def say(kind: str, side: str = "us", **given: Any) -> Standoff:
    """A standoff of silent leaders in which a side says one word, and it was heard."""
    forced = {"do": "signal", "side": side, "kind": kind, "day": 1}
    changes = {name.replace("__", "."): value for name, value in given.items()}
    still = SILENT | {"interventions": [forced], "network.diplomatic.delay": 0}
    found = Standoff([piece(change_config(compose("horizon=40"), still | changes), 1)], create_cast)
    found.step()
    found.step()
    return found


def test_without_eager_words_a_leader_is_believed_to_ask_by_the_prior() -> None:
    found = standoff(words__eager_prior=-3.0, words__eager_weight=0.5)
    eagerness = found.leaders[0].state.eagerness
    assert eagerness.compute_belief() == pytest.approx(np.full(LANES, 0.04742587317756678))
    eagerness.add(np.array([2.0, 6.0]), EVERYWHERE)
    assert eagerness.compute_belief() == pytest.approx([0.11920292202211755, 0.5])


def test_what_is_not_yet_believed_is_exposed() -> None:
    found = standoff(words__eager_prior=0.0, words__eager_weight=0.5)
    q, missed = np.array([0.5, 0.5]), np.array([0.1, 0.1])
    exposed = found.leaders[0].state.eagerness.compute_exposure(q, np.array([0.8, 0.3]), missed)
    assert exposed == pytest.approx([0.5 * 0.3 + 0.05, 0.05])


def test_once_eagerness_is_past_doubt_what_asking_stakes_is_of_no_account() -> None:
    """E -> inf: b0 -> 1, and neither the face at stake nor a vow moves the odds of asking."""
    for leader_stakes in (0.0, 3.0):
        found = standoff(us__loss_aversion=1.0 + leader_stakes / 2, us__vow_strength=leader_stakes)
        leader = found.leaders[0]
        leader.state.eagerness.words[:] = 1e4
        assert leader.state.eagerness.compute_belief().tolist() == [1.0, 1.0]
        utilities, menu = RequestUtilities(leader.features), leader.menus["contact"]
        for k in menu.find_options_by_form("request"):
            terms = utilities.compute_terms(menu, k)
            assert not terms["face_at_risk"].any()
            assert not terms["vow"].any()


def test_at_weight_0_eagerness_is_off_whatever_is_said() -> None:
    base = change_config(compose("horizon=60"), {"words.eager_weight": 0.0})
    loud = change_config(base, {"words.eager_prior": 5.0, "words.eager_memory": 0.0})
    words = ("praise_post", "prediction_soon", "announce_concession")
    mute = change_config(base, {f"signal.{word}.effects.eager": 0.0 for word in words})
    assert not differing(rows(base, 40), rows(loud, 40))
    assert not differing(rows(base, 40), rows(mute, 40))
    on = change_config(base, {"words.eager_weight": 0.5})
    assert differing(rows(base, 40), rows(on, 40))


def test_an_eager_word_gives_away_what_the_next_ask_need_not_expose() -> None:
    found = standoff(words__eager_prior=0.0, words__eager_weight=1.0)
    leader = found.leaders[0]
    menu, talks = leader.menus["message"], found.state.talks
    talks.agreed[1] = True
    words = EagerWords(leader.features, menu)
    terms = words.compute_terms(menu.names.index("prediction_soon"))
    utilities = RequestUtilities(leader.features)
    before, after = 0.5, 1.0 / (1.0 + np.exp(-1.0))
    kinds = leader.menus["contact"].kinds
    option = leader.constants.contact_options[
        next(k for k, kind in enumerate(kinds) if kind.imposition[0] == 0.4 and kind.ask)
    ]
    assert leader.constants.mean_imposition[0] == pytest.approx(0.4)
    lost = (after - before) * -utilities.compute_face_loss_utility(option)
    assert terms["face_of_eagerness"] == pytest.approx(-lost)
    assert terms["saved_on_asking"] == pytest.approx(lost * utilities.acceptance * [1.0, 0.0])
    assert words.compute_terms(menu.names.index("denial")) == {}


def test_eager_words_are_heard_remembered_and_read_as_need() -> None:
    given = {"words__credit_weight": 0.0, "words__eager_memory": 0.9}
    spoken, silent = say("prediction_soon", **given), say("no_message", **given)
    speaker, hearer = spoken.leaders
    assert speaker.state.eagerness.words == pytest.approx([1.0])
    raised = hearer.state.other_need - silent.leaders[1].state.other_need
    assert raised == pytest.approx([np.log(1.15) * 0.98])  # a day of silence: silence_decay .02
    spoken.step()
    assert speaker.state.eagerness.words == pytest.approx([0.9])


def test_credit_is_the_mean_of_a_beta_distribution_of_words_kept() -> None:
    found = standoff(words__kept_prior=2.0, words__broken_prior=1.0, words__credit_weight=1.0)
    credibility = found.leaders[1].state.credibility
    assert credibility.credit == pytest.approx([2 / 3, 2 / 3])
    kept = [(1.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (0.5, 0.5)]
    for word in kept:
        credibility.note_word(np.array(word))
    sums = np.sum(kept, axis=0)
    assert credibility.credit == pytest.approx((2.0 + sums) / (3.0 + len(kept)))
    assert credibility.compute_factor() == pytest.approx(credibility.credit)


def test_however_it_began_credit_becomes_the_share_of_words_kept() -> None:
    found = standoff(words__kept_prior=50.0, words__broken_prior=1.0, words__credit_weight=1.0)
    credibility = found.leaders[0].state.credibility
    for n in range(20_000):
        credibility.note_word(np.array([float(n % 4 == 0), float(n % 2 == 0)]))
    assert credibility.credit == pytest.approx([0.25, 0.5], abs=0.003)


def test_a_word_counts_by_its_weight_and_in_its_lanes() -> None:
    found = standoff(words__kept_prior=1.0, words__broken_prior=1.0, words__credit_weight=0.5)
    credibility = found.leaders[0].state.credibility
    credibility.note_word(np.array([0.0]), 2.0, np.array([1]))
    assert credibility.credit == pytest.approx([0.5, 0.25])
    assert credibility.compute_factor() == pytest.approx([0.75, 0.625])


@pytest.mark.slow
def test_at_weight_0_credit_scales_nothing() -> None:
    found = standoff(words__credit_weight=0.0, words__kept_prior=0.01, words__broken_prior=1000.0)
    assert found.leaders[0].state.credibility.compute_factor().tolist() == [1.0, 1.0]
    base = change_config(compose("horizon=60"), {"words.credit_weight": 0.0})
    distrust = {"words.kept_prior": 0.01, "words.broken_prior": 900.0, "words.soon_days": 1.0}
    assert not differing(rows(base, 40), rows(change_config(base, distrust), 40))
    on = change_config(base, {"words.credit_weight": 1.0})
    assert differing(rows(base, 40), rows(on, 40))


@pytest.mark.parametrize(("credit", "share"), [(1.0, 0.25), (0.5, 0.625), (0.0, 1.0)])
def test_a_word_does_what_its_speaker_has_credit_for(credit: float, share: float) -> None:
    given = {
        "words__kept_prior": 1.0, "words__broken_prior": 3.0, "words__credit_weight": credit,
        "envoys__meeting_rate": 0.0, "envoys__sideline": 0.0, "words__eager_weight": 0.0,
        "signal__praise_post__effects__goodwill": 0.8, "signal__praise_post__need": 2.0,
        "signal__praise_post__effects__ambush": 0.1,
    }  # fmt: skip
    spoken, silent = say("praise_post", **given), say("no_message", **given)
    left = 0.99  # goodwill_memory
    goodwill = spoken.state.goodwill - silent.state.goodwill
    assert goodwill == pytest.approx([0.8 * share * left])
    heard, quiet = spoken.leaders[1].state, silent.leaders[1].state
    assert heard.other_need - quiet.other_need == pytest.approx([np.log(2.0) * share * 0.98])
    assert heard.humiliation_risk - quiet.humiliation_risk == pytest.approx([0.1 * share])


def test_an_act_needs_no_credit() -> None:
    given = {"words__credit_weight": 1.0, "words__kept_prior": 0.01, "words__broken_prior": 1000.0}
    acts = [
        say("freeze_dialogues", signal__freeze_dialogues__effects__tension=0.5, **(given | one))
        for one in ({}, {"words__credit_weight": 0.0})
    ]
    assert acts[0].state.tension.tolist() == acts[1].state.tension.tolist()


@pytest.mark.parametrize(("contact", "after"), [(True, (2.0, 1.0)), (False, (1.0, 2.0))])
def test_a_prediction_comes_true_in_its_days_or_is_broken(
    contact: bool, after: tuple[float, float]
) -> None:
    found = standoff(
        words__kept_prior=1.0, words__broken_prior=1.0, words__credit_weight=1.0,
        words__soon_days=5.0,
    )  # fmt: skip
    credibility, state = found.leaders[1].state.credibility, found.state
    credibility.note_prediction(np.array([1.0]), np.array([0]))
    for day in range(5):
        credibility.advance()
        assert (credibility.kept[0], credibility.broken[0]) == (1.0, 1.0), day
        state.advance()
    state.talks.agreed[:] = contact
    credibility.advance()
    assert (credibility.kept[0], credibility.broken[0]) == after
    assert (credibility.kept[1], credibility.broken[1]) == (1.0, 1.0), "nothing was said there"
    credibility.advance()
    assert credibility.kept[0] + credibility.broken[0] == 3.0, "a word is tested once"


def test_a_contact_before_the_prediction_does_not_keep_it() -> None:
    found = standoff(words__credit_weight=1.0, words__soon_days=5.0)
    credibility, state = found.leaders[1].state.credibility, found.state
    state.talks.contacts[:] = 1.0
    credibility.note_prediction(np.ones(LANES), EVERYWHERE)
    credibility.advance()
    assert credibility.kept.tolist() == [3.0, 3.0]
    state.talks.contacts[0] = 2.0
    credibility.advance()
    assert credibility.kept.tolist() == [4.0, 3.0]


def test_a_false_claim_that_is_checked_costs_credit() -> None:
    given = {"signal__claim_other_called__verifiability": 1.0, "words__credit_weight": 1.0}
    credibility = say("claim_other_called", **given).leaders[1].state.credibility
    assert (credibility.kept[0], credibility.broken[0]) == (3.0, 2.0)
    given["signal__claim_other_called__verifiability"] = 0.0
    credibility = say("claim_other_called", **given).leaders[1].state.credibility
    assert (credibility.kept[0], credibility.broken[0]) == (3.0, 1.0)


def test_a_new_leader_is_neither_held_to_old_words_nor_holds_others_to_them() -> None:
    found = standoff(door__new_leader=1.0, words__credit_weight=1.0)
    for leader in found.leaders:
        leader.state.credibility.note_word(np.zeros(LANES), 7.0)
        leader.state.eagerness.words[:] = 4.0
    replace_leader(found.state, found.leaders, 0, np.array([1.0, 0.0]))
    for leader in found.leaders:
        assert leader.state.credibility.broken.tolist() == [1.0, 8.0]
    assert found.leaders[0].state.eagerness.words.tolist() == [0.0, 4.0]
    assert found.leaders[1].state.eagerness.words.tolist() == [4.0, 4.0]


def test_a_second_standoff_begins_with_a_share_of_the_credit() -> None:
    found = standoff(memory__carried=0.5, words__credit_weight=1.0)
    state = found.leaders[0].state
    state.credibility.note_word(np.zeros(LANES), 4.0)
    state.carry_over(np.zeros(LANES, dtype=np.int8))
    assert state.credibility.broken.tolist() == [3.0, 3.0]
    assert state.credibility.kept.tolist() == [3.0, 3.0]


@pytest.mark.parametrize(
    ("kind", "accused"),
    [("claim_other_called", 1.0), ("prediction_soon", 1.0), ("denial", 0.0), ("praise_post", 0.0)],
)
def test_claims_and_predictions_may_be_denied_and_denials_not(kind: str, accused: float) -> None:
    assert say(kind).leaders[1].state.accusation == pytest.approx([accused])
