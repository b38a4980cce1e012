"""What choosing, forking and forecasting print has the digits of its half-width."""

from __future__ import annotations

from typing import Any

import pytest

from runs.analysis.text.rounding import format_probability
from runs.cli.choose_text import _format_profile, _say_race, _say_robust
from runs.cli.forecast import _format_share, _say_result
from runs.cli.fork_text import _say_turned_worlds
from runs.studies.choices.wording import describe_worlds
from tests.dyads import SIDES

ONE, OTHER = SIDES


def make_profile(payoff: float, half: float, regret: tuple[float, ...], draws: Any) -> Any:
    """Return a profile that pays both sides the same."""
    low, high = draws or (None, None)
    of_sides = {
        f"{name}_{key}": value
        for key in (ONE, OTHER)
        for name, value in
        (("payoff", payoff), ("half_width", half), ("low", low), ("high", high))
    }  # fmt: skip
    ends = dict(zip(("regret", "regret_low", "regret_high"), regret, strict=True))
    return {ONE: "hawk", OTHER: "dove", "equilibrium": 0.946, **of_sides, **ends}


@pytest.mark.parametrize(
    ("payoff", "half", "regret", "draws", "told"),
    [
        (0.1423, 0.1681, (0.0, 0.0, 0.0305), None, ("0.14 (-0.03 to 0.32)",
                                                    "0.000 (0.000 to 0.031)")),
        (-103.4, 12.2, (40.2, 8.1, 91.9), None, ("-103 (-116 to -91)", "40 (8 to 92)")),
        (0.19, 0.3, (0.3, 0.0, 0.88), (-0.247, 0.541), ("0.19 (-0.25 to 0.55; ±0.30)",
                                                        "0.30 (0.00 to 0.88)")),
    ],
)  # fmt: skip
def test_a_payoff_and_its_regret_are_written_by_the_rule_of_all_estimates(
    payoff: float, half: float, regret: tuple[float, ...], draws: Any, told: tuple[str, str]
) -> None:
    cells = _format_profile(make_profile(payoff, half, regret, draws), ONE, OTHER)
    assert cells == ("hawk", "dove", told[0], told[0], told[1], "0.95")


@pytest.mark.parametrize(
    ("fresh", "half", "lead", "told"),
    [
        (
            0.1936,
            0.5212,
            0.4863,
            ("pays 0.19 ± 0.53 ", "0.89)", " and cannot be told from b (0.49 ± 0.53 more)."),
        ),
        (104.2, 12.4, 31.0, ("pays 104 ± 13 ", "was chosen, 1)", ", 31 ± 13 more than b.")),
    ],
)
def test_a_race_says_no_digit_that_its_error_hides(
    fresh: float, half: float, lead: float, told: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    candidates = [{"name": name, "mean": 0.8871, "worlds": 8, "round": 1} for name in "ab"]
    _say_race({
        "side": ONE, "against": "hawk", "winner": "a", "worlds": 8, "fresh": fresh,
        "half_width": half, "raced": 0.8871, "lead": lead, "lead_half_width": half,
        "candidates": candidates,
    })  # fmt: skip
    printed = capsys.readouterr().out
    assert all(text in printed for text in told), printed


@pytest.mark.parametrize(("lead", "told"), [
    (-31.0, "was chosen, 110), 31 ± 13 less than b, which the race put second."),
    (-3.0, "was chosen, 110) and cannot be told from b (3 ± 13 less)."),
])  # fmt: skip
def test_a_race_that_fresh_worlds_turn_says_who_pays_more(
    lead: float, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    candidates = [{"name": name, "mean": 0.8871, "worlds": 8, "round": 1} for name in "ab"]
    _say_race({
        "side": ONE, "against": "hawk", "winner": "a", "worlds": 8, "fresh": 104.2,
        "half_width": 12.4, "raced": 110.0, "lead": lead, "lead_half_width": 12.4,
        "candidates": candidates,
    })  # fmt: skip
    assert told in " ".join(capsys.readouterr().out.split())


def test_worlds_are_counted_with_the_draws_they_are_played_under() -> None:
    assert describe_worlds({"worlds": 2_000, "draws": 1}) == "2,000 shared worlds"
    told = describe_worlds({"worlds": 40, "draws": 50}, "fresh")
    assert told == "40 fresh worlds under each of 50 draws"


def test_a_posture_that_is_never_regretted_names_no_place_of_its_worst_regret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {"side": ONE, "name": "dove", "worst": 0.0, "against": "hawk", "draw": 0, "mean": 0.0,
           "best": 0.999}  # fmt: skip
    _say_robust({"robust": [row], "draws": 2_000, "worlds": 20})
    [line] = [one for one in capsys.readouterr().out.splitlines() if one.startswith(ONE)]
    assert line.split() == [ONE, "dove", "0", "-", "-", "0", ">", "0.99"]


@pytest.mark.parametrize(("share", "told"), [
    (0.0, "0.00"), (0.0005, "< 0.01"), (0.005, "0.01"), (0.946, "0.95"), (0.9945, "0.99"),
    (0.9995, "> 0.99"), (1.0, "1.00"),
])  # fmt: skip
def test_only_what_is_certain_in_every_resample_reads_certain(share: float, told: str) -> None:
    assert format_probability(share) == told


def test_a_forecast_later_than_its_horizon_is_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    share = {"share": 0.3, "low": 0.28, "high": 0.32}
    _say_result({"low80": 40, "median": None, "high80": None, "days": [0.0] * 368,
                 "contact": share, "first_mover": {ONE: share}})  # fmt: skip
    said = " ".join(capsys.readouterr().out.split())
    assert "contact comes later than day 366 after the trigger (median; 80 % of runs: 40" in said


@pytest.mark.parametrize(
    ("share", "low", "high", "told"),
    [
        (0.1, 0.0279, 0.3010, "10 (2 to 31)"),
        (0.423, 0.4018, 0.4449, "42.3 (40.1 to 44.5)"),
        (0.0, 0.0, 0.0019, "0.000 (0.000 to 0.190)"),
    ],
)
def test_shares_of_forecasts_and_forks_are_rounded_outwards(
    share: float, low: float, high: float, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one = {"share": share, "low": low, "high": high}
    assert _format_share(one) == told
    _say_turned_worlds({**one, "worlds": 20, "draws": 1, "counts": []}, "first_mover_true")
    value, ends = told[:-1].split(" (")
    said = f"in {value} of 100 worlds (95 % interval {ends}; n = 20)"
    assert said in " ".join(capsys.readouterr().out.split())
