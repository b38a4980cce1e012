"""Where Hydra stops: the only module that knows hydra or omegaconf.

It reads override text in Hydra's grammar, lists the config groups and composes the YAML for one
set of group choices; `configs` in the current folder goes before the packaged one. What leaves it
are plain dicts, lists, strings and numbers. Values are not set here:
`overrides.set_value` sets them on a copy, so that a sweep of a thousand variants composes once per
distinct set of choices. A contract test holds the result equal to Hydra's own compose.
"""

from __future__ import annotations

import copy
import io
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, cast

import yaml
from hydra import version as hydra_version
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.config_repository import ConfigRepository, IConfigRepository
from hydra._internal.config_search_path_impl import ConfigSearchPathImpl
from hydra._internal.hydra import Hydra
from hydra.core.default_element import ResultDefault
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import (
    ChoiceSweep,
    Glob,
    Override,
    OverrideType,
    RangeSweep,
)
from hydra.core.plugins import Plugins
from hydra.errors import HydraException, OverrideParseException
from hydra.plugins.completion_plugin import DefaultCompletionPlugin
from hydra.plugins.config_source import ConfigResult, ConfigSource
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf, errors

from runs.errors import WrongInput, find_nearest_names
from runs.paths import HOME, get_current_folder
from runs.plan.plugins.catalogue import Catalogue
from runs.plan.plugins.kinds import METRIC, ROLE
from runs.plan.settings import override_errors
from runs.plan.settings.choices import (
    find_foreign_config,
    is_group_choice,
    list_nested_options,
    require_known_ending,
)
from runs.plan.settings.defaults_lists import (
    require_existing_files,
    require_known_entries,
    require_stated_packages,
)
from runs.plan.settings.overrides import Axis, Setting, make_choice_sort_key, require_known_options
from runs.plan.settings.plain_scalars import DIGITS
from runs.plan.settings.safe_yaml import require_safe_config
from runs.plan.settings.spacing import space_numbers
from runs.plan.settings.typed_words import (
    MARKS,
    TYPED,
    quote_options,
    quote_typed_words,
    split_options,
)

Fill = Callable[[dict[str, Any]], dict[str, Any]]
PRIMARY = "config"
PAGES = ("all", "config", "defaults", "defaults-tree", "plugins", "searchpath")
"""Hydra's pages of `--info`."""
CHOOSES_SIDES = ("scenario", "experiment")
"""The groups whose options may name other sides."""
PACKAGED = HOME / "configs"


class ConfigComposer:
    """Lists the config groups and composes configs, for one current folder; `configs`: folder to be
    searched in place of its own.
    """

    _packaged: ClassVar[dict[tuple[str, ...], dict[str, Any]]] = {}  # the same from any folder
    _packaged_choices: ClassVar[dict[tuple[str, ...], dict[str, str]]] = {}

    def __init__(self, folder: Path | None = None, configs: Path | None = None) -> None:
        hydra_version.setbase("1.3")
        Plugins.instance()
        own = _choose_own_folder(folder, configs)
        self.own = own if own.is_dir() and own.resolve() != PACKAGED else None
        self.own_policies, self.own_roles = Catalogue(folder), Catalogue(folder, ROLE)
        self.own_metrics = Catalogue(folder, METRIC)
        path = ConfigSearchPathImpl()
        path.append("hydra", "pkg://hydra.conf")
        if self.own:
            path.append("own", f"file://{own}")
        path.append("main", "pkg://configs")
        path.append("schema", "structured://")
        self._loader = _Loader(path)
        self.foreign = find_foreign_config(self.own)
        self._loader.repository = _Repository(path, self.own_policies, self.foreign)
        alone = not (self.own or self.own_policies.options)
        self._composed = self._packaged if alone else {}
        self._choices = self._packaged_choices if alone else {}

    @property
    def chosen(self) -> dict[str, str]:
        """The group choices where nothing is overridden: `scenario` -> `call_2025`."""
        return self.list_choices()

    def list_choices(self, overrides: Sequence[str] = ()) -> dict[str, str]:
        """Return group -> present choice, including the sides' groups: `leader@SIDE` -> `honor`.

        Which sides there are depends on the scenario, or the experiment, chosen in `overrides`
        (texts, swept or not); a name that is no option is ignored.
        """
        named = [text.partition("=") for text in overrides]
        given = {
            key: split_options(words, self.list_options(key)) or [""]
            for key, _, words in named
            if key in CHOOSES_SIDES
        }
        known: dict[str, str] = {}
        for options in itertools.product(*given.values()):
            pairs = zip(given, options, strict=True)
            own = [(key, word) for key, word in pairs if word in self.list_options(key)]
            known = {**self._compute_choices(tuple(f"{key}={word}" for key, word in own)), **known}
        return known

    def _compute_choices(self, overrides: tuple[str, ...]) -> dict[str, str]:
        """Return group -> present choice under overrides that choose sides: not to be changed."""
        if overrides not in self._choices:
            texts = [_quote_override(self, text) for text in overrides]
            with _translate_hydra_errors(self.own, texts):
                listed = self._loader.compute_defaults_list(PRIMARY, texts, RunMode.RUN)
            self._choices[overrides] = _sort_choices(listed.overrides.known_choices)
        return self._choices[overrides]

    @cache  # noqa: B019 -- one composer lives as long as the command
    def list_options(self, group: str) -> tuple[str, ...]:
        """Return the option names of a group (`leader`, `leader@SIDE`), own and packaged."""
        name = group.partition("@")[0]
        own = self.own_policies.options if name == "policy" else ()
        nested = list_nested_options(self.own / name) if self.own else ()
        packaged = self._loader.repository.get_group_options(name)
        return tuple(sorted({*packaged, *own, *nested}))

    def is_group(self, name: str) -> bool:
        """Say whether there is a config group of that name, in the primary config or not."""
        return bool(self._loader.repository.group_exists(name))

    def parse_axes(self, overrides: Sequence[str], context: Sequence[str] = ()) -> list[Axis]:
        """Return override texts as axes; WrongInput for errors that show without composing.

        `context`: further override texts in effect, which may choose the scenario.
        """
        parser = OverridesParser.create(config_loader=self._loader)
        choices = self.list_choices([*context, *overrides])
        return [_parse_axis(self, parser, text, choices) for text in overrides]

    def compose(self, choices: Sequence[str]) -> dict[str, Any]:
        """Return the resolved YAML of group choices (override texts): a plain dict, shared, not to
        be changed.
        """
        key, load = tuple(choices), self._loader.load_configuration
        if key not in self._composed:
            with _translate_hydra_errors(self.own, choices):
                config = load(PRIMARY, [*key], RunMode.RUN, from_shell=False)
                self._composed[key] = _to_plain_dict(config)
        return self._composed[key]

    def read_option_values(self, choice: Setting) -> dict[str, Any]:
        """Return the values in an option's own file, nested from the root; {} without a file."""
        group, _, package = choice.key.partition("@")
        repository = cast("_Repository", self._loader.repository)
        found = repository.load_config(f"{group}/{choice.value}")
        if found is None:
            return {}
        place = package or found.header.get("package") or group.replace("/", ".")
        values = cast("dict[str, Any]", OmegaConf.to_container(found.config, resolve=False))
        values.pop("defaults", None)
        for step in reversed([] if place == "_global_" else place.split(".")):
            values = {step: values}
        return {str(key): value for key, value in values.items()}

    def capture_hydra_info(self, page: str, overrides: Sequence[str]) -> str:
        """Return the text of Hydra's `--info` page of that name; WrongInput for none of PAGES."""
        texts = [_quote_override(self, text) for text in overrides]
        return _capture_info(self._loader, page, texts)

    def list_completions(self, line: str, add_defaults: Fill) -> list[str]:
        """Return Hydra's completions of a line; add_defaults: fills all defaults into a config."""
        self._loader.fill = add_defaults
        with _translate_hydra_errors():
            proposed = DefaultCompletionPlugin(self._loader)._query(PRIMARY, line)
        self._loader.fill = None  # what is composed for a run stays as it lies in YAML
        return [text for text in proposed if not text.startswith("hydra")]


class _Repository(ConfigRepository):
    """Hydra's access to its files; a user's own files are checked before they are read.

    A user's policy is an option of its group even without a YAML file. The thirty packaged files of
    a composition are parsed once per process.
    """

    _parsed: ClassVar[dict[str, ConfigResult]] = {}

    def __init__(
        self, path: ConfigSearchPathImpl, policies: Catalogue, foreign: Path | None
    ) -> None:
        super().__init__(path)
        self._foreign = foreign
        self._offers = {f"policy/{name}": offer for name, offer in policies.options.items()}

    def _find_object_source(
        self, config_path: str, object_type: ObjectType | None
    ) -> ConfigSource | None:
        """Return the source of a file; another program's `config.yaml` here is passed over."""
        before = self.sources
        if config_path == PRIMARY and self._foreign:
            self.sources = [one for one in before if one.provider != "own"]
        try:
            return super()._find_object_source(config_path, object_type)
        finally:
            self.sources = before

    def load_config(self, config_path: str) -> ConfigResult | None:
        """Return a file's config, checked if it is the user's; the values of a user's policy
        without a file; None if there is neither. That of a packaged file is shared, not to be
        changed.
        """
        source = self._find_object_source(config_path, ObjectType.CONFIG)
        if source is not None and source.scheme() == "file":
            folder, name = Path(source.path), source._normalize_file_name(config_path)
            root = require_safe_config(folder, name)
            require_known_entries(folder / name, root, self._list_options)
            require_existing_files(config_path, root, self._list_options)
            require_stated_packages(folder, config_path, root, _read_header)
        if source is None and config_path in self._offers:
            offer = OmegaConf.create(self._offers[config_path])
            return ConfigResult("own", "policies", offer, {"package": None}, [])
        if source is None or source.scheme() != "pkg":
            found = super().load_config(config_path)
            if source is not None and source.scheme() == "file" and found is not None:
                file = Path(source.path, source._normalize_file_name(config_path))
                found.header = _read_header(file)
                self._require_own_name(config_path, found, file)
            return found
        if config_path not in self._parsed:
            self._parsed[config_path] = cast(ConfigResult, super().load_config(config_path))
        return self._parsed[config_path]

    @classmethod
    def is_packaged(cls, config_path: str, found: ConfigResult | None) -> bool:
        """Say whether what is found at a path is a packaged file, which compositions share."""
        return found is not None and found is cls._parsed.get(config_path)

    def _require_own_name(self, config_path: str, found: ConfigResult, file: Path) -> None:
        """Raise WrongInput if the YAML file of a user's policy names another one: which of the two
        is meant by the option cannot be known.
        """
        offer = self._offers.get(config_path, {}).get("name")
        whole = OmegaConf.to_container(found.config)
        stated = whole.get("name", offer) if isinstance(whole, dict) else offer
        if offer is not None and stated != offer:
            raise WrongInput(
                f"{file} says name: {stated}, and a policy {offer} of your own has this name too: "
                "rename one.", key=f"{config_path}.yaml", value=stated, allowed=[f"name: {offer}"],
            )  # fmt: skip

    def _list_options(self, group: str) -> list[str]:
        """Return the options of a group, the user's own and those in subfolders included."""
        folders = [Path(one.path) / group for one in self.sources if one.scheme() == "file"]
        nested = [name for folder in folders for name in list_nested_options(folder)]
        offers = [name.partition("/")[2] for name in self._offers if group == "policy"]
        return sorted({*self.get_group_options(group), *nested, *offers})


def _read_header(path: Path) -> dict[str, str | None]:
    """Return the header of a config, also after a byte order mark, behind which Hydra would miss
    it.
    """
    with path.open(encoding="utf-8-sig") as file:
        return ConfigSource._get_header_dict(file.read(512))


class _Loader(ConfigLoaderImpl):
    """Hydra's loader; for completions it also shows the defaults that YAML does not state.

    As Hydra changes what it merges, each composition gets a copy of a packaged file at its place.
    """

    fill: Fill | None = None
    _placed: ClassVar[dict[tuple[str, str | None], ConfigResult]] = {}

    def _load_single_config(self, default: ResultDefault, repo: IConfigRepository) -> ConfigResult:
        """Return a file's config at its place in the whole, not shared with another composition."""
        path = cast(str, default.config_path)
        if not _Repository.is_packaged(path, repo.load_config(path)):
            return super()._load_single_config(default, repo)
        key = path, default.package
        if key not in self._placed:
            self._placed[key] = super()._load_single_config(default, repo)
        placed = copy.copy(self._placed[key])
        placed.config = copy.deepcopy(placed.config)
        return placed

    def load_configuration(self, *args: Any, **kwargs: Any) -> DictConfig:
        """Return Hydra's configuration, with `fill`'s defaults added if it is set."""
        config = super().load_configuration(*args, **kwargs)
        return config if self.fill is None else OmegaConf.create(self.fill(_to_plain_dict(config)))


def _sort_choices(known: Mapping[str, str | None]) -> dict[str, str]:
    """Return config group -> choice of Hydra's record of choices, without its own groups."""
    groups = [key for key in reversed([*known]) if not key.startswith("hydra")]  # from its end
    return {key: str(known[key] or "null") for key in sorted(groups, key=make_choice_sort_key)}


def _choose_own_folder(folder: Path | None, configs: Path | None) -> Path:
    """Return the folder that is searched before the packaged configs; WrongInput if one is named
    that does not exist.
    """
    if configs is not None and not configs.is_dir():
        reason = f"--config-dir {configs}: there is no such folder."
        raise WrongInput(reason, key="--config-dir", value=str(configs))
    return (configs or (folder or get_current_folder()) / "configs").absolute()


def format_yaml(values: dict[str, Any]) -> str:
    """Return a plain dict as YAML text, its keys in their order."""
    return OmegaConf.to_yaml(OmegaConf.create(values))


def _capture_info(loader: ConfigLoaderImpl, page: str, texts: Sequence[str]) -> str:
    """Return Hydra's `--info` page under override texts; WrongInput for none of PAGES."""
    if page not in PAGES:
        raise WrongInput(
            f"--info {page} is not known.", key="--info", value=page, allowed=PAGES,
            nearest=find_nearest_names(page, PAGES),
        )  # fmt: skip
    out = io.StringIO()
    try:
        with _translate_hydra_errors(), redirect_stdout(out):
            hydra = Hydra("taijie", loader)
            GlobalHydra.instance().initialize(hydra)
            hydra.show_info(page, PRIMARY, list(texts), run_mode=RunMode.RUN)
    finally:
        GlobalHydra.instance().clear()
    return out.getvalue().strip() + "\n"


def _quote_override(composer: ConfigComposer, text: str) -> str:
    """Return an override with the names in it quoted as Hydra's grammar needs them."""
    key = text.partition("=")[0]
    options = composer.list_options(key) if override_errors.KEY.fullmatch(key) else ()
    if options:
        return quote_options(text, options)
    return quote_typed_words(text) if key in TYPED or not text.isascii() else text


def _parse_axis(
    composer: ConfigComposer, parser: OverridesParser, text: str, choices: Mapping[str, str]
) -> Axis:
    """Return the axis that one override text states; WrongInput, each with its own advice, for a
    text that is none. choices: group -> present choice.
    """
    if "=" not in text and not text.startswith("~"):
        raise override_errors.make_missing_equals_error(text, choices)
    key, _, value = text.partition("=")
    if not override_errors.KEY.fullmatch(key):
        raise override_errors.make_key_error(text, list(choices))
    if re.search(rf"\d{{{DIGITS + 1}}}", value):
        reason = f"{key}: a number of more than {DIGITS} digits is out of range."
        raise WrongInput(reason, key=key, value=value)
    try:
        override = parser.parse_overrides([_quote_override(composer, text)])[0]
    except OverrideParseException as error:
        raise override_errors.make_syntax_error(text, str(error)) from None
    key = override.get_key_element()
    if override.type is not OverrideType.CHANGE:
        raise override_errors.make_prefix_error(text, key)
    if override.is_hydra_override() or key == "hydra":
        raise override_errors.make_hydra_error(text, key)
    if "${" in text:
        raise override_errors.make_reference_error(text, key)
    if "." in key and key.partition(".")[0] in {n.partition("@")[0] for n in choices if "@" in n}:
        raise override_errors.make_group_key_error(key, value, list(choices))
    chooses = is_group_choice(choices, composer.is_group, override, key)
    words = Override._get_value_element_as_str
    typed = "" if override.is_sweep_override() else text
    settings = tuple(
        Setting(key, Override._convert_value(value), f"{key}={words(value)}", chooses, typed)
        for value in _list_override_values(override, text, composer.list_options(key))
    )
    if chooses:
        composer.own_policies.refuse_unmarked_policy(key, settings, composer.list_options(key))
        for one in settings:
            require_known_ending(composer.own, key, str(one.value))
        require_known_options(settings, composer.list_options(key))
    return Axis(key, settings, swept=override.is_sweep_override())


def _list_override_values(override: Override, text: str, options: Sequence[str]) -> list[Any]:
    """Return an override's values as parsed: one, or all of a sweep; WrongInput for an empty
    sweep. options: names of the options if it chooses one of a group.
    """
    if not override.is_sweep_override():
        return [override._value]
    swept = override._value
    if isinstance(swept, RangeSweep) and swept.start is not None and swept.stop is not None:
        numbers = space_numbers(swept.start, swept.stop, swept.step, override.get_key_element())
        override._value = ChoiceSweep(list=list(numbers), shuffle=swept.shuffle)
    values = list(override.sweep_iterator()) if override.is_discrete_sweep() else []
    if not values and isinstance(swept, Glob | RangeSweep):
        raise override_errors.make_no_match_error(text, override.get_key_element(), options)
    if not values:
        raise override_errors.make_empty_sweep_error(text, override.get_key_element())
    return values


def _to_plain_dict(config: DictConfig) -> dict[str, Any]:
    """Return a composed config as plain values, references resolved, without Hydra's own section;
    `???` for a value that is missing.
    """
    values: dict[str, Any] = {}
    for key in config:
        if key != "hydra":
            # Within its parent: references are resolved from there.
            value = "???" if OmegaConf.is_missing(config, key) else config[key]
            is_node = OmegaConf.is_config(value)
            values[str(key)] = OmegaConf.to_container(value, resolve=True) if is_node else value
    return values


@contextmanager
def _translate_hydra_errors(own: Path | None = None, texts: Sequence[str] = ()) -> Iterator[None]:
    """Return a context that converts Hydra's errors on YAML files into WrongInput, without its
    advice to use +key.

    own: the user's folder of configs; texts: the group choices, whose files may be named.
    """
    try:
        yield
    except (HydraException, errors.OmegaConfBaseException, ValueError, yaml.YAMLError) as error:
        named = [text.partition("=") for text in texts if own]
        files = [
            (own or Path()) / key.partition("@")[0] / f"{value.strip(MARKS)}.yaml"
            for key, _, value in named
        ]
        raise override_errors.make_composition_error(error, files) from error
