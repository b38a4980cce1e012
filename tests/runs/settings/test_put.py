"""One value set in nested data: in a list, over a mapping, and never where nothing was."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from runs.errors import WrongInput
from runs.plan.settings.defaults import fill_in_defaults
from runs.plan.settings.overrides import set_value
from runs.plan.settings.validation import validate_config
from tests.model.standoffs import compose

DATA: dict[str, Any] = {
    "us": {"pain": 1.0, "policy": {"name": "softmax", "heat": 2.0}},
    "interventions": [{"do": "mute", "day": 2}, {"do": "shock", "day": 5}],
}


def test_an_element_of_a_list_is_addressed_by_its_position() -> None:
    before = deepcopy(DATA)
    assert set_value(DATA, "interventions.1.day", 9)["interventions"] == [
        {"do": "mute", "day": 2}, {"do": "shock", "day": 9},
    ]  # fmt: skip
    assert before == DATA


def test_a_mapping_is_laid_over_the_one_that_was_there() -> None:
    laid = set_value(DATA, "us", {"policy": {"heat": 3.0}})
    assert laid["us"] == {"pain": 1.0, "policy": {"name": "softmax", "heat": 3.0}}
    assert laid["interventions"] is DATA["interventions"]


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("interventions.2.day", 9, "interventions.2.day"),
        ("interventions.first.day", 9, "interventions.first.day"),
        ("us.pain.deep", 9, "us.pain.deep"),
        ("us", {"policy": {"cold": 1.0}}, "us.policy.cold"),
        ("us", {"pian": 1.0}, "us.pian"),
    ],
)
def test_what_is_not_there_is_refused_by_its_whole_path(key: str, value: Any, named: str) -> None:
    with pytest.raises(WrongInput) as told:
        set_value(DATA, key, value)
    assert told.value.key == named


def test_a_key_that_an_intervention_has_not_is_refused_by_its_position() -> None:
    data = compose("horizon=20").model_dump(mode="json")
    data["interventions"] = [{"do": "mute", "side": "us", "day": 2, "dya": 3}]
    with pytest.raises(WrongInput) as told:
        validate_config(data, "variant one")
    assert told.value.key == "interventions.0.dya"
    assert str(told.value).startswith("variant one: ")


def test_defaults_are_filled_in_within_lists_and_wrong_types_left_to_be_refused() -> None:
    model = type(compose("horizon=20"))
    filled = fill_in_defaults(model, {"interventions": [{"do": "mute", "day": 2}], "us": 3})
    assert filled["interventions"][0]["count"] == 1
    assert filled["us"] == 3
    assert fill_in_defaults(model, "no mapping") == "no mapping"
