"""What is said of one run, of runs that are all alike, and of differences that are none."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from dashboards.figures.believed import _write_most_and_least_believed_truth
from dashboards.figures.contact import _write_difference_sentence
from dashboards.figures.days import write_side_medians
from dashboards.figures.forest import _write_effect
from dashboards.figures.tariffs import _write_pressure_at_call
from dashboards.pages.catalogue import list_pages
from dashboards.state.findings import write_pair_answer
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from runs.analysis.comparison.families import UNDECIDED
from runs.analysis.text.rounding import add_plus_sign
from runs.errors import WrongInput
from tests.dashboards.test_nothing_happened import one_run
from tests.dashboards.test_pages import text_of


def test_of_one_run_there_is_no_middle_half() -> None:
    row = {"variable": "face_us_end", "estimate": 1.5, "low": None, "high": None,
           "q25": 1.5, "q75": 1.5}  # fmt: skip
    rows = pd.DataFrame([{**row, "n": 1}, {**row, "variable": "face_china_end", "n": 1}])
    assert "half of the runs" not in write_side_medians(rows.astype({"low": float, "high": float}))
    many = rows.assign(n=20, low=1.0, high=2.0)
    assert "half of the runs 1.50 to 1.50" in write_side_medians(many)


def test_a_gap_of_nothing_is_on_no_day_the_widest() -> None:
    table = pd.DataFrame({"day": [1, 2], "effect": 0.0, "band_low": -0.9, "band_high": 0.9, "n": 1})
    said = _write_difference_sentence(table, "a", "b")
    assert said.endswith("the curves are the same on every day in these runs.")
    wider = _write_difference_sentence(table.assign(effect=[0.0, 0.1]), "a", "b")
    assert "the widest gap seen is on day 2" in wider


def test_where_all_believe_the_truth_alike_none_is_most_and_least() -> None:
    rows = pd.DataFrame({"audience": ["us_home", "world"], "truth": "us", "estimate": 1.0,
                         "low": 0.2, "high": 1.0, "n": 1})  # fmt: skip
    said = _write_most_and_least_believed_truth(rows)
    assert said.endswith("all believe the truth alike, in 100 [20, 100] of 100 such runs.")
    assert "believed most" in _write_most_and_least_believed_truth(rows.assign(estimate=[1.0, 0.9]))


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("0.0", "0.0"),
        ("0", "0"),
        ("-3", "-3"),
        ("1,000 [2, 3]", "+1,000 [2, 3]"),
        ("0.01", "+0.01"),
    ],
)
def test_nothing_has_no_sign(text: str, signed: str) -> None:
    assert add_plus_sign(text) == signed
    row = {"effect": 0.004, "adjusted_low": -3.0, "adjusted_high": 3.1, "unit": "days",
           "n_pairs": 9, "verdict": UNDECIDED}  # fmt: skip
    assert _write_effect(row) == "0.0"


def test_the_number_of_pairs_is_said_once() -> None:
    row = {"label": "it", "n_pairs": 1, "verdict": UNDECIDED, "unit": "share", "effect": 0.0,
           "adjusted_low": float("nan"), "adjusted_high": float("nan"), "family": 39,
           "metric": "p_us"}  # fmt: skip
    assert write_pair_answer(row, "a", "b")[1] == "Against “a”; no interval (1 pair)."


def test_one_run_is_no_runs(tmp_path: Path) -> None:
    one_run(tmp_path / "batch")
    page = text_of(draw_page(Source(tmp_path), "/checks", "?v=1"))
    assert " W in 1 run, " in page


def test_of_one_run_a_caption_speaks_in_the_singular(tmp_path: Path) -> None:
    one_run(tmp_path / "one")
    source = Source(tmp_path)
    for path in ("/first", "/believed", "/face", "/tariffs"):
        page, view = list_pages()[path], resolve_view(source, path, "")
        for name, figure in page.figures.items():
            try:
                drawn = figure.draw(view)
            except (ValueError, WrongInput):
                continue  # that there is nothing to draw is said in its place
            assert not re.search(r"\b1 runs\b", f"{drawn.sentence} {drawn.about}"), name


def test_a_side_that_is_first_once_is_not_said_to_be_first_in_no_run() -> None:
    row = {"mover": "us", "side": "us", "n": 1, "estimate": 1.0, "low": None, "high": None}
    said = _write_pressure_at_call(pd.DataFrame([row]))
    assert said.endswith("neither side is first in more than one run.")
