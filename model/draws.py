"""Randomness as a pure function of (seed, replication, tick, names): counter-based, nothing is
held.

A draw is named by words (agent, purpose, option), never by an index or an id, so that adding an
agent or a kind of signal shifts nobody's draws. Names become 64 bits by BLAKE2b; mixing is the
64-bit finaliser "Mix13" (Stafford 2011; used by SplitMix64, Steele, Lea and Flood 2014,
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
"""Numbers worked on at once: so few that each step finds them in the cache; changes no number."""


@cache
def hash_name(*names: str) -> int:
    """The 64-bit key of a draw's name, by BLAKE2b over the words; equal words give equal keys."""
    digest = blake2b("\x1f".join(names).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _fold(h: Words) -> Words:
    """The first step of Mix13. Of a and b folded each for itself, a ^ b is folded too, so that
    names and worlds are folded once and only crossed for a draw.
    """
    return h ^ (h >> _S30)


def hash_names(names: Sequence[Name]) -> Words:
    """(n, 1) keys of n names, folded, ready to be crossed with (lanes,) folded worlds."""
    words = [[hash_name(*name)] for name in names]
    return _fold(np.array(words, dtype=np.uint64).reshape(-1, 1))


_keys = cache(hash_names)


def _mix_folded(h: Words, spare: Words) -> Words:
    """The rest of Mix13 in place; `spare` is of the shape of h and written over. Returns h."""
    np.multiply(h, _M1, out=h)
    np.right_shift(h, _S27, out=spare)
    np.bitwise_xor(h, spare, out=h)
    np.multiply(h, _M2, out=h)
    np.right_shift(h, _S31, out=spare)
    np.bitwise_xor(h, spare, out=h)
    return h


def mix_bits(h: Words) -> Words:
    """Mix13 over uint64 of any shape; a bijection of 64 bits."""
    h = _fold(h)
    return _mix_folded(h, np.empty_like(h))


def hash_worlds(seeds: Ints, replications: Ints) -> Words:
    """(lanes,) state of each random world from (lanes,) seeds and replications, both >= 0."""
    h = mix_bits(seeds.astype(np.uint64) + np.uint64(hash_name("seed")))
    h += replications.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return mix_bits(h)


def _to_uniform(h: Words) -> Floats:
    """(h >> 12 + 1/2) 2^-52, exactly: the bits become the fraction of a number in [1, 2)."""
    np.right_shift(h, _S12, out=h)
    np.bitwise_or(h, _ONE, out=h)
    u = h.view(np.float64)
    u -= _BELOW_ONE
    return u


def _to_gumbel(h: Words) -> Floats:
    """-ln(-ln u) of the uniform in a word."""
    g = _to_uniform(h)
    np.log(g, out=g)
    np.negative(g, out=g)
    np.log(g, out=g)
    return np.negative(g, out=g)


class Draws:
    """The draws of one tick for a block of lanes; made anew each tick, holds no generator.

    What was asked for by name in all lanes on the tick before is drawn in one go, which is faster;
    a draw is the same either way, and whether or not it is asked for.

    Args:
        world: (lanes,) words from `worlds`.
        tick: the tick (first 1); part of every draw's name.
        before: the draws of the tick before.
    """

    def __init__(self, world: Words, tick: int, before: "Draws | None" = None) -> None:
        salt = (hash_name("tick") + tick * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        self._base = _fold(mix_bits(world ^ np.uint64(salt)))
        self._begin(() if before is None else tuple(before._asked))

    def _begin(self, expected: tuple[Name, ...]) -> None:
        self._expected = expected
        self._asked: dict[Name, None] = {}
        self._drawn: dict[Name, Floats] = {}

    def select_lanes(self, lanes: Ints) -> "Draws":
        """The same draws for some lanes only: (m,) instead of (lanes,)."""
        some = object.__new__(Draws)
        some._base = self._base[lanes]
        some._begin(())
        return some

    def uniform(self, *names: str) -> Floats:
        """(lanes,) uniforms in (0, 1) of the draw so named on this tick."""
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
        """(n, lanes) uniforms in (0, 1) for (n, 1) keys."""
        return self._cross(names, _to_uniform)

    def uniform_each(self, names: Words) -> Floats:
        """(lanes,) uniforms in (0, 1), of another draw in each lane, for (lanes,) keys."""
        words = self._base ^ names
        return _to_uniform(_mix_folded(words, np.empty_like(words)))

    def gumbels(self, names: Words) -> Floats:
        """(n, lanes) standard Gumbel draws -ln(-ln u) for (n, 1) keys."""
        return self._cross(names, _to_gumbel)

    def _cross(self, names: Words, convert: Callable[[Words], Floats]) -> Floats:
        """The words of all names and lanes, read in place as numbers, a cacheful at a time."""
        words = np.empty((len(names), len(self._base)), dtype=np.uint64)
        rows = max(1, CACHED // max(1, len(self._base)))
        spare = np.empty_like(words[:rows])
        for first in range(0, len(names), rows):
            some = words[first : first + rows]
            np.bitwise_xor(self._base, names[first : first + rows], out=some)
            convert(_mix_folded(some, spare[: len(some)]))
        return words.view(np.float64)

    def normal(self, *names: str) -> Floats:
        """(lanes,) standard normal draws (Box and Muller 1958) of the draw so named."""
        radius = np.sqrt(-2.0 * np.log(self.uniform(*names, "radius")))
        return radius * np.cos(2.0 * np.pi * self.uniform(*names, "angle"))
