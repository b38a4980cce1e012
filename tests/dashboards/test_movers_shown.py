"""Tables and figures of first movers give the same movers a place."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards.figures.first import draw_hundred_runs
from dashboards.figures.variants import draw_variant_shares
from dashboards.text import labels
from runs.analysis.comparison.overview import summarise_variants
from runs.analysis.comparison.shares import (
    compute_mover_shares,
    count_movers_per_hundred,
    list_shown_movers,
)
from runs.analysis.text.tables import format_outcome_rows, make_mover_column_head
from tests.analysis.frames import waiting
from tests.dyads import MOVERS


@pytest.mark.parametrize(
    ("movers", "places"),
    [
        (["us", "us", "nobody"], ["us", "china", "nobody"]),
        (["broker", "simultaneous"], ["us", "china", "broker", "simultaneous"]),
        (["china"], ["us", "china"]),
    ],
)
def test_both_sides_have_a_place_and_others_where_any_run_has_them(
    movers: list[str], places: list[str]
) -> None:
    frame = waiting([3] * len(movers), movers, 9)
    shares = compute_mover_shares(frame)
    assert list_shown_movers({mover: movers.count(mover) for mover in MOVERS}) == places
    head, *_ = format_outcome_rows(summarise_variants(frame))
    assert list(head[1:-1]) == [make_mover_column_head(mover) for mover in places]
    drawn = draw_hundred_runs(count_movers_per_hundred(frame), shares, "v").figure.data
    assert [mark.y[0] for mark in drawn[len(places) :]] == [
        labels.format_label(one) for one in places
    ]
    assert [mark.name for mark in draw_variant_shares(shares, "Said.").figure.data] == [
        labels.format_label(mover) for mover in places
    ]


def test_a_mover_of_one_variant_has_a_place_in_the_table_of_both() -> None:
    frames = [waiting([3], [mover], 9).assign(variant_name=mover) for mover in ("us", "broker")]
    head, *_ = format_outcome_rows(summarise_variants(pd.concat(frames)))
    assert list(head[1:-1]) == [
        make_mover_column_head(mover) for mover in ("us", "china", "broker")
    ]
