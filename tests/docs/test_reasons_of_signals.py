"""What leaders send has a reason: few of it is sent by the draw alone, or by a constant."""

from __future__ import annotations

import pytest

from model.menu import SLOTS
from tests.docs.reasons_of_signals import Tally, measure_reasons
from tests.model.standoffs import change_config, compose

RUNS = 200
BOUND = 1.0 / 3.0


@pytest.fixture(scope="module")
def preset() -> Tally:
    """The signals that leaders send in some hundred runs of the preset."""
    return measure_reasons(compose("scenario=call_2025"), RUNS)


@pytest.mark.parametrize("slot", [*SLOTS, None])
def test_most_of_what_leaders_send_has_a_reason(preset: Tally, slot: str | None) -> None:
    sent, by_draw, by_constant = preset.compute_shares(slot)
    assert sent > RUNS
    assert by_draw < BOUND
    assert by_constant < BOUND


def test_a_menu_of_constants_has_no_reason_to_show() -> None:
    base = compose("horizon=20")
    bare = {}
    for name, kind in base.signal.items():
        if kind.slot == "message" and kind.form == "act":
            constant = -1.0 if name != "denial" else 4.0
            bare[f"signal.{name}.motives"] = {"constant": constant}
    tally = measure_reasons(change_config(base, bare | {"words.eager_weight": 0.0}), 20)
    sent, by_draw, by_constant = tally.compute_shares("message")
    assert sent > 0
    assert by_draw == 1.0
    assert by_constant > 0.5, "what a constant of 4 sends is sent by its constant"
