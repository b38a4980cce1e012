"""The parameter table of the documents is the one the parameter classes give."""

from __future__ import annotations

from model.parameters.retired import describe_retired_setting
from tests.docs.core import explain
from tests.docs.counting import compose_preset, list_counted, name_either_side
from tests.docs.felt import read_felt
from tests.docs.parameters import PAGE, list_levers, page
from tests.model.standoffs import change_config


def test_the_committed_table_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.docs.parameters"


def test_every_lever_stands_in_the_table_with_a_source_or_the_word_assumed() -> None:
    text = page()
    assert len(list_levers()) > 200
    for info in list_levers():
        assert f"`{info.path}`" in text
        assert info.source
        assert info.unit
        assert info.low <= info.default <= info.high


def test_a_number_counts_unless_it_is_off_a_dated_fact_or_read_by_nobody() -> None:
    preset = compose_preset()
    counted = {number.path for number in list_counted(preset)}
    assert {"contact.inertia", "<side>.insulation", "envoys.sideline"} <= counted
    assert "signal.vague_hint.deniability" in counted, "numbers of kinds of signal count too"
    assert not counted & {"opinion.drama_size", "memory.carried", "<side>.mutual_gain"}, "off"
    assert not counted & {"<side>.tariff_start", "calendar.apec_leaders.sideline"}, "dated, beyond"
    assert not {path for path in counted if path.startswith(("us.", "china."))}, "a pair once"
    switched_on = change_config(preset, {"opinion.drama_rate": 0.1, "standoffs": 2})
    more = {number.path for number in list_counted(switched_on)} - counted
    assert more == {
        "opinion.drama_rate",
        "opinion.drama_size",
        "memory.carried",
        "memory.lesson",
    } | {"standoffs"}


def test_the_core_is_what_the_headline_feels_or_a_claim_changes() -> None:
    assert "rmst" in explain("contact.inertia")
    assert "claims" in explain("<side>.insulation")
    assert explain("envoys.feeler") == ""


def test_every_lever_that_was_moved_is_one_or_is_said_to_be_gone() -> None:
    known = {info.path for info in list_levers()}
    keys = compose_preset().dyad.keys
    moved = {name_either_side(row.lever, keys) for row in read_felt()}
    gone = {path for path in moved - known if describe_retired_setting(path) is None}
    assert not gone, "measure again, python -m tests.docs.felt, or name the heir"
    assert len(moved & known) > 150
