"""Finds the policies written by users, by reading their sources without running them.

A file `policies/*.py` in the current folder, or the entry-point group `taijie.policies` of an
installed package, marks functions with `@policy(...)` (`agents.policies.own`). Help pages and
completion list them; nothing of a user's is executed for that.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from model.parameters.policy import BY_NAME
from runs.errors import WrongInput
from runs.layout import Layout

FOLDER = "policies"
GROUP = "taijie.policies"
MARK = "policy"
WANTED = '@policy(source="...") above def NAME(...), from agents.policies import policy'


@dataclass(frozen=True)
class Plugin:
    """A policy of the user's own, as found in its source; it travels with every task.

    Args:
        name: of the function; a configuration chooses it by that.
        place: `policies/weekly.py`, or `entry point weekly = mypackage.rules:weekly`.
        path: absolute path of its file, as it was found.
        line: line on which the function begins.
        sources: file -> SHA-256, of all files that the engine's digest has to cover for it.
        numbers: the numbers that a configuration may set of it, with their defaults.
        text: the source of a file; None of an installed package, which each worker has itself.
    """

    name: str
    place: str
    path: str
    line: int
    sources: Mapping[str, str]
    numbers: Mapping[str, float] = field(default_factory=dict)
    text: str | None = None

    def make_error(self, reason: str, line: int | None = None) -> WrongInput:
        """Return the WrongInput that refuses this policy; line: default that of the function."""
        return make_policy_error(self.place, line or self.line, reason, self.name)


def make_policy_error(place: str, line: int, reason: str, name: str) -> WrongInput:
    """Return the WrongInput that refuses a policy, naming its file and line."""
    return WrongInput(f"{place}, line {line}: {reason}.", key="policy", value=name)


class Catalogue:
    """The policies of users' own in a folder and in the installed packages.

    Args:
        folder: where `policies/` is looked for; default: the current folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or Path.cwd()).absolute()

    @cached_property
    def plugins(self) -> Mapping[str, tuple[Plugin, ...]]:
        """Name -> the policies of that name; more than one if two places offer the same name."""
        offers: dict[str, tuple[Plugin, ...]] = {}
        own = () if _is_in_batch(self.folder / FOLDER) else _find_file_plugins(self.folder / FOLDER)
        for plugin in (*own, *_find_package_plugins()):
            offers[plugin.name] = (*offers.get(plugin.name, ()), plugin)
        return offers

    @property
    def options(self) -> dict[str, dict[str, Any]]:
        """Name -> the values that choosing a user's policy sets; without the model's names."""
        return {
            name: {"name": name, "numbers": dict(offers[0].numbers)}
            for name, offers in self.plugins.items()
            if name not in BY_NAME
        }

    def require_distinct(self) -> None:
        """Raise WrongInput if a name is also that of a policy of the model, or is offered twice."""
        for name, offers in self.plugins.items():
            if name in BY_NAME:
                reason = f"{name} is a policy of the model's own: give yours another name"
                raise offers[0].make_error(reason)
            if len(offers) > 1:
                other = f"{offers[0].place}, line {offers[0].line}"
                raise offers[1].make_error(f"{name} is there already, in {other}: rename one")

    def find(self, name: str) -> Plugin | None:
        """Return the policy of that name; None if there is none.

        Raises WrongInput with the reason where a file or function of that name is not marked as a
        policy, or where a file of the folder, in which it may be, cannot be read.
        """
        self.require_distinct()
        if name in self.plugins:
            return self.plugins[name][0]
        home = self.folder / FOLDER
        for file in [] if _is_in_batch(home) else sorted(home.glob("*.py")):
            tree = _parse_source(_read_source(file), f"{FOLDER}/{file.name}", name)
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            named = [node for node in functions if node.name == name]
            if named or file.stem == name:
                line = (named or functions)[0].lineno if functions else 1
                reason = f"no policy {name} is marked here: write {WANTED}"
                raise make_policy_error(f"{FOLDER}/{file.name}", line, reason, name)
        return None

    def refuse_unmarked_policy(
        self, key: str, choices: Sequence[Any], options: Sequence[str]
    ) -> None:
        """Raise WrongInput if a chosen policy is no option but a file or function has its name,
        saying what that lacks; other groups than `policy` pass.

        key: name of the group; choices: its settings; options: the valid names.
        """
        if key.partition("@")[0] == "policy":
            for one in choices:
                if str(one.value) not in options:
                    self.find(str(one.value))


def _is_in_batch(folder: Path) -> bool:
    """Say whether a folder lies in the folder of a batch, whose contents are data, maybe a
    stranger's.
    """
    return any(Layout(one).manifest.is_file() for one in (folder, *folder.parents))


def _find_file_plugins(folder: Path) -> Iterator[Plugin]:
    """Yield the policies of a folder's files; a file that cannot be read has none."""
    for file in sorted(folder.glob("*.py")) if folder.is_dir() else []:
        place = f"{FOLDER}/{file.name}"
        try:
            text = _read_source(file)
            functions = list(find_marked_functions(_parse_source(text, place, file.stem)))
        except WrongInput:
            continue
        for node in functions:
            yield Plugin(
                node.name, place, str(file), node.lineno,
                {place: hashlib.sha256(text.encode()).hexdigest()}, parse_declared_numbers(node),
                text,
            )  # fmt: skip


def _find_package_plugins() -> Iterator[Plugin]:
    for point in entry_points(group=GROUP):
        plugin = read_entry_point_plugin(point)
        if plugin is not None:
            yield plugin


def read_entry_point_plugin(point: EntryPoint) -> Plugin | None:
    """Return the policy that an entry point names; None if its source is not on disk.

    Raises WrongInput if the function is not marked, or has another name than the entry point.
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
    tree = _parse_source(_read_source(file), title, point.name)
    node = next((one for one in find_marked_functions(tree) if one.name == point.attr), None)
    if node is None:
        raise make_policy_error(title, 1, f"{point.attr} is not marked: write {WANTED}", point.name)
    if node.name != point.name:
        reason = (
            f"the entry point is named {point.name} and the function {node.name}: name them alike"
        )
        raise make_policy_error(title, node.lineno, reason, point.name)
    sources = {
        one.relative_to(above).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in files
    }
    return Plugin(node.name, title, str(file), node.lineno, sources, parse_declared_numbers(node))


def _read_source(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise make_policy_error(
            f"{FOLDER}/{file.name}", 1, f"cannot be read: {error}", file.stem
        ) from None


def _parse_source(text: str, place: str, name: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise make_policy_error(
            place, line, f"cannot be read as Python: {error.args[0]}", name
        ) from None


def find_marked_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a module with the decorator `@policy`, in their order."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and find_mark(node) is not None:
            yield node


def find_mark(node: ast.FunctionDef) -> ast.expr | None:
    """Return the decorator `policy` of a function, bare or called; None if it has none."""
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if MARK in (getattr(target, "id", None), getattr(target, "attr", None)):
            return decorator
    return None


def find_mark_argument(node: ast.FunctionDef, key: str) -> ast.expr | None:
    """Return the keyword argument `key` of the decorator; None if it is not there."""
    mark = find_mark(node)
    given = mark.keywords if isinstance(mark, ast.Call) else []
    return next((one.value for one in given if one.arg == key), None)


def parse_declared_numbers(node: ast.FunctionDef) -> dict[str, float]:
    """Return the numbers that the decorator declares: name -> default; empty unless literals."""
    given = find_mark_argument(node, "numbers")
    try:
        values = ast.literal_eval(given) if given is not None else {}
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
