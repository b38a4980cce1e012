"""Every file a user gives is read whichever program wrote it: separators, byte order mark."""

from __future__ import annotations

import csv
import io
from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest

from model.dyad import Dyad
from model.parameters.ties import read_ties
from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.studies.choices.payoffs import load_payoffs
from runs.studies.choices.postures import PostureFile
from runs.studies.claims.claim import read_claim
from runs.studies.episodes.episode import Episode
from runs.studies.events.event_files import read_events
from runs.studies.events.mapping import load_event_mapping
from runs.studies.history.reading import FOLDER, read_freezes, read_table
from runs.studies.history.records import Contact
from runs.studies.study_files import load_study_files
from tests.architecture.sources import ROOT

PROGRAMS = {
    "a semicolon": (";", "", "\n"),
    "a tab": ("\t", "", "\n"),
    "a semicolon, a mark and two signs a line": (";", "\ufeff", "\r\n"),
    "a mark before commas": (",", "\ufeff", "\r\n"),
    "a separator that is told": (";", "\ufeffsep=;\r\n", "\r\n"),
    "a comma that is told": (",", "sep=,\n", "\n"),
}
"""Separator, what stands before the first line, and the end of a line."""


def write_as(program: str, source: Path, folder: Path) -> Path:
    """Write a table as another program would, quoted where it must be; return the new file."""
    separator, head, end = PROGRAMS[program]
    rows = list(csv.reader(io.StringIO(source.read_text(encoding="utf-8"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    file = folder / source.name
    file.write_bytes((head + text.getvalue()).encode())
    return file


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_record_is_read(tmp_path: Path, program: str) -> None:
    freezes, contacts = FOLDER / "freezes.csv", FOLDER / "contacts.csv"
    assert read_freezes(write_as(program, freezes, tmp_path)) == read_freezes()
    file = write_as(program, contacts, tmp_path)
    assert read_table(file, Contact) == read_table(contacts, Contact)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("form", ["csv", "polecat"])
def test_events_are_read(tmp_path: Path, program: str, form: str) -> None:
    source = ROOT / "tests" / "fixtures" / "events" / "made_by_hand.csv"
    if form == "polecat":
        source = tmp_path / "polecat.csv"
        source.write_text(
            "Event Date,Actor Country,Recipient Country,Event Type,Contexts\n"
            '2025-04-03,AAA,BBB,REQUEST,"trade;military"\n2025-04-04,BBB,AAA,CONSULT,"a, b"\n'
        )
    wanted = list(read_events(source, form)) if form == "csv" else None
    found = list(read_events(write_as(program, source, tmp_path), form))
    assert [one.day for one in found][:1] == [date(2025, 4, 3)]
    if wanted is None:
        assert [one.contexts for one in found] == ["trade;military", "a, b"]
    else:
        assert [one._replace(line=0) for one in found] == [one._replace(line=0) for one in wanted]


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("source;target;channel;delay;leak\na;b;influence;3;0,1\n", 3),
        ("\ufeffsource\ttarget\tchannel\tdelay\tleak\na\tb\tinfluence\t2,5\t0,1\n", 2.5),
        ("# mine\r\nsource;target;channel;delay;leak\r\na;b;influence;2.5;0.1\r\n", 2.5),
        ("sep=;\nsource;target;channel;delay;leak\na;b;influence;3;1e-1\n", 3),
    ],
)
def test_ties_are_read(tmp_path: Path, text: str, delay: float) -> None:
    (tmp_path / "ties.csv").write_bytes(text.encode())
    wanted = {"source": "a", "target": "b", "channel": "influence", "delay": delay, "leak": 0.1}
    assert read_ties(str(tmp_path / "ties.csv")) == [wanted]


def test_a_graph_with_a_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "ties.graphml").write_bytes(
        '\ufeff<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="c" for="edge" attr.name="channel" attr.type="string"/><graph edgedefault='
        '"directed"><node id="a"/><node id="b"/><edge source="a" target="b"><data key="c">'
        "influence</data></edge></graph></graphml>".encode()
    )
    (tie,) = read_ties(str(tmp_path / "ties.graphml"))
    assert (tie["source"], tie["target"], tie["channel"]) == ("a", "b", "influence")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("freezes.csv", "id|dyad\nF01|US-CN\n", "column dyad is missing, where commas sep"),
        ("freezes.csv", "ID;dyad\nF01;US-CN\n", "column trigger_date is missing, where semi"),
    ],
)
def test_a_table_with_no_such_column_names_its_separator(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(WrongInput, match=said):
        read_freezes(tmp_path / name)


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\n", ""], ids=["mark", "line", "none"])
def test_yaml_of_every_study_is_read(tmp_path: Path, mark: str) -> None:
    payoff = "us:\n  - {column: duration, weight: -1}\nchina:\n  - {column: visits, weight: -2}\n"
    kinds = ("episode", "event", "claim", "posture")
    texts = {kind: next((ROOT / "configs" / kind).glob("*.yaml")) for kind in kinds}
    files = {kind: (path.name, path.read_text(encoding="utf-8")) for kind, path in texts.items()}
    for kind, (name, text) in {**files, "payoff": ("mine.yaml", payoff)}.items():
        (tmp_path / "configs" / kind).mkdir(parents=True)
        (tmp_path / "configs" / kind / name).write_bytes((mark + text).encode())
    packaged = load_study_files(ConfigComposer(ROOT / "tests"), "episode", Episode)
    with chdir(tmp_path):
        composer, own = ConfigComposer(), tmp_path / "configs"
        assert load_study_files(composer, "episode", Episode) == packaged
        assert load_event_mapping(composer, texts["event"].stem).rules
        assert read_claim(own / "claim" / texts["claim"].name) == read_claim(texts["claim"])
        assert load_study_files(composer, "posture", PostureFile)[texts["posture"].stem]
        payoffs = load_payoffs("mine", Dyad("us", "china"))
    assert payoffs.columns == ("duration", "visits")
