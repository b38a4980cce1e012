"""A measure and a word of one's own keep the contract of every kind of signal."""

from __future__ import annotations

from tests.contracts.signal import SignalContract


class TestBan(SignalContract):
    name = "helium_ban"
    entry = {
        "title": "Withholds helium", "slot": "material", "public": True, "source": "a test",
        "effects": {"control": 1.0, "strike": 0.3}, "motives": {"constant": 1.0},
    }  # fmt: skip


class TestLoan(SignalContract):
    name = "panda_loan"
    entry = {
        "title": "Lends a panda", "slot": "message", "sides": ["china"], "public": True,
        "channel": "broadcast", "receiver": "everyone", "source": "a test",
        "effects": {"goodwill": 0.5, "other_face": 0.2}, "motives": {"constant": 2.0},
    }  # fmt: skip
