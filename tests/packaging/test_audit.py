"""An audit that needs no network: what is installed is what was locked, and may be passed on.

It cannot know of a flaw that is found tomorrow; it can tell that nothing is locked unasked, that
what is here of it is a version whose hash is in the lock, and that each licence is one agreed on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

LOCK = ROOT / "requirements-dev.lock"
LICENCES = re.compile(
    r"\b(MIT(-0|-CMU)?|(0|[23]-clause |)BSD|Apache|PSFL?|Python Software Foundation|MPL|Mozilla|ISC"
    r"|ZPL|Zope)\b",
    re.IGNORECASE,
)
REFUSED = re.compile(r"\b[AL]?GPL|SSPL|BUSL|Commons Clause|non-?commercial|proprietary", re.I)
READ = {"axe-playwright-python": "MIT"}
"""Licences read in the packages themselves, whose metadata name none."""


def read_lock() -> dict[str, set[str]]:
    """Return the versions of each package that the lock gives for this Python and platform."""
    found: dict[str, set[str]] = {}
    for line in LOCK.read_text().replace("\\\n", " ").splitlines():
        if line and not line.startswith("#"):
            wanted = Requirement(line.split("--hash")[0].strip())
            if wanted.marker is None or wanted.marker.evaluate():
                versions = {one.version for one in wanted.specifier}
                found.setdefault(canonicalize_name(wanted.name), set()).update(versions)
    return found


def licence(package: Distribution) -> str:
    """Return what a package's metadata say of its licence, the text of one left out."""
    data = package.metadata
    named = [one for one in data.get_all("Classifier") or [] if one.startswith("License")]
    told = (data.get("License") or "").strip().splitlines()[:1]
    return " ".join([data.get("License-Expression") or "", *named, *told]).strip()


def list_requirements(name: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what an installed package asks for here, each with its extras."""
    try:
        asked = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for one in map(Requirement, asked):
        marker = one.marker
        if marker is None or any(marker.evaluate({"extra": e}) for e in (extras or {""})):
            yield canonicalize_name(one.name), frozenset(one.extras)


def reachable() -> set[str]:
    """Return every package that pyproject.toml asks for, straight or through another."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *(one for extra in extras for one in extra)]
    queue = [(canonicalize_name(Requirement(one).name), frozenset[str]()) for one in asked]
    seen = set(queue)
    while queue:
        for found in list_requirements(*queue.pop()):
            if found not in seen:
                seen.add(found)
                queue.append(found)
    return {name for name, _ in seen}


def test_each_locked_package_is_here_as_it_was_locked() -> None:
    wanted = read_lock()
    here = {canonicalize_name(one.name): one.version for one in distributions()}
    both = wanted.keys() & here.keys()
    assert {name: here[name] for name in both if here[name] not in wanted[name]} == {}
    assert len(both) > 80


def test_nothing_is_locked_that_nobody_asks_for() -> None:
    here = {canonicalize_name(one.name) for one in distributions()}
    assert (read_lock().keys() & here) - reachable() == set()


@pytest.mark.parametrize("name", sorted(read_lock()))
def test_each_licence_is_one_of_those_agreed_on(name: str) -> None:
    try:
        package = distribution(name)
    except PackageNotFoundError:
        pytest.skip("not installed on this platform")
    text = licence(package) or READ[name]
    assert LICENCES.search(text), text
    assert not REFUSED.search(text), text


@pytest.mark.parametrize("text", ["GPL-3.0-only", "License :: OSI Approved :: GNU AGPLv3", "LGPL"])
def test_a_licence_that_binds_what_uses_it_is_seen(text: str) -> None:
    assert REFUSED.search(text) or not LICENCES.search(text)
