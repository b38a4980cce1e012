"""What was changed under named variants is said, and a run without a name is called by it."""

from __future__ import annotations

import json

import pytest

from runs.errors import WrongInput
from runs.plan.bases import (
    describe_batch_settings,
    list_shared_overrides,
    list_swept_overrides,
)
from runs.plan.plan import format_plan
from runs.plan.planner import Planner

FIRST = "experiment=first_call"


def names(planner: Planner, *texts: str, multirun: bool = False) -> list[str]:
    return [one.name for one in planner.plan(texts, multirun).variants]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        ((), ["as configured"]),
        (("runs=5", "seed=3"), ["as configured"]),
        (("us.insulation=0.1",), ["us.insulation=0.1"]),
        (("us.insulation=0.1", "horizon=60"), ["us.insulation=0.1"]),
        (("horizon=60",), ["horizon=60"]),
        (("leader@us=mutual", "us.pain=0.2"), ["us leader=mutual, us.pain=0.2"]),
        (("experiment=constant_hazard",), ["constant_hazard"]),
        (("experiment=constant_hazard", "us.pain=0.2"), ["constant_hazard, us.pain=0.2"]),
        ((FIRST,), ["as reported", "counting swapped", "face off"]),
        ((FIRST, "horizon=60", "runs=4"), ["as reported", "counting swapped", "face off"]),
        (
            (FIRST, "us.face_weight=2", "us.accounting=mutual"),
            [
                "as reported, us.face_weight=2, us.accounting=mutual",
                "counting swapped, us.face_weight=2",
                "face off, us.accounting=mutual",
            ],
        ),
        (
            (
                "us.pain=0.2",
                "china.pain=0.2",
                "us.optics=0.2",
                "china.optics=0.2",
                "us.insulation=0.3",
            ),
            ["us.pain=0.2, china.pain=0.2, us.optics=0.2 and 2 more"],
        ),
    ],
)
def test_a_variant_is_called_by_what_was_changed_in_it(
    planner: Planner, texts: tuple[str, ...], wanted: list[str]
) -> None:
    try:
        assert names(planner, *texts) == wanted
    except WrongInput as refusal:
        pytest.fail(refusal.format_message())


def test_values_of_a_sweep_stay_the_name(planner: Planner) -> None:
    texts = ("us.insulation=0.1,0.9", "china.pain=0.2")
    assert names(planner, *texts, multirun=True) == ["us.insulation=0.1", "us.insulation=0.9"]
    crossed = names(planner, FIRST, "us.optics=0.1,0.2", "us.pain=0.3", multirun=True)
    assert crossed[0] == "as reported, us.optics=0.1, us.pain=0.3"


def test_a_name_changes_no_hash(planner: Planner) -> None:
    alone = planner.plan(["us.insulation=0.1"], False).variants[0]
    swept = planner.plan(["us.insulation=0.1,0.9"], True).variants[0]
    named = planner.plan(["variants={mine: ['us.insulation=0.1']}"], False).variants[0]
    assert alone.hash == swept.hash == named.hash


OVERRULED = [
    (
        [FIRST, "us.face_weight=2", "us.accounting=mutual"],
        [
            ("counting swapped", "us.accounting=mutual", "us.accounting=hierarchy"),
            ("face off", "us.face_weight=2", "us.face_weight=0"),
        ],
    ),
    (["variants={a: ['leader@us=hierarchy'], b: []}", "us.accounting=mutual"],
     [("a", "us.accounting=mutual", "leader@us=hierarchy")]),
    (["variants={a: ['leader@us=hierarchy'], b: []}", "leader@us=mutual"],
     [("a", "leader@us=mutual", "leader@us=hierarchy")]),
    (["variants={a: ['us.pain=0.4'], b: []}", "us={pain: 0.2, optics: 0.3}"],
     [("a", "us={pain:0.2,optics:0.3}", "us.pain=0.4")]),
    (["variants={a: ['us.pain=0.4'], b: ['us.pain=0.1']}", "us.pain=0.4", "us.optics=0.3"],
     [("b", "us.pain=0.4", "us.pain=0.1")]),
    ([FIRST, "horizon=60"], []),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "wanted"), OVERRULED)
def test_the_plan_names_every_override_that_a_variant_overrules(
    planner: Planner, texts: list[str], wanted: list[tuple[str, str, str]]
) -> None:
    plan = planner.plan(texts, multirun=False)
    plain = json.loads(json.dumps(plan.as_dict()))
    assert [tuple(one.values()) for one in plain["overruled"]] == wanted
    lines = format_plan(plan, "no time").splitlines()
    for variant, override, by in wanted:
        assert f"“{variant}” overrules {override} by its own {by}" in lines


def test_the_plan_says_that_a_named_variant_is_played_on_a_changed_base(planner: Planner) -> None:
    texts = [FIRST, "us.face_weight=2", "us.accounting=mutual"]
    plan = planner.plan(texts, multirun=False)
    (line,) = [one for one in format_plan(plan, "").splitlines() if one.startswith("changed: ")]
    assert line.startswith("changed: us.face_weight=2, us.accounting=mutual · “as reported”, ")
    assert line.endswith("are played on this base, not on that of first_call")
    assert plan.as_dict()["changed"] == ["us.face_weight=2", "us.accounting=mutual"]
    assert "changed" not in format_plan(planner.plan([FIRST], multirun=False), "")


def test_a_variant_that_overrules_all_of_it_is_not_called_changed(planner: Planner) -> None:
    plan = planner.plan([FIRST, "us.face_weight=2"], multirun=False)
    assert plan.variants[-1].name == "face off"
    (line,) = [one for one in format_plan(plan, "").splitlines() if one.startswith("changed: ")]
    assert "“face off”" not in line


@pytest.mark.parametrize(
    ("overrides", "varied", "wanted"),
    [
        ([["a=1", "b=2"]], [{}], ["a=1", "b=2"]),
        ([["a=1", "b=2"], ["a=1", "b=3"]], [{"b": 2}, {"b": 3}], ["a=1"]),
        ([["a=1", "c=1"], ["a=1", "c=1"]], [{"c": 1}, {"c": 1}], ["a=1"]),
        ([[], ["a=1"]], [{}, {"a": 1}], []),
        ([], [], []),
    ],
)
def test_what_all_variants_share_was_changed_for_the_batch(
    overrides: list[list[str]], varied: list[dict[str, int]], wanted: list[str]
) -> None:
    assert list_shared_overrides(overrides, varied) == wanted


@pytest.mark.parametrize(
    ("experiment", "overrides", "wanted"),
    [
        (None, (), "as configured"),
        ("first_call", (), "first_call"),
        (None, ("us.insulation=0.1", "horizon=60"), "us.insulation=0.1, horizon=60"),
        ("first_call", ("us.pain=0.3",), "first_call: us.pain=0.3"),
    ],
)
def test_a_list_of_batches_says_what_was_run(
    experiment: str | None, overrides: tuple[str, ...], wanted: str
) -> None:
    assert describe_batch_settings(experiment, overrides) == wanted


@pytest.mark.parametrize(
    ("overrides", "varied", "wanted"),
    [
        ([["a.x=0.1", "h=9"], ["a.x=0.9", "h=9"]], [{"a.x"}] * 2, ["a.x=0.1,0.9"]),
        (
            [["a.x=1", "a.y=p"], ["a.x=1", "a.y=q"], ["a.x=2", "a.y=p"], ["a.x=2", "a.y=q"]],
            [["a.x", "a.y"]] * 4, ["a.x=1,2", "a.y=p,q"],
        ),
        ([["g@s=m"], ["g@s=中文"]], [["g@s"]] * 2, ["g@s=m,中文"]),
        ([[f"a.x={i}"] for i in range(9)], [["a.x"]] * 9, ["a.x=0,1,...,8"]),
        ([["h=9"], ["h=9", "a.x=0.1"]], [[], ["a.x"]], []),
        ([["a.x=0.1"]], [["a.x"]], []),
        ([], [], []),
    ],
)  # fmt: skip
def test_what_was_swept_is_a_part_of_a_batchs_label(
    overrides: list[list[str]], varied: list[list[str]], wanted: list[str]
) -> None:
    assert list_swept_overrides(overrides, varied) == wanted
