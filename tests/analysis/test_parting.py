"""Where two runs part: against an independent comparison of the two traces, and by hand."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from agents.block import trace_run
from runs.analysis.runs.divergence import REST, compare_traces, tabulate_differences
from runs.analysis.runs.divergence_text import write_divergence
from tests.everyday import mark_others_slow
from tests.model.standoffs import change_config, compose

Trace = dict[str, Any]
CHANGES = {
    "styles": {"us.face_weight": 0.4, "china.loss_aversion": 1.0},
    "temperature": {"us.policy.temperature": 1.5},
    "envoys": {"envoys.meeting_rate": 0.05},
}


@pytest.fixture(scope="module")
def base() -> list[Trace]:
    return [trace_run(compose(), seed=1, replication=run) for run in range(3)]


@pytest.fixture(scope="module", params=mark_others_slow(reversed(CHANGES)))
def pairs(request: pytest.FixtureRequest, base: list[Trace]) -> list[tuple[Trace, Trace]]:
    other = change_config(compose(), CHANGES[request.param])
    return [(a, trace_run(other, seed=1, replication=run)) for run, a in enumerate(base)]


def acts(trace: Trace, day: int) -> list[str]:
    """What is done and what happens on a day, as sorted texts; no number among them."""
    chosen = [[d["side"], d["slot"], d["chosen"]] for d in trace["decisions"] if d["day"] == day]
    keys = ("sender", "kind", "public", "leaked", "receivers")
    signals = [[s[key] for key in keys] for s in trace["signals"] if s["day"] == day]
    events = [[e["kind"], e["side"], e["text"]] for e in trace["events"] if e["day"] == day]
    return sorted(json.dumps(entry) for entry in (*chosen, *signals, *events))


@pytest.mark.slow
def test_the_day_of_parting_is_the_first_on_which_an_act_differs(
    pairs: list[tuple[Trace, Trace]],
) -> None:
    for a, b in pairs:
        apart = [day for day in range(1, 181) if acts(a, day) != acts(b, day)]
        assert compare_traces(a, b).day == (apart[0] if apart else None)


@pytest.mark.slow
def test_numbers_differ_from_the_first_day_that_a_daily_value_does(
    pairs: list[tuple[Trace, Trace]],
) -> None:
    for a, b in pairs:
        columns = [list(zip(*trace["series"].values(), strict=True)) for trace in (a, b)]
        apart = [
            day for day, rows in enumerate(zip(*columns, strict=True), 1) if rows[0] != rows[1]
        ]
        assert compare_traces(a, b).numbers == (apart[0] if apart else None)


def test_the_terms_add_up_to_the_change_that_turned_the_decision(
    pairs: list[tuple[Trace, Trace]],
) -> None:
    for a, b in pairs:
        found = compare_traces(a, b)
        decided = bool(found.differences) and found.differences[0].about == "decision"
        assert (found.leads is not None) == decided
        if found.leads is None or found.draw is None:
            continue
        one, two = found.leads
        assert found.terms["a"].sum() == pytest.approx(one, abs=1e-12)
        assert found.terms["b"].sum() == pytest.approx(two, abs=1e-12)
        assert one > found.draw > two, "the same draws turn the choice in one of the runs alone"
        assert found.terms["term"].tolist().count(REST) == 1


def test_both_runs_have_the_same_draws(pairs: list[tuple[Trace, Trace]]) -> None:
    a, b = pairs[0]
    draws = [
        {
            (d["day"], d["side"], d["slot"], o["name"]): o["draw"]
            for d in t["decisions"]
            for o in d["options"]
        }
        for t in (a, b)
    ]
    shared = draws[0].keys() & draws[1].keys()
    assert len(shared) > 1000
    assert all(draws[0][key] == draws[1][key] for key in shared)


def test_a_run_never_parts_from_itself(base: list[Trace]) -> None:
    found = compare_traces(base[0], copy.deepcopy(base[0]))
    assert (found.day, found.numbers, found.days) == (None, None, 180)
    said = write_divergence(found, "A", "B")
    same = "On all 180 days the two runs do the same, and every daily value is equal"
    assert said == f"{same}: they never part."
    assert len(tabulate_differences(found)) == 0


def test_the_first_difference_in_the_order_of_play_is_the_cause(base: list[Trace]) -> None:
    other = copy.deepcopy(base[0])
    day = 33
    other["events"] += [
        {"day": day, "kind": "contact", "side": None, "text": "The leaders are in contact."},
        {"day": day, "kind": "shock", "side": None, "text": "An intervention: a shock."},
    ]
    decision = next(d for d in other["decisions"] if d["day"] == day and d["slot"] == "contact")
    decision["chosen"], was = "ask_public", decision["chosen"]
    found = compare_traces(base[0], other)
    assert found.day == day
    assert [d.about for d in found.differences] == ["event", "decision", "event"]
    assert (found.differences[1].a, found.differences[1].b) == (was, "ask_public")
    said = write_divergence(found, "A", "B")
    assert said.startswith(
        "The two runs part on day 33: “An intervention: a shock” happens under “B” alone."
    )
    assert "2 more things differ on that day." in said


def test_the_sentence_says_the_numbers_of_the_table(pairs: list[tuple[Trace, Trace]]) -> None:
    for a, b in pairs:
        found = compare_traces(a, b)
        said = write_divergence(found, "one", "two")
        if found.day is None:
            assert "never part" in said
            continue
        first = tabulate_differences(found).iloc[0]
        assert f"part on day {first['day']}:" in said
        if found.leads is not None:
            top = found.terms.loc[found.terms["change"].abs().idxmax()]
            assert f"({top['a']:.2f} against {top['b']:.2f})" in said.replace("−", "-")
