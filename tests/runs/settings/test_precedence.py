"""Config < experiment < command line < named variant; sweeps cross; variants share nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.paths import HOME
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "configs" / "experiment"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(
        "# @package _global_\n"
        "defaults:\n  - override /leader@us: mutual\n  - _self_\n"
        "runs: 7\n"
        "us: {insulation: 0.11}\n"
        "china: {insulation: 0.12, optics: 0.13}\n"
        "variants:\n"
        "  plain: []\n"
        "  own: [china.insulation=0.9]\n"
        "  exchanged: [leader@us=hierarchy]\n"
    )
    return tmp_path


def test_an_experiment_wins_over_the_config_and_the_command_line_over_both(own: Path) -> None:
    plan = Planner(ConfigComposer(own)).plan(
        ["experiment=mine", "china.insulation=0.5"], multirun=False
    )
    plain, named, exchanged = (variant.config for variant in plan.variants)
    assert plan.runs == 7
    assert (plain.us.insulation, plain.us.accounting) == (0.11, "mutual")
    assert (plain.china.optics, plain.china.insulation) == (0.13, 0.5)
    assert named.china.insulation == 0.9
    assert exchanged.us.accounting == "hierarchy"
    assert exchanged.china.insulation == 0.5


def test_an_experiments_values_win_over_the_choices_it_makes(own: Path) -> None:
    plan = Planner(ConfigComposer(own)).plan(["experiment=mine", "runs=3"], multirun=False)
    assert plan.runs == 3
    assert all(variant.config.us.insulation == 0.11 for variant in plan.variants)


def test_a_named_variants_choice_wins_over_the_command_lines_value(own: Path) -> None:
    texts = ["experiment=mine", "us.accounting=honor"]
    plan = Planner(ConfigComposer(own)).plan(texts, multirun=False)
    accounting = {variant.given: variant.config.us.accounting for variant in plan.variants}
    assert accounting == {"plain": "honor", "own": "honor", "exchanged": "hierarchy"}


def test_a_users_option_hides_the_packaged_one_of_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "configs" / "leader"
    folder.mkdir(parents=True)
    (folder / "honor.yaml").write_text("accounting: mutual\n")
    plan = Planner(ConfigComposer(tmp_path)).plan([], multirun=False)
    assert plan.variants[0].config.us.accounting == "mutual"


@pytest.mark.parametrize("text", ["model: resnet\n", "defaults: [optimizer: adam]\n", "a: [\n"])
def test_another_programs_config_yaml_is_left_alone(tmp_path: Path, text: str) -> None:
    plain = Planner(ConfigComposer(tmp_path)).plan([], multirun=False)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "config.yaml").write_text(text)
    beside = ConfigComposer(tmp_path)
    assert beside.foreign == tmp_path / "configs" / "config.yaml"
    plan = Planner(beside).plan([], multirun=False)
    assert [one.hash for one in plan.variants] == [one.hash for one in plain.variants]


def test_a_copy_of_taijies_config_yaml_is_read(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    ours = (HOME / "configs" / "config.yaml").read_text()
    assert "\nruns: 2000 " in ours
    copied = ours.replace("\nruns: 2000 ", "\nruns: 77 ")
    (tmp_path / "configs" / "config.yaml").write_text(copied)
    own = ConfigComposer(tmp_path)
    assert own.foreign is None
    assert Planner(own).plan([], multirun=False).runs == 77


def test_sweeps_cross_with_the_first_key_slowest(planner: Planner) -> None:
    plan = planner.plan(["leader@us=honor,hierarchy", "china.insulation=0.2,0.8"], multirun=True)
    assert [variant.name for variant in plan.variants] == [
        "us leader=honor, china.insulation=0.2",
        "us leader=honor, china.insulation=0.8",
        "us leader=hierarchy, china.insulation=0.2",
        "us leader=hierarchy, china.insulation=0.8",
    ]
    assert plan.count_varied_values() == {"leader@us": 2, "china.insulation": 2}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("us.optics=choice(0.1,0.2)", [0.1, 0.2]),
        ("us.optics=range(0,1,0.25)", [0, 0.25, 0.5, 0.75]),
        ("us.optics=range(0.1,0.9,0.2)", [0.1, 0.3, 0.5, 0.7]),
        ("us.optics=range(0,0.9,0.3)", [0.0, 0.3, 0.6]),
        ("us.optics=range(0.9,0.5,-0.1)", [0.9, 0.8, 0.7, 0.6]),
        ("us.optics=sort(range(0.1,0.4,0.1),reverse=true)", [0.3, 0.2, 0.1]),
        ("horizon=range(30,33)", [30, 31, 32]),
        ("start='2025-04-02','2025-04-03'", ["2025-04-02", "2025-04-03"]),
        ("interventions=[],[{do: shock, day: 3}]", [[], [{"do": "shock", "day": 3}]]),
        ("network=glob(*_world)", ["small_world"]),
    ],
)
def test_hydras_sweep_grammar_is_understood(
    planner: Planner, text: str, values: list[object]
) -> None:
    plan = planner.plan([text], multirun=True)
    assert [next(iter(variant.varied.values())) for variant in plan.variants] == values


def test_a_range_names_its_values_as_they_are_written(planner: Planner) -> None:
    ranged = planner.plan(["us.optics=range(0.1,0.9,0.2)"], multirun=True)
    listed = planner.plan(["us.optics=0.1,0.3,0.5,0.7"], multirun=True)
    assert [one.name for one in ranged.variants] == [f"us.optics=0.{i}" for i in (1, 3, 5, 7)]
    assert [one.hash for one in ranged.variants] == [one.hash for one in listed.variants]


@pytest.mark.parametrize("text", ["us.optics=range(0,1,1e-9)", "us.optics=range(0,1,0.0)"])
def test_a_range_without_end_is_refused_at_once(planner: Planner, text: str) -> None:
    with pytest.raises(WrongInput) as refused:
        planner.plan([text], multirun=True)
    assert refused.value.key == "us.optics"


def test_named_variants_cross_with_a_sweep(planner: Planner) -> None:
    plan = planner.plan(["experiment=first_call", "us.optics=0.1,0.2"], multirun=True)
    assert len(plan.variants) == 6
    assert plan.variants[-1].name == "face off, us.optics=0.2"
    assert plan.variants[-1].config.us.face_weight == 0


def test_equal_variants_are_refused_by_name(planner: Planner) -> None:
    with pytest.raises(WrongInput, match=r"us\.optics=0\.5.*us\.optics=0\.5"):
        planner.plan(["us.optics=0.5,0.50"], multirun=True)


@pytest.mark.parametrize(
    "text", ["seed=1,2", "runs=5,6", "batch=a,b", "executor=serial,local", "plan=true,false",
             "outputs=a,b", "experiment=twins,first_call", "executor.workers=1,2"]
)  # fmt: skip
def test_what_is_outside_the_hash_cannot_be_swept(planner: Planner, text: str) -> None:
    with pytest.raises(WrongInput, match="cannot be swept"):
        planner.plan([text], multirun=True)


def test_what_is_outside_the_hash_does_not_change_it(planner: Planner) -> None:
    texts = ("seed=5", "runs=9", "executor=serial", "batch=x", "plan=true", "outputs=elsewhere")
    hashes = {planner.plan([text], multirun=False).variants[0].hash for text in texts}
    assert len(hashes) == 1
    assert planner.plan(["us.optics=0.31"], multirun=False).variants[0].hash not in hashes


def test_a_named_variant_may_not_say_how_to_run(planner: Planner) -> None:
    with pytest.raises(WrongInput, match="variant a: seed"):
        planner.plan(["variants={a: ['seed=3']}"], multirun=False)


def test_setting_one_variants_value_leaves_the_others_alone(planner: Planner) -> None:
    plan = planner.plan(["variants={a: ['us.optics=0.9'], b: []}"], multirun=False)
    assert plan.variants[0].config.us.optics == 0.9
    assert plan.variants[1].config == planner.plan([], multirun=False).variants[0].config


def test_seed_zero_is_kept(planner: Planner) -> None:
    assert planner.plan(["seed=0"], multirun=False).seed == 0
