"""What a script gives in the wrong kind is refused by the argument's name; what is meant works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import runs
from runs import Batch, WrongInput
from runs.archive.columns import list_stored_columns
from runs.archive.tables import KEYS
from runs.plan.draws import FitRecord
from tests.runs.batches import make_batch

LOW, HIGH = "us.insulation=0.1", "us.insulation=0.9"


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder: Path = tmp_path_factory.mktemp("outputs") / "few"
    return make_batch(folder, runs=6, overrides=("horizon=10", "us.insulation=0.1,0.9"))


REFUSED: list[tuple[Callable[[Any], object], str, str]] = [
    (lambda b: runs.open_batch(5), "batch", "batch cannot be 5.*a batch's name or path"),
    (lambda b: runs.open_batch(b.path / "zz"), "batch", "there is none in"),
    (lambda b: runs.open_batch("few", 5), "outputs", "outputs=5 is no folder's name"),
    (lambda b: runs.resume(["few"]), "batch", r"batch cannot be \['few'\]"),
    (lambda b: b.outcomes(1), "variant", "variant cannot be 1.*allowed: us.insulation=0.1"),
    (lambda b: b.outcomes(columns=["duration", "duration"]), "columns", "name duration twice"),
    (lambda b: b.outcomes(columns=[1]), "columns", "columns cannot be 1"),
    (lambda b: b.outcomes(columns=5), "columns", "a text, or a list of texts"),
    (lambda b: b.outcomes(columns=["draw"]), "columns", "no column draw"),
    (lambda b: b.outcomes(columns="duratoin"), "columns", "did you mean duration"),
    (lambda b: b.config(None), "variant", "variant cannot be None"),
    (lambda b: b.compare(None, HIGH), "variant", "variant cannot be None"),
    (lambda b: b.compare(LOW, None), "variant", "variant cannot be None"),
    (lambda b: b.compare(LOW, HIGH, "p_uss"), "metric", "did you mean p_us"),
    (lambda b: b.compare(LOW, HIGH, ["p_us", "zzz"]), "metric", "no metric 'zzz'.*allowed: p_us"),
    (lambda b: b.compare(LOW, HIGH, [3]), "metrics", "metrics cannot be 3"),
    (lambda b: runs.replay(None, 1, batch=b), "variant", "variant cannot be None"),
    (lambda b: runs.replay(HIGH, "1", batch=b), "run", "run cannot be '1'.*whole number from 0"),
    (lambda b: runs.replay(HIGH, 1.0, batch=b), "run", "run cannot be 1.0"),
    (lambda b: runs.replay(HIGH, 1.5, batch=b), "run", "run cannot be 1.5"),
    (lambda b: runs.replay(HIGH, 1, "0", batch=b), "point", "point cannot be '0'"),
    (lambda b: b.figure(None), "figure", "figure cannot be None.*allowed: batches/"),
    (lambda b: runs.export(b, 5), "file", "file cannot be 5.*a file's path"),
    (lambda b: runs.report(b, 5), "file", "file cannot be 5"),
    (lambda b: runs.report(b, None), "file", "file cannot be None"),
    (lambda b: runs.launch(None), "overrides", "overrides cannot be None"),
    (lambda b: runs.launch({"runs": 5}), "overrides", "a list of texts"),
    (lambda b: runs.launch([b"runs=5"]), "overrides", "overrides cannot be b'runs=5'"),
]


@pytest.mark.parametrize(("ask", "key", "said"), REFUSED, ids=range(len(REFUSED)))
def test_an_argument_of_the_wrong_kind_is_refused_by_its_name(
    batch: Batch, ask: Callable[[Batch], object], key: str, said: str
) -> None:
    with pytest.raises(WrongInput, match=f"(?s){said}") as refusal:
        ask(batch)
    assert refusal.value.key == key


def test_a_wrong_metric_is_named_with_its_nearest(batch: Batch) -> None:
    with pytest.raises(WrongInput) as refusal:
        batch.compare(LOW, HIGH, ["p_uss"])
    assert (refusal.value.value, refusal.value.nearest[0]) == ("p_uss", "p_us")


def test_a_batch_is_opened_by_the_path_of_its_folder(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(batch.path.parent)
    for path in (batch.path, str(batch.path), Path("few"), "./few", batch):
        assert runs.open_batch(path).path == batch.path
        assert runs.replay(HIGH, 2, batch=path)["replication"] == 2


def test_a_single_text_is_one_name(batch: Batch) -> None:
    keys = [*KEYS, "variant_name"]
    assert batch.outcomes(columns="duration").columns.tolist()[-1] == "duration"
    assert batch.outcomes(columns="variant_name").columns.tolist() == keys
    assert batch.compare(LOW, HIGH, "p_us")["metric"].tolist() == ["p_us"]


@pytest.mark.parametrize("columns", [["variant_name"], ["variant_name", "duration"], ["point"]])
def test_every_column_of_outcomes_may_be_asked_for(batch: Batch, columns: list[str]) -> None:
    frame = batch.outcomes(columns=columns)
    assert set(columns) <= set(frame.columns)
    assert frame.equals(batch.outcomes()[frame.columns])


def test_columns_of_a_fit_are_those_of_its_batches_alone(batch: Batch) -> None:
    fit = FitRecord.model_construct(name="record", draws=2)
    fitted = batch.manifest.model_copy(update={"fit": fit})
    asked = ["draw", "fit", "variant_name", "duration"]
    assert list_stored_columns(asked, fitted) == ["duration"]
    assert list_stored_columns(asked, batch.manifest) == ["draw", "fit", "duration"]
