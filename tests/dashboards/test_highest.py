"""A window, a day or a share is called the highest only where it is one, not the luckiest."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from dashboards.figures.contact import draw_contact_curves
from dashboards.figures.hazard import draw_hazard_and_calendar
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view

RUN_DAYS = 4000


def hazards(events: Sequence[int], at_risk: int = RUN_DAYS) -> pd.DataFrame:
    low, high = proportion_confint(list(events), at_risk, method="wilson")
    table = pd.DataFrame({"events": list(events), "low": low, "high": high, "at_risk": at_risk})
    table["estimate"] = table["events"] / at_risk
    return table.assign(day=[1 + 5 * place for place in range(len(table))], days=5)


FLAT = [40, 43, 38, 41, 47, 39, 44, 42]
PEAK = [40, 43, 38, 41, 140, 39, 44, 42]
TWO_BESIDE = [40, 43, 38, 120, 130, 39, 44, 42]
TWO_APART = [40, 130, 38, 41, 120, 39, 44, 42]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (FLAT, "no window stands out: the highest chance seen, in days 21 to 25, is 1.18 [0.88, "),
        (FLAT, "and 7 of 7 other windows cannot be told from it."),
        (PEAK, "the chance is highest in days 21 to 25: 3.50 [2.97, 4.12] of 100 runs still"),
        (PEAK, "that of each of the 7 other windows is lower"),
        (TWO_BESIDE, "the chance is highest somewhere in days 16 to 25, by limits for all"),
        (TWO_BESIDE, "the highest seen there, days 21 to 25, is 3.25 ["),
        (TWO_APART, "no window stands out: the highest chance seen, in days 6 to 10,"),
        (TWO_APART, "and 1 of 7 other windows cannot be told from it."),
        ([0, 0, 0], "no run of those waiting has its contact in any of 3 windows."),
        ([40], "the chance in days 1 to 5 is 1.00 [0.73, 1.36] of 100 runs still waiting"),
    ],
)
def test_a_window_is_called_the_highest_only_where_all_others_are_lower(
    events: Sequence[int], said: str
) -> None:
    found = draw_hazard_and_calendar(hazards(events), [], "v", 1000)
    assert said in found.sentence
    assert found.about.startswith("n = 1,000 runs;")


def test_a_window_with_few_left_waiting_is_not_sought_for_the_highest() -> None:
    table = pd.concat([hazards(PEAK), hazards([9], 100).assign(day=41)], ignore_index=True)
    said = draw_hazard_and_calendar(table, [], "v", 1000).sentence
    assert "the chance is highest in days 21 to 25" in said


@pytest.mark.parametrize("variant", ["as reported", "counting swapped", "face off"])
def test_the_chance_that_is_said_is_that_of_the_outcomes(source: Source, variant: str) -> None:
    view = resolve_view(source, "/first", f"?v=1&variant={variant.replace(' ', '+')}")
    found = list_pages()["/first"].figures["hazard"].draw(view)
    told = re.search(r"days (\d+) to (\d+)(?:, is|:) (\S+) \[(\S+), (\S+)\]", found.sentence)
    assert told is not None, found.sentence
    first, last = int(told[1]), int(told[2])
    own = view.read_outcomes(variant)
    waited = sum(int((own["duration"] >= day).sum()) for day in range(first, last + 1))
    events = int((own["event_observed"] & own["duration"].between(first, last)).sum())
    low, high = proportion_confint(events, waited, method="wilson")
    digit = [10.0 ** -len(text.partition(".")[2]) for text in told.groups()[2:]]
    assert float(told[3]) == pytest.approx(100 * events / waited, abs=0.6 * digit[0])
    assert float(told[4]) == pytest.approx(100 * low, abs=1.1 * digit[1])
    assert float(told[5]) == pytest.approx(100 * high, abs=1.1 * digit[2])
    assert f"n = {len(own):,} runs" in found.about


def gap(effect: Sequence[float], pointwise: float, band: float) -> pd.DataFrame:
    table = pd.DataFrame({"day": range(1, len(effect) + 1), "effect": list(effect)})
    for name, half in (("", pointwise), ("band_", band)):
        table[f"{name}low"], table[f"{name}high"] = table["effect"] - half, table["effect"] + half
    return table.assign(a=0.5, b=table["effect"] + 0.5, n_pairs=300)


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ([0.0, -0.07, -0.02], "differ on 1 day; the widest gap seen is on day 2: 7.0 [2.0, 12.0]"),
        ([0.2, 0.0, -0.09], "differ on 2 days; the widest gap seen is on day 1: −20.0 [−25.0, −15"),
    ],
)
def test_the_widest_gap_has_the_limits_that_hold_for_all_days(
    effect: Sequence[float], said: str
) -> None:
    found = draw_contact_curves(gap(effect, 0.025, 0.05), "v", "w")
    assert said in found.sentence
    assert "limits for all days at once" in found.sentence
    assert "in contact (w minus v" in found.sentence
    first, second, low, high, curve = found.figure.data
    assert max(abs(high.y - curve.y)) == pytest.approx(5)
    assert max(abs(curve.y - low.y)) == pytest.approx(5)
    assert curve.y == pytest.approx([-100 * value for value in effect])
    assert second.y - first.y == pytest.approx(curve.y)
    assert first.y == pytest.approx([50.0] * len(effect))


def test_a_gap_within_the_band_is_no_gap_though_its_own_limits_leave_it_one() -> None:
    said = draw_contact_curves(gap([0.0, 0.04, 0.0], 0.03, 0.05), "v", "w").sentence
    assert "the curves cannot be told apart on any day; the widest gap seen is on day" in said


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ([0.0, 0.2, 0.1], "): they talk later."),
        ([0.0, -0.2, -0.1], "): they talk sooner."),
        ([0.2, 0.0, -0.1], "all days at once)."),
    ],
)
def test_curves_that_cross_are_neither_sooner_nor_later(effect: Sequence[float], said: str) -> None:
    found = draw_contact_curves(gap(effect, 0.025, 0.05), "v", "w")
    assert found.sentence.endswith(said)


def test_curves_of_long_names_are_told_apart_in_the_room_beside_them() -> None:
    names = ("us.insulation=0.2, china.insulation=0.1", "us.insulation=0.2, china.insulation=0.9")
    notes = draw_contact_curves(gap([0.0, 0.2], 0.1, 0.2), *names).figure.layout.annotations
    assert [note.text for note in notes][:2] == [
        "<b>A</b> us.insulation=0…",
        "<b>B</b> us.insulation=0…",
    ]


def test_the_widest_gap_of_a_batch_has_its_band(source: Source) -> None:
    view = resolve_view(source, "/compare", "?v=1&a=as+reported&b=face+off")
    found = list_pages()["/compare"].figures["survival"].draw(view)
    told = re.search(r"on day (\d+): (\S+) \[(\S+), (\S+)\]", found.sentence)
    assert told is not None, found.sentence
    row = found.table.set_index("day").loc[int(told[1])]
    shown = [float(text.replace("−", "-")) for text in told.groups()[1:]]
    exact = [-100 * row[key] for key in ("effect", "band_high", "band_low")]
    assert shown == pytest.approx(exact, abs=1)
    assert shown[1] <= exact[1]
    assert shown[2] >= exact[2]
    assert row["band_high"] - row["band_low"] > row["high"] - row["low"]
