"""A value outside a list of names is refused with the list, however it was put there."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from tests.everyday import mark_others_slow

POLICIES = ("quantal", "constant_hazard", "attrition", "never", "scripted")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    """A planner over a folder whose own option names a policy that there is not."""
    folder = tmp_path_factory.mktemp("own")
    options = folder / "configs" / "policy"
    options.mkdir(parents=True)
    (options / "mine.yaml").write_text("name: nonsense\nrate: 0.2\n")
    return Planner(ConfigComposer(folder))


@pytest.mark.parametrize(
    ("text", "key", "value", "allowed"),
    [
        ("policy@us.policy=mine", "us.policy.name", "nonsense", POLICIES),
        ("us={policy: {name: nonsense}}", "us.policy.name", "nonsense", POLICIES),
        ("us.accounting=vanity", "us.accounting", "vanity", ("honor", "hierarchy", "mutual")),
        (
            "network.topology=hubb", "network.topology", "hubb",
            ("hub", "small_world", "polarised", "file"),
        ),
    ],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_with_those_there_are(
    own: Planner, text: str, key: str, value: str, allowed: tuple[str, ...]
) -> None:
    with pytest.raises(WrongInput) as refused:
        own.plan([text], multirun=False)
    assert (refused.value.key, refused.value.value) == (key, value)
    assert refused.value.allowed == allowed
    assert f"{key}={value}: not one of the allowed values." in str(refused.value)
    assert str(refused.value).startswith("mine.yaml: ") == ("=mine" in text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("us.optics=(1", "a parenthesis is not closed, ')' is missing"),
        ("us.optics={a: 1", "a brace is not closed, '}' is missing"),
        ("interventions=a]", "a bracket is not closed, '[' is missing"),
        ("batch='mine", "a quotation mark is not closed"),
        ("us.optics=1,,2", "us.optics=1,,2 cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_by_what_is_missing(
    own: Planner, text: str, said: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        own.plan([text], multirun=False)
    assert refused.value.key == text.partition("=")[0]
    assert said in str(refused.value)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    """A planner over a folder whose files have names that Hydra's grammar reads otherwise."""
    folder = tmp_path_factory.mktemp("named")
    for group in ("experiment", "executor"):
        (folder / "configs" / group).mkdir(parents=True)
        for name in NAMED:
            text = "# @package _global_\nruns: 7\n" if group == "experiment" else "name: serial\n"
            (folder / "configs" / group / f"{name}.yaml").write_text(text)
    return Planner(ConfigComposer(folder))


NAMED = (
    *("2025", "007", "-5", "1e3", "1.10", "1_0", "nan", "inf", "True", "null", "it's", 'q"d'),
    *("a=b", "a,b", "a", "sp ace", "a(b)", "[x]", "10%", "e\u0301x"),
)


@pytest.mark.parametrize(
    "name", mark_others_slow(["\u00e9x", "'a,b'", '"2025"', *NAMED, "'\u00e9x'"], everyday=5)
)
def test_an_option_is_taken_as_typed_whatever_its_name_looks_like(
    named: Planner, name: str
) -> None:
    wanted = unicodedata.normalize("NFD", name if name in NAMED else name.strip("'\""))
    plan = named.plan([f"experiment={name}", f"executor={name}"], multirun=False)
    assert (plan.experiment, plan.runs, plan.executor.name) == (wanted, 7, "serial")
    page = named.composer.capture_hydra_info("defaults-tree", [f"experiment={name}"])
    assert f"experiment: {wanted}" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("experiment=2026", "experiment has no option 2026."),
        ("experiment=1.50", "experiment has no option 1.50."),
        ("experiment=c=d", "experiment has no option c=d."),
        ("leader@us=[]", "leader@us has no option []."),
        ("executor=None", "executor has no option None."),
        ("experiment=a,a", """(a name with a comma is written "experiment='a,a'")"""),
        ("experiment=it'z", "a quotation mark is not closed"),
    ],
)
def test_an_option_that_is_none_is_refused_as_typed(named: Planner, text: str, said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        named.plan([text], multirun=False)
    assert said in str(refused.value)


def test_a_sweep_of_no_value_is_refused(own: Planner) -> None:
    with pytest.raises(WrongInput, match="is not a list of values") as refused:
        own.plan(["us.insulation=interval(0.1,0.9)"], multirun=True)
    assert refused.value.key == "us.insulation"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("us.pain=choice()", "write values as a,b,c or range(start,stop,step)"),
        ("us.pain=range(a,b)", "write values as a,b,c or range(start,stop,step)"),
        ("us.pain=tag(x,1)", "write values as a,b,c or range(start,stop,step)"),
        ("us.pain=0.5;", """in quotation marks, within those of the shell: 'us.pain="0.5;"'"""),
        ("batch={a}", """in quotation marks, within those of the shell: 'batch="{a}"'"""),
    ],
)
def test_what_the_parser_says_is_not_told_but_how_it_is_written(
    own: Planner, text: str, said: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        own.plan([text], multirun=True)
    assert str(refused.value).startswith(f"{text} cannot be read: ")
    assert said in str(refused.value)
    assert not {"Error", "viable", "input", "evaluating"} & set(str(refused.value).split())


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("us .pain=0.5", "us .pain is not a setting.", ("us.pain",)),
        ("us.pain =0.5", "us.pain is not a setting.", ("us.pain",)),
        ("us..pain=0.5", "us..pain is not a setting.", ("us.pain",)),
        ("us[pain]=0.5", "us[pain] is not a setting.", ("us.pain",)),
        ("leader@us@china=honor", "leader@us@china is not a setting.", ("leader@china",)),
        ("1=2", "1 is not a setting.", ()),
        ("=0.5", "=0.5 is not an override: write key=value.", ()),
    ],
)
def test_a_key_that_cannot_be_one_is_refused_as_a_key(
    own: Planner, text: str, said: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(WrongInput) as refused:
        own.plan([text], multirun=False)
    assert str(refused.value).startswith(said)
    assert tuple(refused.value.nearest) == nearest


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("us.insulatoin=0.1", "us.insulatoin is not a setting.", ("us.insulation",)),
        ("us.pain=9", "variant b: us.pain=9: out of range.", ()),
        ("leader@us=honour", "variant b: leader@us has no option honour.", ("honor",)),
        ("us.policy.name=quantel", "us.policy.name=quantel: not one of", ("quantal",)),
        ("us .pain=1", "variant b: us .pain is not a setting.", ("us.pain",)),
    ],
)
def test_what_is_wrong_in_a_named_variant_is_told_with_its_file(
    tmp_path: Path, text: str, said: str, nearest: tuple[str, ...]
) -> None:
    folder = tmp_path / "configs" / "experiment"
    folder.mkdir(parents=True)
    variants = {"a": [], "b": [text]}
    (folder / "mine.yaml").write_text(f"# @package _global_\nvariants: {json.dumps(variants)}\n")
    planner = Planner(ConfigComposer(tmp_path))
    typed = f'variants={{a: [], b: ["{text}"]}}'
    for words, file in ((["experiment=mine"], "mine.yaml: "), ([typed], "")):
        with pytest.raises(WrongInput) as refused:
            planner.plan(words, multirun=False)
        assert str(refused.value).startswith(f"{file}{said}")
        assert tuple(refused.value.nearest) == nearest


@pytest.mark.parametrize(
    "text", ["variants: [a, b]", "metrics: {a: 1}", "variants: {a: []}\ncast: [a]"]
)
def test_a_list_in_place_of_names_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "configs" / "experiment"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(f"# @package _global_\n{text}\n")
    with pytest.raises(WrongInput, match=r"experiment/mine\.yaml: a list stands where names"):
        Planner(ConfigComposer(tmp_path)).plan(["experiment=mine"], multirun=False)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "''"),
        ("  ", "'  '"),
        ("a\nb", "'a\\nb'"),
        ("a\tb", "'a\\tb'"),
        ("a\u2028b", "'a\\u2028b'"),
        ("\x1b[31m", "'\\x1b[31m'"),
        ("x" * 201, f"'{'x' * 40}'... (201 characters)"),
    ],
)
def test_a_variant_whose_name_is_not_one_line_of_text_is_refused(
    tmp_path: Path, name: str, told: str
) -> None:
    folder = tmp_path / "configs" / "experiment"
    folder.mkdir(parents=True)
    listed = json.dumps({name: [], "\u4e2d \u6587 x" + "y" * 194: ["us.pain=0.3"]})
    (folder / "mine.yaml").write_text(f"# @package _global_\nvariants: {listed}\n")
    with pytest.raises(WrongInput) as refused:
        Planner(ConfigComposer(tmp_path)).plan(["experiment=mine"], multirun=False)
    said = f"mine.yaml: variants: a variant's name is one line of text, and {told} is none."
    assert (refused.value.reason, refused.value.key) == (said, "variants")
