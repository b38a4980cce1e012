"""A configuration that could not be played is refused before it is, with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.model.standoffs import change_config, compose


def _off(*kinds: str) -> dict[str, Any]:
    return {f"signal.{kind}.enabled": False for kind in kinds}


READOUTS = [name for name, kind in compose().signal.items() if kind.slot == "readout"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (_off("wait"), "form nothing in slot 'contact'"),
        (_off("hold"), "form nothing in slot 'material'"),
        (_off("no_message"), "form nothing in slot 'message'"),
        (_off("accept", "accept_attributed"), "form accept in slot 'reply'"),
        (_off("decline", "silence"), "form refuse in slot 'reply'"),
        (_off(*READOUTS), "no enabled kind in slot 'readout'"),
        ({"signal.wait.sides": ["us"]}, "china has no enabled kind of form nothing"),
        ({"us.policy": {"name": "constant_hazard", "request": "hold"}}, "is no way to ask"),
        ({"us.policy": {"name": "constant_hazard", "request": "beg"}}, "unknown kind"),
        (
            {"interventions": [{"do": "signal", "side": "us", "kind": "leader_call", "day": 2}]},
            "is not for a leader to send",
        ),
        ({"interventions": [{"do": "mute", "kind": "beg", "day": 2}]}, "unknown kind 'beg'"),
        ({"interventions": [{"do": "shock", "tension": 0.5}]}, "give either day"),
        (
            {"interventions": [{"do": "mute", "side": "us", "after": {"event": "first_ask"}}]},
            "needs lag: 1 or more",
        ),
        ({"interventions": [{"do": "signal", "side": "us", "day": 2}]}, "needs side and kind"),
        ({"cast.rival": {"role": "leader", "side": "us", "title": "R"}}, "exactly one leader"),
        ({"cast.rival": {"role": "envoy", "title": "R"}}, "an? envoy needs a side"),
        ({"cast.us_leader.members": 2}, "a leader is one agent"),
        ({"cast.a rival": {"role": "press", "title": "R"}}, "letters, digits and _ only"),
        ({"network.topology": "file"}, "go together"),
        ({"signal.ask_private.approach": False}, "ask: true needs approach: true"),
        ({"signal.ask_private.form": "readout"}, "does not fit slot 'contact'"),
        ({"calendar.sco_summit.day": 4}, "give either date"),
        ({"us.insulation": 1.5}, "less than or equal to 1"),
        ({"us.insulaton": 0.5}, "Extra inputs"),
    ],
)
def test_what_cannot_be_played_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        change_config(compose(), changes)


@pytest.mark.parametrize("slot", ["material", "message"])
def test_a_slot_may_be_left_out_altogether(slot: str) -> None:
    kinds = [name for name, kind in compose().signal.items() if kind.slot == slot]
    assert not any(change_config(compose(), _off(*kinds)).signal[kind].enabled for kind in kinds)
