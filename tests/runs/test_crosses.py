"""Which levers tell variants apart: sweeps and crosses, named experiments, and what is neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runs.analysis.sides import use_sides
from runs.cli.list_show import say_results
from runs.plan.crosses import OF_EXPERIMENT, find_cross
from runs.studies.sensitivity.doses import find_batch_cross, tabulate_cross
from tests.runs.batches import make_batch


def split_variants(*variants: tuple[str, dict[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    return [name for name, _ in variants], [varied for _, varied in variants]


def grid(first: list[Any], second: list[Any]) -> tuple[list[str], list[dict[str, Any]]]:
    return split_variants(*((f"a.x={one}, b.y={other}", {"a.x": one, "b.y": other})
                  for one in first for other in second))  # fmt: skip


def test_one_swept_lever_is_an_axis_of_numbers_in_ascending_order() -> None:
    cross = find_cross(
        *split_variants(*((f"a.x={value}", {"a.x": value}) for value in (0.5, 0.1, 2)))
    )
    assert cross is not None
    assert [(axis.key, axis.values, axis.is_number) for axis in cross.axes] == [
        ("a.x", (0.1, 0.5, 2), True)
    ]
    assert cross.names[(0.1,)] == "a.x=0.1"
    assert cross.varies_levers_only


def test_two_levers_cross_and_words_keep_their_order() -> None:
    cross = find_cross(*grid(["late", "early"], [0.2, 0.8]))
    assert cross is not None
    assert [(axis.values, axis.is_number) for axis in cross.axes] == [
        (("late", "early"), False), ((0.2, 0.8), True),
    ]  # fmt: skip
    assert cross.names["early", 0.2] == "a.x=early, b.y=0.2"


def test_the_variants_of_an_experiment_that_is_swept_are_an_axis() -> None:
    both = [(name, value) for name in ("as reported", "face off") for value in (0.2, 0.8)]
    own = {"as reported": {}, "face off": {"a.weight": 0}}
    variants = [(f"{name}, a.x={value}", {"a.x": value, **own[name]}) for name, value in both]
    cross = find_cross(*split_variants(*variants))
    assert cross is not None
    assert [axis.key for axis in cross.axes] == [OF_EXPERIMENT, "a.x"]
    assert cross.axes[0].label == "variant"
    assert cross.names["face off", 0.8] == "face off, a.x=0.8"
    assert not cross.varies_levers_only


@pytest.mark.parametrize(
    "variants",
    [
        [],
        [("as configured", {})],
        [("plain", {}), ("face off", {"a.weight": 0})],
        [("a.x=1, b.y=1", {"a.x": 1, "b.y": 1}), ("a.x=2, b.y=2", {"a.x": 2, "b.y": 2})],
        [(f"v{i}", {f"a.x{j}": (i * j) % 50 for j in range(18)}) for i in range(50)],
    ],
    ids=["none", "one", "named", "diagonal", "named that set many levers"],
)
def test_what_is_no_cross_is_none(variants: list[tuple[str, dict[str, Any]]]) -> None:
    assert find_cross(*split_variants(*variants)) is None


@pytest.mark.slow
def test_show_names_variants_by_values_and_says_what_the_lever_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = make_batch(tmp_path / "outputs" / "b", runs=6)
    say_results(batch)
    said = capsys.readouterr().out
    assert [line.split()[:2] for line in said.splitlines() if line.strip().startswith("0.")] == [
        ["0.1", "6"], ["0.2", "6"], ["0.3", "6"],
    ]  # fmt: skip
    shares = (batch.outcomes()["first_mover_true"] == "us").groupby(
        batch.outcomes()["variant_name"]
    )
    first, _, last = shares.mean() * 100
    assert f"along us.insulation, the United States calls first: {first:.0f} of 100 runs" in said
    assert f"and {last:.0f} at 0.3" in said


@pytest.mark.slow
def test_a_variant_without_runs_has_no_row(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "outputs" / "b", runs=4)
    cross = find_batch_cross(batch)
    assert cross is not None
    rows = batch.outcomes()
    with use_sides(batch.manifest.sides):
        found = tabulate_cross(cross, rows[rows["variant_name"] != "us.insulation=0.1"], "p_us")
    assert found.table["us.insulation"].tolist() == [0.2, 0.3]
    assert found.table["effect"].iloc[0] == 0
