"""The interval over draws on pages: each figure draws it, its table has it, its words say which."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from dashboards.components.marks import make_legend
from dashboards.figures import believed, distances, sources, tariffs
from dashboards.figures.board import draw_board_differences
from dashboards.figures.contact import draw_contact_curves
from dashboards.figures.days import append_medians, write_side_medians
from dashboards.figures.first import draw_cumulative_incidence
from dashboards.figures.grammar import Drawn
from dashboards.figures.hazard import draw_hazard_and_calendar
from dashboards.figures.multiples import draw_variant_multiples
from dashboards.figures.paths import draw_envoy_leader_flow
from dashboards.figures.spread_bars import describe_missing_bars
from dashboards.figures.waiting import draw_survival_curves
from runs.analysis.comparison.pairs import compute_survival_difference
from runs.analysis.estimates.draws import DRAW, FIT
from runs.analysis.estimates.estimates import Estimate, Interval
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.estimates.middles import compute_medians
from runs.analysis.outcomes.beliefs import tabulate_belief_flow, tabulate_beliefs
from runs.analysis.outcomes.distances import compute_belief_distances
from runs.analysis.outcomes.ledger import compute_face_waterfall
from runs.analysis.text.numbers import TOO_FEW, format_in_brackets
from runs.analysis.waiting.durations import compute_hazard, compute_median_days
from runs.analysis.waiting.stages import cross_tabulate_stages, tabulate_envoy_lead_times
from runs.analysis.waiting.waiting import compute_cumulative_incidence, compute_survival
from tests.analysis.frames import outcomes

V = "as_reported"


def draw_gap(rows: pd.DataFrame) -> Drawn:
    sooner = rows.assign(variant_name="b", duration=np.maximum(rows["duration"] // 2, 1))
    return draw_contact_curves(compute_survival_difference(rows, sooner), "a", "b")


def draw_paths(rows: pd.DataFrame) -> Drawn:
    return draw_envoy_leader_flow(cross_tabulate_stages(rows), tabulate_envoy_lead_times(rows), V)


FIGURES: dict[str, tuple[Callable[[pd.DataFrame], Drawn], int]] = {
    "survival": (lambda f: draw_survival_curves(compute_survival(f), compute_median_days(f)), 2),
    "hazard": (lambda f: draw_hazard_and_calendar(compute_hazard(f, window=30), [], V, len(f)), 1),
    "gap": (draw_gap, 2),
    "multiples": (
        lambda f: draw_variant_multiples(compute_cumulative_incidence(f), {V: len(f)}, 1), 4,
    ),
    "distances": (
        lambda f: distances.draw_belief_distances(compute_belief_distances(f), V), 1,
    ),
    "sources": (lambda f: sources.draw_face_sources(compute_face_waterfall(f), V), 2),
    "truth": (lambda f: believed.draw_belief_by_truth(tabulate_beliefs(f), V), 3),
    "incidence": (
        lambda f: draw_cumulative_incidence(compute_cumulative_incidence(f), V, "leader", 180), 0,
    ),
    "paths": (draw_paths, 0),
    "flow": (
        lambda f: believed.draw_belief_flow(tabulate_belief_flow(f, "us", "world"), V, "us",
                                            "world"), 0,
    ),
}  # fmt: skip
"""Figure -> how it is drawn, and how many traces are wide and pale."""


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rows = outcomes(600)
    return rows.assign(**{DRAW: rows["replication"] % 10, FIT: "record"})


def count_pale_traces(drawn: Drawn) -> int:
    return sum(
        trace.type == "scatter" and trace.mode == "lines" and trace.line.width in (5, 9)
        for trace in drawn.figure.data
    )


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_draws_the_draws_only_with_a_fit(name: str, frame: pd.DataFrame) -> None:
    draw, pale = FIGURES[name]
    drawn, plain = draw(frame), draw(frame.drop(columns=[DRAW, FIT]))
    assert count_pale_traces(drawn) == pale
    assert {"draws_low", "draws_high"} <= set(drawn.table)
    assert count_pale_traces(plain) == 0
    assert not [column for column in plain.table if "draws" in column]


def test_bars_of_sources_stand_about_the_ends_of_their_steps(frame: pd.DataFrame) -> None:
    table = compute_face_waterfall(frame)
    drawn = sources.draw_face_sources(table, V)
    own = table[table["side"] == "us"]
    bar = next(trace for trace in drawn.figure.data if trace.type == "scatter")
    ends = np.array([y for y in bar.y if y is not None], dtype=float).reshape(-1, 2)
    moved = (own["stop"] - own["estimate"]).to_numpy()
    assert ends[:, 0] == pytest.approx(own["draws_low"].to_numpy() + moved)
    assert ends[:, 1] == pytest.approx(own["draws_high"].to_numpy() + moved)


def test_peaks_have_their_bar_their_columns_and_both_words(frame: pd.DataFrame) -> None:
    peaks = compute_medians(frame, ["tariff_us_peak", "tariff_china_peak"])
    bars = [mark for mark in tariffs._make_peak_marks(peaks, V) if mark.line.width == 9]
    assert [bar.x[0] for bar in bars] == ["US", "China"]
    ends = [end * 100 for end in peaks.loc[0, ["draws_low", "draws_high"]]]
    assert list(bars[0].y[:2]) == pytest.approx(ends)
    days = {name: [] for name in ("variable", "day", "q05", "q25", "median", "q75", "q95", "n")}
    assert {"draws_low", "draws_high", "fit"} <= set(append_medians(pd.DataFrame(days), peaks))
    told = write_side_medians(peaks, "rate")
    assert told.count("over the parameters the history allows; simulation error") == 1
    assert "95 % interval" not in told
    plain = write_side_medians(peaks.drop(columns=["draws_low", "draws_high", "fit"]), "rate")
    assert plain.count("95 % interval") == 2


def test_brackets_are_of_the_parameters_and_plus_minus_of_the_simulation() -> None:
    one = Estimate(0.46, 0.43, 0.49, 100, "share", parameters=Interval(0.2, 0.71), fit="record")
    assert format_in_brackets(one) == "46 [20, 71] ±3"
    assert format_in_brackets(Estimate(0.46, 0.43, 0.49, 100, "share", fit="record")) == "46.0 ±3.0"
    assert format_in_brackets(Estimate(0.46, 0.43, 0.49, 100, "share")) == "46.0 [43.0, 49.0]"


def test_a_number_without_an_interval_over_draws_is_said_to_have_none() -> None:
    known = pd.DataFrame({"estimate": [0.1], "draws_low": [0.0], "draws_high": [0.2]})
    assert describe_missing_bars(known) == []
    assert describe_missing_bars(known[["estimate"]]) == []
    (said,) = describe_missing_bars(known.assign(draws_low=np.nan, draws_high=np.nan))
    assert TOO_FEW in said


def test_the_legend_says_what_the_range_beside_a_number_is() -> None:
    both, alone = (str(make_legend(one)) for one in (True, False))
    assert both.index("wide, range") < both.index("over the parameters") < both.index("thin: ")
    assert "thin, range: " in alone
    assert "parameters" not in alone


def test_the_board_shows_pairs_over_their_draws_and_other_runs_without() -> None:
    of = {"effect": 0.2, "low": 0.15, "high": 0.25, "n": 100, "n_first": 100, "batch": "b"}
    pair = {"pin": "2 b", "paired": True, "why": "", "draws_low": 0.1, "draws_high": 0.3,
            "fit": "record", "draws_sign": 0.99, "turns": False}  # fmt: skip
    alone = {"pin": "3 c", "paired": False, "why": "other worlds", "draws_low": np.nan,
             "draws_high": np.nan, "fit": "", "draws_sign": np.nan, "turns": False}  # fmt: skip
    table = pd.DataFrame([of | pair, of | alone])
    drawn = draw_board_differences(table, "1 a", find_metric("p_us"))
    assert count_pale_traces(drawn) == 1
    assert "“2 b” 20 [10, 30] ±5, whatever the parameters" in drawn.sentence
    assert "“3 c” 20.0 [15.0, 25.0]" in drawn.sentence
    plain = table.drop(columns=["draws_low", "draws_high", "fit", "draws_sign", "turns"])
    assert count_pale_traces(draw_board_differences(plain, "1 a", find_metric("p_us"))) == 0
