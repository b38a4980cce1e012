"""Nothing in a user's YAML is ignored without a word: it is done, or refused by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.safe_yaml import read_safe_text
from runs.studies.claims.claim import Claim

GLOBAL = "# @package _global_\n"
SWEPT = "taijie run -m experiment=own "


def own(folder: Path, text: str, group: str = "experiment") -> Planner:
    """Return the planner of a folder with one config of its own, `own`."""
    file = folder / "configs" / group / "own.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return Planner(ConfigComposer(folder))


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("hydra: {sweeper: {params: {us.insulation: '0.1,0.5'}}}", "us.insulation",
         f"{SWEPT}us.insulation=0.1,0.5"),
        ("hydra:\n  sweeper:\n    params:\n      us.pain: 0.1,0.5\n", "us.pain",
         f"{SWEPT}us.pain=0.1,0.5"),
        ("hydra: {sweeper: {params: {us.pain: [0.1, 0.5]}}}", "us.pain", f"{SWEPT}us.pain=0.1,0.5"),
        ("hydra: {sweeper: {params: {us.pain: 'range(0,1,0.5)'}}}", "us.pain",
         f"{SWEPT}'us.pain=range(0,1,0.5)'"),
        ("hydra: {mode: MULTIRUN}", "hydra.mode", "not launched by Hydra"),
        ("hydra: {run: {dir: elsewhere}}", "hydra.run.dir", "not launched by Hydra"),
        ("hydra: {}", "hydra", "not launched by Hydra"),
        ("hydra:", "hydra", "not launched by Hydra"),
        ("hydra.mode: MULTIRUN", "hydra.mode", "not launched by Hydra"),
        ("defaults: [override /hydra/launcher: basic]", "hydra.launcher", "not launched by Hydra"),
        ("defaults: [/hydra/job_logging: none]", "hydra.job_logging", "not launched by Hydra"),
        ("experiment: other", "experiment", "has no effect in a file"),
        ("us.pain: 0.3", "us.pain", "write us, and pain below it"),
    ],
)  # fmt: skip
def test_a_key_without_effect_is_refused_by_file_and_key(
    tmp_path: Path, text: str, key: str, said: str
) -> None:
    with pytest.raises(WrongInput) as refusal:
        own(tmp_path, GLOBAL + text).plan(["experiment=own"], multirun=False)
    assert refusal.value.reason.startswith("own.yaml: ")
    assert key in refusal.value.key
    assert said in refusal.value.reason


@pytest.mark.slow
@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("scenario", f"{GLOBAL}defaults: [minimal]\nhydra: {{mode: MULTIRUN}}\n"),
        ("leader", "hydra: {mode: MULTIRUN}\n"),
        ("leader", "defaults: [honor, override /hydra/launcher: basic]\n"),
        ("executor", "defaults: [serial]\nhydra: {mode: MULTIRUN}\n"),
    ],
)
def test_files_of_other_groups_are_held_to_it_too(tmp_path: Path, group: str, text: str) -> None:
    key = {"leader": "leader@us"}.get(group, group)
    with pytest.raises(WrongInput, match="hydra"):
        own(tmp_path, text, group).plan([f"{key}=own"], multirun=False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("us: {pain: 0.3}\nus: {optics: 0.2}\n", "us"),
        ("us:\n  pain: 0.3\n  optics: 0.1\n  pain: 0.2\n", "us.pain"),
        ("variants:\n  a: []\n  a: [us.pain=0.1]\n", "variants.a"),
    ],
)
def test_a_key_written_twice_is_refused(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(WrongInput, match=rf"own\.yaml: {key} stands there twice"):
        own(tmp_path, GLOBAL + text).plan(["experiment=own"], multirun=False)


def test_a_claim_with_a_key_written_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "k99.yaml"
    file.write_text("title: one\nbase: []\ntitle: two\n")
    with pytest.raises(WrongInput, match=r"k99\.yaml: title stands there twice"):
        read_safe_text(file)
    assert "title" in Claim.model_fields


@pytest.mark.slow
@pytest.mark.parametrize(
    ("texts", "multirun"),
    [
        (["scenario=minimal,own"], True),
        (["variants={a: ['scenario=own'], b: []}"], False),
    ],
)
def test_a_file_that_some_variants_choose_may_not_say_how_all_are_run(
    tmp_path: Path, texts: list[str], multirun: bool
) -> None:
    text = f"{GLOBAL}defaults: [minimal@_global_, _self_]\nruns: 7\n"
    planner = own(tmp_path, text, "scenario")
    with pytest.raises(WrongInput, match="runs=7 is set by a file that only some variants choose"):
        planner.plan(texts, multirun)
    assert planner.plan(["scenario=own"], multirun=False).runs == 7


def test_a_file_of_ones_own_that_has_effect_is_taken(tmp_path: Path) -> None:
    planner = own(tmp_path, f"{GLOBAL}us: {{pain: 0.3}}\nruns: 3\nexecutor: {{workers: 1}}\n")
    plan = planner.plan(["experiment=own"], multirun=False)
    assert plan.variants[0].config.us.pain == 0.3
    assert (plan.runs, plan.executor.workers) == (3, 1)
