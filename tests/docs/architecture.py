"""The diagram of docs/architecture.md, drawn from the imports: python -m tests.docs.architecture

Each package is a box, each of its own packages a box inside; an arrow leads from what imports to
what is imported. Counts are left out: the page changes when the house does, not with each file.
"""

from __future__ import annotations

import re
from functools import cache

import grimp

from tests.architecture.sources import PACKAGES, ROOT

PAGE = ROOT / "docs" / "architecture.md"
MARKED = re.compile(r"(<!-- drawn -->\n).*?(<!-- end -->)", re.DOTALL)


@cache
def graph() -> grimp.ImportGraph:
    """Return the import graph of the five packages."""
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def room(module: str) -> str:
    """Return the package a module lies in: `runs.analysis` of `runs.analysis.comparison.shares`."""
    first, *rest = module.split(".")
    inner = f"{first}.{rest[0]}" if rest else first
    return inner if rest and graph().find_children(inner) else first


def ways() -> list[tuple[str, str]]:
    """Return which room imports from which, each pair once, in order."""
    found = {
        (room(module), room(imported))
        for module in graph().modules
        for imported in graph().find_modules_directly_imported_by(module)
    }
    return sorted((one, other) for one, other in found if one != other)


def diagram() -> str:
    """Return the graph as Mermaid."""
    rooms = {room(module) for module in graph().modules}
    lines = ["```mermaid", "flowchart RL"]
    for package in PACKAGES:
        inner = sorted(one for one in rooms if one.startswith(f"{package}."))
        lines.append(f'    subgraph box_{package}["{package}"]')
        lines += [f'        {_name(one)}["{one}"]' for one in [package, *inner]]
        lines.append("    end")
    lines += [f"    {_name(one)} --> {_name(other)}" for one, other in ways()]
    return "\n".join([*lines, "```", ""])


def page() -> str:
    """Return the page with its diagram as the code gives it."""
    text = PAGE.read_text(encoding="utf-8")
    return MARKED.sub(lambda found: f"{found[1]}{diagram()}{found[2]}", text)


def _name(module: str) -> str:
    return module.replace(".", "_")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
