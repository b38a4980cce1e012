"""A run's twin: the same random world with an act or a shock changed from a day on.

The possible changes, and how they are written, are those of `taijie fork`, which the page shows as
a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from dashboards.state.url import State
from dashboards.text.labels import format_setting_name
from model.parameters import Configuration
from runs.analysis.runs.story import write_act
from runs.analysis.sides import get_sides, name_side
from runs.analysis.text.numbers import with_minus_signs
from runs.plan.settings.overrides import get_value
from runs.studies.forks import acts
from runs.studies.whatif.baseline import change_levers

REPLAY = "/replay"


class Twin(NamedTuple):
    """A change of a run: an act of a side or a shock (`do`), its first day and number of days, and
    levers changed from day 1 (`path:0.7;path:2`). The run with the change is its twin.
    """

    do: str
    day: int
    days: int
    levers: str = ""

    def alter_configuration(self, config: Configuration) -> Configuration:
        """Return a configuration with the change made; WrongInput if that is impossible."""
        config = change_levers(config, parse_lever_values(self.levers))
        if not self.do:
            return config
        change = acts.parse_change(self.do, config)
        return acts.fork_configuration(config, {self.do: change}, self.day, self.days)

    @property
    def amount(self) -> float | None:
        """The amount of a shock; None where an act is changed."""
        _, sign, amount = self.do.partition("=")
        return float(amount) if sign else None

    def describe(self, config: Configuration) -> str:
        """Return the change in a sentence, such as "On day 12 SIDE sends nothing"."""
        if not self.do:
            return _describe_levers(parse_lever_values(self.levers), config)
        span = f"On day {self.day}" if self.days == 1 else f"From day {self.day}, {self.days} days,"
        who, _, what = self.do.partition(":")
        if self.amount is not None:
            of = "" if who == acts.WORLD else f" of {name_side(who)}"
            changed = with_minus_signs(f"{self.amount:+g}")
            return f"{span} {what.partition('=')[0]}{of} changes by {changed}."
        return f"{span} {name_side(who)} {describe_act(what, config)}."


def read_twin(state: State, path: str) -> Twin | None:
    """Return the change of the run in an address, None if it has none; levers count only if `path`
    is the page of replays.
    """
    levers = (state.levers if path == REPLAY else None) or ""
    if state.twin is None:
        return Twin("", 1, 1, levers) if parse_lever_values(levers) else None
    return Twin(state.twin, state.since or state.day or 1, state.days or 1, levers)


def parse_lever_values(text: str) -> dict[str, float]:
    """Return path -> value of the levers in `path:0.7;path:2`; parts without a value are
    left out.
    """
    pairs = (piece.partition(":") for piece in text.split(";"))
    found = {}
    for path, _, said in pairs:
        with suppress(ValueError):
            found[path] = float(said)
    return found


def _describe_levers(levers: Mapping[str, float], config: Configuration) -> str:
    """Return a sentence on changed levers, each with its new and its configured value."""
    plain = config.model_dump()
    told = [f"{format_setting_name(path)} is {value:g}, not {get_value(plain, path):g}"
            for path, value in levers.items()]  # fmt: skip
    return f"From the first day {'; '.join(told)}."


def describe_act(act: str, config: Configuration) -> str:
    """Return an act of a leader, as in `do=SIDE:act`, in words."""
    lead, _, muted = act.partition(":")
    if act == acts.NOTHING:
        return "sends nothing"
    title = config.signal[muted or act].title
    return f"leaves out “{title}”" if lead == acts.WITHOUT else write_act(title)


def list_change_options(config: Configuration) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the possible changes of a run by whom they are of, the sides first, then "Both":
    (whose, [(do, in words)]); `do` as `taijie fork` takes it.
    """
    groups = []
    for side in get_sides():
        kinds = acts.list_signal_kinds(config, side.key)
        whats = [acts.NOTHING, *kinds, *(f"{acts.WITHOUT}:{kind}" for kind in kinds)]
        own = [
            (f"{side.key}:{what}", f"{side.short}: {describe_act(what, config)}") for what in whats
        ]
        groups.append((side.label, own + _list_shock_options(side.key, side.short)))
    return [*groups, ("Both", _list_shock_options(acts.WORLD, "Both"))]


def _list_shock_options(side: str, label: str) -> list[tuple[str, str]]:
    """Return every shock as an option (value, label): `SIDE:shock=amount`, with a tenth of the
    largest amount, and "LABEL: shock by an amount".

    side: a side's key, or the key of both; label: their name, which starts the option's label.
    """
    steps = {shock: acts.get_amount_range(shock)[1] / 10 for shock in acts.AMOUNTS}
    return [
        (f"{side}:{shock}={step:g}", f"{label}: {shock} by an amount")
        for shock, step in steps.items()
    ]
