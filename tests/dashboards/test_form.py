"""The launch form: what it takes, what it drops, and the command line that equals it."""

from __future__ import annotations

import json
import random
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dashboards.launch import form as forms
from dashboards.launch.form import Form
from dashboards.launch.lever_search import find_levers
from dashboards.launch.notes import write_error_sentence
from dashboards.launch.preview import Drafts
from dashboards.launch.readings import parse_number
from runs.errors import WrongInput
from tests.forking import run_forked
from tests.runs.plugins.metrics import GAP
from tests.runs.plugins.sources import write_sources

TAIJIE = str(Path(sys.executable).with_name("taijie"))


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Drafts:
    return Drafts(tmp_path_factory.mktemp("a folder") / "of batches")


def read(drafts: Drafts, text: str) -> Form:
    form, notices = forms.parse_form(text, drafts.list_group_options())
    assert notices == []
    return form


FORMS = (
    "experiment=first_call;us.insulation=0.2,0.8;runs=150;seed=7",
    "design=sobol;design.base=16;design.seed=4;us.insulation=[0.1,0.9];us.pain=[0.5,1];runs=4",
    "us.insulation= range(0.1, 0.9, 0.2) ;china.pain=0.5 ,1e0;runs= 50 ;batch=中文批次",
    "leader@us=honor,hierarchy;signal.praise_post.potency=0,0.5;runs=50",
    "policy@china.policy=constant_hazard;horizon=60;batch=2026;us.pain=1e-7;runs=5",
    "runs=400;precision=0.02;runs_max=5000;seed=3",
    "fit=prior;us.insulation=0.2,0.8;runs=20",
    "design=grid;us.insulation=[0.1,0.5,0.9];china.insulation=[0.2,0.8];runs=20",
    "leader@us=honor,mutual;design=latin_hypercube;design.points=30;us.insulation=[0.1,1]",
    "design=morris;design.trajectories=4;design.levels=6;us.insulation=[0.1,0.9];us.pain=[1,2]",
    "design=one_at_a_time;design.spread=3;design.levers=us.insulation, us.pain;runs=9",
    "leader@us=choice(honor, mutual);us.insulation=choice(0.1,0.4);batch=1e3",
    "design.points=30;design.base=7;us.pain=0.5;batch=a=b",
)
"""Each is planned by a process of its own."""


@pytest.mark.slow
@pytest.mark.parametrize("text", FORMS)
def test_the_command_to_copy_plans_the_same_variants(drafts: Drafts, text: str) -> None:
    form = read(drafts, text)
    line = shlex.join(forms.make_command(drafts.drop_irrelevant_settings(form), drafts.outputs))
    words = [TAIJIE, *shlex.split(line)[1:], "plan=true", "--json"]
    done = run_forked(words)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    ours = json.loads(json.dumps(drafts.plan(form).as_dict()))
    if "batch" in form.launch:
        assert Path(theirs["folder"]).name == form.launch["batch"]
    for key in ("variants", "runs", "seed", "experiment", "executor", "design", "precision", "fit"):
        assert theirs[key] == ours[key]
    assert Path(theirs["folder"]).parent == drafts.outputs


def test_the_option_of_a_group_left_empty_is_that_of_the_chosen_scenario(drafts: Drafts) -> None:
    form, _ = drafts.parse_form("scenario=us_brazil_2025")
    usual = drafts.list_default_options(form)
    assert (usual["cast"], usual["leader@us"]) == ("two_countries", "mutual")
    assert usual["scenario"] == "call_2025"
    assert "leader@china" not in usual


def test_metrics_and_a_fit_are_chosen_or_refused_in_their_fields(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sources("metrics", tmp_path, tariff_gap=GAP)
    monkeypatch.chdir(tmp_path)
    drafts = Drafts(tmp_path / "batches")
    form = read(drafts, "runs=5;metrics=tariff_gap;fit=record")
    assert "metrics=[tariff_gap]" in forms.make_command(form, tmp_path)
    plan = drafts.plan(form)
    assert [one.name for one in plan.plugins] == ["tariff_gap"]
    assert plan.fit == "record"
    for text, key, said in (
        ("metrics=tarif_gap", "metrics", "tariff_gap"),
        ("metrics=a b", "metrics", "no plain name"),
        ("metrics=tariff_gap,tariff_gap", "metrics", "there twice"),
        ("fit=recrod", "fit", "record"),
        ("fit=../up", "fit", "no plain name of a folder"),
    ):
        refused = drafts.get_draft(read(drafts, f"runs=5;{text}")).refusals
        assert list(refused) == [key]
        assert said in write_error_sentence(refused[key])


@pytest.mark.slow
def test_a_form_survives_its_own_text(drafts: Drafts) -> None:
    rng = random.Random(20260201)
    levers = [lever.path for lever in drafts.list_levers(Form())]
    groups = drafts.list_group_options()
    for _ in range(300):
        form = Form(
            choices={
                key: tuple(rng.sample(groups[key], 1 if key in forms.SINGLE else 2))
                for key in groups
                if rng.random() < 0.4 and len(groups[key]) > 1
            },
            levers={
                path: tuple(parse_number(str(rng.uniform(-2, 2))) for _ in range(rng.randint(1, 3)))
                for path in rng.sample(levers, rng.randint(0, 4))
            },
            launch={"runs": str(rng.randint(1, 10**10))} if rng.random() < 0.5 else {},
            design={"design.points": str(rng.randint(1, 99))} if rng.random() < 0.3 else {},
        )
        free = [path for path in rng.sample(levers, 2) if path not in form.levers]
        form = replace(form, ranges=dict.fromkeys(free[: rng.randint(0, 2)], ("0.25", "0.5")))
        assert read(drafts, form.to_url_text()) == form
        assert read(drafts, form.to_url_text()).list_overrides() == form.list_overrides()


@pytest.mark.parametrize(
    "pair",
    [
        *("plan=true", "outputs=/etc", "variants={}", "hydra.run.dir=x", "calendar=1", "=0.2"),
        *("+us.insulation=0.2", "~us.insulation=0.2", "us.policy.name=never"),
        *("us.accounting=honor", "design.file=/etc/passwd", "design.name=table"),
    ],
)
def test_what_is_no_field_is_dropped_with_a_notice(drafts: Drafts, pair: str) -> None:
    form, notices = forms.parse_form(pair, drafts.list_group_options())
    assert len(notices) == 1
    assert form.list_overrides() == []
    assert form.to_url_text() == ""


def test_a_refusal_names_the_field_as_the_command_line_does(drafts: Drafts) -> None:
    with pytest.raises(WrongInput, match="out of range") as refused:
        drafts.plan(read(drafts, "us.insulation=0.2,7"))
    assert (refused.value.key, refused.value.value) == ("us.insulation", 7)
    with pytest.raises(WrongInput) as refused:
        drafts.plan(read(drafts, "runs=0"))
    assert refused.value.key == "runs"


def test_a_form_that_makes_too_many_variants_is_refused_before_it_is_planned(
    drafts: Drafts,
) -> None:
    values = ",".join(f"0.{i:02}" for i in range(1, 40))
    text = f"us.insulation={values};china.insulation={values};us.pain={values}"
    with pytest.raises(WrongInput, match="59,319 variants"):
        drafts.plan(read(drafts, text))


def test_a_design_that_is_too_large_for_a_form_is_refused_before_it_is_made(
    drafts: Drafts,
) -> None:
    values = ",".join(f"0.{i:02}" for i in range(1, 40))
    ranges = f"us.insulation=[{values}];china.insulation=[{values}];us.pain=[{values}]"
    four = f"{ranges};china.pain=[{values}]"
    for text in (
        f"design=grid;{four}",
        "design=sobol;design.base=524288;us.pain=[0,1];us.insulation=[0,1]",
    ):
        with pytest.raises(WrongInput, match="the form takes at most"):
            drafts.plan(read(drafts, text))


def test_what_a_design_cannot_use_is_refused_at_its_field(drafts: Drafts) -> None:
    for text, key in (
        ("design=sobol;us.insulation=[0.9,0.1]", "us.insulation"),
        ("design=latin_hypercube;us.insulation=[0.1,7]", "us.insulation"),
        ("design=sobol;design.base=33;us.insulation=[0.1,0.9]", "design.base"),
        ("us.insulation=[0.1,0.9]", "us.insulation"),
        ("design=grid", "design"),
    ):
        with pytest.raises(WrongInput) as refused:
            drafts.plan(read(drafts, text))
        assert refused.value.key == key, text


def test_every_declared_lever_is_found_by_its_name(drafts: Drafts) -> None:
    levers = drafts.list_levers(Form())
    assert len(levers) > 3000
    for lever in levers[:: len(levers) // 40]:
        found = [one.path for one in find_levers(drafts, Form(), lever.path)]
        assert lever.path in found


def test_a_lever_is_found_by_its_meaning(drafts: Drafts) -> None:
    found = [lever.path for lever in find_levers(drafts, Form(), "pain never reaches")]
    assert "us.insulation" in found
    assert find_levers(drafts, Form(), "no such words anywhere") == []


@pytest.mark.slow
def test_options_of_a_user_s_own_configs_are_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = Drafts(tmp_path / "out")
    assert "mine" not in own.list_group_options()["leader@us"]
    (tmp_path / "configs" / "leader").mkdir(parents=True)
    (tmp_path / "configs" / "leader" / "mine.yaml").write_text("accounting: mutual\n")
    assert "mine" in own.list_group_options()["leader@us"]
    plan = own.plan(read(own, "leader@us=mine"))
    assert plan.variants[0].config.us.accounting == "mutual"


def test_the_pilot_of_a_plan_is_timed_once(drafts: Drafts) -> None:
    plan = drafts.plan(read(drafts, "runs=1200"))
    cost = drafts.estimate_cost(plan)
    assert cost.seconds is not None
    assert drafts.estimate_cost(drafts.plan(read(drafts, "runs=1200"))) is cost
