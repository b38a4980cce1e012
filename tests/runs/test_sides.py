"""A batch of two other sides: what is counted, said and asked of it is theirs, by their keys."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from model.outcomes import make_columns
from runs.analysis.estimates.metrics import list_metrics
from runs.analysis.runs.representative import choose_notable_runs
from runs.analysis.sides import use_sides
from runs.archive.batch import Batch
from runs.archive.summary_file import read_summary
from runs.cli.app import app
from runs.errors import WrongInput
from runs.execute.launch import launch_plan
from runs.execute.stopping_look import _compute_interim_look
from runs.plan.variants import compute_variant_hash
from runs.studies.claims.measure_spec import MeasureSpec
from runs.studies.claims.measures import Runs
from runs.studies.claims.measures_registry import compute_measure_values, require_measure
from runs.studies.episodes.episode import Episode
from runs.studies.episodes.scoring import make_episode_rows
from runs.studies.episodes.wording import format_episode_cells, make_column_heads, write_notes
from runs.studies.replay.narrative import write_narrative
from runs.studies.replay.replay import replay
from runs.studies.sensitivity.outcome import parse_outcome
from tests.dyads import OTHER_SIDES, OTHERS, PRESET, SIDED, WORDS, rename_sides, rename_words
from tests.runs.batches import make_batch, make_plan, silently
from tests.runs.episodes.toys import toy

RUNS = 30
THREE = ("horizon=60", "us.insulation=0.1,0.5,0.9")


def _launch(folder: Path, swapped: bool) -> Batch:
    plan = make_plan(folder, runs=RUNS, overrides=THREE)
    variants = []
    for number, one in enumerate(plan.variants):
        config = rename_sides(one.config, swapped)
        hashed = compute_variant_hash(config.model_dump(mode="json"))
        told = {"name": f"v{number}", "overrides": [], "varied": rename_words(one.varied)}
        variants.append(replace(one, config=config, hash=hashed, **told))
    return launch_plan(replace(plan, variants=variants), silently)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The preset, the same played by two others, and by these with their keys exchanged."""
    folder = tmp_path_factory.mktemp("desk")
    make_batch(folder / "preset", runs=RUNS, overrides=THREE)
    _launch(folder / "others", False)
    _launch(folder / "swapped", True)
    return folder


def _run_command(desk: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--outputs", str(desk)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def _require_clean(text: str) -> None:
    """Assert that no word of the preset's sides is said."""
    assert not re.search(rf"\b({'|'.join(WORDS)})\b", text), SIDED.findall(text)


def _rename_key(name: object, others: Sequence[str] = OTHERS) -> str:
    """Return a name of the preset as the others have it."""
    for key, other in zip(PRESET, others, strict=True):
        name = re.sub(rf"(?<![a-z]){key}(?![a-z])", other, str(name))
    return str(name)


def _rename_columns(frame: pd.DataFrame, others: Sequence[str]) -> pd.DataFrame:
    """Return outcomes with keys of sides replaced, in the names of columns and in categories."""

    def change(value: object) -> str:
        return _rename_key(value, others)

    renamed = frame.rename(columns=change).drop(columns=["variant", "variant_name"])
    for name in renamed.columns[renamed.dtypes == "category"]:
        renamed[name] = renamed[name].map(change, na_action="ignore").astype(object)
    return renamed


@pytest.mark.parametrize(("name", "keys"), [("others", OTHERS), ("swapped", OTHERS[::-1])])
def test_other_names_change_no_number(desk: Path, name: str, keys: Sequence[str]) -> None:
    preset, others = Batch(desk / "preset").outcomes(), Batch(desk / name).outcomes()
    expected, found = _rename_columns(preset, keys), _rename_columns(others, PRESET)
    assert list(found) == list(expected)
    pd.testing.assert_frame_equal(found, expected)


def test_what_came_out_is_told_of_the_batch_s_own_sides(desk: Path) -> None:
    told = _run_command(desk, "show", "others")
    _require_clean(told)
    assert "the Norland Union calls first in" in told
    assert re.search("Norland first  +Sudland first", told)
    record = json.loads(_run_command(desk, "show", "others", "--json"))
    wanted = {"p_norland", "p_sudland", "face_norland", "belief_norland_home", "terms_norland"}
    assert wanted <= set(record["summary"][0])
    preset = _run_command(desk, "show", "preset")
    figures = re.compile(r"\d+(?:\.\d+)?")
    levels = (text.split("settings, the ")[1].split("\n")[0] for text in (preset, told))
    one, other = (figures.findall(re.sub("under “.*?”", "", text)) for text in levels)
    assert one == other


def test_exchanged_keys_exchange_the_numbers_and_no_word(desk: Path) -> None:
    one, other = (
        json.loads(_run_command(desk, "show", name, "--json"))["summary"]
        for name in ("others", "swapped")
    )
    for row, turned in zip(one, other, strict=True):
        for metric in ("p_norland", "p_sudland", "face_norland", "peak_sudland"):
            stem, key = metric.split("_")
            assert row[metric] == turned[f"{stem}_{OTHERS.get_other(key)}"]
    words = ("compare", "v0", "v2", "--batch")
    told, turned = (_run_command(desk, *words, name) for name in ("others", "swapped"))
    _require_clean(told)
    assert "the Norland Union calls first" in told
    assert told.partition("same random")[2] == turned.partition("same random")[2]


def test_the_interface_counts_and_names_whatever_sides_are_in_use(desk: Path) -> None:
    batch = Batch(desk / "others")
    tallies = batch.tallies()
    assert tallies is not None
    with use_sides(OTHER_SIDES):
        assert tallies.metrics == tuple(of.name for of in list_metrics())
        rules = set(choose_notable_runs(batch.outcomes("v0"))["rule"])
        assert {"lowest Norlandic face", "highest Sudlandic face"} <= rules
    assert not set(tallies.metrics) & {"p_us", "p_china"}
    found = batch.compare("v0", "v2").set_index("metric")
    _require_clean(" ".join(found["label"]))
    assert found.loc["p_norland", "label"] == "the Norland Union calls first"
    assert _compute_interim_look(batch, 2.0).side in OTHERS.keys
    names = set(map(_rename_key, Batch(desk / "preset").daily()["variable"]))
    assert set(batch.daily("v0")["variable"]) == names


def test_a_summary_is_not_read_for_other_sides(desk: Path) -> None:
    batch = Batch(desk / "others")
    assert batch.layout.summary.is_file()
    digest = batch.manifest.engine.digest
    assert read_summary(batch.layout.summary, digest).tallies is None
    with use_sides(OTHER_SIDES):
        held = read_summary(batch.layout.summary, digest).tallies
    assert held is not None
    assert held.runs.tolist() == [RUNS] * 3


def test_a_table_is_exported_with_their_columns(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    _run_command(desk, "export", "others", "-o", str(file))
    assert set(pd.read_csv(file).columns) >= {column.name for column in make_columns(OTHERS)}
    for path in tmp_path.iterdir():
        _require_clean(path.read_text())


def test_a_run_is_replayed_and_told_with_their_titles(desk: Path) -> None:
    batch = Batch(desk / "others")
    trace = replay(batch, "v0", 3)
    with use_sides(batch.manifest.sides):
        text = write_narrative(trace)
    assert text in _run_command(desk, "replay", "v0", "3", "--batch", "others")
    assert "Norland Union: " in text
    assert "\nClaims: Norland Union says: " in text or "No leader contact" in text
    _require_clean(re.sub(r"\((us|china)_\w+", "", text))


def test_variants_of_other_sides_are_not_compared(desk: Path) -> None:
    name = Batch(desk / "preset").manifest.variants[0].hash
    with pytest.raises(WrongInput, match="other sides"):
        _run_command(desk, "compare", f"preset/{name}", "others/v0")


@pytest.mark.parametrize("text", ["p_us", "first_mover_true == 'us'", "terms_us"])
def test_an_outcome_of_other_sides_is_refused_with_those_there_are(text: str) -> None:
    with use_sides(OTHER_SIDES):
        with pytest.raises(WrongInput) as refused:
            parse_outcome(text)
        assert parse_outcome(_rename_key(text)).name == _rename_key(text)
    known = f"{refused.value} {refused.value.nearest} {refused.value.allowed}"
    assert "norland" in known
    assert ("==" not in text) or "one of norland, sudland, broker" in known


MEASURES = (
    {"measure": "terms", "side": "china"},
    {"measure": "terms_us"},
    {"measure": "first_mover_is", "side": "us"},
    {"measure": "face", "keeper": "us", "side": "china", "audience": "home"},
    {"measure": "believed_is", "audience": "china_home", "side": "us", "truth": "us"},
    {"measure": "readout_gap"},
    {"measure": "belief_error", "audience": "us_home"},
    {"measure": "face_gap"},
    {"measure": "pain_gap"},
    {"measure": "breach_belief", "side": "us"},
    {"measure": "sobol_share"},
    {"measure": "deniable_signals"},
    {"measure": "concealed", "side": "china"},
)


def _make_runs(frame: pd.DataFrame) -> Runs:
    columns = {str(name): column for name, column in frame.iloc[:, 5:].items()}
    for name, column in columns.items():
        coded = isinstance(column.dtype, pd.CategoricalDtype)
        numbers = column.cat.codes if coded else column.astype(float)
        columns[name] = numbers.to_numpy()
    return Runs(columns, 60)


@pytest.mark.parametrize("given", MEASURES, ids=lambda given: given["measure"])
def test_a_measure_of_a_claim_is_that_of_the_side_named(desk: Path, given: dict[str, str]) -> None:
    spec = MeasureSpec(sign="+", **given)
    own = MeasureSpec(sign="+", **{key: _rename_key(text) for key, text in given.items()})
    expected = compute_measure_values(spec, _make_runs(Batch(desk / "preset").outcomes()))
    with use_sides(OTHER_SIDES):
        require_measure(own)
        found = compute_measure_values(own, _make_runs(Batch(desk / "others").outcomes()))
        if own != spec:
            with pytest.raises(ValueError, match=r"allowed: norland|there are|no measure"):
                require_measure(spec)
    np.testing.assert_array_equal(found, expected)
    assert len(found) == 3 * RUNS


def test_episodes_are_scored_and_headed_by_their_sides(desk: Path) -> None:
    batch = Batch(desk / "others")
    with use_sides(batch.manifest.sides):
        told = rename_words(toy("toy_one", {"days": 4}, "toys"))
        known = {"toy_one": Episode.model_validate(told)}
        rows = make_episode_rows(known, "toy_one", batch.outcomes("v0"), "v0", 60)
        head, cells, notes = make_column_heads(), format_episode_cells(rows[0]), write_notes()
    assert head[6:8] == ("norland", "sudland")
    assert len(head) == len(cells)
    assert "norland, sudland, other: shares of runs" in notes
    assert f"{rows[0]['first_norland']:.2f}" == cells[6]
    assert "norland_says_sudland" in rows[0]
