"""What the first mover makes of it: oracle O25 (M15), as a rule and through a real contact.

Share of the side that proposes first, Rubinstein (1982); that agenda power mixes it with an even
split is our own.
"""

import numpy as np
import pytest

from agents.cast import create_cast
from model.arrays import Floats, sigmoid
from model.lanes import Piece
from model.outcomes import terms
from model.standoff import Standoff
from tests.oracles.degenerate import CHINA, SIMULTANEOUS, US, Columns, hazards, runs

PATIENCE = np.array([0.0, 0.3, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
OWN, OTHER, POWER = (
    grid.ravel() for grid in np.meshgrid(PATIENCE, PATIENCE, np.linspace(0.0, 1.0, 9))
)
PUBLISHED = [(0.95, 0.9, 0.689655), (0.95, 0.95, 0.512821)]
CALLS = {"us": (1.0, 0.0, US), "china": (0.0, 1.0, CHINA), "both": (1.0, 1.0, SIMULTANEOUS)}


def divide_gain(first: str, own: Floats, other: Floats, power: Floats) -> Columns:
    """A contact on day 1 that `first` asked for, whose patience is `own`; nobody needs it more."""
    us, china, mover = CALLS[first]
    levers = {
        "us.discount": other if first == "china" else own,
        "china.discount": own if first == "china" else other,
        "accord.agenda_power": power,
    }
    outcomes = runs(hazards(us, china, "horizon=1"), len(power), levers)
    assert set(outcomes["first_mover_true"]) == {mover}
    return outcomes


def share_of(first: str, outcomes: Columns) -> Floats:
    """What the first mover gets, (lanes,)."""
    us: Floats = outcomes["terms_us"]
    return 1.0 - us if first == "china" else us


@pytest.mark.parametrize("first", ["us", "china"])
@pytest.mark.parametrize(("own", "other", "share"), PUBLISHED)
def test_o25_with_full_agenda_power_the_first_mover_has_rubinsteins_share(
    first: str, own: float, other: float, share: float
) -> None:
    full = np.ones(1)
    found = share_of(first, divide_gain(first, own * full, other * full, full))[0]
    assert found == pytest.approx((1.0 - other) / (1.0 - own * other), abs=1e-9)
    assert found == pytest.approx(share, abs=5e-7)


@pytest.mark.parametrize("first", ["us", "china"])
def test_o25_between_no_and_full_agenda_power_it_is_linear(first: str) -> None:
    found = share_of(first, divide_gain(first, OWN, OTHER, POWER))
    rubinstein = (1.0 - OTHER) / (1.0 - OWN * OTHER)
    assert np.abs(found - (0.5 + POWER * (rubinstein - 0.5))).max() < 1e-9
    assert (found[POWER == 0.0] == 0.5).all()
    half = POWER == 0.5
    assert np.abs(found[half] - (0.5 + rubinstein[half]) / 2.0).max() < 1e-9


def test_o25_where_both_ask_at_once_neither_gains_by_it() -> None:
    assert (divide_gain("both", OWN, OTHER, POWER)["terms_us"] == 0.5).all()


@pytest.mark.parametrize("side", [0, 1])
def test_o25_the_rule_itself_gives_the_published_shares(side: int) -> None:
    names = ("us", "china") if side == 0 else ("china", "us")
    own, other, share = (np.array(column) for column in zip(*PUBLISHED, strict=True))
    levers = {f"{names[0]}.discount": own, f"{names[1]}.discount": other}
    standoff = Standoff([Piece(hazards(0, 0), 0, np.arange(len(share)), levers)], create_cast)
    found = terms.compute_first_proposer_share(standoff.leaders, side)
    standoff.release()
    assert found == pytest.approx(share, abs=5e-7)


def test_the_needier_side_gets_less_whoever_has_the_agenda() -> None:
    """E21: each unit of s(need) is worth .4, on top of the agenda's part."""
    needs = np.linspace(-3.0, 3.0, 61)
    even = hazards(1.0, 0.0, "horizon=1", "us.silence_decay=0", "china.silence_decay=0")
    given = {"us.discount": 0.95, "china.discount": 0.9, "accord.agenda_power": 0.5}
    levers = {path: np.full(61, value) for path, value in given.items()}
    found = runs(even, 61, levers | {"us.need_prior": needs})
    expected = 0.5 + 0.4 * (sigmoid(needs) - 1.0 / (1.0 + np.e)) + 0.5 * (0.1 / 0.145 - 0.5)
    assert np.abs(found["terms_us"] - np.clip(expected, 0.0, 1.0)).max() < 1e-9


def test_a_share_by_the_wrong_sides_patience_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    right = terms.compute_first_proposer_share
    monkeypatch.setattr(
        terms, "compute_first_proposer_share", lambda leaders, side: right(leaders, 1 - side)
    )
    with pytest.raises(AssertionError):
        test_o25_between_no_and_full_agenda_power_it_is_linear("us")
    with pytest.raises(AssertionError):
        test_o25_with_full_agenda_power_the_first_mover_has_rubinsteins_share("us", *PUBLISHED[0])
