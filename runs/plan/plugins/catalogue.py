"""Finds the policies, roles and metrics of users by reading their sources without running them.

A file `policies/*.py` in the current folder, or the entry-point group `taijie.policies` of an
installed package, marks functions with `@policy(...)` (`agents.policies.own`); so do `roles/*.py`
and `taijie.roles` classes with `@role(...)` (`agents.own_roles`), and `metrics/*.py` and
`taijie.metrics` functions with `@metric(...)` (`model.outcomes.own_metrics`). Help pages and
completion list them; nothing of a user's is executed for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from runs.errors import WrongInput
from runs.layout import Layout
from runs.paths import get_current_folder
from runs.plan.plugins.kinds import POLICY, PluginKind
from runs.plan.plugins.marks import (
    Marked,
    find_decorated,
    parse_declared_numbers,
    parse_source,
    read_marked_name,
    read_source,
    read_stated_texts,
)


@dataclass(frozen=True)
class Plugin:
    """A policy, role or metric of the user's own, as found in its source; it travels with tasks.

    Args:
        kind: whether it is a policy, a role or a metric.
        name: by which a configuration or a launch chooses it.
        attribute: name of the marked function or class in its module.
        place: `policies/weekly.py`, or `entry point weekly = mypackage.rules:weekly`.
        path: absolute path of its file, as it was found.
        line: line on which the function or class begins.
        sources: file -> SHA-256, of all files that the engine's digest has to cover for it.
        numbers: the numbers that a configuration may set of it, with their defaults.
        texts: what its decorator states in words, by key: its source, the label of a metric.
        text: the source of a file; None of an installed package, which each worker has itself.
    """

    kind: PluginKind
    name: str
    attribute: str
    place: str
    path: str
    line: int
    sources: Mapping[str, str]
    numbers: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None

    def make_error(self, reason: str, line: int | None = None) -> WrongInput:
        """Return the WrongInput that refuses this plug-in; line: default that of its definition."""
        return self.kind.make_error(self.place, line or self.line, reason, self.name)


class Catalogue:
    """The policies, roles or metrics of users' own in a folder and in the installed packages.

    Args:
        folder: where the folder of the kind is looked for; default: the current folder.
        kind: POLICY, ROLE or METRIC.
    """

    def __init__(self, folder: Path | None = None, kind: PluginKind = POLICY) -> None:
        self.folder, self.kind = (folder or get_current_folder()).absolute(), kind
        self.home = self.folder / kind.folder

    @cached_property
    def plugins(self) -> Mapping[str, tuple[Plugin, ...]]:
        """Name -> the plug-ins offered by that name; more than one if two places offer it."""
        offers: dict[str, tuple[Plugin, ...]] = {}
        own = () if _is_in_batch(self.home) else _find_file_plugins(self.home, self.kind)
        for plugin in (*own, *_find_package_plugins(self.kind)):
            offers[plugin.name] = (*offers.get(plugin.name, ()), plugin)
        return offers

    @property
    def options(self) -> dict[str, dict[str, Any]]:
        """Name -> what choosing a user's plug-in sets: `name`, and `numbers` (name -> default);
        without names that the model has itself.
        """
        return {
            name: {"name": name, "numbers": dict(offers[0].numbers)}
            for name, offers in self.plugins.items()
            if name not in self.kind.taken
        }

    def require_distinct_names(self) -> None:
        """Raise WrongInput if a name is also one of the model's own, or is offered twice."""
        for name, offers in self.plugins.items():
            if name in self.kind.taken:
                reason = f"{name} is a {self.kind.mark} of the model's own: give yours another name"
                raise offers[0].make_error(reason)
            if len(offers) > 1:
                other = f"{offers[0].place}, line {offers[0].line}"
                raise offers[1].make_error(f"{name} is there already, in {other}: rename one")

    def find_plugin(self, name: str) -> Plugin | None:
        """Return the plug-in of that name; None if there is none.

        Raises WrongInput if a file, function or class of that name, or what an installed package's
        entry point of that name points to, lacks the decorator (such as `@policy`); if a file in
        which it may be cannot be read; and if any name is offered twice or is one of the model's
        own.
        """
        self.require_distinct_names()
        if name in self.plugins:
            return self.plugins[name][0]
        kind = self.kind
        for point in entry_points(group=kind.group):
            if point.name == name:
                read_entry_point_plugin(point, kind)
        for file in [] if _is_in_batch(self.home) else sorted(self.home.glob("*.py")):
            place = f"{kind.folder}/{file.name}"
            tree = parse_source(read_source(file, kind), place, name, kind)
            nodes = [node for node in tree.body if isinstance(node, Marked)]
            named = [node for node in nodes if node.name.lower() == name]
            if named or file.stem == name:
                line = (named or nodes)[0].lineno if nodes else 1
                reason = f"no {kind.mark} {name} is marked here: write {kind.wanted}"
                raise kind.make_error(place, line, reason, name)
        return None

    def refuse_unmarked_policy(
        self, key: str, choices: Sequence[Any], options: Sequence[str]
    ) -> None:
        """Raise WrongInput, saying what it lacks, if a chosen policy is only a file or function
        without the decorator `@policy`.

        key: name of the group (others than `policy` pass); choices: its settings; options: valid
        names.
        """
        if key.partition("@")[0] == "policy":
            for one in choices:
                if str(one.value) not in options:
                    self.find_plugin(str(one.value))


def _is_in_batch(folder: Path) -> bool:
    """Say whether a folder is inside a batch's, whose contents are data, maybe a stranger's."""
    return any(Layout(one).manifest.is_file() for one in (folder, *folder.parents))


def _find_file_plugins(folder: Path, kind: PluginKind) -> Iterator[Plugin]:
    """Yield the plug-ins that the decorators in a folder's files declare; none of an unreadable
    file.
    """
    for file in sorted(folder.glob("*.py")) if folder.is_dir() else []:
        place = f"{kind.folder}/{file.name}"
        try:
            text = read_source(file, kind)
            nodes = list(find_decorated(parse_source(text, place, file.stem, kind), kind.mark))
        except WrongInput:
            continue
        sources = {place: hashlib.sha256(text.encode()).hexdigest()}
        for node in nodes:
            yield _make_plugin(kind, node, place, file, sources, text)


def _make_plugin(
    kind: PluginKind,
    node: Marked,
    place: str,
    file: Path,
    sources: Mapping[str, str],
    text: str | None,
) -> Plugin:
    """Return the plug-in that a decorated function or class (`node`) declares; place, file (its
    path), sources and text: as in `Plugin`.
    """
    return Plugin(
        kind, read_marked_name(node, kind.mark), node.name, place, str(file), node.lineno, sources,
        parse_declared_numbers(node, kind.mark) or {}, read_stated_texts(node, kind.mark), text,
    )  # fmt: skip


def _find_package_plugins(kind: PluginKind) -> Iterator[Plugin]:
    """Yield the plug-ins of a kind in the installed packages whose sources are on disk; none of an
    entry point whose source declares none.
    """
    for point in entry_points(group=kind.group):
        with suppress(WrongInput):
            plugin = read_entry_point_plugin(point, kind)
            if plugin is not None:
                yield plugin


def read_entry_point_plugin(point: EntryPoint, kind: PluginKind = POLICY) -> Plugin | None:
    """Return the plug-in that an entry point names; None if its source is not on disk.

    Raises WrongInput if it lacks the decorator, or has another name than the entry point.
    """
    root, *inner = point.module.split(".")
    place = find_spec(root)  # of the top alone, which runs nothing of the package
    if place is None or place.origin is None:
        return None
    home = Path(place.origin).parent if place.submodule_search_locations else None
    files = sorted(home.rglob("*.py")) if home else [Path(place.origin)]
    above = home.parent if home else Path(place.origin).parent
    module = above.joinpath(root, *inner)
    file = next(
        (one for one in (module / "__init__.py", module.with_suffix(".py")) if one.is_file()), None
    )
    if file is None:
        return None
    title = f"entry point {point.name} = {point.value}"
    tree = parse_source(read_source(file, kind), title, point.name, kind)
    node = next((one for one in find_decorated(tree, kind.mark) if one.name == point.attr), None)
    if node is None:
        reason = f"{point.attr or 'the module alone'} is not marked: write {kind.wanted}"
        raise kind.make_error(title, 1, reason, point.name)
    name = read_marked_name(node, kind.mark)
    if name != point.name:
        reason = f"the entry point is named {point.name} and the {kind.mark} {name}"
        raise kind.make_error(title, node.lineno, f"{reason}: name them alike", point.name)
    sources = {
        one.relative_to(above).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in files
    }
    return _make_plugin(kind, node, title, file, sources, None)
