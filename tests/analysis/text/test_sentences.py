"""Sentences and digits: conditional, with intervals, never finer than the error."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.comparison.families import LOWER
from runs.analysis.comparison.pairs import compute_paired_differences
from runs.analysis.sides import use_sides
from runs.analysis.text.differences import write_difference_sentence, write_effect_sentence
from runs.analysis.text.sentences import write_result_sentences
from tests.analysis.frames import outcomes, waiting
from tests.dyads import name_sides

CONDITION = "In this model, with these settings,"


def test_the_sentence_reads_as_in_the_style_sheet() -> None:
    frame = waiting([5] * 1220 + [9] * 780, ["us"] * 1220 + ["china"] * 700 + ["nobody"] * 80, 9)
    first, second, third = write_result_sentences(frame)
    assert first == (
        f"{CONDITION} the United States calls first in 61.0 of 100 runs (95 % interval 58.8 to "
        "63.2; n = 2,000), China in 35.0 (32.9 to 37.2) and nobody calls in 4.00 (3.22 to 4.96)."
    )
    ends = [100 * end for end in proportion_confint(1220, 2000, method="wilson")]
    assert 58.8 <= ends[0] < 58.9
    assert 63.1 < ends[1] <= 63.2
    assert second == (
        f"{CONDITION} half of the runs have had their first leader contact by day 5 "
        "(95 % interval 5 to 5; n = 2,000)."
    )
    assert third == (
        f"{CONDITION} nobody calls by the horizon in 4.00 of 100 runs (95 % interval 3.22 to 4.96; "
        "n = 2,000)."
    )


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
    with use_sides(name_sides("Side A", "Side B")):
        told = write_result_sentences(frame)
    assert len(told) == 3
    assert all(text.startswith("In this model, with these settings,") for text in told)
    assert "Side A calls first in 50.7 of 100 runs under “base” (95 % interval" in told[0]
    assert "Side B calls first in 33.9 of 100 runs under “base”" not in told[0]
    assert "). Side B calls first in 33.9 under “base” (" in told[0]
    assert "nothing differs under “same” (identical in all 1,000 pairs); under" in told[2]
    assert "; under “more” Side A calls first in 38.5 more of 100 runs (adjusted" in told[2]
    assert "; 1,000 pairs) and Side B in 28.1 fewer (" in told[2]
    alike = "under “alike” Side A calls first in a share that cannot be told apart (adjusted"
    assert alike in told[2]
    assert told[2].endswith("). Holm-adjusted for each side over 3 variants.")


def test_every_variant_of_a_few_is_named_and_days_stay_whole() -> None:
    few = waiting([5] * 52 + [6] * 48, ["us"] * 61 + ["china"] * 39, 9)
    many = waiting([2] * 48 + [3] * 52, ["us"] * 35 + ["china"] * 65, 9)
    first, second, _ = write_result_sentences(pd.concat([few, many.assign(variant_name="w")]))
    assert first == (
        f"{CONDITION} the United States calls first in 61.0 of 100 runs under “v” (95 % interval "
        "51.2 to 70.0; n = 100) and in 35.0 under “w” (26.3 to 44.8). China calls first in 39.0 "
        "under “v” (30.0 to 48.8) and in 65.0 under “w” (55.2 to 73.7)."
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
    four = write_result_sentences(pd.concat(frames[:4]))
    assert "by day 6 under “v6” (95 % interval 6 to 6; n = 100), by day 1 under" in four[1]
    assert four[1].endswith(" and by day 8 under “v8” (8 to 8).")
    assert four[2].count(" under “") == 3
    first, second, third = write_result_sentences(pd.concat(frames))
    assert first == (
        f"{CONDITION} over 5 variants, the United States calls first in between 0.0 of 100 runs "
        "under “never” (95 % interval 0.0 to 3.7; n = 100) and 70.0 under “v4” (60.4 to 78.2). "
        "China calls first in 20.0 (13.3 to 28.9) under each."
    )
    assert second == (
        f"{CONDITION} half of the runs have had their first leader contact by day 1 under “v1” "
        "(95 % interval 1 to 1; n = 100) at the earliest and by day 8 under “v8” (8 to 8) at the "
        "latest; in 1 of 5 variants not at all."
    )
    assert third.count("of 4 other variants") == 2
    assert third.index("the United States") < third.index("China")


def test_a_median_that_may_lie_within_the_horizon_says_from_when() -> None:
    frame = waiting([5] * 49 + [9] * 51, ["us"] * 49 + ["nobody"] * 51, 9)
    assert write_result_sentences(frame)[1].endswith(
        "not within the 9 days (95 % interval 5 to not reached; n = 100)."
    )


def test_a_change_is_told_per_hundred_runs() -> None:
    # 40 of 100 pairs change: standard error sqrt(0.24 / 99), 1.98422 of it is 0.0977.
    base = waiting([2] * 100, ["us"] * 50 + ["china"] * 50, 9)
    more = base.assign(variant_name="w", first_mover_true=["us"] * 90 + ["china"] * 10)
    both = f"{CONDITION} and in the same random worlds as “{{}}”, under “{{}}” the United States "
    assert write_difference_sentence(pd.concat([base, more])) == both.format("v", "w") + (
        "calls first in 40.0 more of 100 runs (95 % interval 30.2 to 49.8; 100 pairs) and China in "
        "40.0 fewer (30.2 to 49.8)."
    )
    assert write_difference_sentence(pd.concat([more, base])) == both.format("w", "v") + (
        "calls first in 40.0 fewer of 100 runs (95 % interval 30.2 to 49.8; 100 pairs) and China "
        "in 40.0 more (30.2 to 49.8)."
    )


def test_variants_are_identical_only_where_all_their_columns_are() -> None:
    base = waiting([2, 3, 4, 5], ["us", "us", "china", "us"], 9)
    frame = pd.concat([base, base.assign(variant_name="w")])
    same = f"{CONDITION} and in the same random worlds as “v”, nothing differs under “w” "
    same += "(identical in all 4 pairs)."
    assert write_difference_sentence(frame) == same
    whole = {"v": base, "w": base}
    assert write_difference_sentence(frame, read_rows=whole.__getitem__) == same
    whole["v"] = base.assign(visits=[0, 0, 1, 0])
    whole["w"] = base.assign(visits=[0, 0, 2, 0])
    told = write_difference_sentence(frame, read_rows=whole.__getitem__)
    assert "the United States calls first in a share that cannot be told apart (95 %" in told


def test_a_variant_that_shares_no_world_with_the_first_is_not_compared() -> None:
    other = outcomes(200, "elsewhere", 1).assign(seed=8)
    told = write_result_sentences(pd.concat([outcomes(200, "base", 1), other], ignore_index=True))
    assert told[2].endswith("“elsewhere” shares no world and is not compared.")


def test_many_variants_are_told_as_a_range() -> None:
    frame = pd.concat([outcomes(200, f"v{i}", i) for i in range(8)], ignore_index=True)
    first, second, third = write_result_sentences(frame)
    assert first.startswith(f"{CONDITION} over 8 variants, the United States calls first in")
    assert ". China calls first in between" in first
    assert "at the latest; in 0 of 8 variants not at all." in second
    assert third.count("7 cannot be told apart (Holm-adjusted over 7 variants)") == 2


def test_a_median_beyond_the_horizon_is_not_given_a_day() -> None:
    frame = waiting([1] * 10 + [9] * 30, ["us"] * 10 + ["nobody"] * 30, 9)
    assert write_result_sentences(frame)[1] == (
        f"{CONDITION} half of the runs have had their first leader contact not within the 9 days."
    )
    many = pd.concat([frame.assign(variant_name=f"v{i}") for i in range(6)])
    assert "no leader contact by the horizon in 6 of 6 variants" in write_result_sentences(many)[1]


def test_one_variant_is_told_by_whom_the_audiences_believe() -> None:
    text = write_result_sentences(outcomes(500))[2]
    assert text.startswith(f"{CONDITION} the US public believes that the United States asked in ")
    assert text.count("that the United States asked in") == text.count("that China asked in") == 3


def test_each_effect_has_a_sentence_of_its_own() -> None:
    a, b = outcomes(500, "a"), outcomes(500, "b").assign(tariff_us_peak=0.1)
    b["face_us_us_end"] -= 1.0
    table = compute_paired_differences(a, b)
    told = {
        str(row["metric"]): write_effect_sentence(row, "a", "b")  # type: ignore[arg-type]
        for row in table.to_dict("records")
    }
    label = str(table.set_index("metric").loc["face_china", "label"])
    assert told["face_china"].lower().startswith(f"{label.lower()}: identical")
    assert told["face_china"][0].isupper()
    assert told["face_china"].endswith("identical under “a” and “b” in all 500 pairs.")
    assert "1 less face under “b” than under “a”" in told["face_us"]
    assert "whether this differs between “a” and “b” cannot be told (adjusted" in told["p_us"]
    assert f"Holm-adjusted over {len(table)} metrics" in told["peak_us"]


def test_days_are_fewer_and_face_is_less() -> None:
    row = {"label": "days to contact", "unit": "days", "verdict": LOWER, "n_pairs": 500,
           "effect": -7.0, "adjusted_low": -7.3, "adjusted_high": -6.7, "family": 39}  # fmt: skip
    assert "7.00 fewer days under “b” than under “a”" in write_effect_sentence(row, "a", "b")
    assert "7.00 less face" in write_effect_sentence(row | {"unit": "face"}, "a", "b")
    assert "700 less percentage points" in write_effect_sentence(row | {"unit": "rate"}, "a", "b")


@pytest.mark.parametrize(("sizes", "told"), [((16, 8), ["16", "8"]), ((8, 8), ["8"])])
def test_variants_of_unequal_numbers_of_runs_are_told_each_with_its_own(
    sizes: tuple[int, int], told: list[str]
) -> None:
    frames = [waiting([5] * n, ["us"] * n, 9).assign(variant_name=f"v{n}{i}")
              for i, n in enumerate(sizes)]  # fmt: skip
    first, second, _ = write_result_sentences(pd.concat(frames))
    us, china = first.split(". China ")
    for text, numbers in ((us, told), (second, told), (china, told if len(told) > 1 else [])):
        assert re.findall(r"; n = (\d+)\)", text) == numbers


def test_a_range_over_variants_of_unequal_numbers_of_runs_has_the_number_at_both_ends() -> None:
    frames = [waiting([5] * 8, ["us"] * k + ["china"] * (8 - k), 9) for k in (2, 3, 4, 5)]
    frames.append(waiting([5] * 20, ["us"] * 15 + ["china"] * 5, 9))
    named = [frame.assign(variant_name=f"v{i}") for i, frame in enumerate(frames)]
    first, second, _ = write_result_sentences(pd.concat(named))
    assert re.findall(r"; n = (\d+)\)", first) == ["8", "20", "20", "8"]
    assert len(re.findall(r"; n = \d+\)", second)) == 2
    alike = [waiting([5] * n, ["us"] * n, 9).assign(variant_name=f"v{n}") for n in range(4, 9)]
    assert "under each (n = 4 to 8)." in write_result_sentences(pd.concat(alike))[0]
