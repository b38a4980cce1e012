"""A lever that is gone is refused by a sentence that says what took its part, or that none did."""

from __future__ import annotations

import pytest

from model.parameters.retired import RETIRED, SINCE, describe_retired_setting
from model.parameters.root import Configuration
from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.levers import find_lever
from runs.plan.settings.validation import validate_config
from tests.model.standoffs import compose


@pytest.mark.parametrize("pattern", RETIRED)
def test_what_is_gone_is_no_setting_and_its_heir_is_one(pattern: str) -> None:
    path = pattern.replace("<side>", "us").replace("*", "leak")
    assert find_lever(path) is None
    assert path.partition(".")[0] in ("us", *Configuration.model_fields)
    heir = RETIRED[pattern].heir
    assert heir is None or find_lever(heir.replace("<side>", "us"))
    assert heir or RETIRED[pattern].why, "where nothing took its part, why"
    assert SINCE in str(describe_retired_setting(path))


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("accord.grand=0.5", "accord.grand is gone since .*: <side>.agenda has its part"),
        ("network.brokerage.leak=0.1", "network.brokerage.leak is gone since .*: nothing travels"),
        ("network.lobby.leak=0.1", "network.lobby.leak is gone since .*cannot leak"),
    ],
)
def test_an_override_of_what_is_gone_is_refused_by_a_sentence(override: str, said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        Planner().plan([override], False)


@pytest.mark.parametrize("kept", [{"accord": {"grand": 0.0}}, {"network": {"command": {}}}])
def test_a_file_that_holds_what_is_gone_is_refused_by_the_same_sentence(
    kept: dict[str, object],
) -> None:
    plain = compose().model_dump(mode="json")
    for section, values in kept.items():
        plain[section] |= values
    with pytest.raises(WrongInput, match="is gone since"):
        validate_config(plain)


def test_what_never_was_a_setting_is_not_said_to_be_gone() -> None:
    assert describe_retired_setting("accord.grandeur") is None
    assert describe_retired_setting("network.diplomatic.leak") is None
