"""Hash, difference and name of a variant; the plan's text."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from runs.execute.executor_choice import make_executor
from runs.plan.cost import Cost, estimate_cost
from runs.plan.designs.table import PointTable
from runs.plan.plan import format_plan
from runs.plan.planner import Planner
from runs.plan.variants import (
    DEFAULT,
    Change,
    compare_configs,
    compute_variant_hash,
    explain_changes,
    to_canonical_json,
)


def test_the_canonical_json_knows_no_order_and_no_spaces() -> None:
    assert (
        to_canonical_json({"b": 0.1, "a": {"d": 1, "c": None}}) == '{"a":{"c":null,"d":1},"b":0.1}'
    )
    assert compute_variant_hash({"a": 1, "b": 2}) == compute_variant_hash({"b": 2, "a": 1})
    one, two = (PointTable(("us.insulation",), np.array([[value]])) for value in (0.1, 0.2))
    assert len({compute_variant_hash({"a": 1}, design) for design in (None, one, two)}) == 3


def test_a_hash_is_sha_256_of_the_canonical_json() -> None:
    # printf '{"a":1}' | sha256sum
    wanted = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    assert compute_variant_hash({"a": 1}) == wanted


def test_four_changed_leaves_among_many_are_exactly_those_four(planner: Planner) -> None:
    config = planner.plan([], multirun=False).variants[0].config.model_dump(mode="json")
    changed = copy.deepcopy(config)
    changed["us"]["insulation"] = 0.77
    changed["china"]["policy"]["temperature"] = 2.0
    changed["signal"]["ask_private"]["leak"] = 0.91
    changed["horizon"] = 90
    assert {change.path for change in compare_configs(config, changed)} == {
        "us.insulation",
        "china.policy.temperature",
        "signal.ask_private.leak",
        "horizon",
    }


def test_identical_configs_differ_in_nothing(planner: Planner) -> None:
    config = planner.plan([], multirun=False).variants[0].config.model_dump(mode="json")
    assert compare_configs(config, copy.deepcopy(config)) == []


def test_a_bool_is_not_a_number_in_a_difference() -> None:
    assert compare_configs({"a": True}, {"a": 1}) == [Change("a", True, 1)]


def test_a_group_choice_is_shown_once_and_a_named_leaf_beside_it(planner: Planner) -> None:
    texts = ["variants={a: [], b: ['leader@us=hierarchy', 'us.insulation=0.9', 'horizon=99']}"]
    a, b = planner.plan(texts, multirun=False).variants
    changes = compare_configs(a.config.model_dump(mode="json"), b.config.model_dump(mode="json"))
    shown = explain_changes(changes, a.overrides, b.overrides)
    assert shown[0][:3] == ("leader@us", DEFAULT, "hierarchy")
    assert {change.path for change in shown[1:]} == {"us.insulation", "horizon"}
    assert shown[0].leaves == len(changes) - 2


def test_the_plan_says_size_time_precision_and_what_varies(planner: Planner) -> None:
    texts = ["leader@us=honor,hierarchy", "china.insulation=0.2,0.8", "runs=2000"]
    plan = planner.plan(texts, multirun=True)
    cost = Cost(seconds=6.2, bytes=3e6, workers=2)
    assert format_plan(plan, cost.format_cost()).splitlines() == [
        "4 variants x 2,000 runs = 8,000 runs · about 6 s on 2 workers (timed on a pilot) · 3 MB"
        " · P(first) to ±0.022",
        "varies: us leader (2), china.insulation (2) · same random worlds in every variant",
    ]


@pytest.mark.parametrize(
    ("texts", "blocks", "lanes"),
    [
        (["network=hub,small_world,polarised", "leader@us=honor,mutual"], 3, 200),
        (["us.insulation=0.2,0.4,0.6,0.8", "runs=300"], 1, 600),
    ],
    ids=["six structures", "one structure"],
)
def test_variants_that_cannot_share_a_block_take_blocks_of_their_own(
    planner: Planner,
    monkeypatch: pytest.MonkeyPatch,
    texts: list[str],
    blocks: int,
    lanes: int,
) -> None:
    """A pilot of 600 runs side by side says little of six blocks of 200."""
    asked: list[int] = []
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr("runs.plan.cost._time_pilot", lambda _, n: (asked.append(n) or 100.0, 1.0))
    plan = planner.plan(["runs=200", "horizon=50", *texts], multirun=True)
    cost = estimate_cost(plan)
    assert asked == [lanes]
    assert cost.seconds is not None
    assert round(cost.seconds / 150) == blocks


def test_what_is_under_a_second_is_not_about_it() -> None:
    assert Cost(0.2, 1e3, 1).format_cost() == "under 1 s on 1 worker (timed on a pilot) · 1 kB"
    assert Cost(1.2, 1e3, 1).format_cost().startswith("about 1 s on")


@pytest.mark.parametrize(
    ("texts", "workers", "word"),
    [
        (["executor.workers=100"], 2, "executor.workers=100: 2 cores are here"),
        (["executor.workers=3"], 2, "executor.workers=3: 2 cores are here"),
        (["executor.workers=2"], 2, None),
        (["executor=serial", "executor.workers=100"], 1, None),
    ],
)
def test_more_workers_than_cores_are_taken_as_cores_and_the_plan_says_so(
    planner: Planner,
    monkeypatch: pytest.MonkeyPatch,
    texts: list[str],
    workers: int,
    word: str | None,
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    plan = planner.plan([*texts, "runs=10"], multirun=False)
    lines = format_plan(plan, estimate_cost(plan).format_cost()).splitlines()
    assert [line for line in lines if "workers=" in line] == (
        [f"{word}, and more workers than cores gain nothing"] if word else []
    )
    assert make_executor(plan.executor).workers == workers
    assert f"{workers} worker" in lines[0]


@pytest.mark.parametrize(("runs", "wanted"), [(1, 0.445), (100, 0.0962), (10_000, 0.0098)])
def test_the_half_width_is_wilsons_at_one_half(planner: Planner, runs: int, wanted: float) -> None:
    # statsmodels proportion_confint(n/2, n, method="wilson"), half of its width
    plan = planner.plan([f"runs={runs}"], multirun=False)
    assert plan.half_width == pytest.approx(wanted, rel=2e-3)
