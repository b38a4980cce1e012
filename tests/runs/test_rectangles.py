"""Rectangles: what is wanted minus what is there, to the last row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runs.rectangles import Rectangle, drop_overlaps, join_rectangles, subtract_rectangles

SPAN = 7


@st.composite
def rectangle(draw: st.DrawFn) -> Rectangle:
    first_point, first_replication = (draw(st.integers(0, SPAN - 1)) for _ in range(2))
    return Rectangle(
        draw(st.sampled_from("ab")),
        first_point,
        draw(st.integers(1, SPAN - first_point)),
        first_replication,
        draw(st.integers(1, SPAN - first_replication)),
    )


def cells(rectangles: list[Rectangle]) -> list[tuple[str, int, int]]:
    return [
        (r.variant, point, replication)
        for r in rectangles
        for point in range(r.first_point, r.end_point)
        for replication in range(r.first_replication, r.end_replication)
    ]


@given(rectangle(), rectangle())
def test_a_difference_has_exactly_the_rows_outside(one: Rectangle, other: Rectangle) -> None:
    left = cells(one.subtract_rectangle(other))
    assert len(left) == len(set(left))
    assert set(left) == set(cells([one])) - set(cells([other]))


@given(rectangle(), rectangle())
def test_overlapping_is_sharing_a_row(one: Rectangle, other: Rectangle) -> None:
    assert one.is_overlapping(other) == bool(set(cells([one])) & set(cells([other])))


@given(st.lists(rectangle(), max_size=12))
def test_believed_rectangles_share_no_row(found: list[Rectangle]) -> None:
    kept = drop_overlaps(found)
    assert set(kept) <= set(found)
    assert len(cells(kept)) == len(set(cells(kept)))
    assert all(any(r.is_overlapping(k) for k in kept) for r in found)


@given(st.lists(rectangle(), max_size=4), st.lists(rectangle(), max_size=12))
def test_missing_and_done_make_up_what_is_wanted(
    wanted: list[Rectangle], found: list[Rectangle]
) -> None:
    wanted, done = drop_overlaps(wanted), drop_overlaps(found)
    missing = cells(list(subtract_rectangles(wanted, done)))
    assert len(missing) == len(set(missing))
    assert set(missing) == set(cells(wanted)) - set(cells(done))


@given(rectangle(), st.integers(1, 20))
def test_a_split_keeps_every_row_and_the_size(one: Rectangle, lanes: int) -> None:
    head, rest = one.split(lanes)
    assert 1 <= head.lanes <= lanes
    assert sorted(cells([head, *rest])) == sorted(cells([one]))
    if one.replications <= lanes:
        assert head.replications == one.replications  # points stay whole


@given(rectangle(), st.integers(1, 12))
def test_blocks_hold_the_rows_once_and_join_to_what_was_cut(one: Rectangle, lanes: int) -> None:
    blocks = list(one.cut_into_blocks(lanes))
    assert sorted(cells(blocks)) == sorted(cells([one]))
    assert max(block.lanes for block in blocks) <= lanes
    joined = join_rectangles(blocks)
    assert sorted(cells(joined)) == sorted(cells([one]))
    if one.points == 1 or one.replications <= lanes:
        assert joined == [one]


def test_only_what_continues_is_joined() -> None:
    apart = [Rectangle("a", 0, 1, 0, 3), Rectangle("a", 0, 1, 4, 3), Rectangle("b", 0, 1, 3, 1)]
    assert join_rectangles(apart) == apart
