"""The URL is the state: it comes back as it was written, and nothing else is believed."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.state.url import KEYS, State, parse_query, to_query

names = st.text(string.ascii_letters + string.digits + " ,.=+@_-&?#%/é", min_size=1, max_size=40)
states = st.builds(
    State,
    batch=st.none() | names,
    variant=st.none() | names,
    a=st.none() | names,
    b=st.none() | names,
    run=st.none() | st.integers(0, 999_999_999),
    day=st.none() | st.integers(0, 3650),
    metric=st.none() | names,
    stage=st.sampled_from([None, "leader", "envoy"]),
    where=st.none() | names,
    sort=st.none() | names,
    theme=st.sampled_from([None, "light", "dark"]),
)


@settings(max_examples=300)
@given(states)
def test_a_written_state_is_read_back(state: State) -> None:
    assert parse_query(to_query(state)) == (state, [])


def test_an_unknown_key_is_dropped_with_a_notice() -> None:
    state, notices = parse_query("?v=1&variant=as+reported&colour=red")
    assert state == State(variant="as reported")
    assert notices == ["The link’s key “colour” is not known; it was dropped."]


def test_another_version_is_said_and_still_read() -> None:
    state, notices = parse_query("?v=7&run=3")
    assert state.run == 3
    assert "version 7" in notices[0]


@pytest.mark.parametrize(
    "query",
    ["run=-1", "run=1e9", "run=9999999999", "day=x", "stage=all", "theme=red", "variant=", "a=%00"],
)
def test_an_unreadable_value_is_dropped_with_a_notice(query: str) -> None:
    state, notices = parse_query(f"?v=1&{query}")
    assert state == State()
    assert len(notices) == 1


@settings(max_examples=500)
@given(st.text(max_size=300))
def test_whatever_stands_in_a_query_gives_a_state(text: str) -> None:
    state, notices = parse_query(text)
    assert all(getattr(state, key) is None or len(str(getattr(state, key))) <= 2000 for key in KEYS)
    assert len(notices) <= 8


def test_a_link_beyond_all_length_is_not_read() -> None:
    assert parse_query("?variant=" + "x" * 5000) == (
        State(),
        ["This link is too long to be read; it was ignored."],
    )
