"""Randomness as a pure function of (seed, replication, tick, name): no generator is held.

A draw is named by words (agent, purpose, option), never by an index or an id, so that adding an
agent or a kind of signal changes nobody else's draws. Names become 64 bits by BLAKE2b; mixing is
the 64-bit finaliser "Mix13" (Stafford 2011; used by SplitMix64, Steele, Lea and Flood 2014,
doi:10.1145/2660193.2660195). u = ((h >> 12) + 1/2) 2^-52 lies strictly between 0 and 1.
"""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from model.arrays import Floats, Ints

Words = npt.NDArray[np.uint64]
Name = tuple[str, ...]

_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_ONE = np.uint64(0x3FF0000000000000)
_BELOW_ONE = 1.0 - 2.0**-53
CACHED = 32768
"""Numbers computed at once, few enough to stay in the processor's cache; changes no result."""


@cache
def hash_name(*names: str) -> int:
    """Return the 64-bit hash (BLAKE2b) of a draw's name, given as words; equal words, equal
    hash.
    """
    digest = blake2b("\x1f".join(names).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _apply_first_mix_step(h: Words) -> Words:
    """Return the first step of Mix13. It commutes with XOR: names and worlds take it once each and
    are only XORed for a draw.
    """
    return h ^ (h >> _S30)


def hash_names(names: Sequence[Name]) -> Words:
    """Return the hashes of n names after the first step of Mix13, shape (n, 1), for
    `Draws.uniforms` and `Draws.gumbels`.
    """
    words = [[hash_name(*name)] for name in names]
    return _apply_first_mix_step(np.array(words, dtype=np.uint64).reshape(-1, 1))


_keys = cache(hash_names)


def _apply_remaining_mix_steps(h: Words, spare: Words) -> Words:
    """Return h after the remaining steps of Mix13, changed in place; `spare` has h's shape and is
    overwritten.
    """
    np.multiply(h, _M1, out=h)
    np.right_shift(h, _S27, out=spare)
    np.bitwise_xor(h, spare, out=h)
    np.multiply(h, _M2, out=h)
    np.right_shift(h, _S31, out=spare)
    np.bitwise_xor(h, spare, out=h)
    return h


def mix_bits(h: Words) -> Words:
    """Return h scrambled by Mix13, a bijection of 64 bits; uint64 of any shape."""
    h = _apply_first_mix_step(h)
    return _apply_remaining_mix_steps(h, np.empty_like(h))


def hash_worlds(seeds: Ints, replications: Ints) -> Words:
    """Return a 64-bit word for each lane's random world, (lanes,), from (lanes,) seeds and
    replications, both >= 0.
    """
    h = mix_bits(seeds.astype(np.uint64) + np.uint64(hash_name("seed")))
    h += replications.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return mix_bits(h)


def _to_uniform(h: Words) -> Floats:
    """Return ((h >> 12) + 1/2) 2^-52, in (0, 1), in place: the bits become a float64's fraction."""
    np.right_shift(h, _S12, out=h)
    np.bitwise_or(h, _ONE, out=h)
    u = h.view(np.float64)
    u -= _BELOW_ONE
    return u


def _to_gumbel(h: Words) -> Floats:
    """Return -ln(-ln u) of the uniform u that each word gives, in place."""
    g = _to_uniform(h)
    np.log(g, out=g)
    np.negative(g, out=g)
    np.log(g, out=g)
    return np.negative(g, out=g)


class Draws:
    """The random draws of one tick for all lanes of a block; a new object for each tick.

    Names requested on the previous tick are drawn all at once, which is faster; a draw has the same
    value either way, whatever else is requested.

    Args:
        world: (lanes,) words from `hash_worlds`.
        tick: the tick (first 1, 0 for draws of the whole run); part of every draw's name.
        previous: the draws of the previous tick.
    """

    def __init__(self, world: Words, tick: int, previous: "Draws | None" = None) -> None:
        salt = (hash_name("tick") + tick * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        self._base = _apply_first_mix_step(mix_bits(world ^ np.uint64(salt)))
        self._start_with_names(() if previous is None else tuple(previous._asked))

    def _start_with_names(self, expected: tuple[Name, ...]) -> None:
        """Forget all draws; the expected names will be drawn together at the first request."""
        self._expected = expected
        self._asked: dict[Name, None] = {}
        self._drawn: dict[Name, Floats] = {}

    def select_lanes(self, lanes: Ints) -> "Draws":
        """Return the same draws for some lanes only: arrays become (m,) instead of (lanes,)."""
        some = object.__new__(Draws)
        some._base = self._base[lanes]
        some._start_with_names(())
        return some

    def uniform(self, *names: str) -> Floats:
        """Return this tick's uniform draw of that name in every lane; (lanes,) in (0, 1)."""
        self._asked[names] = None
        if self._expected:
            rows = self.uniforms(_keys(self._expected))
            self._drawn = dict(zip(self._expected, rows, strict=True))
            self._expected = ()
        draw = self._drawn.get(names)
        if draw is None:
            draw = self.uniforms(_keys((names,)))[0]
        return draw

    def uniforms(self, names: Words) -> Floats:
        """Return the uniform draws of n names, given as (n, 1) hashes of `hash_names`; (n, lanes)
        in (0, 1).
        """
        return self._draw_in_pieces(names, _to_uniform)

    def uniform_each(self, names: Words) -> Floats:
        """Return one uniform draw per lane, each by a name of its own, (lanes,) in (0, 1); names:
        (lanes,) hashes of `hash_names`.
        """
        words = self._base ^ names
        return _to_uniform(_apply_remaining_mix_steps(words, np.empty_like(words)))

    def gumbels(self, names: Words) -> Floats:
        """Return the standard Gumbel draws -ln(-ln u) of n names, given as (n, 1) hashes; (n,
        lanes).
        """
        return self._draw_in_pieces(names, _to_gumbel)

    def _draw_in_pieces(self, names: Words, convert: Callable[[Words], Floats]) -> Floats:
        """Return a draw for every name and lane, (n, lanes), made by `convert` piece by piece."""
        if len(names) * len(self._base) <= CACHED:
            few = np.bitwise_xor(self._base, names)
            return convert(_apply_remaining_mix_steps(few, np.empty_like(few)))
        words = np.empty((len(names), len(self._base)), dtype=np.uint64)
        rows = max(1, CACHED // max(1, len(self._base)))
        spare = np.empty_like(words[:rows])
        for first in range(0, len(names), rows):
            some = words[first : first + rows]
            np.bitwise_xor(self._base, names[first : first + rows], out=some)
            convert(_apply_remaining_mix_steps(some, spare[: len(some)]))
        return words.view(np.float64)

    def normal(self, *names: str) -> Floats:
        """Return this tick's standard normal draw of that name (Box and Muller 1958); (lanes,)."""
        radius = np.sqrt(-2.0 * np.log(self.uniform(*names, "radius")))
        return radius * np.cos(2.0 * np.pi * self.uniform(*names, "angle"))
