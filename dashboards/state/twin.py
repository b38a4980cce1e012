"""A run's twin: the same random world, an act or a shock otherwise from a day on.

What can be done and how it is written is `taijie fork`'s, which the page shows as a command.
"""

from __future__ import annotations

from typing import NamedTuple

from model.parameters import Configuration
from runs.analysis.runs.story import write_act
from runs.analysis.sides import get_sides, name_side
from runs.analysis.text.numbers import with_minus_signs
from runs.studies.forks import acts


class Twin(NamedTuple):
    """What is done otherwise (do=), from which day on, and on how many days in a row."""

    do: str
    day: int
    days: int

    def alter(self, config: Configuration) -> Configuration:
        """Return what the twin plays; WrongInput for what cannot be done."""
        change = acts.parse_change(self.do, config)
        return acts.fork_configuration(config, {self.do: change}, self.day, self.days)

    @property
    def amount(self) -> float | None:
        """The amount of a shock; None where an act is changed."""
        _, sign, amount = self.do.partition("=")
        return float(amount) if sign else None

    def describe(self, config: Configuration) -> str:
        """Return the twin in words: "On day 12 China does nothing."."""
        span = f"On day {self.day}" if self.days == 1 else f"From day {self.day}, {self.days} days,"
        who, _, what = self.do.partition(":")
        if self.amount is not None:
            of = "" if who == acts.WORLD else f" of {name_side(who)}"
            changed = with_minus_signs(f"{self.amount:+g}")
            return f"{span} {what.partition('=')[0]}{of} changes by {changed}."
        return f"{span} {name_side(who)} {describe_act(what, config)}."


def describe_act(what: str, config: Configuration) -> str:
    """Return an act of a leader in words; what: as in do=SIDE:what."""
    lead, _, muted = what.partition(":")
    if what == acts.NOTHING:
        return "sends nothing"
    title = config.signal[muted or what].title
    return f"leaves out “{title}”" if lead == acts.WITHOUT else write_act(title)


def list_options(config: Configuration) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can be done otherwise: (of whom, [(do, in words)]), the sides first."""
    groups = []
    for side in get_sides():
        kinds = acts.list_kinds(config, side.key)
        whats = [acts.NOTHING, *kinds, *(f"{acts.WITHOUT}:{kind}" for kind in kinds)]
        own = [
            (f"{side.key}:{what}", f"{side.short}: {describe_act(what, config)}") for what in whats
        ]
        groups.append((side.label, own + _list_shocks(side.key, side.short)))
    return [*groups, ("Both", _list_shocks(acts.WORLD, "Both"))]


def _list_shocks(who: str, name: str) -> list[tuple[str, str]]:
    """Return every shock by a tenth of the most it may be; the amount is then chosen."""
    steps = {shock: acts.get_amount_range(shock)[1] / 10 for shock in acts.AMOUNTS}
    return [
        (f"{who}:{shock}={step:g}", f"{name}: {shock} by an amount")
        for shock, step in steps.items()
    ]
