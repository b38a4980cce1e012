"""Accounting in each book: oracle O13, on whole real runs."""

from collections.abc import Iterator

import numpy as np
import pytest

from agents.block import trace_run
from agents.cast import create_cast
from model.arrays import Floats
from model.face import MIRROR
from model.lanes import Piece
from model.parameters import Configuration
from model.standoff import Standoff
from tests.oracles.degenerate import SEEDS, Columns, configure, hazards, runs

EARS = ("home", "other_home", "world")
BOOKS = tuple(f"face_{keeper}" for keeper in ("us", "china"))


def whole(style: str) -> Configuration:
    """The full preset with both leaders of one style of accounting."""
    both = [f"{side}.accounting={style}" for side in ("us", "china")]
    return configure("scenario=call_2025", "cast=call_2025", "signal=full", "batch=oracle", *both)


def in_public(outcomes: Columns, book: str) -> Iterator[Floats]:
    """Both sides' faces at the end before each public of a book, (lanes,) each."""
    for ear, mirrored in enumerate(MIRROR):
        us = outcomes[f"{book}_us_{EARS[ear]}_end"]
        yield us + outcomes[f"{book}_china_{EARS[mirrored]}_end"]


@pytest.mark.slow
def test_o13_in_honours_book_what_one_loses_the_other_wins_on_every_day() -> None:
    standoff = Standoff([Piece(whole("honor"), one, np.arange(67)) for one in SEEDS], create_cast)
    posted = 0.0
    for _ in range(standoff.state.config.horizon):
        standoff.step()
        for leader in standoff.leaders:
            us, china = leader.book.faces
            for ear, mirrored in enumerate(MIRROR):
                assert np.abs(us[ear] + china[mirrored]).max() <= 1e-12
                posted = max(posted, float(np.abs(us[ear]).max()))
    assert posted > 0.5
    assert standoff.state.met.any()
    standoff.release()


def standoff_of_contacts(style: str, *overrides: str) -> Configuration:
    """Contact upon contact and nothing else that moves face: accords fall within days."""
    sides = [f"{s}.{t}" for s in ("us", "china") for t in (f"accounting={style}", "drafting=0")]
    return hazards(0.2, 0.1, "accord.relapse=0.3", "horizon=120", *sides, *overrides)


def weights(count: int) -> dict[str, Floats]:
    """Both leaders' W from .6 to 2.6, one value a lane."""
    distance = np.linspace(0.0, 2.0, count)
    return {"us.distance": distance, "china.distance": distance}


def an_offer(total: Floats, outcomes: Columns) -> Floats:
    """What each accepted offer has added, (lanes,); no lane is without one."""
    contacts = outcomes["contacts"]
    assert contacts.min() > 0
    assert contacts.max() > 5
    added: Floats = total / contacts
    return added


@pytest.mark.slow
def test_o13_in_a_mutual_book_each_accepted_offer_adds_two_mm_d() -> None:
    levers, mm = weights(500), 0.4
    gains = ("us.mutual_gain=0.4", "china.mutual_gain=0.4")
    outcomes = runs(standoff_of_contacts("mutual", *gains), 500, levers)
    d = levers["us.distance"] + 0.2 + 0.4
    for book in BOOKS:
        for total in in_public(outcomes, book):
            assert np.abs(an_offer(total, outcomes) - 2.0 * mm * d).max() <= 1e-12


@pytest.mark.slow
def test_o13_in_hierarchys_book_the_other_gains_mu_of_each_loss() -> None:
    levers, mu = weights(500), 0.3
    outcomes = runs(
        standoff_of_contacts("hierarchy", "us.magnanimity=0.3", "china.magnanimity=0.3"),
        500,
        levers,
    )
    d = levers["us.distance"] + 0.2 + 0.4
    for book in BOOKS:
        for total in in_public(outcomes, book):
            assert np.abs(an_offer(total, outcomes) + (1.0 - mu) * d).max() <= 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("style", ["honor", "hierarchy", "mutual"])
@pytest.mark.parametrize("seed", SEEDS)
def test_o13_every_posting_of_a_whole_run_follows_the_keepers_rule(seed: int, style: str) -> None:
    """An append-only ledger: each entry with what the rule makes of it, all of them the face."""
    told = trace_run(whole(style), seed, 0)
    postings = [p for p in told["postings"] if p["keeper"] == "us"]
    assert postings
    mu = 0.5

    def follows(amount: float, source: str) -> float:
        if style == "mutual":
            return amount if source == "contact" else 0.0
        return -amount if style == "honor" else mu * max(-amount, 0.0)

    ledger = iter(postings)
    for entry in ledger:
        due = follows(entry["amount"], entry["source"])
        if due:
            answer = next(ledger)
            assert answer["amount"] == due or style == "hierarchy"
            assert abs(answer["amount"] - due) <= 1e-12
            assert answer["side"] != entry["side"]
            assert answer["audience"] == EARS[MIRROR[EARS.index(entry["audience"])]]
    for side in ("us", "china"):
        for ear in EARS:
            total = sum(p["amount"] for p in postings if (p["side"], p["audience"]) == (side, ear))
            assert total == pytest.approx(told["outcome"][f"face_us_{side}_{ear}_end"], abs=1e-12)
