"""Both sides in one order whoever leads; few runs and none; tables of outcomes and differences."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest

from model.outcomes.vocabulary import GIVEN
from runs.analysis.comparison.families import HIGHER, IDENTICAL, LOWER, UNDECIDED
from runs.analysis.comparison.overview import summarise_variants
from runs.analysis.comparison.pairs import compute_paired_differences
from runs.analysis.estimates.metrics import list_metrics
from runs.analysis.metric import Metric
from runs.analysis.text.differences import (
    write_difference_sentence,
    write_differing_count,
    write_effect_sentence,
)
from runs.analysis.text.sentences import write_result_sentences
from runs.analysis.text.tables import (
    DIFFERENCES,
    format_difference_cells,
    format_outcome_rows,
    list_difference_heads,
    write_intervals_note,
    write_pairs_note,
)
from runs.cli.compare import _say_effects
from tests.analysis.frames import outcomes, waiting
from tests.dyads import COLUMNS

LEADS = [
    (["us"] * 39 + ["china"] * 42 + ["nobody"] * 19, ("39", "42")),
    (["us"] * 60 + ["china"] * 21 + ["broker"] * 19, ("60", "21")),
    (["us"] * 50 + ["china"] * 50, ("50", "50")),
    (["china"] * 100, ("0", "100")),
    (["nobody"] * 100, ("0", "0")),
]


@pytest.mark.parametrize(("movers", "shares"), LEADS)
def test_both_sides_are_told_in_one_order_whoever_leads(
    movers: list[str], shares: tuple[str, str]
) -> None:
    text = write_result_sentences(waiting([5] * 100, movers, 9))[0]
    us, china = (text.index(name) for name in ("the United States calls first in", "China in"))
    assert us < china
    for name, share in zip(("the United States calls first in", "China in"), shares, strict=True):
        assert text.partition(f"{name} ")[2].partition(" ")[0].partition(".")[0] == share
    assert ("nobody calls in" in text) == ("nobody" in movers)
    assert ("a broker brings them together in" in text) == ("broker" in movers)


def test_a_sweep_in_which_a_side_falls_says_so_of_both() -> None:
    falling = [39, 30, 22, 15, 10]
    frames = [
        waiting([5] * 100, ["us"] * k + ["china"] * 48 + ["nobody"] * (52 - k), 9)
        .assign(variant_name=f"v{k}") for k in falling
    ]  # fmt: skip
    first = write_result_sentences(pd.concat(frames))[0]
    assert "the United States calls first in between 10.0 of 100 runs under “v10”" in first
    assert "and 39.0 under “v39”" in first
    assert "China calls first in 48.0 (38.4 to 57.7) under each." in first


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        (["us"], ["china"], "no interval (1 pair)"),
        (["us", "us"], ["china", "us"], "cannot be told apart (95 %"),
        (["us"] * 40, ["china"] * 40, "40 pairs"),
    ],
)
def test_few_pairs_have_an_interval_or_say_that_there_is_none(
    a: list[str], b: list[str], told: str
) -> None:
    one = waiting([5] * len(a), a, 9)
    other = waiting([5] * len(b), b, 9).assign(variant_name="w")
    text = write_difference_sentence(pd.concat([one, other]))
    assert told in text
    assert "not reached" not in text


@pytest.mark.parametrize("pairs", [1, 2])
def test_no_cell_of_a_comparison_calls_a_share_not_reached(pairs: int) -> None:
    rows = compute_paired_differences(outcomes(pairs, "a"), outcomes(pairs, "b", 5)).to_dict(
        "records"
    )
    text = " ".join(cell for row in rows for cell in format_difference_cells(row))
    assert "not reached" not in text
    assert "nan" not in text
    assert pairs > 1 or "no interval (1 pair)" in text


def test_one_pair_is_told_without_six_digits_and_without_a_family_of_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = compute_paired_differences(outcomes(1, "a"), outcomes(1, "b", 5))
    _say_effects(rows, "a", "b")
    told = capsys.readouterr().out
    assert "0 metrics:" not in told
    assert not re.search(r"[.]\d{5}", told)


@pytest.mark.parametrize(
    ("words", "family", "told"),
    [
        ([HIGHER, LOWER, UNDECIDED, IDENTICAL], 39,
         "2 metrics of 4 can be told apart (Holm-adjusted over 39)"),
        ([LOWER, UNDECIDED], 2, "1 metric of 2 can be told apart (Holm-adjusted over 2)"),
        ([UNDECIDED] * 39, 39, "none of 39 metrics can be told apart (Holm-adjusted over 39)"),
        ([HIGHER], 1, "the one metric can be told apart"),
        ([UNDECIDED], 1, "the one metric cannot be told apart"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_apart_is_not_said_to_be_no_difference(
    words: list[str], family: int, told: str
) -> None:
    assert write_differing_count(words, family) == told


def test_a_metric_that_no_pair_has_is_not_told() -> None:
    row = {"label": "a", "unit": "", "verdict": UNDECIDED, "n_pairs": 0, "effect": math.nan,
           "adjusted_low": math.nan, "adjusted_high": math.nan, "family": 3}  # fmt: skip
    assert write_effect_sentence(row, "x", "y") == (
        "A: no pair of runs has a value under both “x” and “y”."
    )
    assert format_difference_cells(row) == ("a", "", "", "no pair of runs has it", "0", "")


@pytest.mark.parametrize("of", list_metrics(), ids=lambda of: of.name)
def test_a_metric_that_only_contact_gives_says_so_and_no_other_does(of: Metric) -> None:
    column = next(one for one in COLUMNS if one.name == of.column)
    only_with_contact = of.category is None and column.missing is not None
    assert (GIVEN in of.label) == only_with_contact


def test_each_row_of_a_comparison_has_its_own_pairs_and_says_which_they_are() -> None:
    rows = compute_paired_differences(outcomes(50, "a"), outcomes(50, "b", 3)).to_dict("records")
    pairs = {
        row["metric"]: format_difference_cells(row)[DIFFERENCES.index("pairs")] for row in rows
    }
    assert (pairs["p_us"], pairs["face_us_call"], pairs["belief_world"]) == ("50", "44", "44")
    assert write_pairs_note(rows).startswith(
        "5 metrics with fewer than 50 pairs: only those in which"
    )
    assert write_pairs_note([row for row in rows if row["n_pairs"] == 50]) == ""


def test_a_table_of_outcomes_has_both_sides_and_those_that_occur() -> None:
    one = waiting([5] * 61 + [9] * 39, ["us"] * 40 + ["china"] * 21 + ["nobody"] * 39, 9)
    head, row = format_outcome_rows(summarise_variants(one))
    assert head == ("variant", "US first", "China first", "nobody", "half have called by day")
    assert row[0] == "v\nn = 100"
    assert row[1:] == (
        "40.0\n30.9–49.8",
        "21.0\n14.1–30.0",
        "39.0\n30.0–48.8",
        "5\n5 to 5",
    )


@pytest.mark.parametrize(("ends", "note", "head"), [
    (None, "each over its 95 % interval, which is simulation error", "(adjusted interval)"),
    ((0.1, 0.4), "each over 95 % of the parameters the history allows, then simulation error",
     "(over draws; simulation error)"),
    ((math.nan, math.nan), "each over its 95 % interval, which is simulation error; too few "
     "runs per draw to say how much the parameters matter", "(simulation error, adjusted)"),
])  # fmt: skip
def test_simulation_error_is_never_named_an_interval_over_parameters(
    ends: tuple[float, float] | None, note: str, head: str
) -> None:
    table = pd.DataFrame({"variant": ["a"], "p_us": [0.3], "p_us_low": [0.2], "p_us_high": [0.4]})
    if ends is not None:
        table = table.assign(fit="record")
        for of in ("p_us_", ""):
            table[[f"{of}draws_low", f"{of}draws_high"]] = [ends]
    assert write_intervals_note(table) == note
    assert list_difference_heads(table)[3] == f"B minus A {head}"
