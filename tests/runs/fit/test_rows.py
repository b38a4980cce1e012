"""Rows of the record as data: what is read of them, what counts once, and what is refused."""

from __future__ import annotations

import csv
import re

import pytest

from runs.errors import WrongInput
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.studies.fit.collecting import add_rows, collect_shipped_rows
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.forecasting import compose_rows
from tests.runs.fit.toys import HEAD, collect_rows, write_rows


@pytest.fixture(scope="module")
def history():
    rows = collect_shipped_rows(ConfigComposer(), read_evidence())
    return {datum.key: datum for row in rows for datum in row.data}


@pytest.mark.parametrize("name", ["inference/prior.yaml", "history/rule.yaml"])
def test_a_changed_copy_of_priors_or_record_is_refused_as_it_would_not_be_read(tmp_path, name):
    mine = tmp_path / "configs" / name
    mine.parent.mkdir(parents=True)
    mine.write_bytes((PACKAGED / name).read_bytes())
    assert collect_shipped_rows(ConfigComposer(tmp_path), read_evidence())
    mine.write_text("levers: {}\n")
    with pytest.raises(WrongInput, match=r"\.yaml would not be read: priors, evidence and record"):
        collect_shipped_rows(ConfigComposer(tmp_path), read_evidence())


def test_all_rows_and_episodes_are_there_and_none_lasts_beyond_a_year(history):
    assert len({datum.id for datum in history.values()}) == 58 + 13
    assert max(datum.day for datum in history.values()) == 365


def test_a_wait_of_two_years_lasted_longer_and_who_asked_is_known_all_the_same(history):
    row = history["F12 leader"]
    assert (row.day, row.censored, row.asker.place) == (365, True, 0)


def test_a_standoff_without_contact_has_no_asker(history):
    row = history["F14 leader"]
    assert (row.day, row.censored, row.asker) == (17, True, None)


def test_an_asker_known_from_the_other_s_marker_alone_does_not_testify(history):
    assert history["F04 leader"].asker is None  # "Chinese text: at request", and nothing else
    assert history["F05 leader"].asker is not None  # the side that asked says so itself


def test_a_disputed_asker_is_little_better_than_a_coin(history):
    assert history["F64 leader"].asker.probability == 0.6
    assert history["F63 leader"].asker.probability == 0.85


def test_an_episode_of_a_row_s_day_and_country_joins_its_cluster_with_its_whole_group(history):
    own = {datum.id for datum in history.values() if datum.cluster == "us_tariffs_april_2025"}
    assert own == {"F70", "F71", "F72", "E15", "E16", "E17", "E18"}
    assert history["E14 leader"].cluster == history["F66 leader"].cluster


def test_the_side_that_is_cut_off_is_the_other_s(history):
    assert history["F01 leader"].cut_off == 0
    assert history["F21 leader"].cut_off == 1
    assert history["F58 leader"].cut_off is None  # both have cut


def test_a_row_of_one_s_own_is_read_like_a_row_of_the_record(tmp_path, history):
    [row] = collect_rows(write_rows(tmp_path / "own.csv", "F71"))
    assert row.data[0].day == history["F71 leader"].day
    assert row.compose().dyad.keys


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [(",2,call,", ",soon,call,", "days_to_leader_contact"), (",middling,", ",sure,", "confidence"),
     ("F71,", "F 71,", "id"), (",trade,", ",tariff,", "trigger_class")],
)  # fmt: skip
def test_a_wrong_cell_is_named_by_row_and_column(tmp_path, old, new, key):
    path = write_rows(tmp_path / "own.csv", "F71")
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(WrongInput, match="row F") as refused:
        collect_rows(path)
    assert refused.value.key == key


def test_a_row_that_stands_twice_is_refused(tmp_path):
    path = write_rows(tmp_path / "own.csv", "F71")
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    with pytest.raises(WrongInput, match="F71 stands twice"):
        collect_rows(path)


def test_an_empty_table_and_a_missing_file_are_refused(tmp_path):
    (tmp_path / "own.csv").write_text(f"{HEAD}\n")
    with pytest.raises(WrongInput, match="no row"):
        collect_rows(tmp_path / "own.csv")
    with pytest.raises(WrongInput, match="no such table"):
        collect_rows(tmp_path / "other.csv")


def test_a_country_that_is_not_known_is_not_composed_and_said(tmp_path):
    path = write_rows(tmp_path / "own.csv", "F71")
    path.write_text(path.read_text().replace("US-VN", "US-XX"))
    composed = compose_rows(collect_rows(path))
    assert list(composed.refused) == ["F71"]
    assert not composed.configs


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            ",2,call,",
            ",9999999,call,",
            "row F71: days_to_leader_contact=9999999: out of range",
        ),
        (",trade,", ",trades,", "row F71: trigger_class=trades: not one of the allowed values"),
        (",US-", ",us-", "two codes of countries are wanted, as in AA-BB (line 2)"),
        (",2,call,", ",2_0,call,", "row F71: days_to_leader_contact=2_0: no whole number (line 2)"),
        (",2025-04-02,", ",20250402,", "no date YYYY-MM-DD"),
        ("US-", "US-\x00", "a control character is no text"),
        (",trade,", ",trade,,", "more or fewer cells than columns, 29 for 28 (line 2)"),
        (",trade,", ',"trade,', "line 2: unexpected end of data"),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_column(tmp_path, old, new, said):
    path = write_rows(tmp_path / "own.csv", "F71")
    head, row = path.read_text().splitlines()
    assert old in row, row
    path.write_text(f"{head}\n{row.replace(old, new, 1)}\n")
    with pytest.raises(WrongInput, match=re.escape(said)):
        collect_rows(path)


def test_text_that_is_no_utf_8_is_named_by_its_line(tmp_path):
    path = write_rows(tmp_path / "own.csv", "F71")
    path.write_bytes(path.read_bytes() + b"F\xe9\n")
    said = "own.csv, line 3: byte E9 is not UTF-8: save it as UTF-8."
    with pytest.raises(WrongInput, match=re.escape(said)):
        collect_rows(path)


@pytest.mark.parametrize(("text", "said"), [("", "is empty"), ("id,id\n1,2\n", "id stands twice")])
def test_a_table_without_columns_or_with_one_twice_is_refused(tmp_path, text, said):
    path = tmp_path / "own.csv"
    path.write_text(text)
    with pytest.raises(WrongInput, match=said):
        collect_rows(path)


def test_a_row_added_to_the_record_has_an_id_of_its_own(tmp_path, history):
    evidence = read_evidence()
    shipped = collect_shipped_rows(ConfigComposer(), evidence)
    own = write_rows(tmp_path / "own.csv", "F71")
    with pytest.raises(WrongInput, match="the record already has a row F71"):
        add_rows(shipped, collect_rows(own))
    own.write_text(own.read_text().replace("F71", "MINE"))
    assert [row.id for row in add_rows(shipped, collect_rows(own))][-1] == "MINE"


def test_a_row_of_which_no_day_is_recorded_is_kept_and_named(tmp_path):
    path = write_rows(tmp_path / "own.csv", "F71", "F14")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    empty = ("days_to_envoy_contact", "days_to_leader_contact", "censored_after_days",
             "envoy_date", "leader_date")  # fmt: skip
    rows[0] |= dict.fromkeys(empty, "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    collected = collect_rows(path)
    assert [row.id for row in collected if not row.data] == [rows[0]["id"]]
