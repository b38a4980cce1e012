"""Override lists as a user might type them, right and wrong, drawn by a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Callable

from model.parameters import collect_levers
from model.parameters.root import make_configuration_class
from runs.plan.planner import Planner
from tests.dyads import PRESET

ODD = (
    "日本",
    "é́",
    "\u202e",
    "🫖",
    "nul\x00l",
    "a b",
    "\t",
    "=",
    "==",
    "'",
    '"',
    "\\",
    "{",
    "}]",
    "$",
)
VALUES = (
    "", "null", "true", "nan", "inf", "-inf", "1e309", "-0.0", "0x10", "1_000", "[]", "[1,2]", "{}",
    "{a:1}", "high", "1;2", "''", "9" * 40, "1e-320", "0.1.2", "${seed}", "${oc.env:HOME}", "a,b",
    "range(1,3)", "choice(1,2)", "interval(0,1)", "sort(1,2)", "shuffle(1,2)", "int(1)", "@", "%",
)  # fmt: skip
STRUCTURAL = ("horizon", "seed", "runs", "precision", "runs_max", "start", "calendar", "cast",
              "signal", "network.topology", "executor.workers", "executor.address", "interventions",
              "variants", "us.policy", "design", "batch", "outputs", "plan")  # fmt: skip


class Lists:
    """Draws one override list after another."""

    def __init__(self, planner: Planner, seed: int) -> None:
        self.draw = random.Random(seed)
        self.levers = sorted(collect_levers(make_configuration_class(PRESET)).items())
        self.groups = {key: planner.composer.list_options(key) for key in planner.composer.chosen}
        self.kinds: tuple[tuple[Callable[[], str], int], ...] = (
            (self.within, 14), (self.outside, 2), (self.near_miss, 2),
            (self.wrong_value, 2), (self.structural, 2), (self.write_signed_text, 1),
            (self.write_garbled_text, 1), (self.unknown_option, 1),
        )  # fmt: skip

    def one(self) -> list[str]:
        """Return one list of one to six overrides, with a group choice in a third of them.

        One choice at most: each set of choices is composed once, and there are thousands of sets.
        """
        kinds, weights = zip(*self.kinds, strict=True)
        count = self.draw.choice((1, 1, 2, 2, 3, 5))
        texts = [kind() for kind in self.draw.choices(kinds, weights, k=count)]
        return [*texts, self.choice()] if self.draw.random() < 1 / 3 else texts

    def lever(self) -> tuple[str, float, float]:
        path, info = self.draw.choice(self.levers)
        return (
            path.replace("*", self.draw.choice(("soybean_purchase", "leader_call", "x"))),
            (info.low),
            info.high,
        )

    def within(self) -> str:
        path, low, high = self.lever()
        at = self.draw.choice((0.0, 1.0, self.draw.random(), self.draw.random()))
        return f"{path}={low + at * (high - low)!r}"

    def outside(self) -> str:
        path, low, high = self.lever()
        beyond = self.draw.choice((1e-9, 1.0, 1e6, 1e300))
        return f"{path}={self.draw.choice((low - beyond, high + beyond))!r}"

    def choice(self) -> str:
        group = self.draw.choice(sorted(self.groups))
        return f"{group}={self.draw.choice(self.groups[group])}"

    def unknown_option(self) -> str:
        group = self.draw.choice(sorted(self.groups))
        return f"{group}={self.draw.choice(self.groups[group])}{self.draw.choice(ODD)}"

    def near_miss(self) -> str:
        path, low, _ = self.lever()
        at = self.draw.randrange(len(path))
        return (
            f"{path[:at]}{self.draw.choice(('', 'x', '.', '_', '@', *ODD))}{path[at + 1 :]}={low}"
        )

    def wrong_value(self) -> str:
        path, _, _ = self.lever()
        return f"{path}={self.draw.choice((*VALUES, *ODD))}"

    def structural(self) -> str:
        key = self.draw.choice(STRUCTURAL)
        return f"{key}={self.draw.choice((*VALUES, *ODD, '1', '7', '10', '-1', '0.5'))}"

    def write_signed_text(self) -> str:
        path, low, _ = self.lever()
        sign = self.draw.choice(("+", "++", "~", "-", "hydra.", "?"))
        return f"{sign}{path}" + self.draw.choice(("", f"={low}"))

    def write_garbled_text(self) -> str:
        letters = [*"abc.=,[]{}()'\"~+@:/\\ $0123456789", *ODD]
        return "".join(self.draw.choices(letters, k=self.draw.randrange(0, 25)))
