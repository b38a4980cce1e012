"""Claim files: what they may say, and that those in the package touch declared levers only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.studies.claims.claim import (
    PACKAGED,
    PLACEBO,
    find_claim_files,
    list_claim_folders,
    load_claims,
    read_claim,
)
from runs.studies.claims.plan import Variants, plan_claims
from tests.architecture.sources import python_files, relative_path, texts, tree_of
from tests.runs.claims.toys import toy, write_claim

FILES = sorted(find_claim_files([PACKAGED]).values())


@pytest.mark.slow
def test_every_claim_validates_with_both_its_variants() -> None:
    claims = [read_claim(path) for path in FILES]
    assert len(plan_claims(claims, Variants(()))) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_claim_opens_with_the_command_that_runs_it(path: Path) -> None:
    assert path.read_text().splitlines()[0] == f"# taijie claims {path.stem}"


def test_there_are_ten_placebo_claims_and_one_of_equals() -> None:
    names = sorted(path.stem for path in (PACKAGED / PLACEBO).glob("*.yaml"))
    assert names == ["aa", *(f"p{number:02d}" for number in range(1, 11))]
    assert {read_claim(PACKAGED / PLACEBO / f"{name}.yaml").kind for name in names} == {PLACEBO}


@pytest.mark.slow
def test_no_code_names_a_claim() -> None:
    name = re.compile(r"[kKpP]\d\d[a-z]?")
    assert not [
        f"{relative_path(path)}:{text.lineno}"
        for path in python_files("model", "agents", "runs")
        for text in texts(tree_of(path))
        if name.fullmatch(str(text.value))
    ]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (
            {"measures": '[{measure: days_to_cal, sign: "+"}]'},
            "no measure 'days_to_cal'; nearest: days_to_call.",
        ),
        ({"id": '"T 01"'}, "id=T 01: letters a to z, digits and _ only"),
        ({"measures": '[{measure: call_by, sign: "+"}]'}, "missing a required argument: 'day'"),
        ({"measures": '[{measure: days_to_call, day: 3, sign: "+"}]'}, "unexpected keyword"),
        ({"measures": '[{measure: asks, side: eu, sign: "+"}]'}, "allowed: us, china"),
        ({"measures": '[{measure: days_to_call, sign: "up"}]'}, "sign"),
        ({"measures": "[]"}, "measures"),
        ({"kind": "certain"}, "class"),
        ({"rest": "extra: 1"}, "t01.yaml: extra is not known here."),
        ({"rest": "leves: {}"}, "did you mean levers?"),
        ({"measures": '[{measure: sobol_share, sign: "+"}]'}, "sobol_share needs factors"),
        ({"rest": "levers: {us.insulation: [0.1, 0.9]}"}, "two are wanted for a map"),
        ({"rest": "switched_off: [face=off]"}, "switched_off and rests_on belong together"),
        ({"a": "[us.insulation=0.1"}, "t01.yaml cannot be read"),
    ],
)
def test_what_is_no_claim_is_refused_with_its_reason(
    how: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongInput, match=re.escape(said)):
        toy(tmp_path, **how)


def test_a_file_without_settings_is_no_claim(tmp_path: Path) -> None:
    path = tmp_path / "t01.yaml"
    for text in ("- one\n", "", "one\n"):
        path.write_text(text)
        with pytest.raises(WrongInput, match=r"t01.yaml: settings \(key: value\) are wanted"):
            read_claim(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[us.face_wait=1]", "us.face_wait"),
        ("[us.insulatoin=1]", "us.insulatoin is not a setting"),
        ("[us.insulation]", "us.insulation is not an override"),
        ("[us.insulation=9]", "us.insulation=9: out of range"),
        ("[runs=3]", "runs does not belong into a claim"),
    ],
)
def test_a_variant_that_does_not_fit_names_its_claim(text: str, said: str, tmp_path: Path) -> None:
    claim = toy(tmp_path, a=text)
    with pytest.raises(WrongInput) as refused:
        plan_claims([claim], Variants(()))
    assert refused.value.reason.startswith(f"claim T01, variant A: {said}")


def test_factors_outside_their_range_are_refused(tmp_path: Path) -> None:
    factors = "factors: {one: {us.insulation: [0.0, 3.0]}, other: {china.insulation: [0.0, 1.0]}}"
    claim = toy(tmp_path, measures='[{measure: sobol_share, sign: "+"}]', rest=factors)
    with pytest.raises(WrongInput, match="out of range"):
        plan_claims([claim], Variants(()))


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        ("us.insulatoin: [0.1]", "us.insulatoin is no lever"),
        (f"us.insulation: {[0.5] * 100}, us.optics: {[0.5] * 100}", "points are crossed; at most"),
    ],
)
def test_factors_that_cannot_be_crossed_are_refused(levers: str, said: str, tmp_path: Path) -> None:
    factors = f"factors: {{one: {{{levers}}}, other: {{china.insulation: [0.0, 1.0]}}}}"
    claim = toy(tmp_path, measures='[{measure: sobol_share, sign: "+"}]', rest=factors)
    with pytest.raises(WrongInput, match=said):
        plan_claims([claim], Variants(()))


def test_a_claim_lies_in_the_file_of_its_name(tmp_path: Path) -> None:
    file = write_claim(tmp_path, "t01").rename(tmp_path / "t02.yaml")
    with pytest.raises(WrongInput, match=r"t02.yaml: id=T01: the file of a claim has") as refused:
        read_claim(file)
    assert refused.value.key == "id"


def test_an_unknown_claim_is_answered_with_the_nearest() -> None:
    with pytest.raises(WrongInput) as refused:
        load_claims(["p011"])
    assert "p01" in refused.value.nearest


def test_a_users_own_claims_are_searched_first(tmp_path: Path) -> None:
    own = write_claim(tmp_path / "configs" / "claim", "aa")
    assert find_claim_files(list_claim_folders(tmp_path))["aa"] == own
    assert "p01" in find_claim_files(list_claim_folders(tmp_path))
