"""Every dependency is wanted, explained, pinned and hashed, and no lock names an index."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

import pytest

from tests.architecture.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


@cache
def project() -> dict[str, Any]:
    """Return the [project] table."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return dict(tomllib.load(file)["project"])


def names(requirements: list[str]) -> set[str]:
    """Return the names of requirements, without versions."""
    return {re.split(r"[<>=!~;\[ ]", requirement)[0] for requirement in requirements}


def pins(lock: str) -> set[str]:
    """Return the lines ``name==version ; marker`` of a lock, without hashes."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.split("--hash")[0].strip() for line in lines}


def test_each_direct_dependency_has_its_line_and_its_licence() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    rows = re.findall(
        r"^\| (?!Package)([A-Za-z][\w-]+) \| (.+) \| (.+) \|$", page, flags=re.MULTILINE
    )
    optional = project()["optional-dependencies"].values()
    direct = [*project()["dependencies"], *(one for extra in optional for one in extra)]
    assert {name for name, _, _ in rows} == names(direct)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|^\s*-|file:| @ ", text.replace("    --hash", ""), flags=re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    assert all("--hash=sha256:" in line for line in lines)


def test_the_locks_pin_every_direct_dependency_and_agree() -> None:
    runtime, everything = pins(LOCKS[0]), pins(LOCKS[1])
    optional = project()["optional-dependencies"]
    wanted = [*project()["dependencies"], *optional["sensitivity"]]
    assert {name.lower() for name in names(wanted)} <= {pin.split("==")[0] for pin in runtime}
    dev = optional["dev"]
    assert names(dev) <= {pin.split("==")[0] for pin in everything}
    pinned = {pin.split(" ;")[0] for pin in runtime}
    assert pinned <= {pin.split(" ;")[0] for pin in everything}
