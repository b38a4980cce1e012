"""Keys of a user's YAML that would have no effect: refused with the file and the key.

Hydra reads a section `hydra` for itself, the launcher here is not Hydra's, and of a key written
twice YAML's own loader takes the last silently. A sweep in a file (`hydra.sweeper.params`) would so
become one variant with none of its values.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from runs.command_text import format_command
from runs.errors import WrongInput

HYDRA = "hydra"
PARAMS = "hydra.sweeper.params."
EXPERIMENT = "experiment"


def require_effective_keys(path: Path, root: yaml.Node | None, is_global: bool) -> None:
    """Raise WrongInput for the first key of a config file that would have no effect.

    is_global: whether the file's keys are those of the whole configuration, not of one package.
    """
    pairs = _list_pairs(root)
    for key, value in pairs if is_global else []:
        if key == HYDRA or key.startswith(f"{HYDRA}."):
            raise _make_hydra_error(path, next(_find_leaves(value, key), (key, "")))
        if key == EXPERIMENT:
            reason = f"{path.name}: {key} has no effect in a file: name it on the command line."
            raise WrongInput(reason, key=key, value=_format_node(value))
        if "@" in key:
            line = f"- override /{key}: {_format_node(value) or 'OPTION'}"
            reason = f"{path.name}: {key} is not a setting: an option of a group is chosen under"
            raise WrongInput(f"{reason} defaults.", key=key, nearest=[f"'{line}'"])
        first, dot, rest = key.partition(".")
        if dot:
            reason = f"{path.name}: {key} is one word there; write {first}, and {rest} below it."
            raise WrongInput(reason, key=key, value=_format_node(value))
    for key, value in pairs:
        if key == "defaults" and isinstance(value, yaml.SequenceNode):
            _refuse_hydra_defaults(path, value)


def require_unique_keys(path: Path, node: yaml.Node | None, *steps: str) -> None:
    """Raise WrongInput for a key that occurs twice in a mapping; YAML would silently keep the last.

    steps: the dotted path of the node, for the message.
    """
    seen: set[str] = set()
    for key, value in _list_pairs(node):
        if key in seen:
            full = ".".join([*steps, key])
            raise WrongInput(f"{path.name}: {full} stands there twice.", key=full)
        seen.add(key)
        require_unique_keys(path, value, *steps, key)
    if isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            require_unique_keys(path, value, *steps, str(place))


def _refuse_hydra_defaults(path: Path, entries: yaml.SequenceNode) -> None:
    """Raise WrongInput if an entry of a file's defaults list names a group of Hydra itself."""
    for entry in entries.value:
        named = [(key, _format_node(value)) for key, value in _list_pairs(entry)] or [
            (_format_node(entry), "")
        ]
        for key, option in named:
            words = key.split()
            group = words[-1].lstrip("/") if words else ""
            if group == HYDRA or group.startswith(f"{HYDRA}/"):
                raise _make_hydra_error(path, (group.replace("/", "."), option))


def _make_hydra_error(path: Path, leaf: tuple[str, str]) -> WrongInput:
    """Return the WrongInput for a setting of Hydra itself, `leaf` (its dotted path and value); for
    a sweep it gives the command to use instead.
    """
    key, value = leaf
    reason = f"{path.name}: {key} has no effect here, for the runs are not launched by Hydra."
    if not key.startswith(PARAMS):
        return WrongInput(reason, key=key, value=value)
    swept = key.removeprefix(PARAMS)
    chosen = [f"{EXPERIMENT}={path.stem}"] if path.parent.name == EXPERIMENT else []
    command = format_command("taijie", "run", "-m", *chosen, f"{swept}={value}")
    return WrongInput(f"{reason} The same sweep: {command}", key=key, value=value)


def _find_leaves(node: yaml.Node, path: str) -> Iterator[tuple[str, str]]:
    """Yield (dotted path, text) of each scalar below a node; a list is one text."""
    pairs = _list_pairs(node)
    for key, value in pairs:
        yield from _find_leaves(value, f"{path}.{key}")
    if not pairs:
        yield path, _format_node(node)


def _list_pairs(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    """Return (key, value node) of a mapping node; [] for any other."""
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(str(key.value), value) for key, value in node.value]


def _format_node(node: yaml.Node) -> str:
    """Return a node's text: of a list its texts joined by commas, empty for a mapping."""
    if isinstance(node, yaml.SequenceNode):
        return ",".join(_format_node(one) for one in node.value)
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
