"""Checks a user's YAML before it is loaded: its size, its depth, and its place.

YAML lets a few lines stand for billions of values, by aliases of aliases; OmegaConf's references
(`${...}`) double a text as often as they nest, and read the environment; a defaults list may climb
out of its folder. Each is refused with a sentence, before anything is expanded. Only the events of
the file are counted, so that counting itself stays small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from model.parameters import Configuration
from model.parameters.side import Side
from runs.errors import WrongInput
from runs.plan.settings.defaults_lists import list_named_files, require_no_circle, require_settings
from runs.plan.settings.ignored_keys import require_effective_keys, require_unique_keys
from runs.plan.settings.overrides import LAUNCH_KEYS
from runs.plan.settings.plain_scalars import require_plain_numbers, require_text_keys
from runs.plan.settings.text_files import read_utf8_text

BYTES = 1_000_000
VALUES = 100_000
"""Values a file may hold; `call_2025` has some thousands."""
DEPTH = 40
"""Levels to which it may be nested."""
REFERENCE = "${"
TEXT = "tag:yaml.org,2002:str"
"""The one tag that may stand before a value."""
DATE = "tag:yaml.org,2002:timestamp"
EXPONENT = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$")
GLOBAL = "_global_"
EXPERIMENT = "experiment"
PRIMARY = "config"


def resolve_config_path(folder: Path, name: str) -> Path:
    """Return the path of the config `name` in a folder; WrongInput if it is outside the folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise WrongInput(
            f"{name} leads out of the folder {folder}, and only what lies in it is read.",
            key=name,
            value=str(path),
        )
    return path


def require_safe_config(folder: Path, name: str) -> yaml.Node | None:
    """Return the node of the config `name` in a folder, None for an empty one; WrongInput with the
    reason if it is not safe to load.
    """
    path = resolve_config_path(folder, name)
    text = read_safe_text(path)
    package = _read_header_package(path, Path(name).parts[0], text)
    root = yaml.compose(text, Loader=_make_number_loader())
    require_settings(path, root)
    require_text_keys(path, root)
    if Path(name).stem != PRIMARY:  # which is another program's, or else a copy of ours
        require_effective_keys(path, root, package == GLOBAL)
    require_no_circle(name.removesuffix(path.suffix), lambda other: _list_own_files(folder, other))
    return root


def _list_own_files(folder: Path, name: str) -> list[str]:
    """Return the files of a folder, `group/option`, that the defaults list of one of them loads."""
    text = read_safe_text(resolve_config_path(folder, f"{name}.yaml"))
    named = list_named_files(name, yaml.compose(text, Loader=_get_yaml_loader()))
    return [one for one in named if (folder / f"{one}.yaml").is_file()]


def read_safe_text(path: Path) -> str:
    """Return the text of a YAML file; WrongInput with the reason if it is not safe to load."""
    try:
        if path.stat().st_size > BYTES:
            raise _make_file_error(path, f"has more than {BYTES:,} bytes")
        text = read_utf8_text(path, path.stem)
        refers, root = _has_reference(path, text), yaml.compose(text, Loader=_get_yaml_loader())
        require_unique_keys(path, root)
        require_plain_numbers(path, root)
        if refers:
            key, value = next(_find_references(root))
            shown = value if len(value) <= 60 else f"{value[:57]}..."
            reason = f"{path.name}: {key} holds a reference, {shown}; give the value itself."
            raise WrongInput(reason, key=key, value=value)
    except (OSError, yaml.YAMLError) as error:
        raise _make_file_error(path, "cannot be read: " + _describe_error(error)) from None
    return text


def load_safe_yaml(path: Path) -> Any:
    """Return the plain values of a YAML file, `-1e-2` a number as in YAML 1.2 and in the configs,
    2025-04-02 a text as there; WrongInput with the reason if it is not safe to load.
    """
    text = read_safe_text(path)
    try:
        return yaml.load(text, Loader=_make_number_loader())  # a safe loader's class
    except yaml.YAMLError as error:  # a key that is a list
        raise _make_file_error(path, "cannot be read: " + _describe_error(error)) from None


@cache
def _make_number_loader() -> Any:
    """Return a class of the safe loader that reads numbers with an exponent and no point too, and
    dates as texts.
    """
    known = _get_yaml_loader().yaml_implicit_resolvers.items()
    kept = {sign: [one for one in forms if one[0] != DATE] for sign, forms in known}
    loader: Any = type("NumberLoader", (_get_yaml_loader(),), {"yaml_implicit_resolvers": kept})
    loader.add_implicit_resolver("tag:yaml.org,2002:float", EXPONENT, list("-+0123456789"))
    return loader


def _describe_error(error: Exception) -> str:
    """Return an error's text on one line."""
    return " ".join(str(error).replace(' in "<unicode string>"', " at").split())


def _get_yaml_loader() -> Any:
    """Return PyYAML's safe loader, the faster one in C where it is installed."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _has_reference(path: Path, text: str) -> bool:
    """Say whether the file contains a reference (`${`); WrongInput for an alias, a tag, or too many
    values or levels.
    """
    values = depth = 0
    refers = False
    for event in yaml.parse(text, Loader=_get_yaml_loader()):
        if isinstance(event, yaml.AliasEvent):
            raise _make_file_error(path, f"holds an alias, *{event.anchor}; write the value out")
        tag = getattr(event, "tag", None) or TEXT
        if tag != TEXT:
            told = tag.replace("tag:yaml.org,2002:", "!!")
            raise _make_file_error(path, f"holds a tag, {told}; write the value without it")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        values += isinstance(event, yaml.ScalarEvent)
        if isinstance(event, yaml.ScalarEvent):
            refers = refers or REFERENCE in event.value
        if values > VALUES:
            raise _make_file_error(path, f"holds more than {VALUES:,} values")
        if depth > DEPTH:
            raise _make_file_error(path, f"is nested deeper than {DEPTH} levels")
    return refers


def _find_references(node: yaml.Node | None, *steps: str) -> Iterator[tuple[str, str]]:
    """Yield (dotted path, text) of each key or scalar below a node whose text holds `${`, which
    refers to another value. `steps`: the path that leads to the node.
    """
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            yield from _find_references(key, *steps, name)
            yield from _find_references(value, *steps, name)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _find_references(value, *steps, str(place))
    elif isinstance(node, yaml.ScalarNode) and REFERENCE in node.value:
        yield ".".join(steps), node.value


def _read_header_package(path: Path, group: str, text: str) -> str:
    """Return the package that a config's header names, empty without one; WrongInput if it is
    unknown.

    Hydra reads lines `# @key value` up to the first other line. An experiment without a header is
    put under `experiment`, where it would set nothing, and is refused.
    """
    header = [line.strip() for line in text.splitlines() if line.strip()]
    wanted = f"# @package {GLOBAL}"
    found = ""
    for line in header:
        if not re.match(r"#\s*@", line):
            break
        key, *value = line.lstrip("# ").split()
        if len(value) != 1 or key != "@package":
            reason = f"{path.name}: {line!r} is no header."
            raise WrongInput(reason, key=path.stem, value=line, allowed=[wanted])
        found = value[0]
    if group == EXPERIMENT and found != GLOBAL:
        told = f"{found!r}" if found else "no header"
        reason = f"{path.name}: an experiment opens with {wanted!r}, and this file with {told}."
        raise WrongInput(reason, key=path.stem, value=found, allowed=[wanted])
    top = [GLOBAL, "_group_", *Configuration.model_fields, *LAUNCH_KEYS]
    outermost, _, inner = found.partition(".")
    sound = outermost.isalnum() and outermost == outermost.lower()
    may_be_side = sound and (not inner or inner.split(".")[0] in Side.model_fields)
    if found and outermost not in top and not may_be_side:
        reason = f"{path.name}: its header puts it under {found!r}, and there is no such setting."
        raise WrongInput(reason, key=path.stem, value=found, allowed=top)
    return found


def _make_file_error(path: Path, reason: str) -> WrongInput:
    """Return the WrongInput for a file: its name, then the reason."""
    return WrongInput(f"{path.name} {reason}.", key=path.stem, value=str(path))
