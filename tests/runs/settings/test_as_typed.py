"""A refusal repeats what was written, and proposes what can be written in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer


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
        ('us.pain="0.3"', 'us.pain="0.3": a number is wanted, and the quotation marks make this'),
        ("plan='true'", "plan='true': true or false is wanted, and the quotation marks make this"),
        ("us.pain=high", "us.pain=high: a number is wanted."),
        ("us.pain='high'", "us.pain='high': a number is wanted."),
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
