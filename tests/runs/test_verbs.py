"""The commands as functions of Python: the same results, the same refusals, nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import runs
from runs import Batch, WrongInput
from runs.analysis.estimates.estimates import wilson
from runs.archive.html_tables import BatchList
from runs.cli.cite import escape_bibtex, format_bibtex_entry
from runs.execute import reuse
from runs.paths import HOME
from tests.docs.commands import in_process
from tests.runs.batches import rows

FEW = ["horizon=10", "runs=6", "executor=serial"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def batch(desk: Path) -> Batch:
    return runs.launch([*FEW, f"outputs={desk}", "batch=few"])


def test_a_plan_that_was_carried_out_is_not_carried_out_twice(batch: Batch, desk: Path) -> None:
    before = sorted(path.name for path in desk.iterdir())
    for named in ([], ["batch=few"]):
        same = runs.launch([*FEW, f"outputs={desk}", *named], reuse=True)
        assert same.path == batch.path
    assert sorted(path.name for path in desk.iterdir()) == before


def test_a_batch_that_lacks_runs_is_completed_when_it_is_asked_for_again(
    desk: Path, batch: Batch
) -> None:
    whole = [*FEW, f"outputs={desk}", "batch=gaps", "seed=3"]
    made = runs.launch(whole)
    wanted = rows(made)
    for part in made.path.glob("variants/*/outcomes/part-*"):
        part.unlink()
    assert rows(runs.launch(whole, reuse=True)) == wanted


@pytest.mark.parametrize(
    ("change", "said"),
    [("runs=7", "runs differ"), ("seed=1", "seeds differ"), ("us.insulation=0.3", "variants")],
)
def test_a_name_of_another_plan_is_refused_with_what_differs(
    batch: Batch, desk: Path, change: str, said: str
) -> None:
    with pytest.raises(WrongInput, match=f"is of another plan: .*{said}"):
        runs.launch([*FEW, change, f"outputs={desk}", "batch=few"], reuse=True)


def test_another_engine_is_another_plan(batch: Batch) -> None:
    other = batch.manifest.engine.model_copy(update={"numpy": "1.0"})
    changed = batch.manifest.model_copy(update={"engine": other})
    assert reuse.list_plan_differences(batch.manifest, changed) == ["engines"]
    assert reuse.list_plan_differences(batch.manifest, batch.manifest) == []


def test_a_batch_says_what_it_is_and_a_notebook_draws_its_table(batch: Batch) -> None:
    assert repr(batch) == "<Batch few: 1 variant x 6 runs, 6 of 6 done>"
    page = batch._repr_html_()
    assert page.count("<tr>") == 2
    assert "horizon=10<br>n = 6" in page
    assert repr(Batch(batch.path.parent / "<none>")).startswith("<Batch <none>: cannot be read: ")
    assert "<none>" not in Batch(batch.path.parent / "<none>")._repr_html_()


def test_a_notebook_shows_lists_and_exports_as_they_are_told(batch: Batch, tmp_path: Path) -> None:
    listed = runs.batches(str(batch.path.parent))
    page = listed._repr_html_()
    assert page.count("<tr>") == len(listed) + 1
    assert "<td>few</td><td></td><td>horizon=10</td><td>1</td><td>6</td><td>6 of 6</td>" in page
    odd = [replace(listed[0], title='<b>it\'s; "x"</b>'), replace(listed[0], changed=("a=<1>",))]
    page = BatchList(odd)._repr_html_()
    assert "&lt;b&gt;it&#x27;s; &quot;x&quot;&lt;/b&gt;" in page
    assert "<td>a=&lt;1&gt;</td>" in page
    assert "<b>" not in page
    written = runs.export(batch, tmp_path / "<few>.csv")
    size = f"6 rows, {written.columns} columns"
    assert written._repr_html_().startswith(f"<p>{size}: <code>")
    assert "&lt;few&gt;.csv</code>" in written._repr_html_()
    assert "<table" in batch.compare("horizon=10", "horizon=10")._repr_html_()


def test_shares_are_a_frame_with_wilson_intervals(batch: Batch) -> None:
    frame = batch.shares()
    counted = batch.outcomes()["first_mover_true"].value_counts()
    assert frame["mover"].tolist() == ["us", "china", "broker", "simultaneous", "nobody"]
    assert frame["k"].tolist() == [int(counted.get(mover, 0)) for mover in frame["mover"]]
    assert frame["n"].unique().tolist() == [6]
    assert (frame["share"] == frame["k"] / 6).all()
    for row in frame.itertuples():
        low, high = wilson(row.k, 6)
        assert (row.low, row.high) == pytest.approx((float(low), float(high)))


def test_the_verbs_do_what_the_commands_do(batch: Batch, desk: Path, tmp_path: Path) -> None:
    grown = runs.launch([*FEW, f"outputs={desk}", "batch=grown"])
    grown = runs.resume("grown", ["runs=8", "executor=serial"], outputs=str(desk))
    assert len(grown.outcomes()) == 8
    assert grown.manifest.commands[-1].command == [
        "taijie", "resume", "grown", "runs=8", "executor=serial",
    ]  # fmt: skip
    assert runs.retry(grown).path == grown.path
    written = runs.export(batch, tmp_path / "few.csv")
    assert len(pd.read_csv(written.file)) == 6
    trace = runs.replay("horizon=10", 2, batch="few", outputs=str(desk))
    row = batch.outcomes().set_index("replication").loc[2]
    assert (trace["replication"], trace["variant"]) == (2, row["variant"])
    assert runs.replay("horizon=10", 2, batch=batch) == trace


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda b: b.outcomes(columns=["duratoin"]), "no column duratoin"),
        (lambda b: b.outcomes(columns=["zzz"]), "no column zzz"),
        (lambda b: runs.resume(b, ["seed=3"]), "seed does not belong to resume"),
        (lambda b: runs.retry(b, ["few"]), "few names no rows"),
        (lambda b: runs.replay("horizon=10", 6, batch=b), "replication"),
        (lambda b: runs.sensitivity(b), "has no design"),
        (lambda b: runs.export(b, "a.xlsx"), "not as .xlsx"),
        (lambda b: runs.report(b, b.path / "manifest.json"), "is there already"),
        (
            lambda b: runs.report(b, "r.pdf"),
            r"(?s)r\.pdf has \.pdf.*allowed: \.html, \.htm",
        ),
        (lambda b: runs.report(b, "r"), "has no ending"),
        (lambda b: runs.open_batch("fwe", str(b.path.parent)), "there is none"),
    ],
    ids=range(11),
)
def test_what_cannot_be_done_is_refused_in_words_and_writes_nothing(
    batch: Batch, ask: object, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(batch.path.rglob("*"))
    with pytest.raises(WrongInput, match=said):
        ask(batch)  # type: ignore[operator]
    assert (sorted(batch.path.rglob("*")), list(tmp_path.iterdir())) == (before, [])


def test_a_design_is_told_as_a_frame(desk: Path) -> None:
    texts = ["horizon=10", "runs=2", "executor=serial", "design=one_at_a_time",
             "design.levers=[us.insulation,us.pain]", f"outputs={desk}", "batch=oat"]  # fmt: skip
    made = runs.launch(texts)
    told = runs.sensitivity(made, ["p_us"])
    assert set(told["lever"]) == {"us.insulation", "us.pain"}
    assert set(told["outcome"]) == {"p_us"}
    assert told.attrs["left_out"] == []


@pytest.mark.slow
@pytest.mark.parametrize("guarded", [True, False])
def test_a_script_without_its_guard_is_told_the_line_and_leaves_nothing(
    tmp_path: Path, guarded: bool
) -> None:
    call = "runs.launch(['runs=2', 'horizon=10', 'batch=b', 'executor.workers=1'])"
    lines = ["import runs", "", "def study():", f"    print({call})", ""]
    lines += ['if __name__ == "__main__":', "    study()"] if guarded else ["study()"]
    (tmp_path / "study.py").write_text("\n".join(lines))
    kept = {**os.environ, "PYTHONPATH": str(HOME), "TAIJIE_OUTPUTS": str(tmp_path / "out")}
    done = subprocess.run(
        [sys.executable, "study.py"], cwd=tmp_path, env=kept, capture_output=True, text=True
    )
    if guarded:
        assert done.stdout == "<Batch b: 1 variant x 2 runs, 2 of 2 done>\n", done.stderr
        return
    assert "study.py, line 6 launches outside of" in done.stderr
    assert done.stderr.count("Traceback") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("launch(['runs=2', 'horizon=10', 'batch=b'])", "read from standard input"),
        ("launch(['runs=2', 'horizon=10', 'batch=b', 'executor=serial'])", "2 of 2 done"),
        ("launch(['runs=2', 'horizon=10', 'batch=b'], reuse=True)", "read from standard input"),
    ],
)
def test_a_script_from_standard_input_starts_no_workers(
    tmp_path: Path, call: str, told: str
) -> None:
    kept = {**os.environ, "PYTHONPATH": str(HOME), "TAIJIE_OUTPUTS": str(tmp_path / "out")}
    done = subprocess.run(
        [sys.executable, "-"], input=f"import runs\nprint(runs.{call})\n", cwd=tmp_path, env=kept,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told in done.stdout + done.stderr
    assert (tmp_path / "out").exists() == (done.returncode == 0)


def test_the_citation_is_bibtex(batch: Batch, tmp_path: Path) -> None:
    told = in_process(["cite"], tmp_path).output
    assert told.startswith("@software{taijie,\n")
    assert "{{The Taijie developers}}" in told
    told = in_process(["cite", "few", "--outputs", str(batch.path.parent)], tmp_path).output
    assert batch.manifest.variants[0].hash[:12] in told
    assert told.count("{") == told.count("}")


def test_signs_of_latex_are_written_so_that_they_print() -> None:
    assert escape_bibtex(r"50% of us.pain_x & #1 \ ~") == (
        r"50\% of us.pain\_x \& \#1 \textbackslash{} \textasciitilde{}"
    )
    people = [{"family-names": "Ōe", "given-names": "K."}, {"name": "A & B"}]
    told = format_bibtex_entry(
        {"authors": people, "title": "T", "version": 1, "date-released": "2027-01"}
    )
    assert "author   = {Ōe, K. and {A \\& B}}," in told
    assert "year     = {2027}," in told
