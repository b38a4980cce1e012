"""Sentences and digits: conditional, with intervals, never finer than the error."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.contrasts import effect_sentence, what_differs
from runs.analysis.estimates import wilson
from runs.analysis.pairs import LOWER, paired
from runs.analysis.rounding import decimals, interval_text, plain, shown
from runs.analysis.wording import sentences
from tests.analysis.frames import outcomes, waiting

CONDITION = "In this model, with these settings,"


@pytest.mark.parametrize(
    ("estimate", "low", "high", "texts"),
    [
        (60.96, 53.8, 67.4, ("61", "54", "67")),
        (61.3, 49.2, 73.4, ("60", "50", "70")),
        (5.18, 4.31, 6.25, ("5.2", "4.3", "6.2")),
        (0.0, 0.0, 0.0019, ("0.0000", "0.0000", "0.0019")),
        (-0.002, -0.12, 0.12, ("0.0", "-0.1", "0.1")),
        (84.0, 81.0, math.nan, ("84", "81", "not reached")),
        (math.nan, 170.0, math.nan, ("not reached", "170", "not reached")),
        (5.0, 5.0, 5.0, ("5", "5", "5")),
        (1234567.0, 1234560.0, 1234575.0, ("1,234,567", "1,234,560", "1,234,575")),
    ],
)
def test_digits_follow_the_interval(
    estimate: float, low: float, high: float, texts: tuple[str, str, str]
) -> None:
    assert shown(estimate, low, high) == texts


@settings(max_examples=300)
@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-6, 1e6))
def test_the_last_digit_shown_is_the_first_digit_of_the_error(low: float, width: float) -> None:
    places = decimals(low, low + width)
    assert places is not None
    half = ((low + width) - low) / 2
    assert 10.0**-places <= half * (1 + 1e-6)
    assert 10.0 ** (1 - places) >= half * (1 - 1e-6)


def test_there_is_no_minus_before_a_zero_and_whole_numbers_stay_whole() -> None:
    assert plain(-0.001, 1) == "0.0"
    assert plain(-0.0) == "0"
    assert shown(83, 82, 83, whole=True) == ("83", "82", "83")
    assert interval_text(83, 81, 85, "days") == "83 days (81 to 85)"
    assert decimals(1.0, 1.0) is None


def test_the_sentence_reads_as_in_the_style_sheet() -> None:
    frame = waiting([5] * 1220 + [9] * 780, ["us"] * 1220 + ["china"] * 700 + ["nobody"] * 80, 9)
    first, second, third = sentences(frame)
    low, high = (round(100 * float(end)) for end in wilson(1220, 2000))
    assert first == (
        f"{CONDITION} the United States calls first in 61 of 100 runs (95 % interval {low} to "
        f"{high}; n = 2,000), China in 35 (33 to 37) and nobody in 4.0 (3.2 to 5.0)."
    )
    assert second == (
        f"{CONDITION} half of the runs have had their first leader contact by day 5 "
        "(95 % interval 5 to 5; n = 2,000)."
    )
    assert third == f"{CONDITION} nobody calls by the horizon in 4.0 (3.2 to 5.0) of 100 runs."


def test_three_variants_are_told_against_the_first() -> None:
    frame = pd.concat(
        [
            outcomes(1000, "base", 1),
            outcomes(1000, "same", 1),
            outcomes(1000, "more", 2, shares=(0.9, 0.05, 0.02, 0.01, 0.02)),
            outcomes(1000, "alike", 3),
        ],
        ignore_index=True,
    )
    told = sentences(frame, {"us": "Side A", "china": "Side B"})
    assert len(told) == 3
    assert all(text.startswith("In this model, with these settings,") for text in told)
    assert "Side A calls first in 51 of 100 runs under “base” (95 % interval" in told[0]
    assert "in the same random worlds as “base”, Side A calls first in exactly as many" in told[2]
    assert "(identical in all 1,000 pairs)" in told[2]
    assert "more of 100 runs under “more” (95 % interval" in told[2]
    assert "cannot be told apart under “alike” (95 % interval" in told[2]


def test_every_variant_of_a_few_is_named_and_days_stay_whole() -> None:
    few = waiting([5] * 52 + [6] * 48, ["us"] * 61 + ["china"] * 39, 9)
    many = waiting([2] * 48 + [3] * 52, ["us"] * 35 + ["china"] * 65, 9)
    first, second, _ = sentences(pd.concat([few, many.assign(variant_name="w")]))
    ends = [100 * end for k in (61, 35) for end in proportion_confint(k, 100, method="wilson")]
    low, high, least, most = (f"{end:.0f}" for end in ends)
    assert first == (
        f"{CONDITION} the United States calls first in 61 of 100 runs under “v” (95 % interval "
        f"{low} to {high}; n = 100) and in 35 under “w” ({least} to {most})."
    )
    assert second == (
        f"{CONDITION} half of the runs have had their first leader contact by day 5 under “v” "
        "(95 % interval 5 to 6; n = 100) and by day 3 under “w” (2 to 3)."
    )


def test_five_variants_are_told_by_the_least_and_the_most() -> None:
    days = {"v6": 6, "v1": 1, "v4": 4, "v8": 8, "never": 9}
    firsts = {"v6": 60, "v1": 55, "v4": 70, "v8": 51, "never": 0}
    frames = []
    for name, day in days.items():
        movers = ["us"] * firsts[name] + ["china"] * 20
        movers += ["nobody"] * (100 - len(movers))
        frames.append(waiting([day] * 100, movers, 9).assign(variant_name=name))
    four = sentences(pd.concat(frames[:4]))
    assert "by day 6 under “v6” (95 % interval 6 to 6; n = 100), by day 1 under" in four[1]
    assert four[1].endswith(" and by day 8 under “v8” (8 to 8).")
    assert four[2].count(" under “") == 3
    first, second, third = sentences(pd.concat(frames))
    low, high = (100 * end for end in proportion_confint(70, 100, method="wilson"))
    assert first == (
        f"{CONDITION} the United States calls first in between 0 of 100 runs under “never” (95 % "
        f"interval 0 to 4; n = 100) and 70 under “v4” ({low:.0f} to {high:.0f}), over 5 variants."
    )
    assert second == (
        f"{CONDITION} half of the runs have had their first leader contact by day 1 under “v1” "
        "(95 % interval 1 to 1; n = 100) at the earliest and by day 8 under “v8” (8 to 8) at the "
        "latest; in 1 of 5 variants not at all."
    )
    assert "of 4 other variants" in third


def test_a_median_that_may_lie_within_the_horizon_says_from_when() -> None:
    frame = waiting([5] * 49 + [9] * 51, ["us"] * 49 + ["nobody"] * 51, 9)
    assert sentences(frame)[1].endswith(
        "not within the 9 days (95 % interval 5 to not reached; n = 100)."
    )


def test_a_change_is_told_per_hundred_runs() -> None:
    # 40 of 100 pairs change: standard error sqrt(0.24 / 99), 1.98422 of it is 0.0977.
    base = waiting([2] * 100, ["us"] * 50 + ["china"] * 50, 9)
    more = base.assign(variant_name="w", first_mover_true=["us"] * 90 + ["china"] * 10)
    both = f"{CONDITION} and in the same random worlds as “{{}}”, the United States calls first in "
    assert what_differs(pd.concat([base, more])) == both.format("v") + (
        "40 more of 100 runs under “w” (95 % interval 30 to 50; 100 pairs)."
    )
    assert what_differs(pd.concat([more, base])) == both.format("w") + (
        "40 fewer of 100 runs under “v” (95 % interval 30 to 50; 100 pairs)."
    )


def test_variants_are_identical_only_where_all_their_columns_are() -> None:
    base = waiting([2, 3, 4, 5], ["us", "us", "china", "us"], 9)
    frame = pd.concat([base, base.assign(variant_name="w")])
    same = f"{CONDITION} and in the same random worlds as “v”, the United States calls first in "
    same += "exactly as many runs under “w” (identical in all 4 pairs)."
    assert what_differs(frame) == same
    whole = {"v": base, "w": base}
    assert what_differs(frame, whole=whole.__getitem__) == same
    whole["v"] = base.assign(visits=[0, 0, 1, 0])
    whole["w"] = base.assign(visits=[0, 0, 2, 0])
    told = what_differs(frame, whole=whole.__getitem__)
    assert "in a share that cannot be told apart under “w” (95 % interval" in told


def test_a_variant_that_shares_no_world_with_the_first_is_not_compared() -> None:
    other = outcomes(200, "elsewhere", 1).assign(seed=8)
    told = sentences(pd.concat([outcomes(200, "base", 1), other], ignore_index=True))
    assert told[2].endswith("under “elsewhere” that share no world and are not compared.")


def test_many_variants_are_told_as_a_range() -> None:
    frame = pd.concat([outcomes(200, f"v{i}", i) for i in range(8)], ignore_index=True)
    first, second, third = sentences(frame)
    assert first.startswith(f"{CONDITION} the United States calls first in between")
    assert "over 8 variants" in first
    assert "at the latest; in 0 of 8 variants not at all." in second
    assert "7 cannot be told apart (Holm-adjusted)" in third


def test_a_median_beyond_the_horizon_is_not_given_a_day() -> None:
    frame = waiting([1] * 10 + [9] * 30, ["us"] * 10 + ["nobody"] * 30, 9)
    assert sentences(frame)[1] == (
        f"{CONDITION} half of the runs have had their first leader contact not within the 9 days."
    )
    many = pd.concat([frame.assign(variant_name=f"v{i}") for i in range(6)])
    assert "no leader contact by the horizon in 6 of 6 variants" in sentences(many)[1]


def test_one_variant_is_told_by_whom_the_audiences_believe() -> None:
    text = sentences(outcomes(500))[2]
    assert text.startswith(f"{CONDITION} those who believe that the United States asked are the US")
    assert text.endswith("of 100 runs (95 % intervals; n = 500).")


def test_each_effect_has_a_sentence_of_its_own() -> None:
    a, b = outcomes(500, "a"), outcomes(500, "b").assign(tariff_us_peak=0.1)
    b["face_us_us_end"] -= 1.0
    table = paired(a, b)
    told = {
        str(row["metric"]): effect_sentence(row, "a", "b", len(table))  # type: ignore[arg-type]
        for row in table.to_dict("records")
    }
    label = str(table.set_index("metric").loc["face_china", "label"])
    assert told["face_china"].lower().startswith(f"{label.lower()}: identical")
    assert told["face_china"][0].isupper()
    assert told["face_china"].endswith("identical under “a” and “b” in all 500 pairs.")
    assert "1 less face under “b” than under “a”" in told["face_us"]
    assert "cannot be told apart" in told["p_us"]
    assert f"Holm-adjusted over {len(table)} metrics" in told["peak_us"]


def test_days_are_fewer_and_face_is_less() -> None:
    row = {"label": "days to contact", "unit": "days", "verdict": LOWER, "n_pairs": 500,
           "effect": -7.0, "low": -7.3, "high": -6.7}  # fmt: skip
    assert "7.0 fewer days under “b” than under “a”" in effect_sentence(row, "a", "b", 39)
    assert "7.0 less face" in effect_sentence(row | {"unit": "face"}, "a", "b", 39)
