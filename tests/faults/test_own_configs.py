"""Configs of one's own that refer elsewhere, or set what is not there: refused by what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from runs.errors import WrongInput
from runs.plan.designs.user_table import read_points
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.safe_yaml import load_safe_yaml
from tests.faults.mangling import SECRET, check_sentence, write_unwatched
from tests.runs.batches import make_batch


def test_a_reference_is_refused_to_hydras_own_pages_too(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", SECRET)
    write_unwatched(
        desk / "configs" / "experiment" / "own.yaml", b"# @package _global_\nbatch: ${oc.env:HOME}"
    )
    with pytest.raises(WrongInput, match="batch holds a reference") as caught:
        ConfigComposer(desk).capture_hydra_info("config", ["experiment=own"])
    check_sentence(caught.value)


def test_a_kept_configuration_with_aliases_is_refused_before_it_is_expanded(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "batch", overrides=("horizon=30",), runs=2)
    (variant,) = batch.manifest.variants
    file = batch.layout.get_config_path(variant.hash)
    doubled = "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))
    file.write_text(f"{file.read_text()}a0: &a0 [x]\n{doubled}")
    with pytest.raises(WrongInput, match=f"the configuration of {variant.name} "):
        batch.configuration(variant.hash)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("# @package strange", "opens with '# @package _global_', and this file with 'strange'"),
        ("# my own\n# @package _global_", "this file with no header"),
        ("", "this file with no header"),
        ("# @package a b", "'# @package a b' is no header"),
        ("# @package .", "this file with '.'"),
    ],
    ids=["strange", "not the first line", "none", "two words", "a dot"],
)
def test_an_experiment_under_another_header_is_refused_by_its_header(
    desk: Path, header: str, said: str
) -> None:
    write_unwatched(desk / "configs" / "experiment" / "own.yaml", f"{header}\nruns: 20\n".encode())
    with pytest.raises(WrongInput, match=re.escape(said)):
        Planner(ConfigComposer(desk)).plan(["experiment=own"], multirun=False)


def test_an_option_whose_header_names_no_setting_is_refused_by_its_header(desk: Path) -> None:
    (desk / "configs" / "signal").mkdir()
    write_unwatched(
        desk / "configs" / "signal" / "own.yaml", b"# @package signals.a\nsender: leader\n"
    )
    with pytest.raises(WrongInput, match=r"own\.yaml: its header puts it under 'signals\.a'"):
        Planner(ConfigComposer(desk)).plan(["signal=own"], multirun=False)


def test_a_key_of_another_policy_is_refused_with_those_of_the_one_chosen(desk: Path) -> None:
    text = "# @package _global_\nus: {policy: {name: constant_hazard, rate: 1}}\n"
    write_unwatched(desk / "configs" / "experiment" / "own.yaml", text.encode())
    with pytest.raises(WrongInput) as caught:
        Planner(ConfigComposer(desk)).plan(["experiment=own"], multirun=False)
    assert caught.value.reason.startswith(
        "own.yaml: us.policy.rate is not a setting of constant_hazard,"
    )
    assert caught.value.allowed == tuple(
        f"us.policy.{k}" for k in ("name", "probability", "request")
    )
    assert caught.value.nearest == ()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"own": "- a\n"},
            "own.yaml: settings (key: value) are wanted, and this file holds a list",
        ),
        (
            {"own": "a\n"},
            "own.yaml: settings (key: value) are wanted, and this file holds a single",
        ),
        ({"own": "defaults: [own]\n"}, "experiment/own.yaml: its defaults name itself"),
        ({"own": "defaults: [/experiment/own]\n"}, "experiment/own.yaml: its defaults name itself"),
        (
            {"own": "defaults: [{/experiment@_global_: two}]\n", "two": "defaults: [own]\n"},
            "experiment/own.yaml: its defaults name experiment/two.yaml, which leads back to it",
        ),
    ],
    ids=["a list", "a word", "itself", "itself by its path", "two in a circle"],
)
def test_a_file_that_holds_no_settings_or_leads_to_itself_is_refused_by_its_name(
    desk: Path, files: dict[str, str], said: str
) -> None:
    bystander = {"beside": "defaults: [beside]\n"}
    for name, text in (files | bystander).items():
        path = desk / "configs" / "experiment" / f"{name}.yaml"
        write_unwatched(path, f"# @package _global_\n{text}".encode())
    with pytest.raises(WrongInput, match=re.escape(said)):
        Planner(ConfigComposer(desk)).plan(["experiment=own"], multirun=False)


def test_an_option_of_another_group_that_holds_a_list_is_refused_and_an_empty_experiment_taken(
    desk: Path,
) -> None:
    (desk / "configs" / "leader").mkdir()
    write_unwatched(desk / "configs" / "leader" / "own.yaml", b"- a\n")
    write_unwatched(desk / "configs" / "experiment" / "empty.yaml", b"# @package _global_\n")
    planner = Planner(ConfigComposer(desk))
    with pytest.raises(WrongInput, match=r"own\.yaml: settings .* this file holds a list"):
        planner.plan(["leader@us=own"], multirun=False)
    assert planner.plan(["experiment=empty"], multirun=False).variants


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "runs: 010\n",
            "own.yaml: runs: YAML reads 010 as 8 (octal, for its leading zero): write 8",
        ),
        ("us: {pain: 00}\n", "own.yaml: us.pain: YAML reads 00 as 0 (octal"),
        ("runs: 1:30\n", "runs: YAML reads 1:30 as 90 (minutes and seconds, for its colon): write"),
        ("calendar: [{day: -01:30.5}]\n", "calendar.0.day: YAML reads -01:30.5 as -90.5"),
        ("us: {010: 3}\n", "own.yaml: us.010: YAML reads 010 as 8"),
        (
            "us: {null: 3}\n",
            "own.yaml: us.null: YAML reads this key as null, and a key is text: wr",
        ),
        ("us: {1: 2}\n", "own.yaml: us.1: YAML reads this key as a number"),
        ("us: {1e3: 2}\n", "own.yaml: us.1e3: YAML reads this key as a number"),
        ("us: {pain: " + "9" * 5000 + "}\n", "own.yaml: us.pain: a number of 1 to 308 digits"),
        ("us: {pain: 0x_}\n", "own.yaml: us.pain: a number of 1 to 308 digits is wanted."),
        ("us: {yes: 2}\n", "own.yaml: us.yes: YAML reads this key as true or false"),
        ("variants: {2025: []}\n", "own.yaml: variants.2025: YAML reads this key as a number"),
        ("us: {? [a] : 2}\n", "own.yaml: a key below us is a list or a mapping"),
    ],
)
def test_a_word_that_yaml_reads_as_another_is_refused_by_file_key_and_text(
    desk: Path, text: str, said: str
) -> None:
    write_unwatched(
        desk / "configs" / "experiment" / "own.yaml", f"# @package _global_\n{text}".encode()
    )
    with pytest.raises(WrongInput, match=re.escape(said)):
        Planner(ConfigComposer(desk)).plan(["experiment=own"], multirun=False)


def test_study_files_take_the_numbers_and_dates_that_configs_take(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    numbers = "a: -1e-2\nb: 1E3\nc: '010'\nd: 0.5\ne: 0\nf: 1e\nday: 2025-04-02\n"
    file.write_text(numbers)
    found = load_safe_yaml(file)
    plain = {"a": -0.01, "b": 1000.0, "c": "010", "d": 0.5, "e": 0, "f": "1e", "day": "2025-04-02"}
    assert found == plain
    configured = OmegaConf.create(numbers)
    assert {key: configured[key] for key in found} == found
    for text, key in (("a: {b: [1, 0o7, 017]}\n", "a.b.2"), ("a: 12:30\n", "a")):
        file.write_text(text)
        with pytest.raises(WrongInput, match=rf"mine\.yaml: {key}: YAML reads"):
            load_safe_yaml(file)


ENCODED = [
    ("\ufeffa: \u00e9\n".encode("utf-16-le"), "{} is in UTF-16: save it as UTF-8."),
    ("\ufeffa: 1\n".encode("utf-16-be"), "{} is in UTF-16: save it as UTF-8."),
    ("a: 1\nb: 2\n".encode("utf-16-le"), "{} is in UTF-16: save it as UTF-8."),
    (b"# @package _global_\r\na: \xe9\r\n", "{}, line 2: byte E9 is not UTF-8: save it as UTF-8."),
    (b"\xef\xbb\xbf\n\n\xfc\n", "{}, line 3: byte FC is not UTF-8: save it as UTF-8."),
]


@pytest.mark.parametrize(("data", "said"), ENCODED)
def test_a_file_in_another_encoding_is_refused_by_line_with_what_to_do(
    desk: Path, data: bytes, said: str
) -> None:
    write_unwatched(desk / "configs" / "experiment" / "own.yaml", data)
    with pytest.raises(WrongInput, match=re.escape(said.format("own.yaml"))):
        Planner(ConfigComposer(desk)).plan(["experiment=own"], multirun=False)
    write_unwatched(desk / "own.csv", data)
    with pytest.raises(WrongInput, match=re.escape(said.format("own.csv"))) as refused:
        read_points("own.csv", ["us.pain"])
    assert refused.value.key == "design.file"


def test_a_file_in_utf_8_is_taken_with_a_byte_order_mark_and_any_line_ends(desk: Path) -> None:
    write_unwatched(
        desk / "configs" / "experiment" / "own.yaml",
        "\ufeff# @package _global_\r\nruns: 3  # \u00e9\r\n".encode(),
    )
    assert Planner(ConfigComposer(desk)).plan(["experiment=own"], multirun=False).runs == 3
    write_unwatched(desk / "own.csv", "\ufeff# \u00e9\rus.pain\r0.5\r".encode())
    assert read_points("own.csv", ["us.pain"]).values.tolist() == [[0.5]]
