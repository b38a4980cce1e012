"""A draw is its name and nothing else: golden bits, an independent count, no generator anywhere."""

import random
from hashlib import blake2b

import numpy as np
import pytest

from agents.block import run_block, trace_run
from model.arrays import Floats
from model.draws import Draws, hash_name, hash_names, hash_worlds
from model.lanes import Piece
from tests.oracles.degenerate import MINIMAL, configure

MASK = 2**64 - 1
GOLDEN_RATIO = 0x9E3779B97F4A7C15

# (seed, replication, tick, name, bits of the float64). A change here changes every run ever kept.
GOLDEN: list[tuple[int, int, int, tuple[str, ...], int]] = [
    (0, 0, 1, ("us_leader", "contact", "wait"), 0x3FEF2F10E8F56EDD),
    (0, 1, 1, ("us_leader", "contact", "wait"), 0x3FE911E18FD08BB9),
    (1, 0, 1, ("us_leader", "contact", "wait"), 0x3FCB4EF67C8916EC),
    (0, 0, 2, ("us_leader", "contact", "wait"), 0x3FEFFB7C8ECFED93),
    (0, 0, 1, ("china_leader", "contact", "wait"), 0x3FE75EC8D5E5125F),
    (0, 0, 1, ("us_leader", "contact", "ask_private"), 0x3FE01DF1EE46D2BB),
    (42, 1999, 180, ("accord", "relapse"), 0x3FEE157EB5866151),
    (2**63 - 1, 1099511627776, 3650, ("world", "drama"), 0x3FD1F686C0B5B0CE),
]


def draw_one(seed: int, replication: int, tick: int, name: tuple[str, ...]) -> float:
    world = hash_worlds(np.array([seed], dtype=np.int64), np.array([replication], dtype=np.int64))
    return float(Draws(world, tick).uniform(*name)[0])


def bits(value: float) -> int:
    return int(np.float64(value).view(np.uint64))


def mix(h: int) -> int:
    """Stafford's Mix13 in whole numbers."""
    h = ((h ^ (h >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    h = ((h ^ (h >> 27)) * 0x94D049BB133111EB) & MASK
    return h ^ (h >> 31)


def hash_by_hand(*words: str) -> int:
    return int.from_bytes(blake2b("\x1f".join(words).encode(), digest_size=8).digest(), "little")


def draw_by_hand(seed: int, replication: int, tick: int, name: tuple[str, ...]) -> float:
    """The same draw, worked out in Python's whole numbers apart from the engine."""
    world = mix((seed + hash_by_hand("seed")) & MASK)
    world = mix((world + replication * GOLDEN_RATIO) & MASK)
    base = mix(world ^ ((hash_by_hand("tick") + tick * GOLDEN_RATIO) & MASK))
    return ((mix(base ^ hash_by_hand(*name)) >> 12) + 0.5) * 2.0**-52


@pytest.mark.parametrize(("seed", "replication", "tick", "name", "golden"), GOLDEN)
def test_golden_bits(
    seed: int, replication: int, tick: int, name: tuple[str, ...], golden: int
) -> None:
    assert bits(draw_one(seed, replication, tick, name)) == golden
    assert bits(draw_by_hand(seed, replication, tick, name)) == golden


def test_the_mixer_is_the_published_one() -> None:
    """SplitMix64 from seed 0 (Steele, Lea and Flood 2014): its first three outputs."""
    outputs = [mix(GOLDEN_RATIO * n & MASK) for n in (1, 2, 3)]
    assert outputs == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_the_extreme_words_stay_strictly_inside_the_interval() -> None:
    from model.draws import _to_uniform

    ends = _to_uniform(np.array([0, MASK], dtype=np.uint64))
    assert list(ends) == [2.0**-53, 1.0 - 2.0**-53]
    assert np.isfinite(-np.log(-np.log(ends))).all()


def test_a_draw_does_not_depend_on_who_else_draws() -> None:
    one = Draws(hash_worlds(np.zeros(5, dtype=np.int64), np.arange(5)), 3)
    alone = one.uniform("us_leader", "contact", "wait")
    many = hash_names([("a", "b", str(n)) for n in range(9)] + [("us_leader", "contact", "wait")])
    assert np.array_equal(one.uniforms(many)[-1], alone)
    assert np.array_equal(
        one.select_lanes(np.array([4, 1])).uniform("us_leader", "contact", "wait"), alone[[4, 1]]
    )
    for lane in range(5):
        assert draw_one(0, lane, 3, ("us_leader", "contact", "wait")) == alone[lane]


def test_words_do_not_run_together() -> None:
    assert hash_name("ab", "c") != hash_name("a", "bc") != hash_name("abc")


def numpy_state() -> tuple[str, bytes, int]:
    kind, state, place, *_ = np.random.get_state(legacy=True)  # noqa: NPY002 - that it has not moved
    return str(kind), np.asarray(state).tobytes(), int(place)


def test_the_global_generators_have_not_moved_after_a_run() -> None:
    config = configure(*MINIMAL, "horizon=40")
    before = (random.getstate(), numpy_state())
    run_block([Piece(config, 0, np.arange(50))])
    trace_run(config, 0, 3)
    assert (random.getstate(), numpy_state()) == before


def test_a_run_does_not_listen_to_the_global_generators() -> None:
    config = configure(*MINIMAL, "horizon=40")

    def durations() -> Floats:
        found: Floats = run_block([Piece(config, 0, np.arange(50))]).outcomes["tension_end"]
        return found

    kept = (random.getstate(), np.random.get_state())  # noqa: NPY002 - restored below
    first = durations()
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002 - the point of the test
    second = durations()
    random.setstate(kept[0])
    np.random.set_state(kept[1])  # noqa: NPY002 - as found
    assert np.array_equal(first, second)
