"""The smallest change that alters a run's outcome: of a lever, of a shock's amount, or one act.

A run's outcome need not depend on a lever monotonically. So the whole range is tried on a grid
first; the bracket nearest to the run's value is then narrowed by bisection. What lies between two
values of the grid may be missed, and the result says how fine it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from model.lanes import Piece
from model.outcomes import make_columns
from model.parameters import Configuration
from runs.errors import WrongInput, make_unknown_key_error
from runs.plan.designs.ties import can_change_ties
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import get_value
from runs.studies.forks.acts import Change, fork_configuration, get_amount_range, list_signal_kinds

LEVER_GRID, AMOUNT_GRID = 65, 17
"""Values looked at first over the range."""
LEVER_CUTS, AMOUNT_CUTS = (16, 3), (1, 8)
"""Values within the bracket looked at each time, and how often."""
Evaluate = Callable[[Sequence[float]], list[str]]


class World(NamedTuple):
    """A run: its configuration, and the random world it is simulated in."""

    config: Configuration
    seed: int
    replication: int


class TurningValue(NamedTuple):
    """A value that alters the outcome, and the nearest tried value that does not."""

    value: float
    before: float
    outcome: str


def find_turning_values(
    simulate_at: Evaluate,
    base: float,
    limits: tuple[float, float],
    grid: int,
    cuts: tuple[int, int],
) -> list[TurningValue]:
    """Return the nearest tried values below and above `base` at which the outcome differs: up to
    two, the one below first; [] if none was found.

    Args:
        simulate_at: values -> outcomes, of the same run.
        base: the run's value.
        limits: the smallest and the largest value to try.
        grid: number of values tried between the limits at first.
        cuts: number of values tried within a bracket each time, and how often it is narrowed.
    """
    values = sorted({base, *np.linspace(*limits, grid).tolist()})
    outcomes = dict(zip(values, simulate_at(values), strict=True))
    turns = []
    for direction in ([v for v in values if v < base][::-1], [v for v in values if v > base]):
        changed = [
            index for index, value in enumerate(direction) if outcomes[value] != outcomes[base]
        ]
        if not changed:
            continue
        unchanged, other = [base, *direction][changed[0]], direction[changed[0]]
        for _ in range(cuts[1]):
            inner = np.linspace(unchanged, other, cuts[0] + 2)[1:-1].tolist()
            outcomes |= dict(zip(inner, simulate_at(inner), strict=True))
            first = next((v for v in inner if outcomes[v] != outcomes[base]), other)
            steps = [unchanged, *inner, other]
            unchanged, other = steps[steps.index(first) - 1], first
        turns.append(TurningValue(other, unchanged, outcomes[other]))
    return turns


def find_lever_turning_values(
    world: World, path: str, outcome: str
) -> tuple[float, list[TurningValue]]:
    """Return (the run's value of a lever, the nearest values below and above it that, set from day
    1 on, alter the outcome: up to two).

    Raises WrongInput for no lever, or one that may change who is tied to whom.
    """
    info, base = find_lever(path), get_value(world.config.model_dump(), path)
    if info is None or base is None:
        raise make_unknown_key_error(path, None, _list_lever_paths(world.config))
    if can_change_ties(world.config, path, (info.low, info.high)):
        raise WrongInput(f"{path} changes who is tied to whom, which is the same in all runs that"
                         " are simulated together.", key="lever", value=path)  # fmt: skip

    def simulate_at(values: Sequence[float]) -> list[str]:
        """Return the run's outcome, in words, at each value of the lever."""
        lanes = np.full(len(values), world.replication, dtype=np.int64)
        return simulate_outcome_words(
            Piece(world.config, world.seed, lanes, {path: np.array(values)}), outcome
        )

    span = (info.low, info.high)
    return float(base), find_turning_values(simulate_at, float(base), span, LEVER_GRID, LEVER_CUTS)


def find_amount_turning_values(
    world: World, changes: dict[str, Change], day: int, days: int, outcome: str
) -> list[TurningValue]:
    """Return the nearest values of a shock's open amount, below and above 0, that alter the run's
    outcome: up to two. Exactly one of the changes (text -> change) has an open amount; all apply on
    `days` days in a row, from `day` on.
    """
    (open_change,) = [change for change in changes.values() if change.amount]

    def simulate_at(values: Sequence[float]) -> list[str]:
        """Return the run's outcome, in words, at each value of the amount."""
        outcomes = []
        for value in values:
            filled = changes | {open_change.text: open_change.set_amount(float(value))}
            forked = fork_configuration(world.config, filled, day, days)
            outcomes += simulate_outcome_words(_make_single_run_piece(world, forked), outcome)
        return outcomes

    span = get_amount_range(open_change.amount)
    return find_turning_values(simulate_at, 0.0, span, AMOUNT_GRID, AMOUNT_CUTS)


def list_turning_acts(world: World, day: int, outcome: str) -> Iterator[tuple[str, str]]:
    """Yield (act as `SIDE:KIND`, outcome in words) for each single act of a leader on that day that
    alters the run's outcome.
    """
    (base,) = simulate_outcome_words(_make_single_run_piece(world, world.config), outcome)
    for side in world.config.dyad.keys:
        for kind in list_signal_kinds(world.config, side):
            change = Change(f"{side}:{kind}", {"do": "signal", "side": side, "kind": kind})
            forked = fork_configuration(world.config, {change.text: change}, day, 1)
            (turned,) = simulate_outcome_words(_make_single_run_piece(world, forked), outcome)
            if turned != base:
                yield change.text, turned


def simulate_outcome_words(piece: Piece, outcome: str) -> list[str]:
    """Simulate a piece; return a yes/no or category outcome of each of its runs, in words."""
    from agents.block import run_block

    column = next(one for one in make_columns(piece.config.dyad) if one.name == outcome)
    values = run_block([piece]).outcomes[outcome].tolist()
    if column.categories:
        return [str(column.categories[int(value)]) for value in values]
    return [str(value).lower() for value in values]


def _make_single_run_piece(world: World, config: Configuration) -> Piece:
    """Return the one run as a piece to simulate, under a configuration."""
    return Piece(config, world.seed, np.array([world.replication], dtype=np.int64))


def _list_lever_paths(config: Configuration) -> list[str]:
    """Return the dotted paths of all levers of a configuration."""
    from runs.plan.settings.overrides import list_paths

    plain: Any = config.model_dump(mode="json")
    return [path for path in list_paths(plain) if find_lever(path) is not None]
