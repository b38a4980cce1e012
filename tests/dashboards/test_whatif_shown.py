"""What What-if shows of a lever: each value's elements, numbers and curves, beside the runs."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.components import whatif as parts
from dashboards.components.flatten import flatten_elements
from dashboards.components.whatif_levers import NOT_YET_DRAWN
from dashboards.figures.whatif import CURSOR, draw_lever_shares
from dashboards.figures.whatif_curve import draw_contact_by_day, redraw_contact_by_day
from dashboards.state.store import Source
from dashboards.state.whatif import Slice, tabulate_slice
from dashboards.text.labels import format_label
from runs.analysis.sides import use_sides
from runs.archive.batch import Batch
from tests.dashboards.whatif_players import RUNS


def text_of(part: Any) -> str:
    return json.dumps(part, cls=PlotlyJSONEncoder, sort_keys=True)


def make_setting(shown: Slice, value: float) -> parts.Setting:
    answer = shown.answer["settings"][shown.answer["values"].index(value)]
    return parts.Setting(answer, shown.answer["baseline"], {"us.insulation": value}, 60, {})


def test_every_value_fills_the_elements_that_were_laid_out(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        empty = parts.make_empty_setting()
        for make in (parts.make_heading, parts.make_setting_body):
            laid_out = flatten_elements(make(empty))
            texts = [len(one) > 2 and isinstance(one[2], str) for one in laid_out]
            for value in shown.answer["values"]:
                filled = flatten_elements(make(make_setting(shown, value)))
                assert len(filled) == len(laid_out)
                assert [len(one) > 2 and isinstance(one[2], str) for one in filled] == texts


@pytest.mark.parametrize(("effect", "half", "said"), [
    (0.0042, 0.0031, ", 0.42 more."), (-0.0042, 0.0031, ", 0.42 fewer."),
    (0.183, 0.12, ", 18 more."),
])  # fmt: skip
def test_a_difference_told_apart_is_never_said_to_be_0_more(
    shown: Slice, small: Batch, effect: float, half: float, said: str
) -> None:
    answer = shown.answer["settings"][0]
    none = {"effect": 0.0, "effect_low": -0.1, "effect_high": 0.1}
    moved = {"effect": effect, "effect_low": effect - half, "effect_high": effect + half}
    movers = [{**row, **(none if place else moved)} for place, row in enumerate(answer["movers"])]
    setting = parts.Setting({**answer, "movers": movers}, answer, {"us.insulation": 0.1}, 60, {})
    with use_sides(small.manifest.sides):
        assert said in text_of(parts.make_heading(setting))


def test_the_largest_of_several_changes_is_told_apart_by_limits_for_all_at_once(
    shown: Slice, small: Batch
) -> None:
    """0.18 ± 0.17 is a change alone, and none beside the other shares that could have been it."""
    answer = shown.answer["settings"][0]
    moved = {"k": 1, "effect": 0.18, "effect_low": 0.01, "effect_high": 0.35}
    still = {"k": 1, "effect": 0.0, "effect_low": -0.1, "effect_high": 0.1}
    for others, said in ((0, ", 18 more."), (2, "from the baseline (limits for all 3 shares at")):
        kept = [{**row, **(still if place else moved)} if place <= others
                else {**row, "k": 0, "effect": 0.0, "effect_low": -0.1, "effect_high": 0.1}
                for place, row in enumerate(answer["movers"])]  # fmt: skip
        before = {**answer, "movers": [{**row, "k": int(row["k"] > 0)} for row in kept]}
        setting = parts.Setting({**answer, "movers": kept}, before, {"us.insulation": 0.1}, 60, {})
        with use_sides(small.manifest.sides):
            assert said in text_of(parts.make_heading(setting))


def test_of_contact_no_two_rounded_shares_contradict_their_difference(
    shown: Slice, small: Batch
) -> None:
    """40.5 and 45.4 of 100 would be 41 and 45: a difference of 4 beside the 5 that is said."""
    answer = shown.answer
    days = len(answer["settings"][0]["curve"]["a"])
    values = {"a": 0.405, "b": 0.454, "low": 0.33, "high": 0.58, "effect": 0.049,
              "effect_low": -0.101, "effect_high": 0.199}  # fmt: skip
    setting = {**answer["settings"][0], "curve": {key: [v] * days for key, v in values.items()}}
    with use_sides(small.manifest.sides):
        said = draw_contact_by_day({**answer, "settings": [setting]}, 0).sentence
    assert said.endswith(
        f"there is contact by day {days} in 45 of 100 runs (95 % interval 33 to 58; n = {RUNS}); "
        "from the baseline, paired: +5 [−11, 20]."
    )


def test_no_number_below_nothing_has_a_hyphen_and_no_empty_chart_a_ground_of_its_own(
    shown: Slice, small: Batch
) -> None:
    lowered = {"contact.inertia": -5.0}
    answer = {**shown.answer, "values": [-5.0, *shown.answer["values"][1:]]}
    with use_sides(small.manifest.sides):
        setting = make_setting(shown, 0.7)._replace(moved=lowered)
        assert "at \\u22125, " in text_of(parts.make_heading(setting))
        assert " −5 to " in draw_lever_shares(answer, 0).sentence
    assert NOT_YET_DRAWN["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def carry_draws(answer: dict[str, Any], known: bool) -> dict[str, Any]:
    """Return a setting's answer as if its runs played draws of a fit; known: of enough runs."""
    ends = (-0.3, 0.25) if known else (None, None)
    levels = dict(zip(("draws_low", "draws_high"), (0.0, 0.9) if known else ends, strict=True))
    effects = dict(zip(("effect_draws_low", "effect_draws_high"), ends, strict=True))
    fit = {"fit": "record", "draws_sign": 0.6 if known else None, "turns": known}
    curve, days = answer["curve"], len(answer["curve"]["a"])
    more = {name: [value] * days for name, value in (levels | effects).items()} if known else {}
    median = {**answer["median"], "fit": "record",
              **dict.fromkeys(levels, 3.0 if known else None)}  # fmt: skip
    movers = [{**row, **levels, **effects, **fit} for row in answer["movers"]]
    return {**answer, "movers": movers, "median": median, "curve": {**curve, **more}}


def with_draws(shown: Slice, known: bool) -> Slice:
    answer = shown.answer
    settings = [carry_draws(one, known) for one in answer["settings"]]
    baseline = carry_draws(answer["baseline"], known)
    return Slice(
        shown.request, {**answer, "settings": settings, "baseline": baseline}, shown.variant
    )


def test_draws_of_a_fit_fill_the_same_elements(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        empty = parts.make_empty_setting()
        for known in (False, True):
            setting = make_setting(with_draws(shown, known), 0.7)
            for make in (parts.make_heading, parts.make_setting_body):
                assert len(flatten_elements(make(setting))) == len(flatten_elements(make(empty)))


def test_a_difference_shows_both_intervals_and_whether_it_turns(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        texts = {
            known: text_of(parts.make_setting_body(make_setting(with_draws(shown, known), 0.7)))
            for known in (False, True)
        }
        charts = [
            (draw_lever_shares(one.answer, 7), draw_contact_by_day(one.answer, 7))
            for one in (shown, with_draws(shown, False), with_draws(shown, True))
        ]
    assert "[\\u221230, 25] \\u00b1" in texts[True]
    assert ", turns" in texts[True]
    assert "over the parameters the history allows" in texts[True]
    assert '"[' not in texts[False]
    assert "too few runs per draw" in texts[False]
    assert ", turns" not in texts[False]
    for (over, soon), pale in zip(charts, (False, False, True), strict=True):
        assert ("Wide and pale" in over.about) == ("Wide and pale" in soon.about) == pale
        wide = [trace for trace in (*over.figure.data, *soon.figure.data)
                if trace.line.width == 5 and len(trace.y)]  # fmt: skip
        assert bool(wide) == pale
        assert all(set(trace.y) <= {-30, 0, 25, 90, None} for trace in wide)


def test_the_numbers_shown_are_those_of_the_runs(
    shown: Slice, played: Source, small: Batch
) -> None:
    player = played.players.player  # type: ignore[attr-defined]  # of InThisProcess
    question, _ = played.players.asked[-1]  # type: ignore[attr-defined]  # as above
    _, base = player._open_baseline(question)
    own, moved = (
        player._rows.read(base, base.name_setting(levers), RUNS)
        for levers in ({}, {"us.insulation": 0.7, "us.face_weight": 2.0})
    )
    with use_sides(small.manifest.sides):
        page = parts.make_setting_body(make_setting(shown, 0.7))
    rows = [row for row in page.children[1].children if "c-" in (row.className or "")]
    for row in rows:
        label = row.children[0].children[1]
        (code,) = [one for one in ("us", "china", "broker", "simultaneous", "nobody")
                   if format_label(one) == label]  # fmt: skip
        before, now = (100 * (frame["first_mover_true"].astype(str) == code).mean()
                       for frame in (own, moved))  # fmt: skip
        said = float(row.children[2].children[0].children.replace("−", "-"))
        assert abs(said - (now - before)) <= 0.5 + 1e-9, code
    assert rows


def test_charts_say_their_numbers_and_mark_the_value(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        over, soon = draw_lever_shares(shown.answer, 7), draw_contact_by_day(shown.answer, 7)
    assert over.figure.layout.shapes[CURSOR].x0 == shown.answer["values"][7] == 0.7
    assert over.figure.layout.shapes[0].x0 == shown.answer["base"]
    assert set(over.table["value"]) == set(shown.answer["values"])
    assert over.table.groupby("value")["k"].sum().tolist() == [RUNS] * len(shown.answer["values"])
    curve = shown.answer["settings"][7]["curve"]
    assert soon.table["b"].tolist() == curve["b"]
    drawn = next(trace for trace in soon.figure.data if trace.name == "now")
    np.testing.assert_allclose(drawn.y, 100 * np.array(curve["b"]), atol=1e-3)
    assert all(f"n = {RUNS}" in one.about for one in (over, soon))


def test_rows_are_the_outcomes_over_the_lever(shown: Slice) -> None:
    rows = tabulate_slice(shown)
    assert list(rows["kind"].unique()) == ["baseline", "setting"]
    assert rows[rows["kind"] == "setting"]["us.face_weight"].unique().tolist() == [2.0]
    assert rows["n"].unique().tolist() == [RUNS]
    sums = rows.groupby(["kind", "us.insulation"])["estimate"].sum()
    np.testing.assert_allclose(sums, 1.0)


def test_a_moved_figure_is_the_figure_of_that_value(shown: Slice, small: Batch) -> None:
    with use_sides(small.manifest.sides):
        first, other = draw_contact_by_day(shown.answer, 2), draw_contact_by_day(shown.answer, 9)
        moved, said = redraw_contact_by_day(first.figure.to_plotly_json(), shown.answer, 9)
    assert said == other.sentence
    whole = other.figure.to_plotly_json()
    for one, two, trace in zip(moved["data"], whole["data"], other.figure.data, strict=True):
        assert one["y"] == list(trace.y)
        assert one.keys() == two.keys()
        assert text_of({**one, "y": 0}) == text_of({**two, "y": 0})
    assert text_of(moved["layout"]) == text_of(whole["layout"])
