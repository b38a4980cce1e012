"""A pattern of one's own that its runs could not give is refused before anything is simulated."""

from __future__ import annotations

from typing import Any

import pytest

from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.studies.patterns.pattern import Pattern
from runs.studies.patterns.planning import PlannedPattern, plan_pattern

COMPOSER = ConfigComposer()


def plan(measure: str, **overrides: Any) -> PlannedPattern:
    """Return the plan of a pattern with one measure on the preset of 180 days."""
    pattern = Pattern.model_validate({
        "id": "OWN1", "title": "A pattern", "source": "a table",
        "simulated_on": {"overrides": {"horizon": 180, **overrides}},
        "data": [{"name": "one", "measure": measure, "observed": 1, "unit": "days",
                  "source": "a row"}],
    })  # fmt: skip
    return plan_pattern(COMPOSER, "OWN1", pattern)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("tarif(side=us, day=3)", "is no measure; nearest: tariff."),
        ("tariff(sid=us, day=3)", "tariff has no sid; it has side, day."),
        ("tariff(side=us)", "day is missing."),
        ("tariff(side=eu, day=3)", "side=eu: there are china, us."),
        ("tariff(side=us, day=180)", "day=180: a day of 0 to 179 is wanted."),
        ("tariff(side=us, day=-1)", "day=-1: a day of 0 to 179 is wanted."),
        ("tariff(side=us, day=three)", "day=three: a whole number is wanted."),
        ("tariff(side=us, day=true)", ": a whole number is wanted."),
        ("tariff_reaches(side=us, level=much, by=3)", "level=much: a number is wanted."),
        ("rises_per_100_days(side=us, under_accord=1)", "under_accord=1: true or false is wanted."),
        ("acts(kinds=denial+soybean_purchas)", "kinds=soybean_purchas: nearest: soybean_purchase."),
        ("days_to_contact(stage=leaders)", "stage=leaders: nearest: leader."),
        ("threats(side=us, fate=gone)", "fate=gone: there are"),
        ("event_share(quad=verbal)", "quad=verbal: there are"),
        ("tariff(side={thrid}, day=3)", "in braces are allowed {first}, {second}, {cut_off}."),
        ("tariff(side={, day=3)", "in braces are allowed {first}, {second}, {cut_off}."),
    ],
)
def test_a_measure_that_runs_cannot_give_is_refused(measure: str, said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        plan(measure)
    assert refused.value.reason.startswith("pattern OWN1: ")
    assert said in refused.value.reason


@pytest.mark.parametrize(
    "measure",
    ["tariff(side={second}, day=179)", "tariff_reaches(side=us, level=1, by=0)",
     "acts(kinds=denial+ask_private, until=179)", "days_to_contact()"],
)  # fmt: skip
def test_a_measure_that_runs_can_give_is_planned(measure: str) -> None:
    assert len(plan(measure).beginnings) == 1


@pytest.mark.parametrize(
    ("overrides", "said", "nearest"),
    [
        ({"horizn": 180}, "horizn is not a setting.", "horizon"),
        ({"us": {"tarif_start": 0.0}}, "us.tarif_start is not a setting.", "us.tariff_start"),
        ({"leader@us": "mutal"}, "leader@us has no option mutal.", "mutual"),
        ({"us": {"insulation": 9}}, "us.insulation=9: out of range.", None),
    ],
)
def test_a_wrong_override_names_pattern_and_nearest(
    overrides: dict[str, Any], said: str, nearest: str | None
) -> None:
    with pytest.raises(WrongInput) as refused:
        plan("days_to_contact()", **overrides)
    assert refused.value.reason == f"pattern OWN1: {said}"
    assert nearest is None or nearest in refused.value.nearest
