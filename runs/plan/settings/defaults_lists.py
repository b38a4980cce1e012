"""What a user's config file may hold at its top, and in the `defaults:` that name other files.

Hydra's own words for a list in place of settings, and for files that name each other in a circle,
say nothing to a reader; each is refused here with the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import yaml

from runs.errors import WrongInput, find_nearest_names, make_unknown_option_error

WORDS = ("override", "optional")
"""Words that may stand before what an entry names."""
SELF = "_self_"
NONE = ("null", "~", "")
"""Words for no option."""


class Entry(NamedTuple):
    """One entry of a defaults list.

    group: as written, such as `/leader@SIDE`, empty if the entry names a file; options: the names
    given; words: the words of WORDS before the group.
    """

    group: str
    options: tuple[str, ...]
    words: tuple[str, ...]


def require_settings(path: Path, root: yaml.Node | None) -> None:
    """Raise WrongInput if a config file holds anything but settings (`key: value`), or nothing."""
    if root is None or isinstance(root, yaml.MappingNode) or root.tag.endswith(":null"):
        return
    held = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
    reason = f"{path.name}: settings (key: value) are wanted, and this file holds {held}."
    raise WrongInput(reason, key=path.stem, value=str(path))


def list_entries(root: yaml.Node | None) -> list[Entry]:
    """Return the entries of a config file's defaults list; [] if it has none."""
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    lists = [value for key, value in pairs if key.value == "defaults"]
    nodes = lists[0].value if lists and isinstance(lists[0], yaml.SequenceNode) else []
    return [entry for node in nodes for entry in _read_entries(node)]


def list_named_files(
    name: str, root: yaml.Node | None, skipped: Sequence[str] = ("override",)
) -> list[str]:
    """Return the files, `group/option`, that the defaults list of the file `name` loads; skipped:
    words of WORDS whose entries are left out.
    """
    found = []
    for entry in list_entries(root):
        group = entry.group.partition("@")[0]
        for option in entry.options if not {*skipped} & {*entry.words} else ():
            place = PurePosixPath("/", PurePosixPath(name).parent, group, option.partition("@")[0])
            found += [str(place).removeprefix("/")] if option not in (SELF, *NONE) else []
    return found


def require_existing_files(
    name: str, root: yaml.Node | None, list_options: Callable[[str], Sequence[str]]
) -> None:
    """Raise WrongInput, with the nearest names, if the defaults of the file `name`, `group/option`,
    load a file that does not exist.

    list_options: returns the names of a group's options, none for no group.
    """
    for file in list_named_files(name, root, WORDS):
        group, _, option = file.rpartition("/")
        known = list_options(group) if group and "${" not in file else [option]
        if option not in known:
            reason = f"{name}.yaml: its defaults name {file}, and there is no such file."
            raise WrongInput(
                reason, key="defaults", value=option, allowed=known,
                nearest=find_nearest_names(option, known),
            )  # fmt: skip


def require_stated_packages(
    folder: Path,
    name: str,
    root: yaml.Node | None,
    read_header: Callable[[Path], Mapping[str, str | None]],
) -> None:
    """Raise WrongInput if the defaults of the file `name`, `group/option`, load a file of a folder
    below (`parts/letter`) which does not say where its settings belong.

    folder: the user's, with the groups; read_header: returns what the first lines of a file state.
    """
    group = name.rpartition("/")[0]
    for entry in list_entries(root):
        for option in () if entry.group else entry.options:
            path = folder / group / f"{option}.yaml"
            if "/" not in option or "@" in option or not path.is_file():
                continue
            if not read_header(path).get("package"):
                below = f"{group}/{option}".rpartition("/")[0].replace("/", ".")
                wanted = f"# @package {group.replace('/', '.') or '_global_'}"
                reason = f"{group}/{option}.yaml: its first line has to be '{wanted}': without it,"
                reason += f" its settings would be at {below}."
                raise WrongInput(reason, key="defaults", value=option, allowed=[wanted])


def require_known_entries(
    path: Path, root: yaml.Node | None, list_options: Callable[[str], Sequence[str]]
) -> None:
    """Raise WrongInput if the defaults of a config file are no list, if an entry that is not
    optional names by its full path (`/leader@SIDE: honor`) an option that its group has not, or if
    a name in them is a number or a truth value to YAML.

    list_options: returns the names of a group's options, none for no group, which is not refused
    here.
    """
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for key, value in pairs:
        if key.value == "defaults" and not isinstance(value, yaml.SequenceNode):
            reason = f"{path.name}: defaults are a list: write a line `- ...` for each."
            raise WrongInput(reason, key="defaults")
        if key.value == "defaults":
            for node in _list_names(value):
                _require_text(path, node)
    for entry in list_entries(root):
        key = entry.group.removeprefix("/")
        known = list_options(key.partition("@")[0]) if entry.group.startswith("/") else []
        for option in entry.options if known and "optional" not in entry.words else ():
            if option not in (*known, *NONE):
                error = make_unknown_option_error(key, option, known)
                raise WrongInput(
                    f"{path.name}: defaults: {error.reason}", key=key, value=option,
                    allowed=error.allowed, nearest=error.nearest,
                )  # fmt: skip


def _list_names(defaults: yaml.Node) -> list[yaml.Node]:
    """Return the nodes of a defaults list that name a file or an option."""
    found: list[yaml.Node] = []
    for node in defaults.value:
        for one in [value for _, value in node.value] if isinstance(node.value, list) else [node]:
            found += _list_options(one)
    return found


def _list_options(chosen: yaml.Node) -> list[yaml.Node]:
    """Return the nodes of the options chosen: those in a list, or the one."""
    return chosen.value if isinstance(chosen, yaml.SequenceNode) else [chosen]


def _require_text(path: Path, node: yaml.Node) -> None:
    """Raise WrongInput if a name in a defaults list is a number or a truth value to YAML."""
    kind = node.tag.rpartition(":")[2]
    if kind in ("int", "float", "bool", "timestamp"):
        reason = f"{path.name}: defaults: {node.value} is no name of a file or an option to YAML;"
        reason += f" quoted it is one: '{node.value}' (line {node.start_mark.line + 1})."
        raise WrongInput(reason, key="defaults", value=node.value)


def find_added_choice(path: Path, key: str) -> bool:
    """Say whether a file's defaults list adds an option of the group `key` (`leader@SIDE`), rather
    than override the one that is chosen; False if the file cannot be read.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError:
        return False
    added = [entry for entry in list_entries(root) if "override" not in entry.words]
    return key in [entry.group.removeprefix("/") for entry in added]


def require_no_circle(name: str, read_links: Callable[[str], Sequence[str]]) -> None:
    """Raise WrongInput if the defaults list of a file leads, over others or not, back to it.

    name: `group/option`; read_links: returns the user's files that a file's defaults list loads.
    """
    ways, seen = [[name]], set[str]()
    for way in ways:  # which grows while it is read
        for step in read_links(way[-1]):
            if step == name:
                over = f"{way[1]}.yaml, which leads back to it" if len(way) > 1 else "itself"
                reason = f"{name}.yaml: its defaults name {over}, so that it would have no end."
                raise WrongInput(reason, key="defaults", value=step)
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])


def _read_entries(node: yaml.Node) -> Iterator[Entry]:
    """Yield what one node of a defaults list names: a file, or an option for each of its groups."""
    if isinstance(node, yaml.ScalarNode):
        *words, name = node.value.split() or [""]
        yield Entry("", (name,), tuple(words))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            *words, group = str(key.value).split() or [""]
            options = tuple(str(one.value) for one in _list_options(value))
            yield Entry(group, options, tuple(words))
