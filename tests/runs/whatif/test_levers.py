"""The values at which a lever is looked at: its whole range, the variant's own value among them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.levers import find_lever
from runs.studies.whatif.levers import (
    STEPS,
    list_lever_paths,
    read_lever,
    require_within_range,
    space_lever_values,
)


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    """Values of the usual configuration."""
    return Planner().plan(["runs=1"], False).variants[0].to_plain_values()


@given(
    low=st.integers(-100, 100), width=st.floats(0.01, 200), share=st.floats(0, 1)
)  # fmt: skip
def test_values_go_from_end_to_end_and_hold_the_base(low: int, width: float, share: float) -> None:
    high, base = low + width, min(low + width, low + width * share)
    values = space_lever_values(low, high, base)
    assert base in values
    assert list(values) == sorted(set(values))
    assert STEPS + 1 <= len(values) <= STEPS + 2
    assert low <= min(values) <= low + 1e-4 * width
    assert high - 1e-4 * width <= max(values) <= high


def test_a_share_is_looked_at_in_tenths() -> None:
    assert space_lever_values(0.0, 1.0, 0.2) == (
        0.0,
        0.1,
        0.2,
        0.3,
        0.4,
        0.5,
        0.6,
        0.7,
        0.8,
        0.9,
        1.0,
    )
    assert len(space_lever_values(0.0, 1.0, 0.43)) == 12


def test_a_very_wide_range_has_equal_ratios() -> None:
    values = space_lever_values(1.0, 100_000.0, 400.0)
    assert values[0] == 1.0
    assert values[-1] == 100_000.0
    assert sum(value <= 1000 for value in values) >= 7


def test_values_never_leave_the_range_of_any_lever(plain: dict[str, Any]) -> None:
    for path in [name for name in list_lever_paths(plain) if name.count(".") == 1]:
        lever, info = read_lever(plain, path), find_lever(path)
        assert info is not None
        assert lever.values[lever.base_index] == lever.base
        assert info.low <= min(lever.values) <= max(lever.values) <= info.high, path
        for value in lever.values:
            require_within_range(path, value)


def test_what_is_no_lever_is_refused_with_what_is_near(plain: dict[str, Any]) -> None:
    with pytest.raises(WrongInput) as refused:
        read_lever(plain, "contact.inertja")
    assert "contact.inertia" in refused.value.nearest


def test_a_value_out_of_range_is_refused_with_the_range() -> None:
    with pytest.raises(WrongInput, match="out of range") as refused:
        require_within_range("contact.inertia", 99.0)
    assert refused.value.allowed == ("-5 to 15 (log-odds)",)
