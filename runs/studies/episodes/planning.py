"""From episodes to a plan: each one's overrides over the primary config, validated.

Two episodes with the same beginning (two stages of one standoff) are one variant, run once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.paths import choose_batch_folder
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import Plan
from runs.plan.planned_variant import PlannedVariant
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import LAUNCH_KEYS
from runs.plan.settings.validation import complete_config, validate_config
from runs.plan.variants import compute_variant_hash
from runs.studies.episodes.episode import Episode

NAMED = ("calendar", "signal", "cast")
"""Sections of names, which an episode may add entries to."""


@dataclass(frozen=True)
class Terms:
    """How the episodes are run: nothing here is part of a beginning but the horizon in days."""

    runs: int
    seed: int
    outputs: Path
    executor: ExecutorSettings
    horizon: int | None = None


def compose_configuration(
    composer: ConfigComposer, name: str, episode: Episode, horizon: int | None
) -> Configuration:
    """The validated configuration an episode begins with; raises WrongInput naming the key."""
    choices, values = _split_overrides(composer, episode.overrides)
    composed = composer.compose(choices)
    simulated = {key: value for key, value in composed.items() if key not in LAUNCH_KEYS}
    merged = _merge_overrides(complete_config(simulated), values, name, "")
    if horizon is not None:
        merged = {**merged, "horizon": horizon}
    return validate_config(complete_config(merged), f"episode {name}")


def plan_batch(
    composer: ConfigComposer, wanted: Mapping[str, Episode], terms: Terms, command: list[str]
) -> tuple[Plan, dict[str, str]]:
    """The plan of one batch, and the name of the variant each episode is read from."""
    variants: dict[str, PlannedVariant] = {}
    read_from: dict[str, str] = {}
    for name, episode in wanted.items():
        config = compose_configuration(composer, name, episode, terms.horizon)
        hashed = compute_variant_hash(config.model_dump(mode="json"))
        said = [
            f"{key}={value}" for key, value in sorted(_flatten_overrides(episode.overrides).items())
        ]
        fresh = PlannedVariant(name, said, config, hashed, {"episode": name})
        read_from[name] = variants.setdefault(hashed, fresh).name
    whole = Plan(
        variants=list(variants.values()), runs=terms.runs, seed=terms.seed, experiment="episodes",
        executor=terms.executor, folder=choose_batch_folder(terms.outputs, None, "episodes"),
        command=command, named=True,
    )  # fmt: skip
    return whole, read_from


def _split_overrides(
    composer: ConfigComposer, overrides: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    """The choices of config groups as override texts, and the values that go over them."""
    choices = {key: value for key, value in overrides.items() if isinstance(value, str)}
    scenario = [f"scenario={choices['scenario']}"] if "scenario" in choices else []
    known = composer.list_choices(scenario)
    choices = {key: value for key, value in choices.items() if key in known}
    texts = [f"{key}={choices[key]}" for key in sorted(choices)]
    composer.parse_axes(texts)
    return texts, {key: value for key, value in overrides.items() if key not in choices}


def _merge_overrides(old: Any, new: Any, name: str, path: str) -> Any:
    """`new` over `old`, mappings key by key; new keys only in sections of names."""
    if not (isinstance(old, dict) and isinstance(new, Mapping)):
        return new
    result = dict(old)
    for key, value in new.items():
        inner = f"{path}.{key}" if path else str(key)
        if key not in old and path not in NAMED:
            raise WrongInput(f"episode {name}: {inner} is not a setting.", key=inner, value=value)
        result[key] = _merge_overrides(old.get(key), value, name, inner)
    return result


def _flatten_overrides(values: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Dotted path -> value of every leaf of nested overrides; entries and lists are leaves."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        inner = f"{path}{key}"
        if isinstance(value, Mapping) and not path.startswith(NAMED):
            found |= _flatten_overrides(value, f"{inner}.")
        else:
            found[inner] = value
    return found
