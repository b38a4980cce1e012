"""Loads users' policies, roles and metrics from their text, wherever runs are simulated.

A file's text travels with the task, so that every worker of every executor runs the same bytes,
also one that does not see the user's folder. An installed package is imported by the worker that
has it, and the engine's digest says whether it is the same.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.abc import ExecutionLoader
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from runs.plan.plugins.catalogue import Catalogue, Plugin
from runs.plan.plugins.kinds import METRIC, POLICY, ROLE

if TYPE_CHECKING:
    from agents.own_roles import OwnRole
    from agents.policies.own import OwnRule
    from model.outcomes.own_metrics import OwnMetric


@contextmanager
def use_plugins(plugins: Iterable[Plugin]) -> Iterator[None]:
    """Return a context in which models can use these policies and roles; raises what their files
    raise.
    """
    from agents.own_roles import use_roles
    from agents.policies.own import use_rules

    chosen = list(plugins)
    rules = [load_rule(plugin) for plugin in chosen if plugin.kind == POLICY]
    roles = [load_role(plugin) for plugin in chosen if plugin.kind == ROLE]
    with use_rules(rules), use_roles(roles):
        yield


def load_rule(plugin: Plugin) -> OwnRule:
    """Return the rule that a policy's source decorates with `@policy`.

    A source that was loaded before is not run again; what it raises while loading is raised, and
    WrongInput if its name is then of something else than what it decorates.
    """
    from agents.policies.own import MARK

    rule: OwnRule = _load_marked(plugin, MARK)
    return rule


def load_role(plugin: Plugin) -> OwnRole:
    """Return the role that a source decorates with `@role`; raises as `load_rule` does."""
    from agents.own_roles import MARK

    role: OwnRole = _load_marked(plugin, MARK)
    return role


def load_metric(plugin: Plugin) -> OwnMetric:
    """Return the metric that a source decorates with `@metric`; raises as `load_rule` does."""
    from model.outcomes.own_metrics import MARK

    own: OwnMetric = _load_marked(plugin, MARK)
    return own


def load_metrics(plugins: Iterable[Plugin]) -> list[OwnMetric]:
    """Return the metrics among a user's plug-ins, loaded, in their order."""
    return [load_metric(plugin) for plugin in plugins if plugin.kind == METRIC]


def _load_marked(plugin: Plugin, mark: str) -> Any:
    """Return what the decorator left on a plug-in's function or class, as its attribute `mark`,
    from its text or its installed package; WrongInput if another decorator, or another object by
    that name, is in its place.
    """
    if plugin.text is None:
        module = import_module(plugin.place.rpartition("= ")[2].partition(":")[0])
    else:
        module = _load_module(plugin.place, plugin.path, plugin.text)
    found = getattr(module, plugin.attribute, None)
    marked: Any = getattr(found, mark, None)
    held = marked is not None and any(found is one for one in vars(marked).values())
    if held and marked.name == plugin.name and isinstance(found, FunctionType | type):
        return marked
    kind = plugin.kind
    raise plugin.make_error(
        f"once the file is run, {plugin.attribute} is not what @{kind.mark} marked: give the name"
        f" once, put no other decorator there, and write {kind.wanted}"
    )


def collect_local_digests(plugins: Collection[Plugin]) -> dict[str, str]:
    """Return file -> SHA-256 of the sources as this process has them: the texts that plug-ins bring
    along, or the packages installed here.
    """
    sources: dict[str, str] = {}
    for plugin in plugins:
        if plugin.text is not None:
            sources |= plugin.sources
            continue
        for other in Catalogue(kind=plugin.kind).plugins.get(plugin.name, ()):
            if other.place == plugin.place:
                sources |= other.sources
    return sources | list_covered_versions(plugins)


def list_covered_versions(plugins: Iterable[Plugin]) -> dict[str, str]:
    """Return `pandas VERSION` -> "its version", which the engine's digest covers besides sources,
    if one of these plug-ins is a metric (metrics compute in tables of pandas); else {}.
    """
    if all(plugin.kind != METRIC for plugin in plugins):
        return {}
    return {f"pandas {version('pandas')}": "its version"}


@lru_cache(maxsize=32)
def _load_module(place: str, path: str, text: str) -> ModuleType:
    """Return the module made by running a text of Python, once for equal arguments; its errors pass
    through.

    place: path in the folder, `policies/mine.py`, which names the module; path: the whole path, for
    tracebacks. The module stays in sys.modules, unless it raised or another of that name was there
    before. What it prints goes to the error stream.
    """
    name = "taijie_" + place.removesuffix(".py").replace("/", "_")
    spec = spec_from_loader(name, _TextLoader(path, text))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    vars(module)["print"] = _print_aside
    before = sys.modules.get(name)
    sys.modules[name] = module  # a dataclass looks its module up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    finally:
        if before is not None:
            sys.modules[name] = before
    return module


def _print_aside(*values: object, file: Any = None, **options: Any) -> None:
    """Print to the error stream, unless a file is given: the other is for results, such as JSON."""
    print(*values, file=sys.stderr if file is None else file, **options)


class _TextLoader(ExecutionLoader):
    """Loads a module from its text under its original path, so that tracebacks show its lines."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002 (the interface of loaders)
        """Return the path that tracebacks name."""
        return str(Path(self.path))

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 (the interface of loaders)
        """Return the text of the module."""
        return self.text

    def create_module(self, spec: Any) -> None:
        """Return None: an ordinary module is made."""
