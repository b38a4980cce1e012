"""Whatever is no design is refused before anything is written, by its key."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer

SOBOL, GRID, RANGE = "design=sobol", "design=grid", "us.insulation=[0.1,0.9]"
CASES = {
    "a range without a design": ([RANGE], "us.insulation", "design=sobol"),
    "a design without a range": ([SOBOL], "design", "needs a range"),
    "a structural lever": ([SOBOL, "horizon=[90,180]"], "horizon", "sweep it with -m horizon=90"),
    "a switch": ([SOBOL, "us.accounting=[honor,mutual]"], "us.accounting", "sweep it with -m"),
    "beyond the lever's range": ([SOBOL, "us.insulation=[0.1,1.5]"], "us.insulation", "0 to 1"),
    "the wrong way round": ([SOBOL, "us.insulation=[0.9,0.1]"], "us.insulation", "lower first"),
    "of no width": ([SOBOL, "us.insulation=[0.5,0.5]"], "us.insulation", "lower first"),
    "three ends": ([SOBOL, "us.insulation=[0.1,0.5,0.9]"], "us.insulation", "two ends"),
    "words": ([SOBOL, "us.insulation=[low,high]"], "us.insulation", "numbers are wanted"),
    "yes and no": ([GRID, "us.insulation=[false,true]"], "us.insulation", "numbers are wanted"),
    "nothing": ([GRID, "us.insulation=[]"], "us.insulation", "numbers are wanted"),
    "no number": ([SOBOL, "us.insulation=[0.1,null]"], "us.insulation", "numbers are wanted"),
    "a value twice": ([GRID, "us.insulation=[0.1,0.1]"], "us.insulation", "stands twice"),
    "an unknown lever": ([SOBOL, "us.insulatoin=[0.1,0.9]"], "us.insulatoin", "us.insulation"),
    "no power of two": ([SOBOL, RANGE, "design.base=1000"], "design.base", "power of two"),
    "odd levels": (["design=morris", RANGE, "design.levels=3"], "design.levels", "even"),
    "another kind's setting": ([GRID, RANGE, "design.base=8"], "design.base", "not a setting"),
    "an unknown kind": (["design=soboll", RANGE], "design", "sobol"),
    "a precision of shared worlds": ([SOBOL, RANGE, "precision=0.1"], "", "share their worlds"),
    "swept designs": (["-m", "design=sobol,morris", RANGE], "design", "cannot be swept"),
    "a swept seed of the design": (["-m", SOBOL, RANGE, "design.seed=1,2"], "design.seed", "swept"),
    "a lever of the design swept too": (
        ["-m", "design=table", "us.insulation=0.1,0.2"], "us.insulation", "leave one out",
    ),
    "a range with a table": (["design=table", RANGE], "us.insulation", "names its levers itself"),
    "no such file": (["design=table", "design.file=none.csv"], "design.file", "no such file"),
    "a file that is no table": (["design=table", "design.file=grid.yaml"], "design.file", ".csv"),
    "an unknown lever alone": (
        ["design=one_at_a_time", "design.levers=[us.insulatoin]"], "design.levers", "us.insulation",
    ),
    "no lever alone": (["design=one_at_a_time", "design.levers=[]"], "design.levers", "one lever"),
    "a factor of one": (
        ["design=one_at_a_time", "design.spread=1"], "design.spread", "out of range",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    return Planner(ConfigComposer(tmp_path_factory.mktemp("elsewhere")))


def refusal(planner: Planner, texts: list[str], folder: Path) -> WrongInput:
    given = [text for text in texts if text != "-m"]
    with pytest.raises(WrongInput) as caught:
        planner.plan([*given, f"outputs={folder / 'outputs'}"], multirun="-m" in texts)
    assert not (folder / "outputs").exists()
    return caught.value


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_design_is_refused_by_its_key(
    case: str, planner: Planner, tmp_path: Path
) -> None:
    texts, key, said = CASES[case]
    error = refusal(planner, texts, tmp_path)
    assert error.key == key
    assert said in error.format_message()


def test_a_grid_of_too_many_points_is_refused(planner: Planner, tmp_path: Path) -> None:
    many = [f"{i / 1000:g}" for i in range(1001)]
    both = [f"{side}.insulation=[{','.join(many)}]" for side in ("us", "china")]
    error = refusal(planner, [GRID, *both], tmp_path)
    assert "1,002,001 points" in error.format_message()


def test_variants_play_the_same_ranges_or_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "configs" / "experiment"
    folder.mkdir(parents=True)
    (folder / "two.yaml").write_text(
        "# @package _global_\nvariants:\n  a: ['us.insulation=[0.1,0.2]']\n"
        "  b: ['us.insulation=[0.1,0.3]']\n"
    )
    error = refusal(Planner(ConfigComposer(tmp_path)), ["experiment=two", SOBOL], tmp_path)
    assert "other ranges" in error.format_message()


@pytest.mark.slow
def test_a_lever_that_a_variant_has_not_is_refused_by_the_variant(
    planner: Planner, tmp_path: Path
) -> None:
    file = tmp_path / "points.csv"
    file.write_text("us.policy.temperature\n0.5\n1\n")
    texts = ["-m", "design=table", f"design.file={file}", "policy@us.policy=quantal,never"]
    error = refusal(planner, texts, tmp_path)
    assert error.key == "us.policy.temperature"
    assert "never: there is no us.policy.temperature" in error.format_message()


@pytest.mark.slow
def test_one_lever_at_a_time_begins_at_one_value_in_all_variants(
    planner: Planner, tmp_path: Path
) -> None:
    levers = "design.levers=[us.face_weight]"
    texts = ["experiment=first_call", "design=one_at_a_time", levers]
    error = refusal(planner, texts, tmp_path)
    assert "variant face off: us.face_weight=0 differs from as reported" in error.format_message()


TABLES = {
    "no lever": ("us.insulation,us.patienc\n0.1,0.2\n", "us.patienc", "'us.patienc' is no lever"),
    "structural": ("us.insulation,horizon\n0.1,90\n", "horizon", "'horizon' is no lever"),
    "twice": ("us.insulation,us.insulation\n0.1,0.2\n", "us.insulation", "stands twice"),
    "a word": ("# mine\nus.insulation\n0.1\nhigh\n", "high", "line 4: us.insulation is high"),
    "a gap": ("us.insulation,china.insulation\n0.1,\n", "", "line 2: china.insulation is empty"),
    "a short line": ("us.insulation,china.insulation\n0.1\n", "0.1", "line 2: 1 values for 2"),
    "out of range": ("us.insulation\n\n0.1\n1.1\n", 1.1, "line 4: us.insulation=1.1"),
    "nan": ("us.insulation\nnan\n", None, "line 2: us.insulation=nan"),
    "thousands": (
        "us.insulation;us.pain\n1.234;2.000\n21.400;18.000\n", "1.234",
        "line 2: us.insulation is 1.234, whose point may stand between thousands or before"
        " decimals: write 1234 or 1,234.",
    ),
    "millions after tabs": (
        "us.insulation\tus.pain\n0\t-1.234.567\n", "-1.234.567", "us.pain is -1.234.567, whose",
    ),
    "no thousands": ("us.insulation;us.pain\n1.234;0.5\n", 1.234, "us.insulation=1.234"),
    "after commas": ("us.insulation,us.pain\n1.234,1\n", 1.234, "us.insulation=1.234"),
    "empty": ("", None, "holds no point"),
    "a head alone": ("us.insulation\n", None, "holds no point"),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_a_table_is_refused_with_line_and_value(
    case: str, planner: Planner, tmp_path: Path
) -> None:
    text, value, said = TABLES[case]
    (tmp_path / "mine.csv").write_text(text)
    error = refusal(planner, ["design=table", f"design.file={tmp_path / 'mine.csv'}"], tmp_path)
    assert said in error.format_message()
    assert value is None or error.value == value


def test_a_parquet_table_is_refused_by_column_and_row(planner: Planner, tmp_path: Path) -> None:
    wrong = {
        "words": (pa.table({"us.insulation": ["a"]}), "holds string"),
        "gap": (pa.table({"us.insulation": [0.1, None]}), "row 2: us.insulation=nan"),
        "range": (pa.table({"us.insulation": [0.1, 2]}), "row 2: us.insulation=2"),
    }
    for name, (table, said) in wrong.items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
        file = f"design.file={tmp_path / name}.parquet"
        assert said in refusal(planner, ["design=table", file], tmp_path).format_message()
    (tmp_path / "torn.parquet").write_bytes(b"PAR1")
    file = f"design.file={tmp_path / 'torn.parquet'}"
    assert "cannot be read" in refusal(planner, ["design=table", file], tmp_path).format_message()


def test_a_point_that_moves_a_tie_is_refused(planner: Planner, tmp_path: Path) -> None:
    press = next(
        name for name, member in planner.plan([], multirun=False).variants[0].config.cast.items()
        if member.role == "press"
    )  # fmt: skip
    error = refusal(planner, [SOBOL, f"cast.{press}.bias=[-1,1]", "design.base=8"], tmp_path)
    assert "changes who is tied to whom" in error.format_message()
