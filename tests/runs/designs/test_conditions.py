"""Conditions in a user's words: read without being run, or refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.errors import WrongInput
from runs.studies.sensitivity.conditions import parse_condition
from runs.studies.sensitivity.outcome import parse_outcome

FRAME = pd.DataFrame(
    {
        "first_mover_true": pd.Categorical(["us", "nobody", None, "china"]),
        "duration": [10.0, 180.0, 90.0, 30.0],
        "terms_us": [0.5, np.nan, 0.2, 0.7],
        "event_observed": [True, False, True, True],
    }
)
TRUE = {
    "first_mover_true == 'nobody'": [0, 1, 0, 0],
    "first_mover_true != 'nobody'": [1, 0, 0, 1],
    "first_mover_true in ['us', 'china']": [1, 0, 0, 1],
    "first_mover_true not in ['us']": [0, 1, 0, 1],
    "'us' == first_mover_true": [1, 0, 0, 0],
    "duration > 30": [0, 1, 1, 0],
    "20 < duration <= 90": [0, 0, 1, 1],
    "terms_us >= -1": [1, 0, 1, 1],
    "terms_us != 0.5": [0, 0, 1, 1],
    "event_observed": [1, 0, 1, 1],
    "event_observed == false": [0, 1, 0, 0],
    "not event_observed or duration < 20": [1, 1, 0, 0],
    "event_observed and (duration < 20 or duration > 80)": [1, 0, 1, 0],
}


@pytest.mark.parametrize("text", TRUE)
def test_a_condition_holds_where_it_says(text: str) -> None:
    assert (
        parse_condition(text, "--when").evaluate_condition(FRAME).astype(int).tolist() == TRUE[text]
    )


REFUSED = {
    "first_mover_true == 'nobdy'": "one of us, china",
    "first_mover_tru == 'us'": "first_mover_true",
    "first_mover_true > 'us'": "no order",
    "duration": "not yes or no",
    "duration == 'long'": "is a number",
    "event_observed == 1": "true or false",
    "duration == terms_us": "a value on the other",
    "1 == 1": "a value on the other",
    "duration in 5": "not compared with",
    "duration == [5]": "not compared with",
    "duration is 5": "the signs are",
    "duration + 1 > 5": "a value on the other",
    "__import__('os').system('true')": "no comparison",
    "duration.__class__ == 1": "a value on the other",
    "[x for x in (1, 2)]": "no comparison",
    "lambda: 0": "no comparison",
    "(duration := 5) > 3": "a value on the other",
    "f'{duration}' == 'x'": "a value on the other",
    "duration > 5; duration": "cannot be read",
    "": "cannot be read",
    "duration >": "cannot be read",
    "(" * 400: "cannot be read",
    "not " * 200 + "event_observed": "longer than 500",
    "duration > 5 \x00": "cannot be read",
}


@pytest.mark.parametrize("text", REFUSED)
def test_whatever_is_no_condition_is_refused_and_never_run(text: str) -> None:
    with pytest.raises(WrongInput, match=r"A condition compares") as refused:
        parse_condition(text, "--when")
    assert refused.value.key == "--when"
    assert REFUSED[text] in refused.value.format_message()


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_condition(text, "--when")
    except WrongInput:
        return
    assert found.columns


def test_an_outcome_is_a_figure_a_column_or_a_condition() -> None:
    assert parse_outcome("p_nobody").compute_run_values(FRAME).tolist() == [0, 1, 0, 0]
    assert parse_outcome("duration").compute_run_values(FRAME).tolist() == [10, 180, 90, 30]
    assert parse_outcome("event_observed").compute_run_values(FRAME).tolist() == [1, 0, 1, 1]
    assert parse_outcome("duration > 30").compute_run_values(FRAME).tolist() == [0, 1, 1, 0]
    with pytest.raises(WrongInput, match="no value in 1 of 4 runs"):
        parse_outcome("terms_us").compute_run_values(FRAME)
    with pytest.raises(WrongInput, match="first_mover_true == 'us'"):
        parse_outcome("first_mover_true")
    with pytest.raises(WrongInput, match="did you mean duration"):
        parse_outcome("duratoin")
