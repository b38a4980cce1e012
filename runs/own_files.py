"""A user's own YAML, looked at before it is read: how large it is, how deep, and where it lies.

YAML lets a few lines stand for billions of values, by aliases of aliases, or refer to themselves;
OmegaConf's references (`${...}`) double a text as often as they nest, and read the environment; a
defaults list may climb out of its folder. Each is refused in a sentence, before anything is
expanded. Only the events of the file are counted, so that counting itself stays small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.overrides import LAUNCH_KEYS

BYTES = 1_000_000
VALUES = 100_000
"""Values a file may stand for once its aliases are written out; `call_2025` has some thousands."""
DEPTH = 40
"""Levels to which it may be nested, aliases written out."""
REFERENCE = "${"
GLOBAL = "_global_"
EXPERIMENT = "experiment"


def within(folder: Path, name: str) -> Path:
    """Return the path of a config by its name in a folder; raise WrongInput if it lies outside."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise WrongInput(
            f"{name} leads out of the folder {folder}, and only what lies in it is read.",
            key=name,
            value=str(path),
        )
    return path


def checked_config(folder: Path, name: str) -> None:
    """Raise WrongInput, saying why, unless a config of that name in a folder is safe to load."""
    path = within(folder, name)
    _check_header(path, Path(name).parts[0], checked_text(path))


def checked_text(path: Path) -> str:
    """Return the text of a YAML file that is safe to load; raise WrongInput saying why not."""
    try:
        if path.stat().st_size > BYTES:
            raise _refused(path, f"has more than {BYTES:,} bytes")
        text = path.read_text(encoding="utf-8")
        if _refers(path, text):
            key, value = next(_references(yaml.compose(text, Loader=_loader())))
            shown = value if len(value) <= 60 else f"{value[:57]}..."
            reason = f"{path.name}: {key} holds a reference, {shown}; give the value itself."
            raise WrongInput(reason, key=key, value=value)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _refused(path, "cannot be read: " + " ".join(str(error).split())) from None
    return text


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refers(path: Path, text: str) -> bool:
    """Add up what the file stands for, aliases written out; return whether it holds a reference."""
    known: dict[str, tuple[int, int]] = {}
    open_nodes: list[tuple[str | None, int, int]] = [(None, 0, 0)]
    refers = False
    for event in yaml.parse(text, Loader=_loader()):
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, 1, 0))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, size, height = open_nodes.pop()
            height += 1
        elif isinstance(event, yaml.ScalarEvent):
            anchor, size, height = event.anchor, 1, 0
            refers = refers or REFERENCE in event.value
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in known:
                raise _refused(path, f"holds itself: *{event.anchor} has no end")
            anchor, (size, height) = None, known[event.anchor]
        else:
            continue
        if anchor is not None:
            known[anchor] = size, height
        above, total, tallest = open_nodes[-1]
        open_nodes[-1] = (above, total + size, max(tallest, height))
        if total + size > VALUES:
            raise _refused(path, f"stands for more than {VALUES:,} values")
        if len(open_nodes) + height > DEPTH + 1:
            raise _refused(path, f"is nested deeper than {DEPTH} levels")
    return refers


def _references(node: yaml.Node | None, *steps: str) -> Iterator[tuple[str, str]]:
    """Yield where each reference below a node stands, as a dotted path, and the text it is in."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            yield from _references(key, *steps, name)
            yield from _references(value, *steps, name)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _references(value, *steps, str(place))
    elif isinstance(node, yaml.ScalarNode) and REFERENCE in node.value:
        yield ".".join(steps), node.value


def _check_header(path: Path, group: str, text: str) -> None:
    """Refuse a first line that puts the values of a config where there are no such settings.

    Hydra reads lines `# @key value` up to the first other line. An experiment without its own is
    put under `experiment`, where it would set nothing.
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
    if found and found.split(".")[0] not in top:
        reason = f"{path.name}: its header puts it under {found!r}, and there is no such setting."
        raise WrongInput(reason, key=path.stem, value=found, allowed=top)


def _refused(path: Path, reason: str) -> WrongInput:
    return WrongInput(f"{path.name} {reason}.", key=path.stem, value=str(path))
