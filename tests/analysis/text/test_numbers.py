"""Rounding: two digits of the half-width, ends outwards, no false order, no false exactness."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runs.analysis.estimates.estimates import Estimate, Interval, extract_estimate
from runs.analysis.text.numbers import (
    choose_decimals,
    format_estimate,
    format_in_brackets,
    format_interval_ends,
    format_number,
    format_parameter_interval,
    format_plus_minus,
    format_simulation_error,
    format_with_interval,
)
from runs.analysis.text.rounding import format_half_width

FINITE = st.floats(-1e6, 1e6)
WIDTHS = st.floats(1e-6, 1e6)


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(0.46, 0.3297, 0.596, 50, "share"), "46 (32 to 60)"),
        (Estimate(0.42325, 0.4018, 0.4449, 2000, "share"), "42.3 (40.1 to 44.5)"),
        (Estimate(0.0, 0.0, 0.0019, 2000, "share"), "0.000 (0.000 to 0.190)"),
        (Estimate(104.0, 95.0, 119.0, 300, "day"), "104 (95 to 119)"),
        (Estimate(105.0, 95.0, 119.0, 300, "day"), "105 (95 to 119)"),
        (Estimate(104.23, 4.0, 219.0, 3, "days"), "104 (4 to 219)"),
        (Estimate(84.0, 81.0, math.nan, 300, "day"), "84 (81 to not reached)"),
        (Estimate(math.nan, 170.0, math.nan, 300, "day"), "not reached (170 to not reached)"),
        (Estimate(0.28, 0.21, 0.41, 300, "rate"), "28 (21 to 41)"),
        (Estimate(5.18, 4.31, 6.25, 300), "5.18 (4.31 to 6.25)"),
        (Estimate(-0.002, -0.12, 0.12, 300), "0.00 (-0.12 to 0.12)"),
        (Estimate(5.0, 5.0, 5.0, 300), "5 (5 to 5)"),
        (Estimate(1234567.0, 1234321.0, 1234899.0, 300), "1,234,570 (1,234,320 to 1,234,900)"),
        (Estimate(0.5, math.nan, math.nan, 1, "share", "pair"), "50, no interval (1 pair)"),
        (Estimate(0.25, math.nan, math.nan, 4, "share", "pair"), "25, no interval (4 pairs)"),
        (Estimate(0.483015, math.nan, math.nan, 1), "0.483, no interval (1 run)"),
        (Estimate(-1234.56, math.nan, math.nan, 1), "-1,235, no interval (1 run)"),
        (Estimate(0.14, 0.11, 6.3, 20), "0.14 (0.11 to 6.30)"),
        (Estimate(1.9, 0.023, 3.7, 8, "", "pair"), "1.90 (0.02 to 3.70)"),
        (Estimate(-0.22, -0.44, -0.0031, 37, "", "pair"), "-0.220 (-0.440 to -0.003)"),
        (Estimate(1.9, 0.023, 3.7, 8), "1.9 (0.0 to 3.7)"),
        (Estimate(0.5, 1e-9, 1.0, 9, "", "pair"), "0.500000 (0.000000 to 1.000000)"),
        (Estimate(0.1425, 0.127, 0.159, 2000, "share"), "14.3 (12.7 to 15.9)"),
        (Estimate(0.14250000000000002, 0.127, 0.159, 2000, "share"), "14.3 (12.7 to 15.9)"),
        (Estimate(0.0465, 0.0381, 0.0567, 2000, "share"), "4.65 (3.81 to 5.67)"),
    ],
)
def test_an_estimate_has_the_digits_of_its_half_width(estimate: Estimate, shown: str) -> None:
    assert format_with_interval(estimate) == shown


def test_the_unit_stands_after_the_estimate() -> None:
    share = Estimate(0.46, 0.3297, 0.596, 50, "share")
    assert format_with_interval(share, named=True) == "46 of 100 runs (32 to 60)"
    assert (
        format_with_interval(Estimate(0.28, 0.21, 0.41, 9, "rate"), named=True) == "28% (21 to 41)"
    )
    assert format_in_brackets(Estimate(-4.2, -9.9, 1.5, 9)) == "−4.2 [−9.9, 1.5]"


def test_an_interval_over_parameters_comes_first_and_sets_the_digits() -> None:
    known = Estimate(0.8125, 0.801, 0.823, 5000, "share", parameters=Interval(0.561, 0.958))
    assert format_with_interval(known) == "81 (56 to 96; ±2)"
    whole = "56 to 96 over the parameters the history allows; simulation error ±2"
    assert format_interval_ends(known, full=True) == whole
    assert format_interval_ends(replace(known, fit="prior"), full=True) == whole.replace(
        "history", "prior"
    )
    assert format_in_brackets(known) == "81 [56, 96] ±2"
    assert format_parameter_interval(known) == ("81", "56", "96")


def test_a_half_width_is_rounded_up() -> None:
    assert format_plus_minus(-29.6, 11.71) == "-30 ± 12"
    assert format_plus_minus(0.61, 0.0702) == "0.610 ± 0.071"
    assert format_plus_minus(0.61, 0.0) == "0.61"


def test_there_is_no_minus_before_a_zero() -> None:
    assert format_number(-0.001, 1) == "0.0"
    assert format_number(-0.0) == "0"
    assert format_number(83.0) == "83"
    assert choose_decimals(Estimate(1.0, 1.0, 1.0, 5)) is None
    noisy = Estimate(-0.3, -0.3 - 6e-17, -0.3 + 6e-17, 5)  # the mean of ten equal payoffs
    assert format_estimate(noisy) == ("-0.3", "-0.3", "-0.3")


@st.composite
def estimates(draw: st.DrawFn, units: tuple[str, ...] = ("", "share", "days", "day")) -> Estimate:
    low, width = draw(FINITE), draw(WIDTHS)
    value = low + draw(st.floats(0.0, 1.0)) * width
    assume(low <= value <= low + width)
    return Estimate(value, low, low + width, 10, draw(st.sampled_from(units)))


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@given(estimates())
def test_no_interval_shown_lies_inside_the_true_one(estimate: Estimate) -> None:
    per = 100 if estimate.unit == "share" else 1
    value, low, high = (number(text) for text in format_estimate(estimate))
    places = choose_decimals(estimate)
    assert places is not None
    noise = Decimal(1).scaleb(-places) * Decimal("1e-9")
    assert low <= Decimal(repr(estimate.low)) * per + noise
    assert high >= Decimal(repr(estimate.high)) * per - noise
    assert low <= value <= high


@given(estimates())
def test_no_end_is_shown_as_the_estimate_unless_it_is(estimate: Estimate) -> None:
    value, low, high = format_estimate(estimate)
    apart = 1e-8 * max(abs(estimate.low), abs(estimate.high), abs(estimate.value))
    if estimate.value - estimate.low > apart:
        assert low != value
    if estimate.high - estimate.value > apart:
        assert high != value


@given(estimates(units=("", "share", "days")))
def test_an_end_of_a_difference_beside_zero_is_not_shown_as_zero(estimate: Estimate) -> None:
    half = (estimate.high - estimate.low) / 2
    _, low, high = format_estimate(replace(estimate, counted="pair"))
    for end, text in ((estimate.low, low), (estimate.high, high)):
        if abs(end) > 1e-3 * half:
            assert number(text) != 0


@pytest.mark.parametrize(("more", "shown"), [
    ({"n_pairs": 50}, "0.300 [0.004, 0.597]"),
    ({"n": 50}, "0.300 [0.004, 0.597]"),
    ({"n": 50, "paired": True}, "0.300 [0.004, 0.597]"),
    ({"n": 50, "paired": False}, "0.30 [0.00, 0.60]"),
])  # fmt: skip
def test_an_effect_is_a_difference_of_pairs_whatever_table_it_stands_in(
    more: dict[str, object], shown: str
) -> None:
    row = {"effect": 0.3, "effect_low": 0.0043, "effect_high": 0.5967, **more}
    assert format_in_brackets(extract_estimate(row, "effect")) == shown


@given(estimates(), estimates())
def test_no_order_shown_contradicts_the_true_one_by_more_than_a_digit(
    one: Estimate, other: Estimate
) -> None:
    other = replace(other, unit=one.unit)
    per = 100 if one.unit == "share" else 1
    change = number(format_estimate(one).value) - number(format_estimate(other).value)
    true = (Decimal(repr(one.value)) - Decimal(repr(other.value))) * per
    places = [choose_decimals(one), choose_decimals(other)]
    digit = sum(Decimal(1).scaleb(-(place or 0)) / 2 for place in places)
    assert abs(change - true) <= digit * Decimal("1.000001")


@given(estimates(units=("share", "days", "day")))
def test_days_and_runs_are_never_rounded_to_tens(estimate: Estimate) -> None:
    assert (choose_decimals(estimate) or 0) >= 0


@given(FINITE, WIDTHS)
def test_a_half_width_keeps_two_significant_digits(low: float, width: float) -> None:
    middle = Estimate(low + width / 2, low, low + width, 10)
    places = choose_decimals(middle)
    half = (middle.high - middle.low) / 2
    assert places is not None
    assert 9.9 <= half * 10.0**places < 99.6


@pytest.mark.parametrize(
    ("half_width", "told"),
    [(0.2462, "0.25"), (0.2008, "0.21"), (0.1533, "0.16"), (0.0219, "0.022"), (0.01549, "0.016"),
     (0.25, "0.25"), (0.0999, "0.10")],
)  # fmt: skip
def test_a_half_width_alone_has_two_digits_and_is_never_told_smaller(
    half_width: float, told: str
) -> None:
    assert format_half_width(half_width) == told


@pytest.mark.parametrize(("low", "high"), [(math.nan, 5.0), (1.0, math.nan), (1.0, math.inf)])
def test_a_limit_that_is_not_reached_is_no_half_width(low: float, high: float) -> None:
    assert "not reached" in format_simulation_error(Estimate(3.0, low, high, 9))


def test_limits_that_are_the_value_are_no_error_of_plus_or_minus_nothing() -> None:
    """Runs that all agree, or a median at which many lie, do not prove that no error is left."""
    level = Estimate(1.45, 1.45, 1.45, 900, "rate", fit="record", parameters=Interval(1.45, 1.45))
    assert format_interval_ends(level) == "no spread; no error seen"
    assert format_interval_ends(level, full=True).endswith("; no simulation error seen")
    assert format_in_brackets(level) == "145 [no spread], no error seen"
    few = replace(level, parameters=None)
    assert format_in_brackets(few) == "145, no error seen"
    assert format_simulation_error(level, "simulation error, adjusted,") == (
        "no simulation error seen"
    )
    same = Estimate(0.0, 0.0, 0.0, 50, "days", "pair", fit="record")
    assert format_interval_ends(same) == "±0"  # its verdict says that all pairs are identical
