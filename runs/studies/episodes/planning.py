"""From episodes to a plan: each one's overrides over the primary config, validated.

Two episodes with the same beginning (two stages of one standoff) are one variant, run once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.dyad import Dyad
from runs.errors import WrongInput
from runs.paths import choose_batch_folder
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import Plan
from runs.plan.planned_variant import PlannedVariant
from runs.plan.settings.compose import ConfigComposer
from runs.plan.variants import compute_variant_hash, require_same_sides
from runs.studies.composition import NAMED, compose_with_overrides
from runs.studies.episodes.episode import UNKNOWN, Episode


@dataclass(frozen=True)
class EpisodeSettings:
    """How the episodes are run; of these only the horizon (days; None: the episode's own) changes
    their configurations.
    """

    runs: int
    seed: int
    outputs: Path
    executor: ExecutorSettings
    horizon: int | None = None


def plan_episode_batch(
    composer: ConfigComposer,
    episodes: Mapping[str, Episode],
    settings: EpisodeSettings,
    command: list[str],
) -> tuple[Plan, dict[str, str]]:
    """Return (plan of one batch, episode -> name of the variant that simulates it); episodes with
    equal configurations share a variant, named after the first of them.

    Args:
        composer: composes the configuration of each episode from its overrides.
        episodes: name -> episode.
        settings: how they are run.
        command: the words of the command line, to be recorded with the batch.

    Raises WrongInput for invalid overrides, an unknown first mover, or episodes of different sides.
    """
    variants: dict[str, PlannedVariant] = {}
    read_from: dict[str, str] = {}
    for name, episode in episodes.items():
        config = compose_with_overrides(
            composer, f"episode {name}", episode.overrides, settings.horizon
        )
        _require_movers(name, episode, config.dyad)
        hashed = compute_variant_hash(config.model_dump(mode="json"))
        said = [
            f"{key}={value}" for key, value in sorted(_flatten_overrides(episode.overrides).items())
        ]
        fresh = PlannedVariant(name, said, config, hashed, {"episode": name})
        read_from[name] = variants.setdefault(hashed, fresh).name
    require_same_sides(list(variants.values()))
    plan = Plan(
        variants=list(variants.values()), runs=settings.runs, seed=settings.seed,
        experiment="episodes", executor=settings.executor,
        folder=choose_batch_folder(settings.outputs, None, "episodes"), command=command, named=True,
    )  # fmt: skip
    return plan, read_from


def _require_movers(name: str, episode: Episode, dyad: Dyad) -> None:
    """Raise WrongInput if the recorded first mover of an episode cannot be one in its dyad."""
    allowed = [*dyad.movers, UNKNOWN]
    mover = episode.happened.first_mover
    for stage, who in (("leader", mover.leader), ("envoy", mover.envoy)):
        if who not in allowed:
            key = f"happened.first_mover.{stage}"
            reason = f"episode {name}: {key}: {who} is not known."
            raise WrongInput(reason, key=key, value=who, allowed=allowed)


def _flatten_overrides(values: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return dotted path -> value of every leaf of nested overrides; a list is a leaf, and so is an
    entry of a section of names (NAMED). path: what the paths begin with, ending in a dot.
    """
    found: dict[str, Any] = {}
    for key, value in values.items():
        inner = f"{path}{key}"
        if isinstance(value, Mapping) and not path.startswith(NAMED):
            found |= _flatten_overrides(value, f"{inner}.")
        else:
            found[inner] = value
    return found
