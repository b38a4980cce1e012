"""Names of any script, consoles of any encoding, tables of any spreadsheet: taken, or told how."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from runs import Batch, WrongInput, consoles
from runs.consoles import SPELLED, make_streams_accept_any_text
from runs.paths import BYTES, check_folder_name
from runs.plan.designs.user_table import read_points
from runs.plan.planner import Planner
from runs.plan.settings.typed_words import quote_typed_words
from runs.terminal import say, say_json
from tests.docs.commands import TAIJIE
from tests.runs import batches

KNOWN = ("us.insulation", "us.pain", "china.pain")
EXPERIMENT = "# @package _global_\nvariants:\n  a: []\n  b: [us.insulation=0.1]\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "configs" / "experiment" / "tief").mkdir(parents=True)
    return folder


@pytest.fixture
def planner(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Planner:
    """One for all tests that write no file: it composes what they share once."""
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(desk / "out"))
    monkeypatch.chdir(desk)
    return batches.planner(desk)


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of configs of a test's own current folder."""
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(tmp_path / "out"))
    (tmp_path / "configs" / "experiment" / "tief").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "configs"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("中文批次", "中文批次"), ("für", "für"), ("a=b", "a=b"), ("1e3", "1e3"), ("true", "true"),
        ("007", "007"), ("1_000", "1_000"), ("'中文'", "中文"), ('"a,b"', "a,b"),
        ("a@b+c", "a@b+c"), ("हिन्दी", "हिन्दी"), ("ภาษาไทยที่", "ภาษาไทยที่"), ("עִבְרִית", "עִבְרִית"),
        ("العَرَبِيَّة", "العَرَبِيَّة"), ("fu\u0308r", "fu\u0308r"),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_a_batchs_name_is_taken_as_it_is_typed(planner: Planner, typed: str, wanted: str) -> None:
    assert planner.plan([f"batch={typed}"], False).folder.name == wanted


def test_no_name_is_given_by_null(planner: Planner) -> None:
    assert planner.plan(["batch=null"], False).folder.name.endswith("_run")


@pytest.mark.parametrize("place", ["für (1)", "中文", "a'b", "x$y", "trailing\\"])
def test_a_folder_of_batches_is_taken_as_it_is_typed(
    planner: Planner, tmp_path: Path, place: str
) -> None:
    folder = planner.plan([f"outputs={tmp_path / place}", "batch=b"], False).folder
    assert folder == tmp_path / place / "b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("batch=x,y", "a name with a comma is written \"batch='x,y'\""),
        ("batch=" + "中" * 110, "110 characters, 330 bytes"),
        ("batch=" + "a" * 121, "121 characters"),
        ("batch=a b", "not a plain folder name"),
        ("batch=\u0301a", "not a plain folder name"),
        ("batch=a\u200fb", "not a plain folder name"),
        ("batch=a😀", "letters of any script with their marks"),
        ("über=1", "über is not a setting"),
        ("us.pain=a:b=c", "in quotation marks"),
        ("variants={ü: []}", "in an experiment file, any text"),
        ("scenario=ü", "has no option ü"),
    ],
)
def test_what_is_not_taken_says_how_it_would_be(planner: Planner, text: str, said: str) -> None:
    with pytest.raises(WrongInput) as refusal:
        planner.plan([text], False)
    assert said in str(refusal.value)
    assert "Exception" not in str(refusal.value)
    assert max(map(len, str(refusal.value).splitlines())) < 200


def test_a_name_leaves_room_for_what_is_written_aside() -> None:
    name = check_folder_name("中" * (BYTES // 3))
    longest = f".{name}.outcomes.parquet.columns.json.01234567.tmp"
    assert len(os.fsencode(longest)) <= 255


@pytest.mark.parametrize("name", ["中文", "für", "tief/中文", "bom"])
def test_a_file_of_any_name_and_mark_is_chosen(own_files: Path, name: str) -> None:
    mark = "\ufeff" if name == "bom" else ""
    path = own_files / "experiment" / f"{name}.yaml"
    path.write_text(mark + EXPERIMENT, encoding="utf-8")
    plan = Planner().plan([f"experiment={name}"], False)
    assert [one.name for one in plan.variants] == ["a", "b"]
    assert plan.experiment == name


def test_a_sweep_over_such_names_is_told_as_typed(own_files: Path) -> None:
    own = own_files / "leader"
    own.mkdir()
    for name, value in (("für", 1.5), ("中文", 2)):
        (own / f"{name}.yaml").write_text(f"\ufeffface_weight: {value}\n", encoding="utf-8")
    plan = Planner().plan(["leader@us=für,中文,honor"], True)
    names = [one.name for one in plan.variants]
    assert names == ["us leader=für", "us leader=中文", "us leader=honor"]
    assert [one.config.us.face_weight for one in plan.variants][:2] == [1.5, 2.0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("us.pain=0.3", "us.pain=0.3"),
        ("experiment=中文,b", "experiment='中文',b"),
        ("x=[ä,'ö',\"ü\"]", "x=['ä','ö',\"ü\"]"),
        ("batch=it's", r"batch='it\'s'"),
        ("batch=a\\", r"batch='a\\'"),
        ("batch=null", "batch=null"),
        ("no sign", "no sign"),
    ],
)
def test_only_what_is_not_ascii_is_put_in_marks(text: str, wanted: str) -> None:
    assert quote_typed_words(text) == wanted


SENTENCE = "50 (95 % interval 15–85), −3 ± 0.5 · “中文” → für"


@pytest.mark.parametrize(
    ("encoding", "wanted"),
    [
        ("cp1252", "50 (95 % interval 15–85), -3 ± 0.5 · “??” -> für"),
        ("latin-1", '50 (95 % interval 15-85), -3 ± 0.5 · "??" -> für'),
        ("ascii", '50 (95 % interval 15-85), -3 +- 0.5 | "??" -> f?r'),
        ("utf-8", SENTENCE),
    ],
)
def test_a_console_gets_what_it_can_show(
    monkeypatch: pytest.MonkeyPatch, encoding: str, wanted: str
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, write_through=True))
    make_streams_accept_any_text()
    say(SENTENCE)
    say_json({"name": "中文", "note": "für 😀"})
    said, told = raw.getvalue().decode(encoding).splitlines()
    assert said == wanted
    assert json.loads(told) == {"name": "中文", "note": "für 😀"}


def test_every_sign_is_spelled_in_ascii_and_undecodable_bytes_come_back() -> None:
    make_streams_accept_any_text()
    assert all(text.isascii() for text in SPELLED.values())
    assert "\udcff".encode("utf-8", consoles.HANDLER) == b"\xff"
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", consoles.HANDLER)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii", "utf-8"])
def test_a_batch_of_another_script_is_run_listed_and_shown_on_any_console(
    tmp_path: Path, encoding: str
) -> None:
    place = {**os.environ, "PYTHONIOENCODING": encoding, "TAIJIE_OUTPUTS": str(tmp_path)}
    small = ["batch=中文批次", "runs=2", "horizon=10", "executor=serial"]
    for words in (["run", *small], ["rename", "中文", "für"], ["list"], ["show", "für"], ["--help"],
                  ["replay", "horizon=10", "0"], ["show", "--json"]):  # fmt: skip
        done = subprocess.run([TAIJIE, *words], cwd=tmp_path, env=place, capture_output=True)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
    assert json.loads(done.stdout.decode(encoding))["name"] == "中文批次"
    assert Batch(tmp_path / "中文批次").manifest.name == "中文批次"


@pytest.mark.parametrize(
    "text",
    [
        "us.insulation,us.pain\n0.1,1.5\n0.2,2\n",
        "us.insulation;us.pain\n0,1;1,5\n0,2;2\n",
        "us.insulation;us.pain\r\n0.1;1.5\r\n0.2;2\r\n",
        "us.insulation\tus.pain\n0,1\t1,5\n0,2\t2\n",
        "\ufeffsep=;\nus.insulation;us.pain\n0,1;1,5\n0,2;2,0\n",
        '# mine\n"us.insulation";"us.pain"\n"0,1";"1,5"\n\n"0,2";2e0\n',
    ],
)
def test_a_table_is_read_whichever_program_wrote_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "d.csv").write_bytes(text.encode())
    table = read_points(str(tmp_path / "d.csv"), KNOWN)
    assert table.paths == ("us.insulation", "us.pain")
    np.testing.assert_array_equal(table.values, [[0.1, 1.5], [0.2, 2.0]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("us.insulation;us.pain\n0,1;1.5\n", "0,1; a number is wanted"),
        ("us.insulation;us.pain\n1.000,5;1\n", "a number is wanted"),
        ("us.insulation\n0,1\n", "line 2: 2 values for 1 columns, which commas separate"),
        ("us.insulation;us.pain\n0,1\n", "line 2: 1 values for 2 columns, which semicolons"),
    ],
)
def test_a_table_that_may_mean_two_things_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "d.csv").write_text(text)
    with pytest.raises(WrongInput, match=said):
        read_points(str(tmp_path / "d.csv"), KNOWN)


@pytest.mark.parametrize("words", [("--help",), ("fits",), ("fits", "--json"), ("show", "--help")])
@pytest.mark.slow
def test_a_disk_full_under_the_output_is_said_in_a_sentence(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        told = subprocess.run([TAIJIE, *words], stdout=full, stderr=subprocess.PIPE, text=True)
    assert told.returncode == 1
    assert told.stderr == "taijie: the output cannot be written: No space left on device.\n"


@pytest.mark.slow
def test_closed_streams_end_no_command_and_stay_out_of_its_files(tmp_path: Path) -> None:
    launch = ["run", "horizon=4", "runs=1", "executor=serial", "batch=b", f"outputs={tmp_path}"]
    for words in (launch, ["show", "b", "--outputs", str(tmp_path)]):
        line = 'exec "$@" <&- >&- 2>&-'
        assert subprocess.run(["sh", "-c", line, "sh", TAIJIE, *words]).returncode == 0
    assert Batch(tmp_path / "b").missing() == []
    words = ["delete", "b", "--outputs", str(tmp_path)]
    refused = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", TAIJIE, *words])
    assert refused.returncode == 2
    assert (tmp_path / "b").is_dir()
