"""Where two runs of a few acts part, and the sentence on it, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from runs.analysis.runs.divergence import REST, compare_traces
from runs.analysis.runs.divergence_text import write_divergence

Row = dict[str, Any]


def trace(**acts: Any) -> Row:
    """A run of three days in which nothing happens but what is given."""
    series = {"tension": [0.1, 0.2, 0.3]}
    empty = {"decisions": [], "signals": [], "events": [], "series": series, "horizon": 3}
    return empty | acts


def decision(side: str, slot: str, chosen: str, *options: Row) -> Row:
    return {"day": 2, "side": side, "slot": slot, "chosen": chosen, "options": list(options)}


def event(kind: str, text: str, side: str | None = None, day: int = 2) -> Row:
    return {"day": day, "kind": kind, "side": side, "text": text}


def signal(public: bool = False, leaked: bool = False, receivers: int = 2) -> Row:
    return {"day": 2, "side": "us", "slot": "contact", "kind": "ask", "sender": "us",
            "public": public, "leaked": leaked, "receivers": ["china"] * receivers}  # fmt: skip


def option(name: str, draw: float, **terms: float) -> Row:
    utility = sum(terms.values())
    return {"name": name, "family": name, "terms": terms, "utility": utility, "draw": draw}


def waits(inertia: float, chosen: str) -> Row:
    """One decision on contact between waiting and asking, for which the draws give 0.5 more."""
    options = option("wait", 0.1, inertia=inertia), option("ask", 0.6, relief=0.2)
    return trace(decisions=[decision("us", "contact", chosen, *options)])


def test_differences_come_in_the_order_of_play() -> None:
    slots = [("us", "message"), ("us", "material"), ("china", "material"), ("us", "contact")]
    answer = decision("china", "refused", "x")
    what = trace(
        decisions=[answer, *(decision(side, slot, "x") for side, slot in slots)],
        signals=[signal() | {"slot": "reply"}, signal()],
        events=[event("accord", "e"), event("contact", "d"), event("leaked", "c", "us"),
                event("agreed", "f", "china"),
                event("claim_checked", "b", "china"), event("shock", "a")],
    )  # fmt: skip
    found = compare_traces(trace(), what)
    assert (found.day, found.days) == (2, 3)
    assert [(one.phase, one.about, one.side, one.slot) for one in found.differences] == [
        (1, "event", None, "shock"),
        (2, "event", "china", "claim_checked"),
        (3, "decision", "us", "contact"),  # slot by slot, both sides in each
        (3, "decision", "china", "material"),
        (3, "decision", "us", "material"),
        (3, "decision", "us", "message"),
        (3, "signal", "us", "contact"),
        (4, "event", "us", "leaked"),
        (5, "decision", "china", "refused"),
        (5, "signal", "us", "reply"),
        (5, "event", "china", "agreed"),
        (6, "event", None, "contact"),
        (7, "event", None, "accord"),
    ]


def test_runs_part_on_any_day_that_both_have() -> None:
    for day in (1, 2, 3):
        assert (
            compare_traces(trace(), trace(events=[event("shock", "A shock.", day=day)])).day == day
        )
    long = trace(events=[event("shock", "A shock.", day=4)], horizon=4)
    assert compare_traces(trace(), long).day is None


def test_what_happens_twice_on_a_day_is_compared_one_by_one() -> None:
    one, two = event("shock", "A shock."), event("shock", "A blow.")
    once, twice = trace(events=[one]), trace(events=[one, one])
    told = [(each.a, each.b) for each in compare_traces(once, twice).differences]
    assert told == [(None, "A shock.")]
    found = compare_traces(trace(events=[two, one]), trace(events=[two, two])).differences
    assert [(each.a, each.b) for each in found] == [("A shock.", "A blow.")]


def test_numbers_differ_from_the_day_counted_from_one_of_what_both_runs_have() -> None:
    one = trace(series={"tension": [0.1, 0.2, 0.3], "alone": [1.0, 1.0, 1.0]})
    for day in (1, 2, 3):
        values = [0.1, 0.2, 0.3]
        values[day - 1] = 0.9
        found = compare_traces(one, trace(series={"tension": values}))
        assert (found.day, found.numbers) == (None, day)
        assert write_divergence(found, "A", "B") == (
            "On all 3 days the two runs do the same; only their numbers differ, from day "
            f"{day}: they never part."
        )
    short = trace(series={"tension": [0.1, 0.2]}, horizon=2)
    assert (compare_traces(one, short).numbers, compare_traces(one, short).days) == (None, 2)


def test_a_decision_between_two_options_is_told_by_its_terms() -> None:
    found = compare_traces(waits(1.0, "wait"), waits(0.3, "ask"))
    assert found.leads == pytest.approx((0.8, 0.1))
    assert found.draw == pytest.approx(0.5)
    assert found.terms["term"].tolist() == ["inertia", "relief", REST]
    assert found.terms["change"].tolist() == pytest.approx([-0.7, 0, 0])
    assert write_divergence(found, "A", "B") == (
        "The two runs part on day 2: the United States (contact) chooses “wait” under “A” and "
        "“ask” under “B”. The utility of “wait” less that of “ask” is 0.80 under “A” and 0.10 "
        "under “B”; of its terms, inertia differs most (1.00 against 0.30). The draws, the same "
        "in both, give “ask” 0.50 more: enough under “B” alone."
    )
    turned = write_divergence(compare_traces(waits(0.3, "ask"), waits(1.0, "wait")), "A", "B")
    assert turned.endswith("give “ask” 0.50 more: enough under “A” alone.")


def test_a_choice_that_the_other_run_did_not_have_has_no_terms_to_compare() -> None:
    menu = option("hint", 0.0, relief=1.0), option("wait", 0.1, inertia=0.3)
    other = trace(decisions=[decision("us", "contact", "hint", *menu)])
    found = compare_traces(waits(1.0, "wait"), other)
    assert (found.leads, found.draw, len(found.terms)) == (None, None, 0)
    assert write_divergence(found, "A", "B") == (
        "The two runs part on day 2: the United States (contact) chooses “wait” under “A” and "
        "“hint” under “B”."
    )


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("A shock.", None, "“A shock” happens under “A” alone"),
        (None, "A shock.", "“A shock” happens under “B” alone"),
        ("A shock", "A blow", "“A shock” under “A”, “A blow” under “B”"),
    ],
)
def test_an_event_is_told_with_the_variant_that_it_happens_under(
    a: str | None, b: str | None, said: str
) -> None:
    one, two = (trace(events=[event("shock", text)] if text else []) for text in (a, b))
    assert (
        write_divergence(compare_traces(one, two), "A", "B")
        == f"The two runs part on day 2: {said}."
    )


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ([], "“ask” under “A” and “nothing” under “B”"),
        (
            [signal(public=True, receivers=1)],
            "“ask (us, private, 2 receivers)” under “A” and “ask (us, public, 1 receiver)” "
            "under “B”",
        ),
        (
            [signal(leaked=True)],
            "“ask (us, private, 2 receivers)” under “A” and “ask (us, leaked, 2 receivers)” "
            "under “B”",
        ),
    ],
)
def test_a_signal_is_told_by_its_kind_or_else_its_manner(other: list[Row], said: str) -> None:
    found = compare_traces(trace(signals=[signal()]), trace(signals=other))
    start = "The two runs part on day 2: the United States (contact) sends"
    assert write_divergence(found, "A", "B") == f"{start} {said}."


def test_the_sentence_counts_what_else_differs_and_since_when_numbers_do() -> None:
    events = [event("shock", "A shock."), event("contact", "A call.")]
    one, other = trace(events=events), trace(series={"tension": [0.0, 0.2, 0.3]})
    assert write_divergence(compare_traces(one, other), "A", "B") == (
        "The two runs part on day 2: “A shock” happens under “A” alone. 1 more thing differs on "
        "that day. Before, they do the same, though their numbers differ from day 1."
    )
    events.append(event("accord", "An accord."))
    other["series"] = {"tension": [0.1, 0.0, 0.3]}
    assert write_divergence(compare_traces(one, other), "A", "B") == (
        "The two runs part on day 2: “A shock” happens under “A” alone. 2 more things differ on "
        "that day."
    )
