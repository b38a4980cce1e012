"""The door at which Hydra stops: the only module that knows hydra or omegaconf.

It reads override text in Hydra's grammar, lists the config groups and composes the YAML for one
set of group choices. What leaves it are plain dicts, lists, strings and numbers. Values are not
set here: `runs.overrides.put` sets them on a copy, so that a sweep of a thousand variants composes
once per distinct set of choices. A contract test holds the result equal to Hydra's own compose.

A folder `configs` in the current folder is searched before the packaged one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import cache, cached_property
from pathlib import Path
from typing import Any, ClassVar

import yaml
from hydra import version as hydra_version
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.config_repository import ConfigRepository
from hydra._internal.config_search_path_impl import ConfigSearchPathImpl
from hydra._internal.hydra import Hydra
from hydra.core.default_element import GroupDefault
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.core.plugins import Plugins
from hydra.errors import HydraException, OverrideParseException
from hydra.plugins.completion_plugin import DefaultCompletionPlugin
from hydra.plugins.config_source import ConfigResult
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from runs import refusals
from runs.errors import WrongInput
from runs.overrides import Axis, Setting, check_options, shown_order
from runs.own_files import checked_config

PRIMARY = "config"
PACKAGED = Path(__file__).resolve().parent.parent / "configs"


class Door:
    """Lists the config groups and composes configs, for one current folder."""

    _packaged: ClassVar[dict[tuple[str, ...], dict[str, Any]]] = {}  # the same from any folder

    def __init__(self, folder: Path | None = None) -> None:
        hydra_version.setbase("1.3")
        Plugins.instance()
        own = (folder or Path.cwd()) / "configs"
        self.own = own if own.is_dir() and own.resolve() != PACKAGED else None
        path = ConfigSearchPathImpl()
        path.append("hydra", "pkg://hydra.conf")
        if self.own:
            path.append("own", f"file://{own}")
        path.append("main", "pkg://configs")
        path.append("schema", "structured://")
        self._loader = _Loader(path)
        self._loader.repository = _Repository(path)
        self._composed = {} if self.own else self._packaged

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The group choices of the primary config: `leader@us` -> `honor`."""
        with _refusing():
            primary = self._loader.repository.load_config(PRIMARY)
        listed = (primary.defaults_list if primary else None) or []
        groups = [one for one in listed if isinstance(one, GroupDefault)]
        known = {f"{one.group}@{one.package}".removesuffix("@None"): one.value for one in groups}
        self._check_primary("executor" in known)
        return {key: str(known[key] or "null") for key in sorted(known, key=shown_order)}

    @cache  # noqa: B019 -- one door lives as long as the command
    def options(self, group: str) -> tuple[str, ...]:
        """The options of a group (`leader` or `leader@us`), the user's and the packaged ones."""
        return tuple(self._loader.get_group_options(group.partition("@")[0]))

    def is_group(self, name: str) -> bool:
        """Whether there is a group of that name, chosen by the primary config or not."""
        return bool(self._loader.repository.group_exists(name))

    @cached_property
    def _parser(self) -> OverridesParser:
        return OverridesParser.create(config_loader=self._loader)

    def read(self, texts: Sequence[str]) -> list[Axis]:
        """Override texts as axes, each checked as far as it can be without composing."""
        return [_axis(self, self._parser, text) for text in texts]

    def compose(self, choices: Sequence[str]) -> dict[str, Any]:
        """The resolved YAML for one set of choices, as a plain dict; composed once, shared.

        `choices` are override texts of groups only. The caller must not change the result.
        """
        key = tuple(choices)
        if key not in self._composed:
            with _refusing():
                load = self._loader.load_configuration
                self._composed[key] = _plain(load(PRIMARY, [*key], RunMode.RUN, from_shell=False))
            self._check_primary("executor" in self._composed[key])
        return self._composed[key]

    def sets(self, choice: Setting) -> dict[str, Any]:
        """The values one option's own file sets, nested from the root (its defaults left out)."""
        group, _, package = choice.key.partition("@")
        found = self._loader.repository.load_config(f"{group}/{choice.value}")
        if found is None:
            return {}
        place = package or found.header.get("package") or group.replace("/", ".")
        values = OmegaConf.to_container(found.config, resolve=False)
        assert isinstance(values, dict)
        values.pop("defaults", None)
        for step in reversed([] if place == "_global_" else place.split(".")):
            values = {step: values}
        return {str(key): value for key, value in values.items()}

    def info(self, what: str, overrides: Sequence[str]) -> str:
        """Hydra's own `--info` pages: defaults, defaults-tree, config, searchpath."""
        out = io.StringIO()
        try:
            with _refusing(), redirect_stdout(out):
                hydra = Hydra("taijie", self._loader)
                GlobalHydra.instance().initialize(hydra)
                hydra.show_info(what, PRIMARY, list(overrides), run_mode=RunMode.RUN)
        finally:
            GlobalHydra.instance().clear()
        return out.getvalue().strip() + "\n"

    def completions(self, line: str, fill: Callable[[dict[str, Any]], dict[str, Any]]) -> list[str]:
        """What Hydra's completion engine proposes for the overrides typed so far.

        `fill` completes a composed config with the defaults that are not in YAML.
        """
        self._loader.fill = fill
        with _refusing():
            proposed = DefaultCompletionPlugin(self._loader)._query(PRIMARY, line)
        self._loader.fill = None  # what is composed for a run stays as it lies in YAML
        grouped = [f"{key}={option}" for key in self.chosen for option in self.options(key)]
        word = "" if line.endswith(" ") or not line else line.split()[-1]
        sided = [text for text in grouped if "@" in text and word and text.startswith(word)]
        return sorted({text for text in proposed if not text.startswith("hydra")} | set(sided))

    def _check_primary(self, ours: bool) -> None:
        if self.own and not ours:
            raise WrongInput(
                f"{self.own / 'config.yaml'} hides Taijie's own config.yaml: rename it.",
                key="config.yaml",
                value=str(self.own),
            )


class _Repository(ConfigRepository):
    """Hydra's way to its files, a user's own being looked at before they are read."""

    def load_config(self, config_path: str) -> ConfigResult | None:
        source = self._find_object_source(config_path, ObjectType.CONFIG)
        if source is not None and source.scheme() == "file":
            checked_config(Path(source.path), source._normalize_file_name(config_path))
        return super().load_config(config_path)


class _Loader(ConfigLoaderImpl):
    """Hydra's loader, which for completions also shows what YAML leaves to the defaults."""

    fill: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    def load_configuration(self, *args: Any, **kwargs: Any) -> DictConfig:
        config = super().load_configuration(*args, **kwargs)
        return config if self.fill is None else OmegaConf.create(self.fill(_plain(config)))


def yaml_text(values: dict[str, Any]) -> str:
    """A plain dict as YAML, in its order."""
    return OmegaConf.to_yaml(OmegaConf.create(values))


def _axis(door: Door, parser: OverridesParser, text: str) -> Axis:
    if "=" not in text and not text.startswith("~"):
        raise refusals.not_a_pair(text, door.chosen)
    try:
        override = parser.parse_overrides([text])[0]
    except OverrideParseException as error:
        raise refusals.unreadable(text, str(error)) from None
    key = override.get_key_element()
    if override.type is not OverrideType.CHANGE:
        raise refusals.signed(text, key)
    if override.is_hydra_override() or key == "hydra":
        raise refusals.of_hydra(text, key)
    if "${" in text:
        raise refusals.reference(text, key)
    is_choice = _is_choice(door, override, key)
    settings = tuple(
        Setting(
            key,
            Override._convert_value(value),
            f"{key}={Override._get_value_element_as_str(value)}",
            is_choice,
        )
        for value in _values(override, text)
    )
    if is_choice:
        check_options(settings, door.options(key))
    return Axis(key, settings, swept=override.is_sweep_override())


def _values(override: Override, text: str) -> list[Any]:
    if not override.is_sweep_override():
        return [override._value]
    values = list(override.sweep_iterator()) if override.is_discrete_sweep() else []
    if not values:
        raise refusals.no_list(text, override.get_key_element())
    return values


def _is_choice(door: Door, override: Override, key: str) -> bool:
    if isinstance(override.value(), dict) and override.package is None:
        return False
    if key in door.chosen:
        return True
    value = override.get_value_string()
    for name in door.chosen:
        if name.partition("@")[2] == key:
            raise refusals.whole(key, value, name)
    if override.package is None and not door.is_group(override.key_or_group):
        return False
    raise refusals.not_a_choice(key, value, list(door.chosen))


def _plain(config: DictConfig) -> dict[str, Any]:
    own = [str(key) for key in config if key != "hydra"]
    values = OmegaConf.to_container(OmegaConf.masked_copy(config, own), resolve=True)
    assert isinstance(values, dict)
    return {str(key): value for key, value in values.items()}


@contextmanager
def _refusing() -> Iterator[None]:
    """Hydra's complaints about YAML files become refusals, without its advice to use +key."""
    try:
        yield
    except (HydraException, OmegaConfBaseException, ValueError, yaml.YAMLError) as error:
        cause = error.__cause__ if error.__cause__ and not str(error) else error
        lines = [line.strip() for line in str(cause).splitlines() if "+" not in line]
        raise WrongInput("The config files do not fit together: " + " ".join(lines)) from error
