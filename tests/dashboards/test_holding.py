"""What is said to hold whatever the parameters, and what is not known to."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from dashboards.components.holding import make_holding_section
from dashboards.state.findings import write_pair_answer
from runs.analysis.text.over_draws import UNKNOWN, write_sign_stability, write_sign_stability_count


def make_row(label: str, verdict: str, sign: float, turns: bool) -> dict[str, Any]:
    """A difference of 20 of 100 runs, as `compute_paired_differences` has it."""
    return {
        "label": label, "metric": "p_us", "unit": "share", "verdict": verdict, "turns": turns,
        "draws_sign": sign, "draws_low": 0.1, "draws_high": 0.3, "draws_p": 0.5, "fit": "record",
        "n_pairs": 100, "family": 1, "effect": 0.2, "low": 0.15, "high": 0.25,
        "adjusted_low": 0.15, "adjusted_high": 0.25,
    }  # fmt: skip


HELD = make_row("held", "higher", 0.99, False)
TURNED = make_row("turned", "higher", 0.7, True)
UNTOLD = make_row("untold", "higher", math.nan, False)
NONE = make_row("none", "not told apart", math.nan, False)


@pytest.mark.parametrize(
    ("row", "words"),
    [(HELD, ", whatever the parameters"), (TURNED, "; the direction turns with the assumptions"),
     (UNTOLD, ""), ({"verdict": "higher"}, "")],
)  # fmt: skip
def test_a_difference_holds_only_where_draws_have_runs_enough_to_say_so(row, words):
    assert write_sign_stability(row) == words


def test_the_answer_of_a_pair_says_nothing_of_parameters_that_are_not_known():
    assert "whatever the parameters" in write_pair_answer(HELD, "a", "b")[0]
    assert "parameters" not in write_pair_answer(UNTOLD, "a", "b")[0]


def test_the_count_keeps_what_is_not_known_apart():
    told = write_sign_stability_count([HELD, TURNED, UNTOLD, NONE])
    assert told.startswith("Of 4 differences, 1 can be told apart and keep")
    assert told.endswith(f"1 turns with the assumptions; for another 1, {UNKNOWN}")


def test_the_list_puts_each_difference_under_its_head_and_folds_those_that_are_none():
    told = str(make_holding_section(pd.DataFrame([HELD, TURNED, UNTOLD, NONE])))
    heads = ("Hold (1)", "Turn with the assumptions (1)", f"Differ: {UNKNOWN} (1)", "Cannot be")
    places = [told.index(head) for head in heads]
    assert places == sorted(places)
    for place, label in zip(places, ("held ▲ 99", "turned ▲ 70", "untold ▲'", "none"), strict=True):
        assert told.index(label) > place
    assert told.index("Details") < places[-1]


def test_no_list_stands_where_a_single_pair_tells_nothing():
    alone = pd.DataFrame([HELD | {"n_pairs": 1}, NONE | {"n_pairs": 0}])
    assert make_holding_section(alone).to_plotly_json()["props"] == {"children": None}
