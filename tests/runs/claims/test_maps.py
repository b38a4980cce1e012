"""Head-to-head maps: every point against the one where both levers are off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.studies.claims.maps import format_map_signs
from runs.studies.claims.run import Session, make_cost_plan
from tests.runs.claims.toys import session, silently, toy

LEVERS = """levers: {contact.inertia: [1.0, 3.0], us.openness: [-4.0, 4.0]}
head_to_head: waiting"""


def mapping(folder: Path) -> Session:
    plain = session(toy(folder, a="[]", b="[us.bonus=1.0]", rest=LEVERS))
    return replace(plain, request=replace(plain.request, map_runs=60))


def test_two_levers_that_pull_against_each_other_flip_the_sign(tmp_path: Path) -> None:
    found = mapping(tmp_path).compute_maps(silently)
    assert len(found) == 4
    sign = {(row["x"], row["y"]): row["sign"] for row in found.to_dict("records")}
    assert sign[1.0, -4.0] == 0
    assert sign[3.0, -4.0] == 1
    assert sign[1.0, 4.0] == -1
    assert found.iloc[0][["effect", "low", "high"]].tolist() == [0, 0, 0]
    assert set(found["head_to_head"]) == {"waiting"}


def test_the_estimated_cost_has_the_runs_of_maps(tmp_path: Path) -> None:
    with_maps = mapping(tmp_path)
    without = replace(with_maps, request=replace(with_maps.request, map_runs=0))
    assert make_cost_plan(with_maps).runs - make_cost_plan(without).runs == 4 * 60


def test_a_map_is_drawn_as_a_grid_of_signs(tmp_path: Path) -> None:
    text = format_map_signs(mapping(tmp_path).compute_maps(silently)).splitlines()
    assert text[0] == "days_to_call; across contact.inertia, down us.openness"
    assert text[2].split() == ["-4", ".", "+"]
    assert text[3].split()[:2] == ["4", "-"]


def test_a_map_has_two_levers_within_their_range(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="two are wanted"):
        toy(tmp_path, rest="levers: {us.bonus: [0.0, 1.0]}")
    claim = toy(tmp_path, rest="levers: {us.bonus: [0.0, 9.0], us.optics: [0.0, 1.0]}")
    with pytest.raises(WrongInput, match="out of range"):
        session(claim)
