"""Contract: composing once and setting values on a copy equals Hydra's own compose."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir, initialize_config_module
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult, ConfigSource
from omegaconf import OmegaConf

from model.parameters import Configuration, collect_levers, parse_configuration
from model.parameters.root import make_configuration_class
from runs.plan.combinations import cross_axes, keep_last_axes
from runs.plan.planner import Planner
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.plan.settings.overrides import LAUNCH_KEYS
from runs.plan.variants import compare_configs
from tests.dyads import PRESET

LISTS = 25  # a seed
MINIMAL = ("scenario=minimal", "signal=minimal", "cast=minimal")
SMALL = 0.9  # share of lists on the smaller configs, which Hydra composes five times faster
STRUCTURED = (
    "horizon=90",
    "horizon=365",
    "start=2025-05-01",
    "start='2025-06-30'",
    "us.accounting=mutual",
    'china.accounting="honor"',
    "china.style=top_down",
    "network.topology=small_world",
    "network.degree=6",
    "economy.exogenous=true",
    "interventions=[]",
    "interventions=[{do: shock, day: 12, tension: 0.5}]",
    "us={insulation: 0.3, optics: 0.1}",
    "contact={stone_days: 5}",
    "signal.ask_private.enabled=false",
)
CHOICES = ("leader@us", "leader@china", "policy@us.policy", "policy@china.policy", "network",
           "scenario")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """Let both read each file of YAML once, so that an edit meanwhile changes neither: what they
    make of it is compared, not the reading.
    """
    kept: dict[tuple[str, str], ConfigResult] = {}
    Plugins.instance()  # which registers the sources
    with pytest.MonkeyPatch.context() as patch:
        for scheme in ("file", "pkg"):
            source = SourcesRegistry.instance().resolve(scheme)
            patch.setattr(source, "load_config", make_reading(source.load_config, kept))
        yield


def make_reading(
    reads: Callable[[ConfigSource, str], ConfigResult], kept: dict[tuple[str, str], ConfigResult]
) -> Callable[[ConfigSource, str], ConfigResult]:
    """Return the reading of a source, whose results are kept and given out as copies."""

    def load_config(self: ConfigSource, config_path: str) -> ConfigResult:
        key = self.path, config_path
        if key not in kept:
            kept[key] = reads(self, config_path)
        return copy.deepcopy(kept[key])

    return load_config


@pytest.fixture(scope="module")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    """Plans from the packaged configs."""
    return Planner(ConfigComposer(tmp_path_factory.mktemp("elsewhere")))


@cache
def list_options(key: str) -> list[str]:
    """The options of a group; of scenarios, those between the sides that the lists name."""
    composer = ConfigComposer(Path(__file__).parent)
    options = composer.list_options(key)
    if key != "scenario":
        return list(options)
    sides = {one: composer.compose([f"scenario={one}"])["sides"] for one in options}
    return [one for one in options if tuple(sides[one]) == PRESET.keys]


def overrides(chance: random.Random, known: list[str]) -> list[str]:
    """A random list: choices, levers in several spellings, structured values, repetitions."""
    texts = list(MINIMAL) if chance.random() < SMALL else []
    for key in chance.sample(CHOICES, chance.randint(0, 3)):
        texts.append(f"{key}={chance.choice(list_options(key))}")
    for path in chance.sample(known, chance.randint(0, 5)):
        info = collect_levers(make_configuration_class(PRESET))[path]
        value = chance.uniform(info.low, min(info.high, info.low + 3))
        texts.append(f"{path}={chance.choice((f'{value:.3f}', f'{value:e}', str(int(info.high))))}")
    texts += chance.sample(STRUCTURED, chance.randint(0, 3))
    texts += chance.sample(texts, min(len(texts), chance.randint(0, 1)))
    chance.shuffle(texts)
    return texts


def compose_by_hydra(planner: Planner, texts: list[str]) -> Configuration:
    """Hydra's answer; values are forced (`++`), or it refuses what YAML leaves to the defaults."""
    (settings,) = cross_axes(planner.composer.parse_axes(texts), multirun=False)
    forced = [one.text if one.is_choice else f"++{one.text}" for one in settings]
    config = compose("config", forced)
    plain = OmegaConf.to_container(config, resolve=True)
    assert isinstance(plain, dict)
    return parse_configuration(
        {key: value for key, value in plain.items() if key not in LAUNCH_KEYS}
    )


def assert_equal_to_hydra(planner: Planner, lists: int, seed: int) -> None:
    chance = random.Random(seed)  # the lists are drawn; nothing of the model is
    known = [
        path
        for path in collect_levers(make_configuration_class(PRESET))
        if "*" not in path and ".policy." not in path
    ]
    for _ in range(lists):
        texts = overrides(chance, known)
        (settings,) = cross_axes(keep_last_axes(planner.composer.parse_axes(texts)), multirun=False)
        ours = parse_configuration(planner.variants.compose_values(settings))
        theirs = compose_by_hydra(planner, texts)
        assert compare_configs(ours.model_dump(), theirs.model_dump()) == [], texts


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("seed", range(7))
def test_values_on_a_copy_equal_hydras_own_compose(planner: Planner, seed: int) -> None:
    with initialize_config_module("configs", version_base="1.3"):
        assert_equal_to_hydra(planner, LISTS, seed)


@pytest.mark.slow
@pytest.mark.long
def test_those_on_a_copy_of_ones_own_configs_do_too(tmp_path: Path) -> None:
    shutil.copytree(PACKAGED, tmp_path / "configs", ignore=shutil.ignore_patterns("*.py*"))
    with initialize_config_dir(str(tmp_path / "configs"), version_base="1.3"):
        assert_equal_to_hydra(Planner(ConfigComposer(tmp_path)), LISTS, seed=7)
