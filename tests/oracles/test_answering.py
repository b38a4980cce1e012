"""Accept or decline: oracle O15, through the real reply slot.

A reduction of our own of Kurizaki (2007), checked by simulation: a challenger's demand is one
request on day 1, accepting it costs a when it is visible, declining it is worth v if the challenger
gives way and w < 0 if it does not, and it does not with probability b = 1 - s(n_j), n_j being its
need as the asked one sees it. Relief and ambush are 0. The rule of the engine is a sum of log-odds,
so that only U_accept - U_decline counts: with s = s(n_j),

    U_accept - U_decline = -a visible - (1-b) v - b w = -a visible - (v - w) s - w

which the levers have term by term: `holding_out` is v - w (what the other's need invites to hold
out for), the standing appeal of `decline` is w, and a is `public_freeze` at a tension of 1. One way
to accept and one to decline; a leaked private request is as visible as a public one.
"""

from math import exp, log

import numpy as np
import pytest

from agents import leader as leaders
from agents.block import trace_run
from agents.replies import make_reply_terms
from model.parameters import Configuration
from tests.model.standoffs import change_config
from tests.oracles.degenerate import (
    CALM,
    INDIFFERENT,
    MINIMAL,
    ONLY_CONTACT,
    UNPREPARED,
    US,
    assert_share,
    configure,
    runs,
)

V, W, A = 1.0, -0.5, 0.25
WAYS = {
    "in private": ("ask_private", 0.0),
    "leaked": ("ask_private", 1.0),
    "in public": ("ask_public", 1.0),
}
LEVEL = {
    "in private": 1.0 / (1.0 - W),
    "leaked": (1.0 + A) / (1.0 - W),
    "in public": (1.0 + A) / (1.0 - W),
}
"""b at which accepting and declining are worth the same."""


def standoff_with_request(way: str, resolve: float) -> Configuration:
    """The US asks once; China sees in it a resolve b, and only answers."""
    kind, leak = WAYS[way]
    config = configure(
        *MINIMAL, *UNPREPARED, *CALM, *INDIFFERENT, *ONLY_CONTACT, "horizon=1",
        "us.openness=0", "china.openness=0", "signal.accept_attributed.enabled=false",
        "signal.silence.enabled=false", "policy@us.policy=scripted",
        "us.policy.acts=[{day: 1, kind: " + kind + "}]",
    )  # fmt: skip
    only_the_us = {f"signal.{k}.sides": ["us"] for k in ("vague_hint", "ask_private", "ask_public")}
    return change_config(config, only_the_us | {
        "signal.ask_private.leak": leak, "signal.decline.motives.constant": W,
        "china.holding_out": V - W, "china.need_prior": log((1.0 - resolve) / resolve),
        "contact.public_freeze": A, "memory.grievance": 1.0,
    })  # fmt: skip


def worth(way: str, resolve: float) -> float:
    """U_accept - U_decline of the source."""
    seen = A if way != "in private" else 0.0
    return -seen - ((1.0 - resolve) * V + resolve * W)


def test_the_published_levels_are_where_it_is_all_the_same() -> None:
    assert LEVEL["in private"] == pytest.approx(0.6667, abs=5e-5)
    assert LEVEL["in public"] == pytest.approx(0.8333, abs=5e-5)
    for way, level in LEVEL.items():
        assert worth(way, level) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("way", WAYS)
def test_o15_the_engines_terms_are_those_of_the_source(way: str) -> None:
    for resolve in (0.05, 0.3, 0.5, LEVEL[way], 0.95):
        decisions = trace_run(standoff_with_request(way, resolve), 0, 0)["decisions"]
        (reply,) = [d for d in decisions if d["slot"] == "reply"]
        utility = {option["name"]: option["utility"] for option in reply["options"]}
        assert set(utility) == {"accept", "decline"}
        difference = utility["accept"] - utility["decline"]
        assert difference == pytest.approx(worth(way, resolve), abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("resolve", [None, 0.3, 0.95])
@pytest.mark.parametrize("way", WAYS)
def test_o15_a_request_is_accepted_by_what_declining_it_risks(
    way: str, resolve: float | None
) -> None:
    """Without a given resolve at the level itself, where one in two is accepted."""
    b = LEVEL[way] if resolve is None else resolve
    share = 1.0 / (1.0 + exp(-worth(way, b)))
    assert resolve is not None or share == pytest.approx(0.5, abs=1e-12)
    found = runs(standoff_with_request(way, b))
    accepted = found["first_mover_true"] == US
    assert np.array_equal(accepted, found["event_observed"])
    assert np.array_equal(found["refusals_us"], (~accepted).astype(np.int32))
    assert_share(accepted, share)


@pytest.mark.parametrize(
    ("forgotten", "way"), [("public_freeze", "in public"), ("holding_out", "in private")]
)
def test_a_forgotten_term_of_answering_is_caught(
    monkeypatch: pytest.MonkeyPatch, forgotten: str, way: str
) -> None:
    def forgetful(features, menu, request):  # type: ignore[no-untyped-def]
        full = make_reply_terms(features, menu, request)
        return lambda k: {name: value for name, value in full(k).items() if name != forgotten}

    monkeypatch.setattr(leaders, "make_reply_terms", forgetful)
    with pytest.raises(AssertionError):
        test_o15_the_engines_terms_are_those_of_the_source(way)
    with pytest.raises(AssertionError):
        test_o15_a_request_is_accepted_by_what_declining_it_risks(way, None)
