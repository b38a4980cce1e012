"""Any address, of known keys with right and wrong values, gives one state, and that state again."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.url import KEYS, State, link_to_page, parse_query, to_query
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from tests.dashboards.test_pages import text_of

RIGHT = (
    *("as reported", "face off", "counting swapped", "p_us", "p_nobody", "duration", "0", "1"),
    *("149", "150", "leader", "us", "china", "world", "placebo", "dark", "csv", "k01", "e04"),
    *("first_mover_true:us", "duration:1..60", "a.duration:1..nan;b.event_observed:true"),
    *("us.pain=0.2", "0123456789", "0123456789.abcdefabcd", "0123456789abcdef", "terms.price"),
)
WRONG = ("", "-1", "1e9", "1" * 12, "٣", "\x00", "\ud800", "a\nb", "..", "us;china:", "=&?#%+")
values = st.sampled_from(RIGHT) | st.sampled_from(WRONG) | st.text(max_size=30)
keys = st.sampled_from((*KEYS, "v", "__class__", "Batch"))
pairs = st.lists(st.tuples(keys, values), max_size=6)


def query(given_pairs: list[tuple[str, str]], escaped: bool = True) -> str:
    """Return pairs as a query; not escaped, a value may end early and begin another key."""
    if not escaped:
        return "?" + "&".join(f"{key}={value}" for key, value in given_pairs)
    return "?" + "&".join(
        f"{key}={quote_plus(value, errors='surrogatepass')}" for key, value in given_pairs
    )


@settings(max_examples=60)
@given(pairs, st.booleans())
def test_what_was_read_is_written_and_read_again_without_a_notice(
    asked: list[tuple[str, str]], escaped: bool
) -> None:
    state, _ = parse_query(query(asked, escaped))
    assert parse_query(to_query(state)) == (state, [])
    assert to_query(parse_query(to_query(state))[0]) == to_query(state)


@settings(max_examples=100)
@given(pairs)
def test_each_pair_of_an_address_is_kept_or_said_to_be_dropped(
    asked: list[tuple[str, str]],
) -> None:
    last = dict(asked)
    state, notices = parse_query(query(list(last.items())))
    kept = [key for key in KEYS if getattr(state, key) is not None]
    assert set(kept) <= set(last)
    dropped = len(last) - len(kept) - (last.get("v") == "1")
    assert len(notices) == min(dropped, 8)


@settings(max_examples=150)
@given(pairs, st.booleans())
def test_a_state_held_against_the_archive_is_held_again_unchanged(
    source: Source, asked: list[tuple[str, str]], escaped: bool
) -> None:
    once = resolve_view(source, "/runs", query(asked, escaped))
    again = resolve_view(source, "/runs", to_query(once.state))
    assert again.state == once.state
    assert set(again.notices) <= set(once.notices)
    assert link_to_page(again.path, again.state) == link_to_page(once.path, once.state)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.sampled_from(sorted(list_pages())), pairs)
def test_no_value_of_a_known_key_breaks_a_page(
    source: Source, path: str, asked: list[tuple[str, str]]
) -> None:
    assert '"type": "H1"' in text_of(draw_page(source, path, query(asked)))


@pytest.mark.parametrize("key", KEYS)
def test_a_key_given_twice_means_what_it_says_last(key: str) -> None:
    usual = {"stage": ("leader", "envoy"), "keeper": ("us", "china"), "side": ("us", "china")}
    usual |= {"audience": ("us_home", "world"), "kind": ("all", "placebo")}
    usual |= {"format": ("csv", "json"), "theme": ("light", "dark")}
    usual |= {"among": ("0" * 10, "1" * 10), "view": ("0" * 16, "1" * 16)}
    usual |= {"twin": ("us:nothing", "china:nothing"), "hidden": ("all", "only")}
    usual |= dict.fromkeys(("made_since", "made_until"), ("2026-01-01", "2026-01-02"))
    first, last = usual.get(key, ("1", "2"))
    state, notices = parse_query(f"?{key}={first}&{key}={last}")
    assert notices == []
    assert to_query(state) == f"?v=1&{key}={last}"
    assert state != State()
