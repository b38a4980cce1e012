"""Which module imports which, as the sources have it: imports in functions and for types too.

Nothing is imported for it, so that a circle that Python itself trips over is named as one.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.architecture.sources import PACKAGES, ROOT, python_files, tree_of


class Order(NamedTuple):
    """The wards of a package as pyproject.toml has them: the topmost first, some side by side."""

    package: str
    floors: list[list[str]]

    def floor(self, module: str) -> int | None:
        """Return how far below the top a module lies; None outside the package or the order."""
        for number, names in enumerate(self.floors):
            for name in names:
                ward = f"{self.package}.{name}"
                if module == ward or module.startswith(f"{ward}."):
                    return number
        return None


def orders() -> list[Order]:
    """Return the order of the wards of each package that has one."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return [
        Order(package, [floor.replace("|", ":").replace(" ", "").split(":") for floor in layers])
        for contract in contracts
        if contract["type"] == "layers"
        for package, layers in [(of, contract["layers"]) for of in contract.get("containers", ())]
    ]


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of every module of the product, by its dotted name."""
    trees = {}
    for path in python_files(*PACKAGES):
        steps = path.relative_to(ROOT).with_suffix("").parts
        trees[".".join(steps).removesuffix(".__init__")] = tree_of(path)
    return trees


@cache
def arrows() -> frozenset[tuple[str, str]]:
    """Return every pair of a module and one that it imports."""
    return frozenset(
        (module, imported)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        for name in _names(node)
        if (imported := _module_of(name)) and imported != module
    )


@cache
def wards() -> frozenset[str]:
    """Return the packages, inner ones too, by their dotted names."""
    files = (path for path in python_files(*PACKAGES) if path.name == "__init__.py")
    return frozenset(".".join(path.parent.relative_to(ROOT).parts) for path in files)


def ward_of(module: str) -> str:
    """Return the package in which a module lies; of a package, itself."""
    return module if module in wards() else module.rpartition(".")[0]


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{one.name}" for one in node.names)


def _module_of(name: str) -> str:
    """Return the module of the product that an imported name is, or is taken from; else ""."""
    while name and name not in modules():
        name = name.rpartition(".")[0]
    return name
