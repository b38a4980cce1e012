"""Event data as a script: what is taken, what is counted, and what is never inferred."""

from __future__ import annotations

import shutil
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from runs.errors import WrongInput
from runs.studies.events import event_rows
from runs.studies.events.export import export_events
from runs.studies.events.script import NO_KIND, SAME_SLOT, WHO_ASKED, Window
from runs.studies.events.writing import Imported, ImportRequest, import_events
from tests.architecture.sources import ROOT
from tests.docs.commands import in_process
from tests.runs.batches import make_batch

FIXTURES = ROOT / "tests" / "fixtures" / "events"
SPAN = (date(2025, 4, 2), date(2025, 6, 30))
CSV = FIXTURES / "made_by_hand.csv"


def read(
    folder: Path, file: Path, form: str, words: tuple[str, str] = ("AAA", "BBB"), **how: Any
) -> Imported:
    """Import a file into a folder."""
    with chdir(folder):
        return import_events(ImportRequest(file, form, Window(words, *SPAN), "own", **how))


def acts_of(folder: Path, side: str) -> list[dict[str, Any]]:
    """The acts that a written policy plays."""
    plain = yaml.safe_load((folder / "configs" / "policy" / f"own_{side}.yaml").read_text())
    return list(plain["acts"])


def test_codes_become_acts_by_the_rules_and_the_rest_is_counted(tmp_path: Path) -> None:
    script = read(tmp_path, CSV, "csv").script
    assert acts_of(tmp_path, "us") == [{"day": 2, "kind": "tariff_raise"}]
    assert acts_of(tmp_path, "china") == [
        {"day": 3, "kind": "complaint_post"}, {"day": 5, "kind": "ask_public"},
    ]  # fmt: skip
    assert script.events == 7
    assert script.used == 4
    assert script.unused == {SAME_SLOT: {"1631": 1}, WHO_ASKED: {"026": 1}, NO_KIND: {"061": 1}}


def test_who_asked_is_what_the_file_says_or_unknown(tmp_path: Path) -> None:
    read(tmp_path, CSV, "csv")
    episode = yaml.safe_load((tmp_path / "configs" / "episode" / "own.yaml").read_text())
    happened = episode["happened"]
    assert happened["first_mover"]["envoy"] == "us"
    assert happened["first_mover"]["leader"] == "unknown"
    assert happened["days_to_envoy_contact"] == {"days": 7}
    assert happened["days_to_leader_contact"] is None
    assert episode["overrides"] == {"start": "2025-04-02", "horizon": 90}


def test_types_and_contexts_of_polecat_are_read(tmp_path: Path) -> None:
    script = read(tmp_path, FIXTURES / "made_by_hand.txt", "polecat").script
    assert acts_of(tmp_path, "us") == [{"day": 2, "kind": "tariff_raise"}]
    assert [act["kind"] for act in acts_of(tmp_path, "china")] == [
        "freeze_dialogues", "complaint_post",
    ]  # fmt: skip
    assert script.unused == {NO_KIND: {"CONSULT": 1}}


def test_a_table_of_gdelt_has_no_head(tmp_path: Path) -> None:
    script = read(tmp_path, FIXTURES / "made_by_hand.export.CSV", "gdelt2").script
    assert acts_of(tmp_path, "us") == [{"day": 2, "kind": "tariff_threat"}]
    assert acts_of(tmp_path, "china") == [{"day": 3, "kind": "complaint_post"}]
    assert script.unused == {NO_KIND: {"036": 1}}


def test_a_users_own_rules_go_before_ours(tmp_path: Path) -> None:
    own = tmp_path / "configs" / "event"
    own.mkdir(parents=True)
    rules = 'id: mine\nsource: mine\nrules: [{codes: ["06"], kind: praise_post}]\n'
    (own / "mine.yaml").write_text(rules)
    read(tmp_path, CSV, "csv", mapping="mine")
    assert acts_of(tmp_path, "us") == [{"day": 7, "kind": "praise_post"}]


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    read(tmp_path, CSV, "csv")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    with pytest.raises(WrongInput, match="exists already"):
        read(tmp_path, CSV, "csv")
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}


SCRIPTS = {
    "us": "[{day: 3, kind: complaint_post}, {day: 5, kind: tariff_raise}, {day: 12, kind: hold}]",
    "china": "[{day: 4, kind: freeze_dialogues}, {day: 6, kind: ask_private}]",
}


@pytest.mark.parametrize("form", ["csv", "polecat"])
def test_what_is_exported_and_imported_is_the_same_script(tmp_path: Path, form: str) -> None:
    played = [
        text
        for side, acts in SCRIPTS.items()
        for text in (f"policy@{side}.policy=scripted", f"{side}.policy.acts={acts}")
    ]
    batch = make_batch(tmp_path / "batch", overrides=("horizon=30", *played), runs=2)
    done = export_events(batch, tmp_path / "events.txt", form)
    script = read(tmp_path, done.file, form, ("us", "china"), run="1").script
    wanted = {side: yaml.safe_load(acts) for side, acts in SCRIPTS.items()}
    wanted["us"].pop()  # holding still is no event
    assert script.acts == wanted
    assert script.is_simulated
    assert script.contacts["leader"].requested_by_true == "china"
    head, *rows = done.file.read_text().splitlines()
    assert "requested_by_true" in head
    assert all(row.endswith("true") for row in rows)


def test_runs_are_the_same_in_whatever_parts_they_are_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_batch(
        tmp_path / "batch", overrides=("horizon=12", "us.insulation=0.1,0.9"), runs=5
    )  # fmt: skip
    whole = export_events(batch, tmp_path / "whole.csv", "csv").file.read_text()
    monkeypatch.setattr(event_rows, "LANES", 2)
    assert export_events(batch, tmp_path / "cut.csv", "csv").file.read_text() == whole


def test_a_format_of_events_that_is_none_is_refused(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "batch", overrides=("horizon=5",), runs=1)
    words = ["export", "batch", "--what", "events", "--outputs", str(tmp_path)]
    done = in_process([*words, "--format", "parquet"], tmp_path)
    assert isinstance(done.exception, WrongInput)
    assert done.exception.allowed == ("csv", "polecat")
    assert in_process(words, tmp_path).exit_code == 0
    assert (tmp_path / f"{batch.name}.events.csv").is_file()


def test_a_file_of_many_runs_wants_one_named(tmp_path: Path) -> None:
    text = "date,actor,recipient,cameo,run\n2025-04-03,AAA,BBB,112,0\n2025-04-03,AAA,BBB,112,1\n"
    (tmp_path / "two.csv").write_text(text)
    with pytest.raises(WrongInput, match="2 runs"):
        read(tmp_path, tmp_path / "two.csv", "csv")
    assert not (tmp_path / "configs").exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--format", "icews", "--sides", "AAA,BBB"], "format has no option icews"),
        (["--format", "csv", "--sides", "AAA"], "two names are wanted"),
        (["--format", "csv", "--sides", "AAA,ZZZ"], "no event is between AAA and ZZZ"),
        (["--format", "csv", "--sides", "AAA,BBB", "--to", "2025-02-30"], "this is no date"),
        (["--format", "csv", "--sides", "AAA,BBB", "--to", "20250630"], "this is no date"),
        (["--format", "csv", "--sides", "AAA,BBB", "--run", "0"], "file.csv has no column run"),
        (["--format", "csv", "--sides", "AAA,BBB", "--variant", "x"], "has no column variant"),
        (["--format", "csv", "--sides", "AAA,BBB", "--name", "a b"], "this is no name"),
        (["--format", "csv", "--sides", "AAA,BBB", "--mapping", "cameos"], "no option cameos"),
        (["--format", "gdelt2", "--sides", "AAA,BBB"], "line 1, column"),
    ],
)
def test_a_wrong_word_is_refused_before_anything_is_written(
    tmp_path: Path, words: list[str], reason: str
) -> None:
    shutil.copy(CSV, tmp_path / "file.csv")
    done = in_process(
        ["import", "file.csv", "--from", "2025-04-02", "--to", "2025-06-30", *words], tmp_path
    )
    assert isinstance(done.exception, WrongInput)
    assert reason in str(done.exception)
    assert not (tmp_path / "configs").exists()


def test_the_command_says_what_found_no_kind(tmp_path: Path) -> None:
    words = ["import", str(CSV), "--format", "csv", "--sides", "AAA,BBB"]
    done = in_process([*words, "--from", "2025-04-02", "--to", "2025-06-30"], tmp_path)
    assert done.exit_code == 0, done.output
    assert "7 events of the two sides: 4 used" in done.output
    assert "no kind" in done.output
    assert "061" in done.output
