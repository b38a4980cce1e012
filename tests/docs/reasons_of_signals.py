"""Why signals are sent: how many that leaders send have a reason, and how many only a draw.

`python -m tests.docs.reasons_of_signals [RUNS] [OVERRIDES ...]` prints by slot, of the signals
sent (all but "nothing"):

- `by draw`: those that the draw alone sends. With every reason in their favour taken away (each
  positive term but the constants, which are motives on features that are levers alone; and what an
  agenda or an occasion takes of the inertia of waiting) they would still have beaten "nothing" in
  the same draw. The why of a replay can only explain noise of them.
- `by constant`: those that lose to "nothing" in the same draw once a constant in their favour is
  taken away.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from agents.cast import create_cast
from agents.features import FIXED
from agents.policies.decision import Decision, Terms, sum_terms
from model.menu import SLOTS
from model.parameters import Configuration
from model.standoff import Standoff
from tests.model.standoffs import compose, piece

CONSTANTS = frozenset(f"motive_{feature}" for feature in FIXED)
"""Terms that are the same on every day of a run."""


class Kind(NamedTuple):
    """A kind of signal as one side sends it, which a tally counts by."""

    side: str
    slot: str
    name: str


class Tally:
    """Signals sent by kind: all, those by draw, those by constant."""

    def __init__(self) -> None:
        self.sent: Counter[Kind] = Counter()
        self.by_draw: Counter[Kind] = Counter()
        self.by_constant: Counter[Kind] = Counter()

    def note(self, kind: Kind, by_draw: np.ndarray, by_constant: np.ndarray) -> None:
        """Add the signals of one kind sent on one day; (m,) each."""
        self.sent[kind] += len(by_draw)
        self.by_draw[kind] += int(by_draw.sum())
        self.by_constant[kind] += int(by_constant.sum())

    def compute_shares(self, slot: str | None = None) -> tuple[int, float, float]:
        """Of a slot, or of all: signals sent, the share by draw, the share by constant."""
        sums = [
            sum(count for kind, count in counter.items() if slot in (None, kind.slot))
            for counter in (self.sent, self.by_draw, self.by_constant)
        ]
        return sums[0], sums[1] / max(1, sums[0]), sums[2] / max(1, sums[0])


def _take_away(terms: Terms, constants: bool, count: int) -> np.ndarray:
    """(count,) sum of the positive terms that are constants, or of those that are none."""
    parts = [
        np.maximum(term, 0.0) for name, term in terms.items() if (name in CONSTANTS) is constants
    ]
    return sum(parts, np.zeros(count))


class Measured:
    """A leader's policy that tells a tally, of each signal it sends, whether it had a reason."""

    def __init__(self, leader: Any, tally: Tally) -> None:
        self.leader, self.tally, self.policy = leader, tally, leader.policy

    def __call__(self, decision: Decision[Any]) -> np.ndarray:
        """(count,) what the policy chooses."""
        choice: np.ndarray = self.policy(decision)
        menu = decision.menu
        if menu.slot not in SLOTS or menu.nothing < 0:
            return choice
        open_ = np.ones(decision.count, dtype=bool)
        if menu.slot == "contact":
            open_ = self.leader.shared.talks.is_open()
        draws = decision.draws.gumbels(menu.keys)
        terms_of_nothing = decision.worth(menu.nothing)
        idle = sum_terms(terms_of_nothing) + draws[menu.nothing]
        melted = 0.0
        if "inertia" in terms_of_nothing:
            melted = self.leader.shared.levers.contact.inertia - terms_of_nothing["inertia"]
        side = self.leader.shared.dyad.keys[menu.side]
        for k, name in enumerate(menu.names):
            sent = (choice == k) & open_
            if k == menu.nothing or not sent.any():
                continue
            terms = decision.worth(k)
            lead = sum_terms(terms) - menu.log_size[k] + draws[k] - idle
            by_draw = lead - _take_away(terms, False, decision.count) - melted > 0.0
            by_constant = lead - _take_away(terms, True, decision.count) <= 0.0
            self.tally.note(Kind(side, menu.slot, name), by_draw[sent], by_constant[sent])
        return choice


def measure_reasons(config: Configuration, runs: int) -> Tally:
    """Simulate so many runs and tally the signals that leaders send."""
    standoff, tally = Standoff([piece(config, runs)], create_cast), Tally()
    for leader in standoff.leaders:
        leader.policy = Measured(leader, tally)
    standoff.run()
    return tally


def tell_reasons(runs: int, *overrides: str) -> list[str]:
    """Return lines: the shares by slot, and by kind with how often a run it is sent."""
    tally = measure_reasons(compose("scenario=call_2025", *overrides), runs)
    lines = []
    for slot in (*SLOTS, None):
        count, draw, constant = tally.compute_shares(slot)
        lines.append(
            f"{slot or 'all'}: {count / runs:.1f} a run, by draw {draw:.3f}, "
            f"by constant {constant:.3f}"
        )
    for kind in sorted(tally.sent):
        count = tally.sent[kind]
        lines.append(
            f"  {kind.side} {kind.slot} {kind.name}: {count / runs:.2f} a run, "
            f"by draw {tally.by_draw[kind] / count:.2f}"
        )
    return lines


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    sys.stdout.write("\n".join(tell_reasons(count, *sys.argv[2:])) + "\n")
