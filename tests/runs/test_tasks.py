"""Packing decides how long a batch takes, never what is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.execute.tasks import pack_groups, pack_tasks
from runs.plan.capacity import MEMBER_BYTES, SET_BYTES, limit_lanes_to_memory
from runs.rectangles import Rectangle
from tests.bench.engine import with_groups


def variant(name: str, runs: int, points: int = 1) -> Rectangle:
    return Rectangle(name, 0, points, 0, runs)


def sizes(tasks: list[list[Rectangle]]) -> list[int]:
    return [sum(r.lanes for r in task) for task in tasks]


@st.composite
def groups(draw: st.DrawFn) -> list[list[Rectangle]]:
    counts = draw(
        st.lists(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 30)), max_size=4), max_size=4)
    )
    return [
        [variant(f"{i}.{j}", runs, points) for j, (points, runs) in enumerate(group)]
        for i, group in enumerate(counts)
    ]


@given(groups(), st.integers(1, 60), st.integers(1, 5))
def test_every_row_is_in_exactly_one_task(
    several: list[list[Rectangle]], lanes: int, workers: int
) -> None:
    tasks = pack_groups(several, lanes, workers)
    written = [r for task in tasks for r in task]
    wanted = {r.variant: r for group in several for r in group}
    assert sum(r.lanes for r in written) == sum(r.lanes for r in wanted.values())
    for i, one in enumerate(written):
        assert not any(one.is_overlapping(other) for other in written[i + 1 :])
        assert not one.subtract_rectangle(wanted[one.variant])


@given(groups(), st.integers(1, 60), st.integers(1, 5))
def test_no_task_exceeds_its_lanes_or_mixes_structures(
    several: list[list[Rectangle]], lanes: int, workers: int
) -> None:
    for task in pack_groups(several, lanes, workers):
        assert 1 <= sum(r.lanes for r in task) <= lanes
        assert len({r.variant.split(".")[0] for r in task}) == 1


def test_many_small_variants_fill_blocks() -> None:
    tasks = pack_groups([[variant(f"v{i}", 100) for i in range(300)]], 4000, 2)
    assert len(tasks) == 8
    assert max(sizes(tasks)) - min(sizes(tasks)) <= 8


def test_two_workers_share_three_variants_evenly() -> None:
    equal = pack_groups([[variant(f"v{i}", 2000) for i in range(3)]], 4000, 2)
    assert sizes(equal) == [3000, 3000]
    different = pack_groups([[variant(f"v{i}", 2000)] for i in range(3)], 4000, 2)
    assert sorted(sizes(different)) == [1000, 1000, 2000, 2000]


def test_results_of_every_structure_come_early() -> None:
    tasks = pack_groups([[variant("a", 40_000)], [variant("b", 40_000)]], 4000, 2)
    assert {task[0].variant for task in tasks[:2]} == {"a", "b"}


def test_variants_of_one_structure_grow_together_in_few_parts() -> None:
    tasks = pack_groups([[variant(f"v{i}", 40_000) for i in range(3)]], 10_000, 2)
    done = dict.fromkeys(("v0", "v1", "v2"), 0)
    for task in tasks:
        assert sorted(r.variant for r in task) == ["v0", "v1", "v2"], "a part each"
        for one in task:
            assert one.first_replication == done[one.variant]
            done[one.variant] += one.replications
        assert max(done.values()) - min(done.values()) <= 250
    assert set(done.values()) == {40_000}
    small = pack_groups([[variant(f"v{i}", 100) for i in range(300)]], 4000, 2)
    assert sum(map(len, small)) <= 300 + len(small)


def test_designs_take_turns_by_whole_points() -> None:
    tasks = pack_groups([[variant("a", 300, points=40), variant("b", 300, points=40)]], 4000, 2)
    assert {r.variant for r in tasks[0]} == {"a", "b"}
    assert all(r.replications == 300 for task in tasks for r in task)


def test_points_of_a_design_stay_whole() -> None:
    tasks = pack_groups([[variant("a", 8, points=1000)]], 4000, 2)
    assert all(r.replications == 8 for task in tasks for r in task)


def test_equal_structures_share_tasks_whose_lanes_fit_into_memory() -> None:
    few, many = with_groups(300), with_groups(30_000)
    rows = [variant("a", 30), variant("b", 900), variant("c", 50), variant("d", 20)]
    configs = {"a": few, "b": many, "c": few, "d": few.model_copy()}
    tasks = pack_tasks(rows, configs, 4000, 1)
    assert [{r.variant for r in task} for task in tasks].count({"a", "c", "d"}) == 1
    assert max(sizes(tasks)) <= SET_BYTES // (MEMBER_BYTES * 30_000) < 900
    assert sum(sizes(tasks)) == 1000
    assert pack_tasks([], configs, 4000, 1) == []


@pytest.mark.slow
def test_a_block_of_large_sets_has_fewer_lanes_so_that_it_fits_into_memory() -> None:
    assert limit_lanes_to_memory([with_groups(300)], 4000) == 4000
    large = limit_lanes_to_memory([with_groups(300), with_groups(30_000)], 4000)
    assert large * 30_000 * MEMBER_BYTES <= SET_BYTES < (large + 1) * 30_000 * MEMBER_BYTES
