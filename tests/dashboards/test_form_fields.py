"""What is typed into the fields of the launch form: read as a list, or kept with what is wrong."""

from __future__ import annotations

import pytest

from dashboards.launch import form as forms
from dashboards.launch.form import Form
from dashboards.launch.preview import Drafts
from runs.plan.planner import Planner
from tests.dashboards.test_form import read


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Drafts:
    return Drafts(tmp_path_factory.mktemp("fields"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "pair",
    [
        *("us.insulation=${us.pain}", "us.insulation=range(0,1,1e-9)", "us.insulation=[]"),
        *("us.insulation=[0.2,x]", "us.insulation='0.2'", "us.insulation=0.1,,0.2"),
        *("us.insulation=0.5,0.50", "us.insulation=range(1)", "us.insulation=range(1,0)"),
        *(
            "us.insulation=0.1 0.2",
            "us.insulation=0.1,",
            "us.insulation=nan",
            "us.insulation=\uff11",
        ),
        "us.insulation=" + ",".join(f"0.{i}" for i in range(100, 200)),
        *("leader@us=[honor]", "leader@us=../../x", "leader@us=<script>", "leader@us=honr"),
        *("experiment=first_call,twins", "design.points=1e3", "design.levers=assumed"),
        *("design.levers=[us.insulation,../x]", "precision=[0.1]", "precision=0,02"),
        *("runs=[5]", "runs=1e3", "runs=2,3", "runs=1,000", "runs=5.5", "seed=-1"),
        *("batch=../x", "batch=my batch", "batch=" + "批" * 110),
    ],
)
def test_what_cannot_be_read_stays_in_its_field_and_is_no_override(
    drafts: Drafts, pair: str
) -> None:
    key, _, said = pair.partition("=")
    form, notices = forms.parse_form(pair, drafts.list_group_options())
    assert notices == []
    assert form.list_overrides() == []
    assert form.get_field_text(key) == said
    design = {"design.points": "latin_hypercube", "design.levers": "one_at_a_time"}.get(key)
    with_design = pair if design is None else f"design={design};{pair}"
    draft = drafts.get_draft(forms.parse_form(with_design, drafts.list_group_options())[0])
    assert draft.plan is None
    refusal = draft.refusals[key]
    assert key in refusal.reason
    assert said[:20].strip() in refusal.reason


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.1, 0.4, 0.8", ("0.1", "0.4", "0.8")),
        (" 0.1 ,0.4 ", ("0.1", "0.4")),
        ("range(0.1,0.9,0.2)", ("0.1", "0.3", "0.5", "0.7")),
        ("range(0, 1, step=0.25)", ("0", "0.25", "0.5", "0.75")),
        ("choice(0.1, 1e-3)", ("0.1", "0.001")),
        ("0.1\uff0c0.4\u30010.8", ("0.1", "0.4", "0.8")),
        ("1E-1", ("0.1",)),
        (".5", ("0.5",)),
        ("", ()),
        ("  ", ()),
    ],
)
def test_a_list_is_a_sweep_as_on_the_command_line(
    drafts: Drafts, text: str, values: tuple[str, ...]
) -> None:
    form = read(drafts, f"us.insulation={text}")
    assert form.levers.get("us.insulation", ()) == values
    assert form.is_sweep == (len(values) > 1)
    assert form.get_field_text("us.insulation") == text
    if values:
        theirs = Planner().plan([f"us.insulation={','.join(values)}"], multirun=True)
        assert [one.hash for one in drafts.plan(form).variants] == [
            one.hash for one in theirs.variants
        ]


@pytest.mark.parametrize("text", ["a;b", "50%", "%3B", "tab\there", "\u00a00.5", "0.1\u3000,0.2"])
def test_whatever_was_typed_survives_the_address(drafts: Drafts, text: str) -> None:
    form = Form(typed={"us.insulation": text, "runs": "7"})
    again, _ = forms.parse_form(form.to_url_text(), drafts.list_group_options())
    assert form.to_url_text().isprintable()
    assert again.typed == form.typed


def test_every_field_that_is_wrong_is_named_at_once(drafts: Drafts) -> None:
    form, _ = forms.parse_form(
        "us.insulation=7;china.pain=x;runs=0;seed=1,000", drafts.list_group_options()
    )
    draft = drafts.get_draft(form)
    assert draft.plan is None
    assert set(draft.refusals) == {"us.insulation", "china.pain", "runs", "seed"}


def test_settings_of_another_design_wait_and_are_in_no_command(drafts: Drafts) -> None:
    form = read(drafts, "design=sobol;design.base=8;design.points=30;us.pain=[0.5,1]")
    assert "design.points=30" not in forms.make_command(
        drafts.drop_irrelevant_settings(form), drafts.outputs
    )
    assert drafts.plan(form).points == 24
    assert form.get_field_text("design.points") == "30"
