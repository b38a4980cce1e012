"""`taijie sensitivity` and `taijie discover` on real batches, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from runs.archive.batch import Batch
from runs.cli.app import app
from runs.cli.sensitivity import ABOVE, BELOW, UNRESOLVED, _say_sobol, compare_with_dummy
from runs.errors import WrongInput
from tests.runs.batches import make_batch

pytestmark = pytest.mark.slow  # designs played and weighed

LEVERS = ("horizon=100", "us.insulation=[0.1,0.9]", "us.face_weight=[0,2]")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four small batches, one a kind of design."""
    folder = tmp_path_factory.mktemp("desk")
    make_batch(folder / "sobol", runs=6, overrides=(*LEVERS, "design=sobol", "design.base=16"))
    make_batch(
        folder / "morris", runs=4, overrides=(*LEVERS, "design=morris", "design.trajectories=8")
    )
    alone = ("design=one_at_a_time", "design.levers=[us.face_weight,us.insulation]")
    make_batch(folder / "alone", runs=40, overrides=(LEVERS[0], *alone))
    make_batch(folder / "plain", runs=4, overrides=("horizon=30",))
    return folder


def run_command(desk: Path, *words: str) -> str:
    """Run a command in this process; return what it printed."""
    done = CliRunner().invoke(app, [*words, "--outputs", str(desk)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_sobol_indices_are_told_with_the_dummy_and_luck(desk: Path) -> None:
    text = run_command(desk, "sensitivity", "sobol")
    assert text.startswith("sobol: sobol, 2 levers, 64 points x 6 runs")
    assert text.count("\ndummy ") == 4
    assert "of a run's variance" in text
    told = json.loads(run_command(desk, "sensitivity", "sobol", "--outcome", "duration", "--json"))
    assert [row["lever"] for row in told[0]["levers"]] == [
        "us.face_weight", "us.insulation", "dummy",
    ]  # fmt: skip
    frame = Batch(desk / "sobol").outcomes()
    assert told[0]["mean"] == pytest.approx(frame["duration"].mean())


def test_the_threshold_is_printed_and_each_lever_stands_against_it(desk: Path) -> None:
    text = run_command(desk, "sensitivity", "sobol", "--outcome", "duration")
    (told,) = json.loads(
        run_command(desk, "sensitivity", "sobol", "--outcome", "duration", "--json")
    )
    assert f"is up to {told['threshold']:.3f} from 0, either way" in " ".join(text.split())
    for lever in told["levers"][:-1]:
        where = compare_with_dummy(lever["total_low"], lever["total_high"], told["threshold"])
        assert (where == ABOVE) == lever["told"]
        assert where.split()[0] in text


@pytest.mark.parametrize(
    ("ends", "where"),
    [
        ((0.2, 0.4), ABOVE),
        ((0.07, 0.26), UNRESOLVED),
        ((0.01, 0.09), BELOW),
        ((float("nan"), float("nan")), UNRESOLVED),
    ],
)
def test_an_interval_that_spans_the_threshold_is_not_resolved(
    ends: tuple[float, float], where: str
) -> None:
    assert compare_with_dummy(*ends, 0.1) == where


def test_only_the_outcome_with_gaps_is_left_out_and_named(desk: Path) -> None:
    text = run_command(
        desk, "sensitivity", "sobol", "--outcome", "terms_us", "--outcome", "duration"
    )
    assert "left out of" in text
    assert "terms_us has no value in" in text
    assert "duration (mean over the design" in text


def test_the_command_tells_what_the_estimator_does_on_the_batchs_rows(desk: Path) -> None:
    from runs.analysis.sensitivity import sobol

    batch = Batch(desk / "sobol")
    frame = batch.outcomes().sort_values(["point", "replication"])
    wanted = sobol.compute_sobol_indices(
        frame["duration"].to_numpy(dtype=float).reshape(64, 6), 2
    ).table
    told = json.loads(run_command(desk, "sensitivity", "sobol", "--outcome", "duration", "--json"))
    found = [[row[name] for name in wanted] for row in told[0]["levers"]]
    assert np.array(found) == pytest.approx(wanted.to_numpy())


def test_morris_effects_are_told_with_each_levers_dummy(desk: Path) -> None:
    text = run_command(desk, "sensitivity", "morris", "--outcome", "duration < 60")
    assert "mu* (95 %)" in text
    assert "its dummy's mu*" in text
    assert "us.insulation" in text


def test_one_at_a_time_is_told_as_paired_effects(desk: Path) -> None:
    text = run_command(desk, "sensitivity", "alone")
    assert text.count("us.face_weight") == 2
    assert "Holm" in text
    (told,) = json.loads(run_command(desk, "sensitivity", "alone", "--json"))
    assert {row["outcome"] for row in told["effects"]} == {
        "p_us", "p_china", "p_nobody", "duration",
    }  # fmt: skip


def test_a_box_and_regions_are_counted_on_runs_held_out(desk: Path) -> None:
    text = run_command(desk, "discover", "sobol", "--when", "first_mover_true == 'nobody'")
    assert "held out" in text or "no box" in text
    (told,) = json.loads(
        run_command(desk, "discover", "sobol", "--when", "duration > 60", "--json")
    )
    assert told["fresh_points"] == 32
    assert 0 <= told["base_rate"] <= 1
    text = run_command(desk, "discover", "sobol", "--split", "duration")
    assert "days on the points held out" in text
    assert "explain" in text


WRONG = {
    "no design": (["sensitivity", "plain"], "has no design"),
    "a kind that is not weighed so": (["discover", "alone", "--split", "p_us"], "one_at_a_time"),
    "an unknown outcome": (["sensitivity", "sobol", "--outcome", "duratoin"], "duration"),
    "a missing outcome": (["sensitivity", "sobol", "--outcome", "terms_us"], "no value in"),
    "an unknown word": (["discover", "sobol", "--when", "first_mover_true == 'x'"], "nobody"),
    "a number where yes or no is wanted": (["discover", "sobol", "--when", "duration"], "compare"),
    "neither": (["discover", "sobol"], "give either"),
    "both": (["discover", "sobol", "--when", "duration > 3", "--split", "p_us"], "give either"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_weighed_is_refused(case: str, desk: Path) -> None:
    words, wanted = WRONG[case]
    with pytest.raises(WrongInput) as refused:
        run_command(desk, *words)
    assert wanted in refused.value.format_message()


def test_a_batch_with_missing_runs_is_not_weighed(tmp_path: Path) -> None:
    overrides = (*LEVERS, "horizon=30", "design=sobol", "design.base=2")
    batch = make_batch(tmp_path / "batch", runs=2, overrides=overrides, lanes=4)
    next(batch.path.glob("variants/*/outcomes/part-*")).unlink()
    with pytest.raises(WrongInput, match=r"are missing\. To compute the .*\ntaijie resume batch"):
        run_command(tmp_path, "sensitivity", "batch")


def test_show_tells_the_spread_over_points(desk: Path) -> None:
    text = run_command(desk, "show", "sobol")
    assert "Over the 64 points of the design (sobol, 2 levers)" in text
    assert "64 points x 6 runs" in text


def test_two_designs_differ_in_their_points_and_are_not_compared(desk: Path) -> None:
    text = run_command(desk, "diff", "sobol", "morris")
    assert "sobol over us.face_weight," in text
    assert "us.insulation (64 points)" in text
    with pytest.raises(WrongInput, match="different designs"):
        run_command(desk, "compare", "sobol", "morris")


def test_of_a_dummy_without_an_index_nothing_is_said_to_be_reached(
    capsys: pytest.CaptureFixture[str],
) -> None:
    nan = float("nan")
    indices = {
        f"{order}{end}": nan for order in ("first", "total") for end in ("", "_low", "_high")
    }
    record = {"variant": "v", "outcome": "p_us", "label": "the US calls first", "unit": "share",
              "mean": 0.1, "noise": 1.0, "runs": 8, "resampled": 32, "threshold": nan,
              "levers": [{"lever": "us.pain", "told": False, **indices},
                         {"lever": "dummy", **indices}]}  # fmt: skip
    _say_sobol(record, names_variant=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "not reached" not in said
    assert said.endswith("has no known total order, since points differ by no more than luck, here")
