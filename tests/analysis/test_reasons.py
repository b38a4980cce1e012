"""Why a decision fell so: held against every decision of real runs, and turned by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from agents.block import trace_run
from runs.analysis.runs.decision_reasons import (
    DecisiveTerm,
    explain_decision,
    infer_temperature,
    tabulate_options,
    write_reason,
)
from tests.everyday import mark_others_slow
from tests.model.standoffs import change_config, compose

HEATS = {"one": (1.0, 1.0), "another": (3.0, 0.5)}


@pytest.fixture(scope="module", params=mark_others_slow(HEATS))
def heat(request: pytest.FixtureRequest) -> dict[str, float]:
    return dict(zip(("us", "china"), HEATS[request.param], strict=True))


@pytest.fixture(scope="module")
def decisions(heat: dict[str, float]) -> list[dict[str, Any]]:
    paths = {f"{side}.policy.temperature": value for side, value in heat.items()}
    config = change_config(compose(), paths)
    return [d for run in (0, 3) for d in trace_run(config, seed=1, replication=run)["decisions"]]


def option_with_highest(options: list[dict[str, Any]], score: str = "score") -> str:
    return str(max(options, key=lambda option: float(option[score]))["name"])


@pytest.mark.slow
def test_the_temperature_is_read_off_the_terms_and_utilities(
    decisions: list[dict[str, Any]], heat: dict[str, float]
) -> None:
    for decision in decisions:
        if any(any(option["terms"].values()) for option in decision["options"]):
            assert infer_temperature(decision["options"]) == pytest.approx(heat[decision["side"]])


@pytest.mark.slow
def test_lead_and_nearest_are_those_of_the_two_highest_sums(
    decisions: list[dict[str, Any]],
) -> None:
    for decision in decisions:
        why, scores = explain_decision(decision), sorted(o["score"] for o in decision["options"])
        if why.lead is not None and why.lead < 0.0:  # another act of the day left it no object
            assert why.chosen == "no_message"
            continue
        assert why.chosen == option_with_highest(decision["options"])
        assert why.lead == scores[-1] - scores[-2] >= 0
        assert why.likeliest == option_with_highest(decision["options"], "utility")


def test_a_term_turns_a_decision_exactly_where_it_is_taken_away(
    decisions: list[dict[str, Any]], heat: dict[str, float]
) -> None:
    turned = 0
    for decision in decisions:
        why, options = explain_decision(decision), decision["options"]
        if why.lead is not None and why.lead < 0.0:  # another act of the day left it no object
            continue
        found = {t.term: t.to for t in why.turns}
        families = [option["family"] for option in options]
        for term in {term for option in options for term in option["terms"]}:
            without = [
                sum(v for t, v in option["terms"].items() if t != term) / heat[decision["side"]]
                - math.log(families.count(option["family"]))
                + option["draw"]
                for option in options
            ]
            best = options[without.index(max(without))]["name"]
            assert found.get(term, decision["chosen"]) == best
            turned += term in found
    assert turned > 50


def option(name: str, utility: float, draw: float, **terms: float) -> dict[str, Any]:
    sums = {"utility": utility, "draw": draw, "score": utility + draw, "probability": 0.25}
    return {"name": name, "family": name, "terms": terms, **sums}


def test_the_sentence_names_what_would_have_turned_it() -> None:
    decision = {"side": "us", "slot": "contact", "chosen": "wait", "nearest": "ask_private"}
    decision["options"] = [
        option("wait", 4.5, 0.0, inertia=4.0, other_may_come=0.5),
        option("ask_private", 3.0, 0.25, relief=4.0, face_at_risk=-1.0),
    ]
    assert write_reason(decision) == (
        "The United States chose “wait”, with probability 0.250. “ask private” came nearest, 1.25 "
        "behind: with so much more utility or draw it would have been chosen. Without inertia "
        "(4.00) “ask private” would have been chosen."
    )
    decision["options"][1] |= {"draw": 3.0, "score": 6.0}
    decision |= {"chosen": "ask_private", "nearest": "wait"}
    said = write_reason(decision)
    assert "Its draw decided: by utility alone, “wait” was likeliest." in said
    assert "Without relief (4.00) “wait” would have been chosen." in said


@pytest.mark.parametrize("heat", [1.0, 2.0])
def test_a_term_weighs_what_it_gives_the_choice_less_what_it_gives_the_other(heat: float) -> None:
    # Without its own inertia the choice falls 0.25 behind; without the face that the other would
    # have risked it falls 1 behind; its habit is less than its lead of 0.5, and relief speaks for
    # the other anyway.
    decision = {"side": "us", "slot": "contact", "chosen": "wait", "nearest": "ask_private"}
    terms = {"relief": 2.0, "face_at_risk": -1.5}
    decision["options"] = [
        option("wait", 1.0 / heat, 0.0, inertia=0.75, habit=0.25),
        option("ask_private", 0.5 / heat, 0.0, **terms),
    ]
    assert explain_decision(decision).turns == (
        DecisiveTerm("face_at_risk", "ask_private", 1.5 / heat),
        DecisiveTerm("inertia", "ask_private", 0.75 / heat),
    )


def test_a_temperature_is_of_the_sums_before_a_family_shares_its_weight() -> None:
    two = [option("ask", 2 - math.log(2), 0.0, relief=4.0), option("hint", 1 - math.log(2), 0.0)]
    two[1]["terms"] = {"relief": 2.0}
    assert infer_temperature([one | {"family": "ask"} for one in two]) == pytest.approx(2)
    assert infer_temperature([option("wait", 0.0, 0.0), option("ask", 0.0, 0.0)]) == 1


def test_a_policy_without_terms_is_said_to_have_none() -> None:
    decision = {"side": "china", "slot": "contact", "policy": "constant_hazard", "chosen": "wait"}
    decision |= {"nearest": None, "options": []}
    assert write_reason(decision) == (
        "China chose “wait”; the policy constant hazard weighs no terms."
    )


def test_the_table_has_every_option_with_its_exact_numbers(
    decisions: list[dict[str, Any]], heat: dict[str, float]
) -> None:
    some = decisions[:60]
    table = tabulate_options(some)
    assert len(table) == sum(len(decision["options"]) for decision in some)
    terms = [column for column in table if column.startswith("term_")]
    alone = (
        table["family"]
        .groupby([table["day"], table["side"], table["slot"]])
        .transform(lambda families: families.map(families.value_counts()))
    )
    scale = table["side"].map(heat)
    rebuilt = table[terms].sum(axis=1) / scale - alone.astype(float).map(math.log)
    assert rebuilt.to_numpy() == pytest.approx(table["utility"].to_numpy(), rel=1e-15, abs=1e-12)
    assert (table["sum"] == table["utility"] + table["draw"]).all()
    assert table.groupby(["day", "side", "slot"])["chosen"].sum().eq(1).all()
