"""A metric of one's own that breaks its contract is refused before anything is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.outcomes.own_metrics import OwnMetric
from runs.analysis.comparison.overview import summarise_variants
from runs.analysis.estimates.metrics import compute_metric_values, find_metric, list_metrics
from runs.analysis.estimates.own_metrics import compute_own_metric, make_metric_frame
from runs.analysis.metric import StoredMetric, use_own_metrics
from runs.archive.tables import NotFiniteError, make_outcome_table
from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.rectangles import Rectangle
from tests.analysis.frames import outcomes
from tests.dyads import PRESET
from tests.runs.plugins.metrics import AHEAD, BROKEN, GAP, NAMES, rename, write_metrics
from tests.runs.plugins.refusals import (
    assert_launch_refused,
    launch,
)

FRAME = outcomes(200, "a", 1)
QUICK = ("has no label", "imports a generator")
"""Faults that are tried out every day; each takes a plan."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two metrics of one's own in it."""
    monkeypatch.delenv("TAIJIE_OUTPUTS", raising=False)
    monkeypatch.chdir(write_metrics(tmp_path, gap=GAP, ahead=AHEAD))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "nearest", "phrase"),
    [
        ("metrics=tarif_gap", ["tariff_gap"], "there is no metric of your own of that name"),
        ("metrics=[tariff_gap,rmst]", [], "those built in need not be chosen"),
    ],
)
def test_one_that_does_not_exist_is_refused_with_the_nearest(
    home: Path, text: str, nearest: list[str], phrase: str
) -> None:
    with pytest.raises(WrongInput, match=phrase) as refused:
        launch(text)
    assert refused.value.key == "metrics"
    assert list(refused.value.nearest) == nearest
    assert set(refused.value.allowed) == set(NAMES)
    assert not (home / "taijie-outputs").exists()


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("metrics=3", "a list"),
        ("metrics=[3]", "text is wanted"),
        ("metrics=tariff_gap,envoys_ahead", r"metrics=\[tariff_gap,envoys_ahead\]"),
    ],
)
def test_what_is_no_list_of_names_is_refused(home: Path, text: str, phrase: str) -> None:
    with pytest.raises(WrongInput, match=phrase):
        launch(text)


@pytest.mark.parametrize(
    "fault",
    [pytest.param(fault, marks=() if fault in QUICK else pytest.mark.slow) for fault in BROKEN],
)
def test_one_that_breaks_the_contract_is_refused_by_file_and_line(home: Path, fault: str) -> None:
    text, line, phrase = BROKEN[fault]
    write_metrics(home, bad=text)
    assert_launch_refused(home, ["metrics=bad"], f"metrics/bad.py, line {line}", phrase)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["p_us", "duration", "variant_name", "rmst_low", "horizon"])
def test_a_name_that_is_taken_is_refused(home: Path, name: str) -> None:
    write_metrics(home, mine=rename(GAP, name))
    phrase = f"metrics/mine.py, line 7: {name} is a column or a metric already"
    assert_launch_refused(home, [f"metrics={name}"], phrase)


@pytest.mark.slow
@pytest.mark.parametrize("label", ["Gap of the peak tariffs", "China calls first"])
def test_a_label_that_is_taken_is_refused(home: Path, label: str) -> None:
    mine = rename(GAP, "mine").replace("gap of the peak tariffs", label)
    write_metrics(home, mine=mine)
    phrase = f"metrics/mine.py, line 7: its label, “{label}”, is that of "
    assert_launch_refused(home, ["metrics=[tariff_gap,mine]"], phrase)


@pytest.mark.slow
def test_two_of_one_name_are_refused_even_where_nobody_chooses_them(home: Path) -> None:
    write_metrics(home, other=GAP)
    assert_launch_refused(home, [], "tariff_gap is there already, in metrics/gap.py, line 7")


@pytest.mark.slow
def test_a_plan_says_it_and_help_and_completion_list_it_without_running_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from runs.cli.help import complete_override, format_job_config, write_overrides_help
    from runs.plan.plan import format_plan
    from runs.plan.settings.compose import ConfigComposer

    write_metrics(home, loud=f"print('it ran')\n{rename(GAP, 'loud')}")
    assert "of your own, of every run: envoys_ahead, tariff_gap, loud" in write_overrides_help()
    assert complete_override("metrics=[ta") == ["metrics=[tariff_gap]"]
    said = format_job_config("job", ["metrics=tariff_gap"], "metrics", ConfigComposer())
    assert said == "['tariff_gap']\n"
    plan = Planner().plan(["metrics=tariff_gap", "horizon=20"], multirun=False)
    assert "a metric of your own: tariff_gap, of metrics/gap.py" in format_plan(plan, "")
    assert plan.as_dict()["metrics"] == [{"name": "tariff_gap", "place": "metrics/gap.py"}]
    assert "it ran" not in capsys.readouterr().out


def test_a_run_without_a_value_is_missing_and_an_infinite_one_refused_by_name() -> None:
    from tests.runs import test_parts

    gap = StoredMetric("gap", "a gap", "days", "gap")
    yes = StoredMetric("yes", "a yes", "share", "yes")
    held = test_parts.outcomes()
    lanes = len(held["duration"])
    here = Rectangle("a" * 64, 0, 1, 0, lanes)
    values = np.where(np.arange(lanes) == 1, np.nan, 1.0)
    table = make_outcome_table(PRESET, here, 7, {**held, "gap": values, "yes": values}, (gap, yes))
    assert table["gap"].null_count == table["yes"].null_count == 1
    assert table["yes"].to_pylist()[:2] == [True, None]
    assert table.schema.field("gap").metadata == {b"unit": b"days", b"meaning": b"a gap"}
    values[2] = -np.inf
    with pytest.raises(NotFiniteError, match=r"gap is -inf in variant a+, point 0, replication 2"):
        make_outcome_table(PRESET, here, 7, {**held, "gap": values}, (gap,))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (pd.array([True, None, False], dtype="boolean"), [1.0, np.nan, 0.0]),
        (pd.array([1, None, 3], dtype="Int64"), [1.0, np.nan, 3.0]),
        ([1, 2, 3], [1.0, 2.0, 3.0]),
        (np.array([0.5, np.nan, -1.0], dtype=np.float32), [0.5, np.nan, -1.0]),
    ],
)
def test_any_array_of_numbers_is_taken(given: object, wanted: list[float]) -> None:
    own = OwnMetric("mine", "mine", "days", lambda outcomes: given)
    np.testing.assert_array_equal(compute_own_metric(own, pd.DataFrame(index=range(3))), wanted)


def test_metrics_in_use_come_after_the_built_in_and_may_be_negative_or_beyond_the_horizon() -> None:
    gap = StoredMetric("gap", "a gap", "days", "gap")
    before = list_metrics()
    frame = FRAME.assign(gap=np.linspace(-100.0, 500.0, len(FRAME)))
    with use_own_metrics([gap]):
        assert list_metrics() == (*before, gap)
        assert (
            compute_metric_values(frame, find_metric("gap"), 90).tolist() == frame["gap"].tolist()
        )
        for level in (-0.5, 0.5):  # the interval of a mean near 0 reaches beyond it
            row = summarise_variants(frame.assign(gap=frame["gap"] - 200.0 + level)).iloc[0]
            assert row["gap_low"] < 0.0 < row["gap_high"]
            assert row["gap"] == pytest.approx(level)
    assert list_metrics() == before


@pytest.mark.slow
def test_it_is_given_the_outcomes_as_a_batch_has_them(home: Path) -> None:
    from agents.run_rehearsal import simulate_runs

    batch = launch("runs=30", "horizon=40")
    config = batch.configuration(batch.manifest.variants[0].hash)
    given = make_metric_frame(config.dyad, simulate_runs(config, range(30), 40))
    read = batch.outcomes()[list(given.columns)]
    pd.testing.assert_frame_equal(given, read, check_dtype=False, check_categorical=False)
    assert set(batch.outcomes().columns) - set(given.columns) == {
        "variant", "variant_name", "point", "replication", "seed"
    }  # fmt: skip
