"""A mark leads to the runs behind it: the conditions of a link choose exactly them."""

from __future__ import annotations

from urllib.parse import parse_qs

import pandas as pd
import pytest

from dashboards.text import links

FRAME = pd.DataFrame(
    {
        "first_mover_true": ["us", "china", "us", "nobody"],
        "duration": [10.0, 20.0, 30.0, 180.0],
        "event_observed": [True, True, True, False],
    }
)


def runs_of_link(link: str) -> list[int]:
    where = parse_qs(link.partition("?")[2]).get("where", [""])[0]
    return list(FRAME.index[links.match_conditions(FRAME, links.parse_conditions(where))])


def test_a_link_without_conditions_means_every_run() -> None:
    assert runs_of_link(links.link_to_runs("as reported")) == [0, 1, 2, 3]


def test_conditions_are_met_together() -> None:
    assert runs_of_link(
        links.link_to_runs("v", {"first_mover_true": "us", "duration": (1, 20)})
    ) == [0]


def test_a_range_includes_both_ends() -> None:
    assert runs_of_link(links.link_to_runs("v", {"duration": (20, 30)})) == [1, 2]


def test_yes_and_no_are_read_from_a_link() -> None:
    assert runs_of_link(links.link_to_runs("v", {"event_observed": "false"})) == [3]


@pytest.mark.parametrize("text", ["no colon", "duration:", "duration:a..b", "x:" + "y" * 3000])
def test_a_condition_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"form|no number|too long"):
        links.parse_conditions(text)


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="password"):
        links.match_conditions(FRAME, {"password": "x"})


def test_a_run_of_a_design_is_named_with_its_point() -> None:
    for link in (
        links.link_to_replay("v", 7, point=3),
        links.link_to_paired_replay("v", "w", 7, point=3),
    ):
        assert parse_qs(link.partition("?")[2])["point"] == ["3"]
    assert "point" not in links.link_to_replay("v", 7)
