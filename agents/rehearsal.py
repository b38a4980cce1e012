"""A rehearsal of a user's policy: a few days of a small standoff, checked at every choice.

It must do what every policy promises (tests/contracts/policy.py): one option a run within the menu,
the same whenever it is asked again, and no state changed. It finds mistakes, not malice.
"""

from typing import Any

import numpy as np

from agents.cast import create_cast
from agents.leader import Leader
from agents.policies import Rule
from agents.policies.decision import Decision
from agents.policies.own import BrokenPolicyError
from model.arrays import Codes
from model.lanes import Piece
from model.parameters.root import Configuration
from model.sent import make_sent_signals
from model.standoff import Standoff

DAYS = 10
LANES = 6

__all__ = ["BrokenPolicyError", "rehearse_policy"]


def rehearse_policy(config: Configuration, side: str) -> None:
    """Simulate the first days with a side's policy; raise BrokenPolicyError if it returns no
    choice, chooses otherwise when asked again, or changes anything.

    What the rule itself raises is not caught.
    """
    days = {"horizon": min(config.horizon, DAYS)}
    short = config.model_copy(update=days, deep=True)  # which no rule changes for the batch
    piece = Piece(short, seed=0, replications=np.arange(LANES, dtype=np.int64))
    standoff = Standoff([piece], create_cast)
    leaders: list[Any] = list(standoff.leaders)
    leader, other = leaders if side == config.dyad.first else leaders[::-1]
    leader.policy = _watch_rule(leader, leader.policy)
    try:
        for _ in range(short.horizon * short.ticks_per_day - 1):
            standoff.step()
        standoff.state.advance()
        _choose_in_every_slot(leader, other)
    finally:
        standoff.release()


def _choose_in_every_slot(leader: Leader, rival: Leader) -> None:
    """Let a leader choose once in each of its slots, including those that no day led to."""
    everyone = np.arange(LANES)
    for slot in ("contact", "material", "message"):
        leader.choose(slot)
    menu = rival.menus["contact"]
    asks = menu.find_options_by_form("request")
    if len(asks):
        choice = np.full(LANES, asks[0], dtype=np.int8)
        never = np.zeros(LANES, dtype=bool)
        request = make_sent_signals(
            menu, choice, leader.shared.draws, never, rival.constants.get_leak_chances(menu)
        )
        leader.choose_reply(request)
    leader.choose_readout(everyone, np.zeros(LANES, dtype=bool))


def _watch_rule(leader: Leader, rule: Rule) -> Rule:
    """Return the rule, wrapped to be called twice at every choice and to change no state."""
    own: Any = getattr(rule, "__wrapped__", rule)
    where = f"{own.__code__.co_filename}, line {own.__code__.co_firstlineno}: {own.__name__}"

    def choose(decision: Decision[Any]) -> Codes:
        """Return the rule's choice; BrokenPolicyError if it differs when repeated or changes
        state.
        """
        before = _snapshot_inputs(decision) | _snapshot_arrays(leader)
        choice, again = rule(decision), rule(decision)
        if choice.tolist() != again.tolist():
            raise BrokenPolicyError(
                f"{where} chose otherwise when asked the same again: a policy is a pure function,"
                " and draws by name from the draws it is given"
            )
        after = _snapshot_inputs(decision) | _snapshot_arrays(leader)
        changed = [name for name, value in before.items() if after.get(name) != value]
        if changed:
            raise BrokenPolicyError(
                f"{where} changed {changed[0]}: a policy returns a choice and touches nothing else"
            )
        return choice

    return choose


def _snapshot_inputs(decision: Decision[Any]) -> dict[str, bytes]:
    """Return name -> repr, as bytes, of the menu's lists and of the policy's own numbers, which a
    rule could change in place.
    """
    menu = decision.menu
    lists = {"names": menu.names, "families": menu.families, "forms": menu.forms}
    given = {f"decision.menu.{name}": value for name, value in lists.items()}
    numbers = getattr(decision.settings, "numbers", {})
    given["decision.settings.numbers"] = list(numbers.items())
    return {name: repr(value).encode() for name, value in given.items()}


def _snapshot_arrays(leader: Leader) -> dict[str, bytes]:
    """Return every array of the leader and of the state of the block: name -> bytes."""
    world = leader.shared
    arrays = {}
    own = (leader.state, leader.constants, leader.book)
    for owner in (*own, world, world.talks, world.trade, world.threats):
        for name, value in vars(owner).items():
            for place, one in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(one, np.ndarray):
                    arrays[f"{type(owner).__name__.lower()}.{name}.{place}"] = one.tobytes()
    return arrays
