"""Simulates profiles of postures in shared random worlds, and computes each side's payoffs.

All profiles are points of one job: they share every block, and the same worlds. If a first contact
settles all that the payoffs read, a run is played no longer than until then. Worlds for another
purpose (a round of a race, the final comparison) have a seed of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.draws import hash_name
from model.outcomes import find_settling_stages
from model.parameters import Configuration
from runs.analysis.estimates.estimates import FloatArray
from runs.errors import WrongInput
from runs.execute.launch import Progress
from runs.plan.designs.ties import is_tie_lever
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.settings.overrides import get_value
from runs.studies.choices.payoffs import Payoffs, compute_payoffs
from runs.studies.choices.postures import Profile, collect_profile_levers
from runs.studies.simulation import Job, simulate

JOB = "profiles"
Draws = Mapping[str, float]
"""One set of parameters: lever's path -> value, which a posture's own overrides."""


@dataclass(frozen=True)
class Board:
    """Everything that stays the same while profiles are played.

    Args:
        config: the base, which a profile changes.
        payoffs: what each side wants.
        seed: of the worlds.
        executor: runs the simulations.
        announce: called with the progress.
        draws: values of other levers, under each of which every profile is played; a posture's
            own values override them. One empty draw: as configured.
    """

    config: Configuration
    payoffs: Payoffs
    seed: int
    executor: ExecutorSettings
    announce: Callable[[Progress], object]
    draws: Sequence[Draws] = ({},)


def derive_seed(seed: int, *words: str) -> int:
    """Return the seed, 0 or more, for a purpose named by words; equal words give equal seeds."""
    return hash_name("choices", str(seed), *words) >> 1


def simulate_profile_payoffs(
    board: Board, profiles: Sequence[Profile], worlds: int, seed: int
) -> FloatArray:
    """Return payoffs of simulated runs, (2 sides, draws, profiles, worlds), all in the same random
    worlds.

    Profiles with equal settings are simulated once. Raises WrongInput for a lever that may change
    the ties of the network.

    Args:
        board: what stays the same.
        profiles: the postures of both sides.
        worlds: number of random worlds.
        seed: of the worlds.
    """
    plain = board.config.model_dump(mode="json")
    rows = [
        {**draw, **collect_profile_levers(profile, board.config)}
        for draw in board.draws for profile in profiles
    ]  # fmt: skip
    paths = dict.fromkeys(path for row in rows for path in row)
    for path in paths:
        if is_tie_lever(path):
            raise WrongInput(f"{path} may change who is tied to whom, which is the same in all runs"
                             " that are simulated together.", key=path)  # fmt: skip
    base = {path: float(get_value(plain, path)) for path in paths}
    table = np.array([[0.0, *(row.get(path, base[path]) for path in paths)] for row in rows])
    distinct, places = np.unique(table, axis=0, return_inverse=True)
    points = {path: distinct[:, place] for place, path in enumerate(paths, start=1)}
    names, last_day = board.payoffs.columns, board.config.horizon
    asks = dict.fromkeys(find_settling_stages(names, board.config.dyad), last_day)
    job = Job(JOB, board.config, worlds, names, points, asks=asks)
    columns = simulate({JOB: job}, seed, board.executor, board.announce)[JOB]
    found = compute_payoffs(board.payoffs, columns, board.config.dyad)
    shape = (2, len(board.draws), len(profiles), worlds)
    return np.asarray(found[:, places.reshape(-1)].reshape(shape))
