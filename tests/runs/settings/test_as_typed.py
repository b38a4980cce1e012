"""A refusal repeats what was written, and proposes what can be written in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.cli.help import format_job_config
from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from tests.everyday import mark_others_slow


def refuse(planner: Planner, *texts: str) -> WrongInput:
    """Return the refusal of a plan."""
    with pytest.raises(WrongInput) as refused:
        planner.plan(texts, multirun=False)
    return refused.value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("runs=1e2", "runs=1e2: a whole number is wanted."),
        ("us.pain=9.50", "us.pain=9.50: out of range."),
        ("seed=1.0", "seed=1.0: a whole number is wanted."),
        ('us.pain="0.3"', 'us.pain="0.3": a number is wanted, and this is text: leave out its'),
        ("plan='true'", "plan='true': true or false is wanted, and this is text: leave out its"),
        ("us.pain=high", "us.pain=high: a number is wanted."),
        ("start=2025-02-30", "start=2025-02-30: day is out of range for month"),
        ("start=9901-01-01", "start=9901-01-01: a year up to 9900 is wanted"),
        ("us.pain='high'", "us.pain='high': a number is wanted."),
        (f"us.pain={'9' * 5000}", "us.pain: a number of more than 308 digits is out of range."),
        (f"us.pain=[0,{'9' * 350}]", "us.pain: a number of more than 308 digits is out of range."),
        ("us={pain: 9.50}", "us.pain=9.5: out of range."),
    ],
)
def test_a_value_is_shown_as_it_was_typed(planner: Planner, text: str, said: str) -> None:
    assert refuse(planner, text).reason.startswith(said)


@pytest.mark.parametrize(
    ("texts", "key", "nearest"),
    [
        (["us.policy.name=never"], "us.policy.name", ("policy@us.policy=never",)),
        (["china.policy.name=attrition"], "china.policy.name", ("policy@china.policy=attrition",)),
        (["us.policy.name=quantal", "us.policy.rate=1"], "us.policy.rate", ()),
    ],
)
def test_a_policy_named_by_its_key_is_refused_with_its_group(
    planner: Planner, texts: list[str], key: str, nearest: tuple[str, ...]
) -> None:
    error = refuse(planner, *texts)
    assert (error.key, error.nearest) == (key, nearest)
    assert not nearest or error.reason.startswith(f"{texts[0]}: ")


def write_experiment(folder: Path, text: str, name: str = "own.yaml") -> Planner:
    """Return the planner of a folder with one experiment."""
    path = folder / "configs" / "experiment" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# @package _global_\n{text}\n")
    return Planner(ConfigComposer(folder))


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("leader@us: honor", "leader@us", ["leader@us: honor"]),
        ("leader: honor", "leader", ["leader@us: honor", "leader@china: honor"]),
        ("policy@us.policy: never", "policy@us.policy", ["policy@us.policy: never"]),
        (
            "policy: {name: never}", "policy",
            ["policy@us.policy: never", "policy@china.policy: never"],
        ),
        ("signal@signal.a: [x]", "signal@signal.a", ["signal@signal.a: x"]),
    ],
)  # fmt: skip
def test_a_group_among_the_settings_of_a_file_is_refused_with_the_line_that_chooses(
    tmp_path: Path, text: str, key: str, nearest: list[str]
) -> None:
    error = refuse(write_experiment(tmp_path, text), "experiment=own")
    assert error.reason.startswith(f"own.yaml: {key} is not a setting: an option of a group is")
    assert list(error.nearest) == [f"'- override /{line}'" for line in nearest]


def test_a_setting_of_the_launch_among_those_of_a_variant_is_refused_with_its_file(
    tmp_path: Path,
) -> None:
    planner = write_experiment(tmp_path, "variants: {a: [runs=4], b: [us.pain=0.3]}")
    assert refuse(planner, "experiment=own").reason.startswith("own.yaml: variant a: runs says how")
    texts = "variants={a: ['us.pain=0.1,0.2'], b: []}"
    assert refuse(planner, texts).reason.startswith("variant a: us.pain names several values;")


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        (
            "defaults: [override /leader@us: honr]",
            "own.yaml: defaults: leader@us has no option honr.", ["honor"],
        ),
        (
            "defaults: [{/signal@signal.x: ful}]",
            "own.yaml: defaults: signal@signal.x has no option ful.", ["full"],
        ),
        (
            "defaults: [/leader@us: honor]",
            "own.yaml: leader@us is chosen already: a file that changes it says override",
            ["'- override /leader@us: OPTION'"],
        ),
        ("defaults: [5]", "own.yaml: defaults: 5 is no name of a file or an option to YAML;", []),
        ("defaults: [override /design: 1.5]", "own.yaml: defaults: 1.5 is no name of a file", []),
        ("defaults: [override /leader@us: [honor, yes]]", "own.yaml: defaults: yes is no", []),
        ("defaults: {leader: honor}", "own.yaml: defaults are a list: write a line", []),
        ("defaults: honor", "own.yaml: defaults are a list: write a line", []),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_defaults_of_a_file_is_told_with_file_and_option(
    tmp_path: Path, text: str, said: str, nearest: list[str]
) -> None:
    error = refuse(write_experiment(tmp_path, text), "experiment=own")
    assert error.reason.startswith(said)
    assert list(error.nearest) == nearest


@pytest.mark.parametrize(
    "entry",
    ["override /leader@us: hierarchy", "override /leader@us: deep/two", "override /design: null"],
)
def test_an_option_that_there_is_may_stand_in_the_defaults_of_a_file(
    tmp_path: Path, entry: str
) -> None:
    (tmp_path / "configs" / "leader" / "deep").mkdir(parents=True)
    (tmp_path / "configs" / "leader" / "deep" / "two.yaml").write_text("accounting: mutual\n")
    planner = write_experiment(tmp_path, f"defaults:\n  - {entry}\n  - _self_\nruns: 3")
    assert planner.plan(["experiment=own"], multirun=False).runs == 3


@pytest.mark.parametrize("name", mark_others_slow(["own.yml", "own.YAML"]))
def test_a_file_whose_ending_is_not_read_is_refused_by_its_ending(
    tmp_path: Path, name: str
) -> None:
    planner = write_experiment(tmp_path, "runs: 3", name)
    said = f"experiment/{name}: only files ending in .yaml are read: rename it to own.yaml."
    assert refuse(planner, "experiment=own").reason == said
    write_experiment(tmp_path, "runs: 3")
    planner = Planner(ConfigComposer(tmp_path))
    assert planner.plan(["experiment=own"], multirun=False).runs == 3
    assert refuse(planner, "experiment=owm").reason == "experiment has no option owm."


@pytest.mark.parametrize(
    ("text", "said", "allowed"),
    [
        ("leader@us=glob(x*)", "leader@us=glob(x*): no option matches.", True),
        ("leader@us=glob([x*,y*])", "leader@us=glob([x*,y*]): no option matches.", True),
        ("us.pain=glob(x*)", "us.pain=glob(x*): a pattern is for options of a group", False),
        ("us.pain=range(0,0)", "us.pain=range(0,0) holds no value: it begins where it", False),
        ("us.pain=range(1,0)", "us.pain=range(1,0) holds no value: it begins where it", False),
    ],
)
def test_a_sweep_that_matches_nothing_says_so(
    planner: Planner, text: str, said: str, allowed: bool
) -> None:
    with pytest.raises(WrongInput) as refused:
        planner.plan([text], multirun=True)
    assert refused.value.reason.startswith(said)
    assert ("honor" in refused.value.allowed) == allowed


@pytest.mark.parametrize("page", mark_others_slow(["foo", "", "default-tree"]))
def test_a_page_of_hydras_that_there_is_not_is_refused_with_those_there_are(
    planner: Planner, page: str
) -> None:
    with pytest.raises(WrongInput, match=f"--info {page} is not known") as refused:
        planner.composer.capture_hydra_info(page, [])
    assert all(planner.composer.capture_hydra_info(one, []) for one in refused.value.allowed)


@pytest.mark.parametrize(
    ("page", "part", "said", "near"),
    [
        ("foo", None, "--cfg foo is not known.", "job"),
        ("job", "us.pian", "there is no part us.pian.", "us.pain"),
        ("all", "us.pain.x", "there is no part us.pain.x.", "us.pain"),
    ],
)
def test_a_part_of_the_configuration_that_there_is_not_is_refused_with_the_nearest(
    planner: Planner, page: str, part: str | None, said: str, near: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        format_job_config(page, [], part, planner.composer)
    assert refused.value.reason == said
    assert near in (*refused.value.nearest, *refused.value.allowed)
    assert format_job_config("job", [], "us.pain", planner.composer) == "1.0\n"
