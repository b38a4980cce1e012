"""Which way to ask: oracles O12 (weight of the act) and O14 (direct or veiled)."""

from math import exp, log

import numpy as np
import pytest

from model.arrays import Bools, Floats, Ints
from model.parameters import Configuration
from tests.oracles.degenerate import (
    ACCEPTING,
    CALM,
    ENOUGH,
    INDIFFERENT,
    MINIMAL,
    ONLY_CONTACT,
    UNPREPARED,
    Columns,
    assert_share,
    configure,
    hazards,
    runs,
)

QUIET = (*MINIMAL, *UNPREPARED, *CALM, *INDIFFERENT, *ACCEPTING, *ONLY_CONTACT)
ONE_DAY = ("policy@china.policy=constant_hazard", "china.policy.probability=0", "horizon=1")

# O12. Options by falling benefit and falling exposure: (clarity, deniability, leak).
WAYS = {
    "ask_public": (1.0, 0.0, 1.0),
    "ask_private": (0.8, 0.5, 0.2),
    "vague_hint": (0.6, 0.8, 0.1),
}
RELIEF, OPENNESS, EVIDENCE, AVERSION = 5.0, 5.0, 2.0, 2.25


def ways_to_ask(temperature: float) -> Configuration:
    """Day 1 of a US leader who weighs relief against exposed face; China accepts all it reads."""
    ways = [
        f"signal.{kind}.{lever}={value!r}"
        for kind, values in WAYS.items()
        for lever, value in zip(("clarity", "deniability", "leak"), values, strict=True)
    ]
    trusts = [
        f"{s}.{t}=0"
        for s in ("us", "china")
        for t in ("trust_at_home", "trust_abroad", "trust_world")
    ]
    return configure(
        *QUIET, *ONE_DAY, *ways, *trusts, "us.accounting=honor", "us.face_weight=1",
        f"us.relief_base={RELIEF}", f"contact.expected_openness={OPENNESS}", "contact.inertia=0",
        f"attribution.evidence={EVIDENCE}", f"us.policy.temperature={temperature}",
    )  # fmt: skip


def channel_codes(outcomes: Columns) -> Ints:
    """Index of the way chosen on day 1: public 0, private 1, hint 2, waiting 3."""
    public = outcomes["channel"] == "ask_public"
    asked, hinted = outcomes["asks_us"] > 0, outcomes["hints_us"] > 0
    return np.where(public, 0, np.where(asked, 1, np.where(hinted, 2, 3)))


def best(weights: Floats) -> tuple[Ints, Floats]:
    """Best way at each W and its lead over the second, from benefit minus exposure times loss.

    B = q R, x = q s(ev (1 - den)) + (1 - q) leak, and in honour's book with even faces a loss of
    W is felt as 2 lambda W; waiting is worth 0.
    """
    utilities = []
    for clarity, deniability, leak in WAYS.values():
        q = clarity / (1.0 + exp(-OPENNESS))
        exposure = q / (1.0 + exp(-EVIDENCE * (1.0 - deniability))) + (1.0 - q) * leak
        utilities.append(q * RELIEF - exposure * 2.0 * AVERSION * weights)
    table = np.stack([*utilities, np.zeros_like(weights)])
    ordered = np.sort(table, axis=0)
    return np.argmax(table, axis=0), ordered[-1] - ordered[-2]


def sweep_part(weights: Floats, part: str) -> dict[str, Floats]:
    """Levers that make up W = D + P + R, with one part varied and the others at .3, .2, .4."""
    parts = {"us.distance": 0.3, "us.power": 0.2, "imposition": 0.4}
    rest = sum(value for name, value in parts.items() if name != part)
    spread = {name: np.full_like(weights, value) for name, value in parts.items()}
    spread[part] = weights - rest
    imposition = spread.pop("imposition")
    return spread | {f"signal.{kind}.imposition": imposition for kind in WAYS}


@pytest.mark.parametrize("part", ["us.distance", "us.power", "imposition"])
def test_o12_the_heavier_the_act_the_more_veiled_the_way(part: str) -> None:
    """At temperature .001 a lead of .02 decides but for one choice in e^20; nearer to where two
    ways are worth the same, either of the two may be chosen, which is monotone all the same.
    """
    grid = np.linspace(0.6, 2.1, 31)
    expected, lead = best(grid)
    assert set(expected) == {0, 1, 2, 3}
    weights = np.repeat(grid, 200)
    found = channel_codes(runs(ways_to_ask(0.001), len(weights), sweep_part(weights, part)))
    ways = found.reshape(len(grid), -1)
    assert (ways.max(axis=1)[:-1] <= ways.min(axis=1)[1:]).all()
    clear = lead > 0.02
    assert clear.sum() >= 29
    assert (ways[clear] == expected[clear, np.newaxis]).all()


def test_o12_at_weight_point_nine_the_ask_is_private() -> None:
    config = ways_to_ask(0.001)
    assert config.us.distance + config.us.power + config.signal["ask_private"].imposition == 0.9
    assert set(channel_codes(runs(config, 500))) == {1}


def test_o12_at_temperature_one_choices_are_mixed() -> None:
    assert set(channel_codes(runs(ways_to_ask(1.0), 2000))) == {0, 1, 2, 3}


def test_o12_the_weight_of_an_act_is_distance_plus_power_plus_imposition() -> None:
    """Read off the books: hierarchy without magnanimity posts -b W to who is believed to ask."""
    sides = [
        f"{s}.{t}"
        for s in ("us", "china")
        for t in ("accounting=hierarchy", "magnanimity=0", "drafting=0")
    ]
    outcomes = runs(hazards(1.0, 0.0, "horizon=1", *sides), 500)
    believed = outcomes["belief_us_home"]
    weight = -outcomes["face_us_us_home_call"] / believed
    assert np.abs(weight - (0.3 + 0.2 + 0.4)).max() < 1e-9


def menu(p: float, u: float, c: float, alpha: float, beta: float) -> Configuration:
    """O14 with the levers of the real contact slot; a reduction of our own of the source's game.

    direct is a private ask of clarity 1 and leak 1, veiled a hint of clarity alpha. p is the
    acceptance expected, u = relief + personal tie + optics x phi, c = phi x shame; no weight of
    the act, so no face but shame is at stake. U = q u - (1 - q) leak c: the veiled leak is
    (1-p) beta / (1 - alpha p), which makes U_veiled = p alpha u - (1-p) beta c.
    """
    shame = 3.0 if c > 5.0 else 1.0
    phi = c / shame
    relief, tie = u / 2.0, 3.0 * u / 10.0
    levers = {
        "contact.expected_openness": log(p / (1.0 - p)), "contact.inertia": -5.0,
        "us.relief_base": relief, "us.personal_tie": tie, "us.optics": (u - relief - tie) / phi,
        "us.face_weight": phi, "us.shame": shame, "us.distance": 0.0, "us.power": 0.0,
        "signal.ask_private.imposition": 0.0, "signal.vague_hint.imposition": 0.0,
        "signal.ask_private.leak": 1.0, "signal.vague_hint.clarity": alpha,
        "signal.vague_hint.leak": (1.0 - p) * beta / (1.0 - alpha * p),
    }  # fmt: skip
    values = [f"{path}={value!r}" for path, value in levers.items()]
    return configure(*QUIET, *ONE_DAY, "signal.ask_public.enabled=false", *values)


def veiled_among_asks(config: Configuration) -> Bools:
    """Of the runs that asked on day 1, whether by the veiled way (odds do not hang on waiting)."""
    outcomes = runs(config, 5 * ENOUGH)  # a single day is cheap
    asked = outcomes["first_signal_day"] == 1.0
    veiled: Bools = outcomes["hints_us"][asked] > 0
    return veiled


@pytest.mark.slow
@pytest.mark.parametrize(
    ("p", "u", "c", "alpha", "beta", "share"),
    [
        (0.4, 10.0, 8.0, 0.8, 0.1, 0.97125),
        (0.7, 6.0, 4.0, 0.5, 0.3, None),
        (0.4, 10.0, 0.4 * 10.0 * 0.2 / (0.6 * 0.9), 0.8, 0.1, 0.5),  # the indifference line
    ],
)
def test_o14_direct_or_veiled(
    p: float, u: float, c: float, alpha: float, beta: float, share: float | None
) -> None:
    direct, veiled = p * u - (1 - p) * c, p * alpha * u - (1 - p) * beta * c
    expected = 1.0 / (1.0 + exp(direct - veiled))
    assert share is None or expected == pytest.approx(share, abs=5e-6)
    assert_share(veiled_among_asks(menu(p, u, c, alpha, beta)), expected)
