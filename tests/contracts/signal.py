"""What every kind of signal promises, whoever wrote its entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.block import trace_run
from agents.cast import create_cast
from model.parameters import Configuration
from model.parameters.signal import Signal
from model.standoff import Standoff
from tests.dyads import SIDES
from tests.model.standoffs import (
    change_config,
    compose,
    differing,
    draws_of_options,
    part,
    piece,
    rows,
    without,
)

LANES = 30
SLOTS = ("contact", "material", "message")
"""What a leader chooses of its own accord, day by day."""


class SignalContract:
    """Inherited by the suite of each kind a leader may send: its name and its entry."""

    name: str
    entry: dict[str, Any]

    @classmethod
    def config(cls, **changes: Any) -> Configuration:
        """A standoff of 40 days with the kind, some of its entry changed."""
        plain = without(compose("horizon=40"), "signal", cls.name)
        return change_config(plain, {f"signal.{cls.name}": cls.entry | changes})

    @pytest.fixture
    def kind(self) -> Signal:
        return self.config().signal[self.name]

    def test_it_is_offered_in_its_slot_to_its_sides_alone(self, kind: Signal) -> None:
        leaders = Standoff([piece(self.config(), 1)], create_cast).leaders
        offered = {
            (SIDES[leader.side], slot)
            for leader in leaders
            for slot, menu in leader.menus.items()
            if self.name in menu.names
        }
        assert kind.slot in SLOTS
        assert offered == {(side, kind.slot) for side in kind.sides}

    def test_while_it_is_not_enabled_nothing_tells_that_it_is_there(self) -> None:
        absent = without(self.config(), "signal", self.name)
        assert not differing(rows(absent, LANES), rows(self.config(enabled=False), LANES))

    def test_it_takes_no_draw_from_the_other_kinds(self) -> None:
        absent = without(self.config(), "signal", self.name)
        before, after = draws_of_options(absent), draws_of_options(self.config())
        shared = before.keys() & after.keys()
        assert shared
        assert all(before[key] == after[key] for key in shared)

    def test_who_has_every_motive_sends_it_and_the_other_receives_it(self, kind: Signal) -> None:
        told = trace_run(self.config(motives={"constant": 20.0}), 0, 0)
        sent = [signal for signal in told["signals"] if signal["kind"] == self.name]
        assert {signal["side"] for signal in sent} == set(kind.sides)
        for signal in sent:
            assert f"{SIDES[1 - SIDES.index(signal['side'])]}_leader" in signal["receivers"]

    def test_a_run_with_it_is_the_same_in_whatever_company(self) -> None:
        config = self.config(motives={"constant": 3.0})
        together = rows(config, LANES)
        for lane in (0, LANES - 1):
            assert not differing(rows(config, [lane]), part(together, [lane]))

    def test_outcomes_stay_numbers_even_where_it_is_sent_daily(self) -> None:
        outcomes = rows(self.config(motives={"constant": 20.0}), LANES)
        whole = [name for name, values in outcomes.items() if values.dtype.kind == "f"]
        assert whole
        assert all(not np.isinf(outcomes[name]).any() for name in whole)
