"""Writes the numbers of the rule into docs/history.md: python -m tests.docs.history

Each stands once, in configs/history/rule.yaml; the page only repeats it, with its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from runs.studies.history.rule import Choice, Number, YearlyDate, read_rule
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "history.md"
DRAWN = re.compile(r"(?<=<!-- drawn -->\n).*?(?=<!-- end -->)", re.DOTALL)


def list_entries() -> list[tuple[str, float | str, str]]:
    """Return (dotted path, value, unit) of every entry of the rule, in the order of the file."""
    return list(_walk(read_rule(), ""))


def _walk(node: object, path: str) -> Iterator[tuple[str, float | str, str]]:
    if isinstance(node, Number):
        yield path, node.value, node.unit
    elif isinstance(node, Choice):
        yield path, node.value, "option"
    elif isinstance(node, YearlyDate):
        yield f"{path}.days", node.days, "days"
        yield f"{path}.sideline", node.sideline, "share"
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _walk(getattr(node, name), f"{path}.{name}" if path else name)
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield from _walk(inner, f"{path}.{name}")


def _format(value: float | str) -> str:
    return f"`{value}`" if isinstance(value, str) else f"{value:g}"


def page() -> str:
    """Return the page with its table of the rule's numbers as the rule gives them."""
    rows = [f"| `{path}` | {_format(value)} | {unit} |" for path, value, unit in list_entries()]
    table = "\n".join(["| entry of the rule | value | unit |", "|---|---|---|", *rows]) + "\n"
    return DRAWN.sub(lambda _: table, PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
